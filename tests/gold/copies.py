"""Copies as other outlets print them, made from articles with a seed: what stories must find."""

from __future__ import annotations

import random
import re

EDITS = ["headline", "trim", "spelling", "insert", "byline", "all"]
TRIMMED = 25  # words that a trim leaves at least: shorter is a headline, not a copy
SPELLINGS = [
    (r"\b(\w{3,})ization", r"\1isation"), (r"\b(\w{3,})ize(d|s|r)?\b", r"\1ise\2"),
    (r"\b(\w{2,})yz(e|ed|ing)\b", r"\1ys\2"), (r"\blabor\b", "labour"), (r"\bdefense\b", "defence"),
    (r"\b(\w{3,})izing\b", r"\1ising"), (r"\bfavor(\w*)\b", r"favour\1"), (r"\bcenter", "centre"),
    (r"\bprogram\b", "programme"), (r"\bpct\b", "percent"), (r"\bpercent\b", "per cent"),
    (r"\bhonor", "honour"), (r"\bneighbor", "neighbour"), (r"\btravel(ed|ing)\b", r"travell\1"),
    (r"\bmln\b", "million"), (r"\bbln\b", "billion"), (r"\bU\.S\.", "US"), (r"\bU\.N\.", "UN"),
    (r"\bMr\.", "Mr"), (r"\bsaid\b", "says"), (r"\btoward\b", "towards"), (r"\"", "\u201d"),
    (r"'", "\u2019"), (r" - ", " \u2014 "),
]  # fmt: skip
DATE_LINES = [
    "LONDON (Agency) - ",
    "By Our Staff\n\n",
    "(AP) ",
    "WASHINGTON, Friday: ",
    "From wires. ",
]


def copy_of(body: str, other: str, edit: str, draw: random.Random) -> str:
    """Return `body` as changed by one of EDITS; `other` gives the paragraph that is inserted."""
    paragraphs = paragraphs_of(body)
    if edit in {"trim", "all"}:
        paragraphs = _trimmed(paragraphs, draw)
    if edit in {"insert", "all"}:
        paragraphs.insert(draw.randint(0, len(paragraphs)), _inserted(paragraphs, other))
    text = "\n\n".join(paragraphs)
    if edit in {"spelling", "all"}:
        text = _respelled(text, draw)
    if edit in {"byline", "all"}:
        text = draw.choice(DATE_LINES) + text
    return text


def paragraphs_of(body: str) -> list[str]:
    """Return the paragraphs of a body; of a single one, its sentences."""
    found = [p.strip() for p in body.split("\n") if p.strip()]
    return found if len(found) > 1 else re.split(r"(?<=[.!?]) (?=[A-Z])", body.strip())


def _trimmed(paragraphs: list[str], draw: random.Random) -> list[str]:
    """Return the first paragraphs: a third of them at least, and TRIMMED words."""
    kept = max(1, round(len(paragraphs) * draw.uniform(0.33, 0.9)))
    while kept < len(paragraphs) and len(" ".join(paragraphs[:kept]).split()) < TRIMMED:
        kept += 1
    return paragraphs[:kept]


def _inserted(paragraphs: list[str], other: str) -> str:
    """Return a paragraph of another article, no longer than a third of what it is put into."""
    most = max(8, len(" ".join(paragraphs).split()) // 3)
    return " ".join(paragraphs_of(other)[0].split()[:most])


def _respelled(text: str, draw: random.Random) -> str:
    """Return the text in another house's spelling, with one word in fifty mistyped."""
    for pattern, spelling in SPELLINGS:
        text = re.sub(pattern, spelling, text)

    def mistype(match: re.Match[str]) -> str:
        word = match.group()
        if draw.random() > 0.02:
            return word
        at = draw.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"[a-z]{4,}", mistype, text)
