"""RSS and Atom: which articles a feed names."""

from __future__ import annotations

import calendar
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException


class FeedError(ValueError):
    """The bytes are no feed that may be read."""


@dataclass(frozen=True)
class Entry:
    """One article that a feed names."""

    url: str
    fields: dict[str, str]


def read_feed(content: bytes) -> list[Entry]:
    """Return the entries of a feed that have an address; raises FeedError.

    Declarations of entities are refused before the bytes reach any other parser.
    """
    try:
        ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FeedError(f"refused: {type(error).__name__}") from error
    except ElementTree.ParseError as error:
        raise FeedError(f"not well-formed: {error}") from error
    # From bytes in memory: given text or a path, feedparser would open files and addresses.
    found = feedparser.parse(io.BytesIO(content))
    if not found.get("version"):
        raise FeedError("neither RSS nor Atom")
    return [Entry(e["link"], _fields(e)) for e in found.entries if _is_web(e.get("link", ""))]


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _fields(entry: Any) -> dict[str, str]:
    fields = {
        "native_id": entry.get("id") or entry["link"],
        "title": entry.get("title"),
        "author": entry.get("author"),
        "published": _instant(entry.get("published_parsed")),
        # Asked for by its plain name, feedparser would answer with the date of publication.
        "updated": _instant(dict.get(entry, "updated_parsed")),
        "url": entry["link"],
    }
    return {k: str(v) for k, v in fields.items() if v}


def _instant(parsed: Any) -> str | None:
    if parsed is None:
        return None
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
