"""Why a mean moved: the parts of a change, which add up, and what each sentence added."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK, NEGATIVE, POSITIVE
from dashboards.pictures.base import data, finished
from dashboards.words import interval, signed

NAMES = {
    "mix": "who spoke",
    "facet": "what of the country they spoke of",
    "within": "how each spoke of it",
    "total": "the whole change",
}
ROW, AROUND = 52, 70  # pixels of a bar, and of the axis


def parts(frame: pl.DataFrame) -> Any:
    """Return the picture: bars that stand one upon another, and their sum below.

    `frame` has part (mix, facet, within, total, in this order), change, low, high.
    """
    sums = frame["change"].cum_sum()
    begun = pl.when(pl.col("part") == "total").then(0.0).otherwise(sums - frame["change"])
    drawn = frame.with_columns(
        begin=begun,
        name=pl.col("part").replace_strict(NAMES),
        change_text=pl.Series([signed(v, 3) for v in frame["change"]], dtype=pl.String),
        interval_text=pl.Series(
            [interval(*ends) for ends in frame.select("low", "high").rows()], dtype=pl.String
        ),
    ).with_columns(end=pl.col("begin") + pl.col("change"))
    base = alt.Chart(data(drawn)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, grid=False)),
        tooltip=[
            alt.Tooltip("name:N", title="part"),
            alt.Tooltip("change_text:N", title="change of the mean tone"),
            alt.Tooltip("interval_text:N", title="95 % interval"),
        ],
    )
    bars = base.mark_bar(height=22).encode(
        x=alt.X("begin:Q", title="change of the mean tone"),
        x2="end:Q",
        color=alt.condition("datum.change < 0", alt.value(NEGATIVE), alt.value(POSITIVE)),
    )
    text = base.mark_text(align="left", dx=6, dy=-20, fontWeight="bold").encode(
        x="begin:Q", text="change_text:N"
    )
    zero = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=INK).encode(x="x:Q")
    return finished(alt.layer(zero, bars, text), ROW * len(frame) + AROUND)
