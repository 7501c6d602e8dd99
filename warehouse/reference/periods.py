"""Half-open periods in reference files: an empty start or end is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

FIRST, OPEN = date(1, 1, 1), date(9999, 12, 31)
START, END = pl.col("start_on").fill_null(FIRST), pl.col("end_on").fill_null(OPEN)


def holds_on(day: date) -> pl.Expr:
    """Return whether a row's period holds the day."""
    return (day >= START) & (day < END)


def overlaps(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return each pair of rows that agree in `by` and share a day, the earlier row first.

    In: row, start_on, end_on, `by` and more. Out: the same columns, and those of the other row
    with the suffix _right.
    """
    numbered = frame.with_row_index("_at").with_columns(_from=START, _to=END)
    pairs = numbered.join(numbered, on=list(by), suffix="_right").filter(
        pl.col("_at") < pl.col("_at_right"),
        pl.col("_from") < pl.col("_to_right"),
        pl.col("_from_right") < pl.col("_to"),
    )
    return pairs.select(pl.exclude("^_.*$")).sort(*by, "row", "row_right")
