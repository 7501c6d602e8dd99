"""RSS, Atom, RDF, JSON Feed and news sitemaps: which articles a feed names."""

from __future__ import annotations

import calendar
import codecs
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MOST_ENTRIES = 5_000
NAMED = {"item", "entry", "url"}  # the elements that name an article
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
# Characters that XML knows not: a feed is not lost for one of them.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DECLARATION = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)


class FeedError(ValueError):
    """The bytes are no feed that may be read."""


@dataclass(frozen=True)
class Entry:
    """One article that a feed names: its address, and what the feed says of it."""

    url: str
    fields: dict[str, str]


def read_feed(content: bytes) -> list[Entry]:
    """Return the entries of a feed that have a web address, each once; raises FeedError.

    Declarations of entities are refused before the bytes reach any other parser.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _once(_json_feed(content))
    content = _in_utf8(content)
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FeedError(f"refused: {type(error).__name__}") from error
    except ElementTree.ParseError as error:
        raise FeedError(f"not well-formed: {error}") from error
    # Before feedparser, which takes a minute for a million.
    _bound(sum(str(e.tag).rpartition("}")[2] in NAMED for e in root.iter()))
    if root.tag == f"{SITEMAP}urlset":
        return _once(_sitemap(root))
    return _once(_feed(content))


def _in_utf8(content: bytes) -> bytes:
    """Return XML in UTF-8, without its declaration and without what XML forbids.

    So both parsers see the same text, and one bad byte costs one character. Raises FeedError.
    """
    declared = DECLARATION.match(content.lstrip(codecs.BOM_UTF8 + b" \t\r\n"))
    name = declared[1].decode("ascii") if declared else "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    try:
        text = content.decode(name, "replace").lstrip("\ufeff \t\r\n")
    except (LookupError, UnicodeError) as error:
        raise FeedError(f"no encoding '{name}'") from error
    return ILLEGAL.sub("", re.sub(r"^<\?xml[^>]*\?>", "", text)).encode()


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries with a web address, the first of each; raises FeedError where too many."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.url.startswith(("http://", "https://")):
            found.setdefault(entry.url, entry)
        _bound(len(found))
    return list(found.values())


def _bound(n_entries: int) -> None:
    if n_entries > MOST_ENTRIES:
        raise FeedError(f"more than {MOST_ENTRIES:,} entries")


def _entry(url: Any, **fields: Any) -> Entry:
    """Return an entry; its address stands for an identifier that is not there."""
    address = url.strip() if isinstance(url, str) else ""
    kept = {k: str(v) for k, v in fields.items() if v}
    return Entry(address, {"native_id": address, "url": address, **kept})


def _feed(content: bytes) -> Iterable[Entry]:
    # From bytes in memory: given text or a path, feedparser would open files and addresses.
    try:
        found = feedparser.parse(io.BytesIO(content))
    except Exception as error:  # it raised on 518 of 10,000 fuzzed feeds
        raise FeedError(f"not to be read: {type(error).__name__}: {error}") from error
    if not found.get("version"):
        raise FeedError("none of RSS, Atom, RDF, JSON Feed and news sitemap")
    is_rss = found["version"].startswith("rss")
    for item in found.entries:
        # Asked for by its plain name, feedparser would answer with the date of publication.
        changed = _instant(dict.get(item, "updated_parsed"))
        published = _instant(item.get("published_parsed"))
        if is_rss and published is None:  # Dublin Core's only date, as in RDF
            published, changed = changed, None
        yield _entry(
            item.get("link"),
            native_id=item.get("id"),
            title=item.get("title"),
            author=item.get("author"),
            published=published,
            updated=changed,
        )


def _instant(parsed: Any) -> str | None:
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):  # the year 0, or 99999
        return None


def _json_feed(content: bytes) -> Iterable[Entry]:
    """Yield the items of a JSON Feed (version 1.1)."""
    try:
        feed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"not JSON: {error}") from error
    if "jsonfeed.org/version/" not in str(feed.get("version")):
        raise FeedError("JSON, but no JSON Feed")
    items = feed.get("items")
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        authors = item.get("authors")
        authors = authors if isinstance(authors, list) else []
        named = [a.get("name") for a in authors if isinstance(a, dict)]
        yield _entry(
            item.get("url") or item.get("external_url"),
            native_id=item.get("id"),
            title=item.get("title"),
            author=", ".join(str(n) for n in named if n),
            published=item.get("date_published"),
            updated=item.get("date_modified"),
            language=item.get("language"),
        )


def _sitemap(root: Any) -> Iterable[Entry]:
    """Yield the addresses of a news sitemap (Google's extension of sitemaps 0.9)."""
    for url in root.iter(f"{SITEMAP}url"):
        news = url.find(f"{NEWS}news")

        def said(tag: str, within: Any = news) -> str | None:
            return None if within is None else (within.findtext(f"{NEWS}{tag}") or "").strip()

        yield _entry(
            url.findtext(f"{SITEMAP}loc"),
            title=said("title"),
            published=said("publication_date"),
            updated=(url.findtext(f"{SITEMAP}lastmod") or "").strip(),
        )
