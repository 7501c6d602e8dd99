"""Why a mean moved: the parts of a change, which add up, and what each sentence added."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK, NEGATIVE, POSITIVE
from dashboards.pictures.base import PAGE_INK, data, finished, names
from dashboards.words import interval, signed

NAMES = {
    "mix": "who spoke",
    "facet": "of what they spoke",
    "within": "how each spoke of it",
    "total": "the whole change",
}
ROW, AROUND = 52, 70  # pixels of a bar, and of the axis


def parts(frame: pl.DataFrame) -> Any:
    """Return the picture: bars that stand one upon another, and their sum below, with intervals.

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
    ).with_columns(
        end=pl.col("begin") + pl.col("change"),
        least=pl.col("begin") + pl.col("low"),
        most=pl.col("begin") + pl.col("high"),
        middle=pl.col("begin") + pl.col("change") / 2,
    )
    x = alt.X(
        "begin:Q",
        title="change of the mean tone",
        scale=alt.Scale(padding=24, nice=False),
        axis=alt.Axis(tickCount=6, labelFlush=False),
    )
    base = alt.Chart(data(drawn)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=names(labelLimit=260)),
        tooltip=[
            alt.Tooltip("name:N", title="part"),
            alt.Tooltip("change_text:N", title="change of the mean tone"),
            alt.Tooltip("interval_text:N", title="95 % interval"),
        ],
    )
    bars = base.mark_bar(height=22).encode(
        x=x,
        x2="end:Q",
        color=alt.condition("datum.change < 0", alt.value(NEGATIVE), alt.value(POSITIVE)),
    )
    spread = base.mark_rule(strokeWidth=1.5, color=INK).encode(x="least:Q", x2="most:Q")
    figures: Any = alt.MarkDef
    look = figures(type="text", align="center", dy=-19, fontWeight="bold", color=PAGE_INK)
    text = base.properties(mark=look).encode(x="middle:Q", text="change_text:N")
    zero = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=INK).encode(x="x:Q")
    return finished(alt.layer(zero, bars, spread, text), ROW * len(frame) + AROUND)
