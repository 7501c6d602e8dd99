"""Web pages and pasted copies: one article a file."""

from __future__ import annotations

from typing import Any

from lxml import html as lxml_html
from trafilatura import bare_extraction

from transforms.pasted import take_apart

PUBLISHED = ["article:published_time", "datePublished", "date", "pubdate"]
MODIFIED = ["article:modified_time", "dateModified", "og:updated_time"]


class PageError(ValueError):
    """A page from which no article could be taken."""


def read_page(content: bytes) -> dict[str, Any]:
    """Return the fields of a raw article from a page's bytes (Barbaresi 2021, trafilatura).

    A date in the page's own metadata is stated; one that had to be searched for is inferred.
    Raises PageError where the bytes are no page or hold no text.
    """
    try:
        tree = lxml_html.fromstring(content)
        found: Any = bare_extraction(
            content, with_metadata=True, include_comments=False, include_tables=False
        )
    except Exception as error:  # any of two parsers' errors, on bytes from anywhere
        raise PageError(f"not a page: {type(error).__name__}: {error}") from error
    if found is None or not found.text:
        raise PageError("no article text was found in the page")
    stated = _meta(tree, PUBLISHED)
    return {
        "native_id": None,
        "outlet": found.sitename,
        "published": stated or found.date,
        "is_date_inferred": stated is None and found.date is not None,
        "updated": _meta(tree, MODIFIED),
        "url": found.url,
        "author": found.author,
        "title": found.title,
        "body": found.text,
        "language": tree.get("lang") if tree.tag == "html" else None,
    }


def _meta(tree: Any, names: list[str]) -> str | None:
    """Return the first filled <meta> of those names."""
    for name in names:
        for content in tree.xpath(
            "//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name
        ):
            if content.strip():
                return str(content)
    return None


def read_paste(content: bytes) -> dict[str, Any]:
    """Return the fields of a raw article from a pasted copy; raises PageError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageError(f"byte {error.start} is not UTF-8") from error
    return {**take_apart(text), "is_date_inferred": False}
