"""Mean tone over any days: stories pooled over years, where a year alone has too few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from transforms.cells import CORRECTIONS, SUMS
from transforms.clusters import MICRO, MOMENTS, moments
from transforms.series import statistics

FIGURES = [
    "state",
    "mean",
    "standard_error",
    "low",
    "high",
    "smallest_change",
    "n_covered",
    "n_stories",
    "n_outlets",
    "n_effective",
    "clustered_by",
]

SHOWN = ["mean", "standard_error", "low", "high", "smallest_change"]


def spans_of(first: date, last: date, years: int) -> list[tuple[date, date]]:
    """Return the spans of so many calendar years, from a year they divide, that hold both days."""
    starts = range(first.year - first.year % years, last.year + 1, years)
    return [(date(y, 1, 1), date(y + years - 1, 12, 31)) for y in starts]


def pooled(told: pl.DataFrame, spans: Sequence[tuple[date, date]]) -> pl.DataFrame:
    """Return one row per span of days: since, until and FIGURES, as in series.

    In: `told` as in transforms.comparing. Every story is one voice; a span in which nobody speaks
    has n_stories 0. No mean is given where the state is too_few.
    """
    days = pl.DataFrame(spans, schema={"since": pl.Date, "until": pl.Date}, orient="row")
    stories = told.select(
        "story_id",
        "outlet",
        "published_on",
        n_sentences="n",
        n="n",
        s=(pl.col("s") * MICRO).round().cast(pl.Int64),
    )
    day = pl.col("published_on")
    within = stories.join_where(days, day >= pl.col("since"), day <= pl.col("until"))
    by_story = within.group_by("since", "until", "story_id", "outlet").agg(
        pl.col("n_sentences", "n", "s").sum(), n_stories=pl.lit(1, pl.Int64)
    )
    by_outlet = (
        by_story.with_columns(**moments())
        .group_by("since", "until", "outlet")
        .agg(pl.col(SUMS).sum())
        .with_columns(**moments(prefix="o_"))
    )
    sums = by_outlet.group_by("since", "until").agg(
        pl.col(*SUMS, *(f"o_{name}" for name in MOMENTS)).sum(),
        n_outlets=pl.len().cast(pl.Int64),
    )
    # There are no reprints among first articles: the twin is the figure itself.
    twins = {"n_articles": "n_stories", "m": "n", "r": "s"} | {f"r_{x}": x for x in MOMENTS}
    found = statistics(
        sums.with_columns(
            **{to: pl.col(of) for to, of in twins.items()},
            **{name: pl.lit(0, pl.Int64) for name in CORRECTIONS},
        )
    )
    shown = pl.col("state") != "too_few"
    return (
        days.join(found.select("since", "until", *FIGURES), on=["since", "until"], how="left")
        .with_columns(
            pl.col("state").fill_null("too_few"),
            pl.col("n_covered", "n_stories", "n_outlets").fill_null(0),
        )
        .with_columns(pl.when(shown).then(c).name.keep() for c in SHOWN)
        .sort("since")
    )
