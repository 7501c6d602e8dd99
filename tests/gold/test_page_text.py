"""Measures page extraction against trafilatura's own evaluation pages, beside it called plainly.

The protocol: for each page, the segments of `with_segments` ought to stand in the extracted
text and those of `without_segments` ought not. White space is folded on both sides, nothing else
is. Kept is the share of the first that are found, dropped the share of the second that are absent.
A page from which nothing is extracted keeps nothing and drops all.

Floors may be raised, never lowered. Skipped where ../shared is absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import trafilatura

from flows.sandbox import Sandbox
from tests.conftest import shared

IS_FULL = "ENTENTE_TORTURE" in os.environ
# kept, dropped: of all pages, and of the first 100 (the short form).
FLOORS = {True: (0.942, 0.906), False: (0.93, 0.889)}


def figures(texts: list[str], pages: pl.DataFrame) -> tuple[float, float]:
    kept = dropped = n_must = n_not = 0
    segments = zip(texts, pages["with_segments"], pages["without_segments"], strict=True)
    for text, must, must_not in segments:
        folded = fold(text)
        n_must, n_not = n_must + len(must), n_not + len(must_not)
        kept += sum(fold(s) in folded for s in must)
        dropped += sum(fold(s) not in folded for s in must_not)
    return kept / n_must, dropped / n_not


def fold(text: str) -> str:
    return " ".join(text.split())


def ours(content: bytes, folder: Path) -> str:
    """Return the text of a page, as the sandbox reads it."""
    path = folder / "page.html"
    path.write_bytes(content)
    chunks = Sandbox().read(path, path.name, "html", {}, {})
    return "".join(body for c in chunks if len(c.frame) for body in c.frame["body"])


def plainly(content: bytes) -> str:
    return trafilatura.extract(content, include_comments=False, include_tables=False) or ""


def test_what_must_be_kept_is_kept_and_the_rest_dropped(tmp_path: Path) -> None:
    pages = pl.read_parquet(shared("gold/html_trafilatura.parquet")).sort("doc_id")
    pages = pages if IS_FULL else pages.head(100)
    found = figures([ours(html, tmp_path) for html in pages["html"]], pages)
    plain = figures([plainly(html) for html in pages["html"]], pages)
    print(f"kept, dropped: ours {found}; trafilatura called plainly {plain}; {len(pages)} pages")
    for value, floor, beside in zip(found, FLOORS[IS_FULL], plain, strict=True):
        assert value >= floor
        assert value >= beside - 0.01  # what is done around it costs nothing
