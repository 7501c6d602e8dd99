"""Figures side by side: a dot with its interval for each, in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK, SERIES
from dashboards.pictures.base import data, finished, names
from dashboards.words import interval, signed

ROW, AROUND = 24, 90  # pixels of a row, and of axis and legend


def dots(frame: pl.DataFrame, groups: Sequence[str] = ()) -> Any:
    """Return the picture.

    `frame` has label, mean, low, high, n_sentences, and where `groups` are given, in the order of
    their colours, group.
    """
    ends = frame.select("low", "high").rows()
    drawn = frame.with_columns(
        pl.Series("tone_text", [signed(mean) for mean in frame["mean"]], pl.String),
        pl.Series("interval_text", [interval(*pair) for pair in ends], pl.String),
    )
    colour: Any = alt.value(SERIES[0])
    if groups:
        legend = alt.Legend(orient="top", labelLimit=300) if len(groups) > 1 else None
        scale = alt.Scale(domain=list(groups), range=SERIES)
        colour = alt.Color("group:N", title=None, scale=scale, legend=legend)
    low = min(0.0, float(frame["mean"].min() or 0))  # type: ignore[arg-type]
    high = max(0.0, float(frame["mean"].max() or 0))  # type: ignore[arg-type]
    room = max(high - low, 0.1)
    scale = alt.Scale(domain=[max(-1.0, low - room), min(1.0, high + room)], nice=False)
    tone = "tone: right of 0 favourable"
    axis = alt.Axis(tickCount=6, labelFlush=False)
    base = alt.Chart(data(drawn)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=names(labelLimit=220)),
        color=colour,
        tooltip=[
            alt.Tooltip("label:N", title="who"),
            alt.Tooltip("tone_text:N", title="mean tone"),
            alt.Tooltip("interval_text:N", title="95 % interval"),
            alt.Tooltip("n_sentences:Q", title="sentences", format=","),
        ],
    )
    zero = alt.Chart(alt.InlineData(values=[{"tone": 0}]))
    neutral = zero.mark_rule(color=INK).encode(
        x=alt.X("tone:Q", title=tone, scale=scale, axis=axis)
    )
    bars = base.mark_rule(strokeWidth=2, clip=True).encode(
        x=alt.X("low:Q", title=tone, scale=scale, axis=axis), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("mean:Q", title=tone, scale=scale, axis=axis)
    )
    return finished(alt.layer(neutral, bars, points), ROW * len(frame) + AROUND)
