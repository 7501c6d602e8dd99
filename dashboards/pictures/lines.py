"""Tone over time: lines with interval bands, gaps where there is too little to say."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK, SERIES
from dashboards.pictures.base import (
    IS_NARROW,
    PAGE_INK,
    data,
    days,
    finished,
    neutral,
    tone_domain,
    with_gaps,
    with_words,
)

SELECTION = "point"
TONE = "tone: below 0 unfavourable, above favourable"
TOOLTIP = [
    alt.Tooltip("label:N", title="who"),
    alt.Tooltip("period_name:N", title="period"),
    alt.Tooltip("tone_text:N", title="mean tone"),
    alt.Tooltip("interval_text:N", title="95 % interval"),
    alt.Tooltip("state_text:N", title="how sure"),
    alt.Tooltip("n_sentences:Q", title="sentences", format=","),
    alt.Tooltip("n_stories:Q", title="stories", format=","),
    alt.Tooltip("n_outlets:Q", title="outlets", format=","),
]
LONG_LABEL = 18
CROSS = "M-1,-1L1,1M-1,1L1,-1"
EVENT_ROWS = 3  # so that names of near events do not run into each other
FOOT = 0.025  # of the picture's height: a row of crosses
Axis = Callable[..., alt.Y]  # of tones, for the field that stands there
STATES = {"ok": "ok", "few": "few: a wide interval", "too_few": "too few to say"}


def lines(
    frame: pl.DataFrame,
    grain: str,
    events: pl.DataFrame | None = None,
    breaks: pl.DataFrame | None = None,
    clickable: bool = True,
    domain: tuple[float, float] | None = None,
    tone: str = TONE,
) -> Any:
    """Return the picture of several series.

    `frame` has label, period_start, mean, low, high, state (ok, few, too_few), n_sentences,
    n_stories, n_outlets; `events` has date and label; `breaks` has label, period_start and note.
    `domain` is the span of tones, by default what is needed; `tone` is what the axis says.
    """
    drawn = with_words(with_gaps(frame, grain), grain).with_columns(
        state_text=pl.col("state").replace_strict(STATES, default=None)
    )
    labels = frame["label"].unique(maintain_order=True).to_list()
    colours = alt.Scale(domain=labels, range=SERIES)
    beside = 1 if max(map(len, labels)) > LONG_LABEL else 2
    legend = alt.Legend(
        orient="top", columns=alt.expr(f"{IS_NARROW} ? {beside} : 4"), labelLimit=240,
        symbolOpacity=1,
    )  # fmt: skip
    span = domain or tone_domain(frame)
    base = alt.Chart(data(at_foot(drawn, labels, span))).encode(
        x=days("period_start", grain),
        color=alt.Color(
            "label:N", title=None, scale=colours, legend=legend if len(labels) > 1 else None
        ),
    )
    scale = alt.Scale(domain=list(span), nice=False)
    y = partial(_tone, tone, scale)
    layers = [neutral(), *_bands(base, y), *_points(base, y, clickable)]
    if events is not None and len(events):
        layers += _events(events)
    if breaks is not None and len(breaks):
        layers.append(_breaks(breaks, colours))
    return finished(alt.layer(*layers))


def at_foot(frame: pl.DataFrame, labels: list[str], span: tuple[float, float]) -> pl.DataFrame:
    """Add foot: where the cross of a period with too little to say stands, a row a series."""
    row = pl.col("label").replace_strict({name: n for n, name in enumerate(labels)})
    return frame.with_columns(foot=span[0] + (row + 0.5) * FOOT * (span[1] - span[0]))


def _tone(title: str, scale: alt.Scale, field: str = "mean") -> alt.Y:
    return alt.Y(f"{field}:Q", title=title, scale=scale)


def _bands(base: alt.Chart, y: Axis) -> list[alt.Chart]:
    """Return faint bands, firm ones where figures are ok, and whiskers of lone points."""
    whisker = (
        base.transform_filter("isValid(datum.low) && !datum.is_joined")
        .mark_rule(opacity=0.4, strokeWidth=1.5, clip=True)
        .encode(y=y("low"), y2="high:Q")
    )
    return [_band(base, y, "is_joined", 0.1), _band(base, y, "is_sure", 0.16), whisker]


def _band(base: alt.Chart, y: Axis, where: str, opacity: float) -> Any:
    ends = {end: f"datum.{where} ? datum.{end} : null" for end in ("low", "high")}
    drawn = base.transform_calculate(**ends).mark_area(opacity=opacity, clip=True)
    return drawn.encode(y=y("low"), y2="high:Q")


def _points(base: alt.Chart, y: Axis, clickable: bool) -> list[alt.Chart]:
    """Return lines, full points (ok), open points (few), and crosses at the foot (too few)."""
    line = base.mark_line(strokeWidth=2, clip=True).encode(y=y())
    sure = base.transform_filter("datum.state == 'ok' && isValid(datum.mean)")
    few = base.transform_filter("datum.state == 'few' && isValid(datum.mean)")
    unsaid = (
        base.transform_filter("datum.state == 'too_few'")
        .mark_point(shape=CROSS, filled=False, size=18, strokeWidth=1.5, opacity=0.8)
        .encode(y=y("foot"), tooltip=TOOLTIP)
    )
    # What is clicked and hovered lies on top, unseen, and is wider than what is seen.
    touched = (
        base.transform_filter("isValid(datum.mean)")
        .mark_point(filled=True, size=300, opacity=0)
        .encode(y=y(), tooltip=TOOLTIP)
    )
    if clickable:
        fields = ["label", "period_name"]
        chosen = alt.selection_point(name=SELECTION, fields=fields, on="click", clear="dblclick")
        opacity = alt.condition(chosen, alt.value(0.35), alt.value(0), empty=False)
        touched = touched.add_params(chosen).encode(opacity=opacity)
    return [
        line,
        unsaid,
        sure.mark_point(filled=True, size=60, opacity=1).encode(y=y()),
        few.mark_point(filled=False, size=50, opacity=1, strokeWidth=2).encode(y=y()),
        touched,
    ]


def _events(events: pl.DataFrame) -> list[alt.Chart]:
    rows = events.sort("date").with_row_index("row")
    base = alt.Chart(data(rows.with_columns(pl.col("row") % EVENT_ROWS * 12 + 2))).encode(
        x=days("date"), tooltip=[alt.Tooltip("date:N"), alt.Tooltip("label:N", title="event")]
    )
    rule = base.mark_rule(strokeDash=[4, 3], color=INK)
    names: Any = alt.MarkDef  # no room for them on a phone, where a touch tells them
    look = names(
        type="text", align="left", baseline="top", dx=4, color=PAGE_INK, fontSize=11, limit=160,
        y=alt.expr("datum.row"), opacity=alt.expr(f"{IS_NARROW} ? 0 : 1"),
    )  # fmt: skip
    return [rule, base.properties(mark=look).encode(text="label:N")]


def _breaks(breaks: pl.DataFrame, colours: alt.Scale) -> Any:
    return (
        alt.Chart(data(breaks))
        .mark_point(shape="triangle-down", filled=True, size=120, opacity=1)
        .encode(
            x=days("period_start"),
            y=alt.value(-6),
            color=alt.Color("label:N", scale=colours),
            tooltip=[alt.Tooltip("label:N", title="the level of"), alt.Tooltip("note:N", title="")],
        )
    )
