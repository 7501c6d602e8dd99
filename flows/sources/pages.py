"""Web pages and pasted copies: one article a file, or several in an export of a database."""

from __future__ import annotations

import codecs
import re
from typing import Any

from trafilatura import bare_extraction, load_html

from transforms import exports
from transforms.pasted import take_apart

PUBLISHED = ["article:published_time", "datePublished", "date", "pubdate"]
MODIFIED = ["article:modified_time", "dateModified", "og:updated_time"]
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What pages call Latin-1 and the like is read as browsers read it (WHATWG Encoding Standard).
WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
         "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254"}  # fmt: skip


# Not searched for in the text: of "elected in 2021" that makes an article of the year 2021.
DATES = {"original_date": True, "extensive_search": False}


class PageError(ValueError):
    """A page from which no article could be taken."""


def decode(content: bytes) -> str:
    """Return a page's bytes as text: by its mark, as UTF-8, or as its <meta> says.

    Bytes that break the rules of the encoding become U+FFFD; where nothing is said and the bytes
    are not UTF-8, they are read as Windows-1252.
    """
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    stated = CHARSET.search(content[:4096])
    try:
        name = codecs.lookup(stated[1].decode("ascii")).name if stated else "cp1252"
        return content.decode(WIDER.get(name, name), "replace")
    except (LookupError, UnicodeError):
        return content.decode("cp1252", "replace")


def read_page(content: bytes) -> dict[str, Any]:
    """Return the fields of a raw article from a page's bytes (Barbaresi 2021, trafilatura).

    A date in the page's own metadata is stated; one that had to be searched for is inferred.
    Raises PageError where the bytes are no page or hold no text.
    """
    try:
        tree: Any = load_html(decode(content))
        if tree is None:
            raise PageError("not a page: it holds no HTML")
        published, modified = _stated(tree, PUBLISHED), _stated(tree, MODIFIED)
        language = tree.get("lang") if tree.tag == "html" else None
        found: Any = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params=DATES,
        )
    except PageError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # any of two parsers' errors, on bytes from anywhere
        raise PageError(f"not a page: {type(error).__name__}: {error}") from error
    if found is None or not found.text:
        raise PageError("no article text was found in the page")
    return {
        "native_id": None,
        "outlet": found.sitename,
        "published": published or found.date,
        "is_date_inferred": published is None and found.date is not None,
        "updated": modified,
        "url": found.url,
        "author": found.author,
        "title": found.title,
        "body": found.text,
        "language": language,
    }


def _stated(tree: Any, names: list[str]) -> str | None:
    """Return the first filled <meta> of those names, else what the page's JSON-LD says."""
    for name in names:
        for content in tree.xpath(
            "//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name
        ):
            if content.strip():
                return str(content)
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        for name in names:
            if found := re.search(rf'"{name}"\s*:\s*"([^"]{{4,40}})"', str(script)):
                return found[1]
    return None


def read_texts(content: bytes) -> list[dict[str, Any]]:
    """Return the fields of raw articles from a text: a pasted copy, or a database's export.

    Raises PageError where the bytes are no text.
    """
    mark = next((m for m in MARKS if content.startswith(m)), codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8-sig" if mark == codecs.BOM_UTF8 else "utf-16")
    except UnicodeDecodeError as error:
        raise PageError(f"byte {error.start} is not {MARKS[mark].upper()}") from error
    rows = exports.take_apart(text) or [take_apart(text)]
    return [{**row, "is_date_inferred": False} for row in rows]
