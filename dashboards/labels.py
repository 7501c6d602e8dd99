"""How series and pictures are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from dashboards.words import NAMED, listed

EVERYONE = "*"
MOST_NAMED = 4
Names = Mapping[str, str]
WITH_ARTICLE = re.compile(
    r"(United |Soviet |Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Seychelles)"
    r"|.*(Republic|Islands|Territories|Territory|Antilles)$"
)


def name_in(names: Names, code: str) -> str:
    """Return a country's name, "Everyone", or the code where no name is known."""
    return "Everyone" if code == EVERYONE else names.get(code, code)


def in_text(name: str) -> str:
    """Return a country's name as it stands within a sentence: the United States, Japan."""
    return f"the {name}" if WITH_ARTICLE.match(name) else name


def label(source: str, country: str, one_source: bool, one_country: bool, names: Names) -> str:
    """Return the shortest name of a series that tells it from the others."""
    if one_source:
        return name_in(names, country)
    if one_country:
        return name_in(names, source)
    return f"{name_in(names, source)} on {name_in(names, country)}"


def with_labels(
    frame: pl.DataFrame,
    by: Sequence[str],
    to: Sequence[str],
    names: Names,
    then: str = "period_start",
) -> pl.DataFrame:
    """Add `label` to rows of source_country and country, in the order chosen, then by `then`."""
    ordered = frame.sort(
        pl.col("source_country").cast(pl.Enum(by)),
        pl.col("country").cast(pl.Enum(to)),
        then,
    )
    pairs = ordered.select("source_country", "country").rows()
    texts = [label(s, c, len(by) == 1, len(to) == 1, names) for s, c in pairs]
    return ordered.with_columns(pl.Series("label", texts, pl.String))


def lines_title(to: Sequence[str], by: Sequence[str], grain: str, names: Names) -> str:
    """Return the title of a picture over time, in words."""
    verb = "speaks" if len(by) == 1 else "speak"
    over = f"over {NAMED[grain]}" if grain in NAMED else f"by {grain}"
    return f"How {_some(by, names)} {verb} of {_some(to, names)}, {over}"


def _some(codes: Sequence[str], names: Names) -> str:
    shown = ["everyone" if c == EVERYONE else in_text(names.get(c, c)) for c in codes[:MOST_NAMED]]
    rest = len(codes) - MOST_NAMED
    return listed([*shown, f"{rest} more"] if rest > 0 else shown)
