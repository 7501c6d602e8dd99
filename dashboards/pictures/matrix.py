"""Who speaks of whom: colour for tone, fading as it grows uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import INK, TONE
from dashboards.pictures.base import IS_NARROW, data, finished, names
from dashboards.words import interval, signed

ROW, AROUND = 26, 190  # pixels of a row, and of axis and legend
FIGURES = 14  # as many columns still leave room for figures in the cells
WIDE_ENOUGH = alt.expr("bandwidth('x') > 34 ? 1 : 0")  # else figures would run into each other
UPRIGHT = alt.expr(f"{IS_NARROW} ? -90 : -45")  # names of narrow columns
# Black or white, by how light a cell is upon the paper that it lies on.
LIGHTNESS = "luminance(scale('color', datum.mean)) * datum.opacity + luminance(background) * "
READABLE = alt.expr(f"{LIGHTNESS}(1 - datum.opacity) > 0.3 ? '#111111' : 'white'")
TOOLTIP = [
    alt.Tooltip("source:N", title="spoken by"),
    alt.Tooltip("target:N", title="spoken of"),
    alt.Tooltip("tone_text:N", title="mean tone"),
    alt.Tooltip("interval_text:N", title="95 % interval"),
    alt.Tooltip("n_covered:Q", title="covered sentences", format=","),
    alt.Tooltip("n_stories:Q", title="stories", format=","),
]
FAINTEST, HALF_FADED = 0.12, 0.15  # opacity at no certainty; standard error that halves it


def matrix(frame: pl.DataFrame, sources: Sequence[str], targets: Sequence[str]) -> Any:
    """Return the picture; `sources` and `targets` are names in their order.

    `frame` has source, target (names), mean, low, high, standard_error, is_said, n_covered,
    n_stories. The scale of colours ends at the largest tone that is said.
    """
    drawn = frame.with_columns(
        tone_text=pl.Series([signed(m) for m in frame["mean"]], dtype=pl.String),
        interval_text=pl.Series(
            [interval(*ends) for ends in frame.select("low", "high").rows()], dtype=pl.String
        ),
        opacity=_certainty(pl.col("standard_error")),
    )
    said = frame.filter("is_said")["mean"].abs().max()
    end = max(0.1, float(said or 0))  # type: ignore[arg-type]
    base = alt.Chart(data(drawn)).encode(
        x=_axis("target", "spoken of", targets, is_top=True),
        y=_axis("source", "spoken by", sources),
        tooltip=TOOLTIP,
    )
    # What is not said is a dot: there was speech, and too little of it.
    unsaid = base.transform_filter("!datum.is_said").mark_point(
        filled=True, size=12, color=INK, opacity=0.6
    )
    layers = [unsaid, _cells(base.transform_filter("datum.is_said"), end)]
    if len(targets) <= FIGURES:
        layers.append(_figures(base.transform_filter("datum.is_said")))
    return finished(alt.layer(*layers), ROW * len(sources) + AROUND)


def _cells(said: alt.Chart, end: float) -> Any:
    scale = alt.Scale(domain=[-end, -end / 2, 0, end / 2, end], range=TONE, clamp=True)
    legend = alt.Legend(orient="bottom", gradientLength=200, direction="horizontal")
    return said.mark_rect(cornerRadius=2).encode(
        color=alt.Color("mean:Q", title="tone", scale=scale, legend=legend),
        opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
    )


def _figures(said: alt.Chart) -> Any:
    figures: Any = alt.MarkDef
    look = figures(type="text", fontSize=11, opacity=WIDE_ENOUGH, color=READABLE)
    return said.properties(mark=look).encode(text="tone_text:N")


def _certainty(error: pl.Expr) -> pl.Expr:
    """Return the opacity: 1 for a sure figure, and less as the error grows."""
    sure = 1 / (1 + (error / HALF_FADED) ** 2)
    return FAINTEST + (1 - FAINTEST) * sure


def _axis(field: str, title: str, order: Sequence[str], is_top: bool = False) -> Any:
    top = {"orient": "top", "labelAngle": UPRIGHT, "labelAlign": "left", "labelBaseline": "middle"}
    axis = names(labelLimit=140, labelOverlap=False, **(top if is_top else {}))
    return (alt.X if is_top else alt.Y)(f"{field}:N", title=title, sort=list(order), axis=axis)
