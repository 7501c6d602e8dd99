"""What a feed named and what became of each page: which to visit now, and when again.

One record a feed holds all of it, written whole, so that a killed run visits again what it did
not finish. A record is plain JSON: url and validators of the feed, and pages: address ->

    fields      what the feed says of the article
    place       where it stands in the feed, or null where it is there no more
    is_had      whether the page was ever received
    validators  the ETag and Last-Modified that came with it
    n_visits, n_failures (in a row), n_gone (answers 404 in a row)
    next_at     when to visit it next (seconds since 1970), or null for never
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flows.sources.feeds import Entry

HOUR, DAY = 3_600.0, 86_400.0
AGAIN = (DAY, 2 * DAY, 4 * DAY)  # after each visit: articles are corrected in their first week
RETRIES = 5
OURS = {"postponed", "robots_unreachable"}  # reasons that say nothing of the page itself
Record = dict[str, Any]


def listed(record: Record, entries: Sequence[Entry], now: float) -> None:
    """Note what a feed names now.

    A page that is new, or of which the feed says something else than before, is due at once. So
    is one that left the feed though older ones are still in it: it may have been withdrawn.
    """
    pages: dict[str, Record] = record.setdefault("pages", {})
    named = {entry.url for entry in entries}
    last = max((p["place"] for u, p in pages.items() if u in named and _is_listed(p)), default=-1)
    for url, page in pages.items():
        if url not in named and _is_listed(page):
            if page["place"] < last and page["next_at"] is not None:
                page["next_at"] = now
            page["place"] = None
    for place, entry in enumerate(entries):
        page = pages.setdefault(entry.url, _new())
        if page["fields"] != entry.fields:
            page.update(fields=entry.fields, next_at=now)
        page["place"] = place


def _is_listed(page: Record) -> bool:
    return page["place"] is not None


def _new() -> Record:
    return {
        "fields": {}, "place": None, "is_had": False, "validators": {}, "n_visits": 0,
        "n_failures": 0, "n_gone": 0, "next_at": None,
    }  # fmt: skip


def due(record: Record, now: float) -> list[str]:
    """Return the addresses to visit now: in the order of the feed, then those that left it."""
    pages: dict[str, Record] = record.get("pages", {})
    found = [(not _is_listed(p), p["place"] or 0, u) for u, p in pages.items() if _is_due(p, now)]
    return [url for _, _, url in sorted(found)]


def _is_due(page: Record, now: float) -> bool:
    return page["next_at"] is not None and page["next_at"] <= now


def received(page: Record, validators: dict[str, str], now: float) -> None:
    """Note that a page was had, or that it is as it was."""
    page.update(is_had=True, n_failures=0, n_gone=0, n_visits=page["n_visits"] + 1)
    page["validators"] = validators or page["validators"]
    done = page["n_visits"]
    page["next_at"] = now + AGAIN[done - 1] if done <= len(AGAIN) else None


def failed(page: Record, rule: str, status: int | None, now: float, *, is_known: bool) -> bool:
    """Note that a page was not had; return whether that means it was withdrawn.

    A page whose article is known is withdrawn where it is gone for good (410), or not found (404)
    twice. One that cannot be had is tried again later and later, and in the end no more.
    """
    if rule in OURS:
        page["next_at"] = now
        return False
    page["n_gone"] = page["n_gone"] + 1 if status in {404, 410} else 0
    page["n_failures"] += 1
    is_withdrawn = is_known and (status == 410 or page["n_gone"] >= 2)
    is_over = is_withdrawn or page["n_failures"] >= RETRIES
    page["next_at"] = None if is_over else now + HOUR * 2.0 ** (page["n_failures"] - 1)
    return bool(is_withdrawn)


def prune(record: Record) -> None:
    """Forget pages that are in the feed no more and need no visit."""
    pages: dict[str, Record] = record.get("pages", {})
    record["pages"] = {u: p for u, p in pages.items() if _is_listed(p) or p["next_at"] is not None}
