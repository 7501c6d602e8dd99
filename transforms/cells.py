"""article_tones and stories -> cells: sums by outlet and period, which series add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms.clusters import MOMENTS, moments

EVERY = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
# Windows that begin with every month, or every quarter: their length in months.
ROLLING = {"rolling_3_months": 3, "rolling_4_quarters": 12}
LONG = ["month", "quarter", "year", "rolling_4_quarters"]
SCORED = ["scorer", "scorer_version"]
DATED = ["published_on", "date_precision"]
PERIOD = ["grain", "period_start"]
ARTICLE = ["article_id", "story_id", "is_first", "is_alone", "outlet", *SCORED, *DATED]
SUMS = ["n_sentences", "n", "n_stories", "s", *MOMENTS]
REPRINTS = ["n_articles", "m", "r", *(f"r_{name}" for name in MOMENTS)]
DAY = pl.col("published_on")


@dataclass(frozen=True)
class Span:
    """Which periods: those that begin in `year`; rolling windows within first to last month."""

    year: int
    first: date
    last: date

    def holds(self) -> pl.Expr:
        """Return whether a row's period is one of them."""
        length = pl.col("grain").replace_strict(ROLLING, default=0, return_dtype=pl.Int64)
        end = pl.col("period_start").dt.offset_by(pl.format("{}mo", length))
        after = pl.lit(self.last).dt.offset_by("1mo").dt.truncate("1mo")
        is_within = (pl.col("period_start") >= self.first.replace(day=1)) & (end <= after)
        return (length == 0) | is_within


def voices(article_tones: pl.LazyFrame, stories: pl.LazyFrame) -> pl.LazyFrame:
    """Return the dated rows of article_tones with what their story says of them.

    Adds story_id, is_first, is_alone (it is first, and no other article tells the story), n and s
    (covered sentences, and their polarity in millionths).
    """
    told = stories.select(
        "article_id",
        "version",
        "story_id",
        "is_first",
        is_alone=pl.col("is_first") & (pl.len().over("story_id") == 1),
    )
    return (
        article_tones.filter(DAY.is_not_null())
        .join(told, on=["article_id", "version"])
        .with_columns(pl.col("country", "source_country", "outlet", *SCORED).cast(pl.Categorical))
        .rename({"n_covered": "n", "polarity_micro": "s"})
    )


def by_article(voiced: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return one row per article and key: what an article says in several rows, it says at once."""
    return voiced.group_by(*key, *ARTICLE).agg(pl.col("n_sentences", "n", "s").sum())


def by_period(
    rows: pl.DataFrame, key: Sequence[str], grains: Sequence[str], span: Span
) -> pl.DataFrame:
    """Return sums by `key`, outlet, scorer and period of `grains`: SUMS and REPRINTS.

    `rows` has one row per article and key. A story speaks once, on the day of its first article:
    all it says lies in one cell, so that its moments add up over any days. Reprint-weighted sums
    count every article; those of stories told by several stand in rows without outlet.
    """
    alone = pl.col("is_alone")
    held = [*key, "outlet", *SCORED]
    days = (
        rows.filter("is_first")
        .with_columns(n_stories=_is_told(), **moments())
        .with_columns(n_articles=_is_told(), m="n", r="s", **{f"r_{x}": x for x in MOMENTS})
        .with_columns(pl.col(REPRINTS) * alone)
        .group_by(*held, *DATED)
        .agg(pl.col(*SUMS, *REPRINTS).sum())
    )
    own = _rolled_up(days, held, [*SUMS, *REPRINTS], grains, span)
    by_story = [*key, "story_id", *SCORED]
    told = (
        rows.filter(~alone)
        .group_by(*by_story, *DATED)
        .agg(n_articles=_is_told().sum(), m=pl.col("n").sum(), r=pl.col("s").sum())
    )
    again = _rolled_up(told, by_story, ["n_articles", "m", "r"], grains, span)
    again = again.with_columns(**moments("m", "r", "r_")).drop("story_id")
    return pl.concat([own, again], how="diagonal")


def _is_told() -> pl.Expr:
    """Return 1 for a row with a covered sentence, 0 for others."""
    return (pl.col("n") > 0).cast(pl.Int64)


def _rolled_up(
    days: pl.DataFrame,
    held: Sequence[str],
    sums: Sequence[str],
    grains: Sequence[str],
    span: Span,
) -> pl.DataFrame:
    """Return the sums by `held` for every period of `grains` and `span`.

    A date known to the month says nothing of days and weeks, and a week can lie in two months.
    """
    precision = pl.col("date_precision").cast(pl.String)
    exact, yearly = days.filter(precision == "day"), days.filter(precision == "year")
    months = (
        days.filter(precision != "year")
        .group_by(*held, DAY.dt.truncate("1mo"))
        .agg(pl.col(sums).sum())
    )
    quarters = months.group_by(*held, DAY.dt.truncate("1q")).agg(pl.col(sums).sum())
    years = pl.concat([quarters, yearly.select(quarters.columns)])
    pieces = {"day": exact, "week": exact, "month": months, "quarter": quarters, "year": years}
    pieces |= {"rolling_3_months": months, "rolling_4_quarters": quarters}
    frames = []
    for grain in grains:
        begun = _begun(pieces[grain], grain).filter(span.holds())
        in_year = begun.filter(pl.col("period_start").dt.year() == span.year)
        frames.append(in_year.group_by(*held, *PERIOD).agg(pl.col(sums).sum()))
    return pl.concat(frames)


def _begun(rows: pl.DataFrame, grain: str) -> pl.DataFrame:
    """Return the rows with grain and period_start; in every rolling window that holds them."""
    rows = rows.with_columns(grain=pl.lit(grain))
    if grain not in ROLLING:
        return rows.with_columns(period_start=DAY.dt.truncate(EVERY[grain]))
    step = 1 if grain == "rolling_3_months" else 3
    back = pl.int_ranges(0, pl.lit(ROLLING[grain]), step).alias("back")
    start = DAY.dt.offset_by(pl.format("-{}mo", "back"))
    return rows.with_columns(back).explode("back").with_columns(period_start=start).drop("back")
