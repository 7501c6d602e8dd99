"""What came from each outlet, period by period: silence is as visible as speech."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboards.palette import NEGATIVE, TONE
from dashboards.pictures.base import data, finished
from dashboards.words import GRAINS, last_day, period

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
    base = alt.Chart(data(drawn)).encode(
        x=alt.X(
            "period_start:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(grid=False)
        ),
        x2="period_end:T",
        y=alt.Y("outlet:N", title=None, axis=alt.Axis(labelLimit=200), sort=None),
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
                scale=alt.Scale(type="sqrt", range=["#A9CBE4", TONE[4]]),
                legend=alt.Legend(orient="bottom", direction="horizontal", gradientLength=200),
            )
        )
    )
    silent = base.transform_filter("datum.is_silent").mark_rect(
        color=NEGATIVE, fillOpacity=0.12, stroke=NEGATIVE, strokeOpacity=0.5, strokeWidth=0.5
    )
    outlets = frame["outlet"].n_unique()
    return finished(alt.layer(came, silent), ROW * outlets + AROUND)
