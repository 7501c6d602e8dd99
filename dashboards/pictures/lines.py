"""Tone over time: lines with interval bands, gaps where there is too little to say."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK, SERIES
from dashboards.pictures.base import (
    data,
    days,
    finished,
    neutral,
    tone_domain,
    with_gaps,
    with_words,
)

SELECTION = "point"
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
STATES = {"ok": "ok", "few": "few: a wide interval", "too_few": "too few to say"}


def lines(
    frame: pl.DataFrame,
    grain: str,
    events: pl.DataFrame | None = None,
    breaks: pl.DataFrame | None = None,
    clickable: bool = True,
    domain: tuple[float, float] | None = None,
) -> Any:
    """Return the picture of several series.

    `frame` has label, period_start, mean, low, high, state (ok, few, too_few), n_sentences,
    n_stories, n_outlets; `events` has date and label; `breaks` has label, period_start and note.
    `domain` is the span of tones; by default what is needed.
    """
    drawn = with_words(with_gaps(frame, grain), grain).with_columns(
        state_text=pl.col("state").replace_strict(STATES, default=None)
    )
    labels = frame["label"].unique(maintain_order=True).to_list()
    colours = alt.Scale(domain=labels, range=SERIES)
    legend = alt.Legend(orient="top", columns=4, labelLimit=240, symbolOpacity=1)
    base = alt.Chart(data(drawn)).encode(
        x=days("period_start"),
        color=alt.Color(
            "label:N", title=None, scale=colours, legend=legend if len(labels) > 1 else None
        ),
    )
    scale = alt.Scale(domain=list(domain or tone_domain(frame)), nice=False)
    layers = [neutral(), *_bands(base, scale), *_points(base, scale, clickable)]
    if events is not None and len(events):
        layers += _events(events)
    if breaks is not None and len(breaks):
        layers.append(_breaks(breaks, colours))
    return finished(alt.layer(*layers))


def _tone(scale: alt.Scale, field: str = "mean") -> alt.Y:
    return alt.Y(f"{field}:Q", title="tone: below 0 unfavourable, above favourable", scale=scale)


def _bands(base: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    """Return faint bands, firm ones where figures are ok, and whiskers of lone points."""
    whisker = (
        base.transform_filter("isValid(datum.low) && !datum.is_joined")
        .mark_rule(opacity=0.4, strokeWidth=1.5, clip=True)
        .encode(y=_tone(scale, "low"), y2="high:Q")
    )
    return [_band(base, scale, "is_joined", 0.1), _band(base, scale, "is_sure", 0.16), whisker]


def _band(base: alt.Chart, scale: alt.Scale, where: str, opacity: float) -> Any:
    ends = {end: f"datum.{where} ? datum.{end} : null" for end in ("low", "high")}
    drawn = base.transform_calculate(**ends).mark_area(opacity=opacity, clip=True)
    return drawn.encode(y=_tone(scale, "low"), y2="high:Q")


def _points(base: alt.Chart, scale: alt.Scale, clickable: bool) -> list[alt.Chart]:
    """Return lines, full points (ok), open points (few), and crosses (too few to say)."""
    line = base.mark_line(strokeWidth=2, clip=True).encode(y=_tone(scale))
    sure = base.transform_filter("datum.state == 'ok' && isValid(datum.mean)")
    few = base.transform_filter("datum.state == 'few' && isValid(datum.mean)")
    unsaid = (
        base.transform_filter("datum.state == 'too_few'")
        .mark_point(shape="cross", angle=45, size=30, opacity=0.7)
        .encode(y=alt.value("height"), tooltip=TOOLTIP)
    )
    # What is clicked and hovered lies on top, unseen, and is wider than what is seen.
    touched = (
        base.transform_filter("isValid(datum.mean)")
        .mark_point(filled=True, size=300, opacity=0)
        .encode(y=_tone(scale), tooltip=TOOLTIP)
    )
    if clickable:
        fields = ["label", "period_name"]
        chosen = alt.selection_point(name=SELECTION, fields=fields, on="click", clear="dblclick")
        opacity = alt.condition(chosen, alt.value(0.35), alt.value(0), empty=False)
        touched = touched.add_params(chosen).encode(opacity=opacity)
    return [
        line,
        unsaid,
        sure.mark_point(filled=True, size=60, opacity=1).encode(y=_tone(scale)),
        few.mark_point(filled=False, size=50, opacity=1, strokeWidth=2).encode(y=_tone(scale)),
        touched,
    ]


def _events(events: pl.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(data(events)).encode(
        x=days("date"), tooltip=[alt.Tooltip("date:N"), alt.Tooltip("label:N", title="event")]
    )
    rule = base.mark_rule(strokeDash=[4, 3], color=INK)
    text = base.mark_text(
        align="left", baseline="top", dx=4, color=INK, fontSize=11, limit=160
    ).encode(text="label:N", y=alt.value(2))
    return [rule, text]


def _breaks(breaks: pl.DataFrame, colours: alt.Scale) -> Any:
    return (
        alt.Chart(data(breaks))
        .mark_point(shape="triangle-down", filled=True, size=120, opacity=1)
        .encode(
            x=days("period_start"),
            y=alt.value(4),
            color=alt.Color("label:N", scale=colours),
            tooltip=[alt.Tooltip("label:N", title="the level of"), alt.Tooltip("note:N", title="")],
        )
    )
