"""The picture of a validation: each scorer's agreement, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

DRAWN = ["macro-F1", "r", "alpha", "ECE"]


def draw(records: Sequence[dict[str, Any]], path: Path) -> None:
    """Write a PNG: a row per source, a column per measure, a point and interval per scorer."""
    rows = pl.DataFrame(records).filter(
        pl.col("group") == "all", pl.col("masking") == "target", pl.col("measure").is_in(DRAWN)
    )
    shown = rows.with_columns(source=pl.format("{} ({} rows)", "source", "rows"))
    base = alt.Chart(shown.to_arrow()).encode(y=alt.Y("scorer:N", title=None, sort=None))
    scale = alt.Scale(zero=True)
    points = base.mark_point(filled=True, size=45).encode(
        x=alt.X("value_of:Q", title=None, scale=scale)
    )
    intervals = base.mark_rule().encode(x="low:Q", x2="high:Q")
    chart = (intervals + points).properties(width=190, height=130)
    faceted = chart.facet(
        row=alt.Row("source:N", title=None, sort=None),
        column=alt.Column("measure:N", title=None, sort=DRAWN),
    ).properties(title="Agreement with human labels, target masked; 95 % bootstrap intervals")
    faceted.save(path, scale_factor=2)
