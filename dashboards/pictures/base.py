"""What all pictures share: data with its types said, gaps, scales, and how they are tuned."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK
from dashboards.words import STEPS, interval, period, signed

HEIGHT = 360
IS_NARROW = "width < 500"
PAGE_INK = alt.expr("luminance(background) > 0.5 ? '#31333f' : '#fafafa'")
LEAST = 0.1  # of the span of tones: below this, nothing would be seen but noise


def data(frame: pl.DataFrame) -> Any:
    """Return the rows as they stand in the picture; days as text, so that no zone moves them.

    They are a tuple: of a list, Altair makes a copy for each layer, value by value.
    """
    rows = frame.with_columns(pl.selectors.date().dt.to_string()).to_dicts()
    return alt.InlineData(values=tuple(rows))


def days(field: str, grain: str = "day", padding: int = 14) -> alt.X:
    """Return the axis of days: in UTC, so that the reader's zone moves none; years are named."""
    ticks: dict[str, Any] = {"tickCount": 8, "format": {"quarter": "%b %Y", "month": "%b %Y"}}
    if grain == "year":
        ticks = {"tickCount": "year", "format": "%Y"}
    axis = alt.Axis(labelOverlap=True, labelSeparation=8, labelFlush=False, grid=False, **ticks)
    return alt.X(f"{field}:T", title=None, scale=alt.Scale(type="utc", padding=padding), axis=axis)


def names(**look: Any) -> alt.Axis:
    """Return an axis of names, each at the middle of its row or column."""
    return alt.Axis(grid=False, labelFlush=False, **look)


def with_words(frame: pl.DataFrame, grain: str) -> pl.DataFrame:
    """Add what the hover shows: period_name, tone_text, interval_text.

    Takes period_start, mean, low, high.
    """
    rows = frame.select("period_start", "mean", "low", "high").rows()
    return frame.with_columns(
        pl.Series("period_name", [period(r[0], grain) for r in rows], pl.String),
        pl.Series("tone_text", [signed(r[1]) for r in rows], pl.String),
        pl.Series("interval_text", [interval(r[2], r[3]) for r in rows], pl.String),
    )


def with_gaps(frame: pl.DataFrame, grain: str, by: str = "label") -> pl.DataFrame:
    """Add an empty row for each period of which nothing is known, so that lines break there.

    Adds `is_joined` (a neighbour has a mean, too, so that an area joins them) and `is_sure` (so
    that the area is drawn firmly: this figure and a neighbour's are ok).
    """
    first, last = frame["period_start"].min(), frame["period_start"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return frame.with_columns(is_joined=pl.lit(False), is_sure=pl.lit(False))
    every = pl.date_range(first, last, STEPS[grain], eager=True).alias("period_start").to_frame()
    whole = frame.select(pl.col(by).unique(maintain_order=True)).join(every, how="cross")
    rows = whole.join(frame, on=[by, "period_start"], how="left", maintain_order="left")
    is_known = pl.col("mean").is_not_null()
    return rows.with_columns(
        is_joined=_beside_another(is_known, by),
        is_sure=_beside_another((pl.col("state") == "ok").fill_null(False), by),
    )


def _beside_another(has: pl.Expr, by: str) -> pl.Expr:
    """Return whether a row and one beside it have what is asked."""
    before, after = has.shift(1, fill_value=False), has.shift(-1, fill_value=False)
    return has & (before | after).over(by)


def tone_domain(frame: pl.DataFrame) -> tuple[float, float]:
    """Return the span of tones to draw: neutral, all means, and most intervals.

    An interval wider than the means' whole span is cut off: its figures stand in the hover.
    """
    means = frame["mean"].drop_nulls()
    low = min(0.0, float(means.min() or 0))  # type: ignore[arg-type]
    high = max(0.0, float(means.max() or 0))  # type: ignore[arg-type]
    room = max(high - low, LEAST)
    if low == high:
        return -LEAST, LEAST
    lows, highs = frame["low"].drop_nulls(), frame["high"].drop_nulls()
    if len(lows):
        low = max(low - room, min(low, float(lows.min())))  # type: ignore[arg-type]
        high = min(high + room, max(high, float(highs.max())))  # type: ignore[arg-type]
    return max(-1.0, low - room / 20), min(1.0, high + room / 20)


def neutral() -> Any:
    """Return the line at tone 0."""
    return (
        alt.Chart(alt.InlineData(values=[{"tone": 0}]))
        .mark_rule(color=INK, strokeWidth=1)
        .encode(y=alt.Y("tone:Q"))
    )


def finished(chart: Any, height: int | None = HEIGHT) -> Any:
    """Return the chart with what all pictures have in common."""
    if height:
        chart = chart.properties(height=height)
    return chart.configure_view(stroke=None)
