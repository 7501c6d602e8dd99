"""What came from each outlet, period by period: silence is as visible as speech."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import NEGATIVE, POSITIVE, TONE
from dashboards.pictures.base import data, days, finished, names
from dashboards.words import GRAINS, last_day, period

SOME = "#A9CBE4"  # paler than the most
AS_EXPECTED = {"silent": NEGATIVE, "few": TONE[1], "as expected": SOME, "many": POSITIVE}
ROW, AROUND = 24, 130  # pixels of a row, and of axis and legend


def whole(frame: pl.DataFrame, since: date, until: date, grain: str) -> pl.DataFrame:
    """Return a row for each outlet and period, with n_articles 0 where nothing came.

    `frame` has outlet, period_start, n_articles.
    """
    every = GRAINS[grain]
    first = pl.Series([since]).dt.truncate(every)[0]
    periods = pl.date_range(first, until, every, eager=True).alias("period_start").to_frame()
    grid = frame.select(pl.col("outlet").unique(maintain_order=True)).join(periods, how="cross")
    return (
        grid.join(frame, on=["outlet", "period_start"], how="left", maintain_order="left")
        .with_columns(pl.col("n_articles").fill_null(0))
        .with_columns(is_silent=pl.col("n_articles") == 0)
    )


def coverage(frame: pl.DataFrame, grain: str) -> Any:
    """Return the picture of what `whole` returns."""
    starts = frame["period_start"].to_list()
    drawn = frame.with_columns(
        pl.Series("period_name", [period(day, grain) for day in starts], pl.String),
        pl.Series("period_end", [last_day(day, grain) for day in starts], pl.Date),
    )
    most = int(frame["n_articles"].max() or 1)  # type: ignore[arg-type]
    base = alt.Chart(data(drawn)).encode(
        x=days("period_start", grain, padding=0),
        x2="period_end:T",
        y=alt.Y("outlet:N", title=None, axis=names(labelLimit=200), sort=None),
        tooltip=[
            alt.Tooltip("outlet:N"),
            alt.Tooltip("period_name:N", title="period"),
            alt.Tooltip("n_articles:Q", title="articles received", format=","),
        ],
    )
    came = (
        base.transform_filter("!datum.is_silent")
        .mark_rect(stroke=None)
        .encode(
            color=alt.Color(
                "n_articles:Q",
                title="articles received",
                scale=alt.Scale(type="sqrt", range=[SOME, POSITIVE]),
                legend=alt.Legend(
                    orient="bottom",
                    direction="horizontal",
                    gradientLength=200,
                    format=",d",
                    values=sorted({1, (1 + most) // 2, most}),
                ),
            )
        )
    )
    silent = base.transform_filter("datum.is_silent").mark_rect(
        color=NEGATIVE, fillOpacity=0.2, stroke=NEGATIVE, strokeOpacity=0.5, strokeWidth=0.5
    )
    outlets = frame["outlet"].n_unique()
    return finished(alt.layer(came, silent), ROW * outlets + AROUND)


def expected(frame: pl.DataFrame) -> Any:
    """Return the picture of outlets by day: silent, few, as expected, many.

    `frame` has outlet, published_on, n_articles, fewest and most (expected a day), state.
    """
    colours = alt.Scale(domain=list(AS_EXPECTED), range=list(AS_EXPECTED.values()))
    following = frame["published_on"].dt.offset_by("1d")
    base = alt.Chart(data(frame.with_columns(following=following))).encode(
        x=days("published_on", padding=0),
        x2="following:T",
        y=alt.Y("outlet:N", title=None, axis=names(labelLimit=200), sort=None),
        color=alt.Color(
            "state:N",
            title=None,
            scale=colours,
            legend=alt.Legend(orient="bottom", columns=4, symbolStrokeWidth=0),
        ),
        tooltip=[
            alt.Tooltip("outlet:N"),
            alt.Tooltip("published_on:N", title="day"),
            alt.Tooltip("n_articles:Q", title="articles received"),
            alt.Tooltip("fewest:Q", title="expected at least"),
            alt.Tooltip("most:Q", title="expected at most"),
        ],
    )
    cells = base.mark_rect(stroke="white", strokeOpacity=0.4, strokeWidth=0.5)
    return finished(cells, ROW * frame["outlet"].n_unique() + AROUND)
