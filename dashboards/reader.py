"""Sentences as they are read: the mention marked, the tone told, the source linked."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from dashboards.palette import NEGATIVE, POSITIVE
from dashboards.words import signed

MARK = "background:{colour}33;border-bottom:2px solid {colour};color:inherit;padding:0 .1em"
CARD = "border-left:4px solid {colour};padding:.15rem 0 .15rem .75rem;margin:0 0 1rem 0"


def cards(sentences: pl.DataFrame) -> str:
    """Return HTML of sentences: every word of theirs is escaped, and only web links are links.

    Takes sentence, marks ("START-END …"), polarity, coverage, holder, holder_role, outlet,
    published_on, title, url.
    """
    return "".join(_card(row) for row in sentences.iter_rows(named=True))


def _card(row: Mapping[str, Any]) -> str:
    colour = POSITIVE if row["polarity"] > 0 else NEGATIVE if row["polarity"] < 0 else "#808495"
    tone = signed(row["polarity"]) if row["coverage"] else "not covered by this scorer"
    where = [_whose(row), row["outlet"], str(row["published_on"] or "undated"), row["title"] or ""]
    told = " · ".join(escape(str(part)) for part in where if part)
    return (
        f'<div class="sentence" style="{CARD.format(colour=colour)}">'
        f"<div>{marked(row['sentence'], row['marks'], colour)}</div>"
        f'<div style="font-size:.85em;opacity:.75"><b>{tone}</b> · {told}{_link(row["url"])}</div>'
        "</div>"
    )


def _whose(row: Mapping[str, Any]) -> str:
    """Return whose tone it is, where it is not the author's own."""
    return f"tone of {row['holder']}" if row["holder_role"] == "speaker" else ""


def marked(sentence: str, marks: str, colour: str) -> str:
    """Return the sentence as HTML with its mentions marked; offsets count code points."""
    parts: list[str] = []
    at, style = 0, MARK.format(colour=colour)
    for start, end in (map(int, mark.split("-")) for mark in marks.split()):
        if start < at:
            continue
        parts += [escape(sentence[at:start]), f'<mark style="{style}">']
        parts += [escape(sentence[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(sentence[at:])])


def _link(url: str | None) -> str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return f' · <a href="{escape(url)}" target="_blank" rel="noopener noreferrer">source</a>'
