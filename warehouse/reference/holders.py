"""The words and patterns by which a sentence says whose tone it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse import durable
from warehouse.reference.tables import read_rows, refuse

FOLDER = Path(__file__).parent
WORDS, PATTERNS = "holder_words.csv", "holder_patterns.csv"
KINDS = ["judge", "act", "report", "want", "noun", "stance"]
ORDERS = ["holder_first", "target_first", "sentence"]
REGEXES = ["before", "between", "forbidden", "after"]


@dataclass(frozen=True)
class HolderTables:
    """`words`: word, kind, forms, participle, source. `patterns`: as in their provenance file."""

    words: pl.DataFrame
    patterns: pl.DataFrame
    version: str


def load(folder: Path = FOLDER) -> HolderTables:
    """Return the checked tables; raises ReferenceError with file, row and reason."""
    words, patterns = folder / WORDS, folder / PATTERNS
    version = durable.digest([durable.sha256_of(path) for path in (words, patterns)])[:12]
    return HolderTables(_words(words), _patterns(patterns), version)


def _words(path: Path) -> pl.DataFrame:
    frame = read_rows(path, ["word", "kind", "forms", "participle", "source"])
    refuse(frame, path, ~pl.col("kind").is_in(KINDS), f"kind is none of {', '.join(KINDS)}")
    refuse(frame, path, pl.col("forms").is_null(), "forms is empty")
    refuse(frame, path, pl.struct("word", "kind").is_duplicated(), "the same row stands twice")
    return frame.drop("row")


def _patterns(path: Path) -> pl.DataFrame:
    columns = ["pattern", "order", "rank", "reach", *REGEXES, "example"]
    frame = read_rows(path, columns).with_columns(
        pl.col("rank", "reach").str.to_integer(strict=False)
    )
    refuse(frame, path, ~pl.col("order").is_in(ORDERS), f"order is none of {', '.join(ORDERS)}")
    refuse(frame, path, pl.any_horizontal(pl.col("rank", "reach").is_null()), "no whole number")
    refuse(frame, path, pl.col("pattern").is_duplicated(), "the same pattern stands twice")
    # A pattern may begin or end with a space that matters.
    raw = pl.read_csv(path, infer_schema=False).select(pl.col(REGEXES).fill_null(""))
    return frame.drop("row").with_columns(raw)
