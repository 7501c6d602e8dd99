"""article_tones and stories -> cells: sums by outlet and period, which series add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms.clusters import MICRO, MOMENTS, moments
from transforms.tones import NOBODY

EVERY = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
# Windows that begin with every month, or every quarter: their length in months.
ROLLING = {"rolling_3_months": 3, "rolling_4_quarters": 12}
LONG = ["month", "quarter", "year", "rolling_4_quarters"]
SCORED = ["scorer", "scorer_version"]
DATED = ["published_on", "date_precision"]
PERIOD = ["grain", "period_start"]
PAIR = ["source_country", "country"]
GRAIN = pl.Enum([*EVERY, *ROLLING])
ARTICLE = ["article", *SCORED]
OF_ARTICLE = ["story", "is_first", "is_alone", "outlet", *DATED]
CODED = ["article_id", "version", "country", "holder", *SCORED]
SAID = ["n_sentences", "n", "s", "e", "stood_for"]
SUMS = ["n_sentences", "n", "n_stories", "s", *MOMENTS]
# Of all articles, reprints too: what they are called, and what they are of first articles.
REPRINTS = {"n_articles": "n_stories", "m": "n", "r": "s"} | {f"r_{name}": name for name in MOMENTS}
# What is to be added where people coded sentences; `stood_for` counts the sentences that each
# coded one stands for, in millionths.
CORRECTIONS = ["n_coded", "stood_for", "e", "e_sn", "e_ss"]
DAY = pl.col("published_on")


@dataclass(frozen=True)
class Span:
    """Which periods: those that begin in `year`; rolling windows within first to last month."""

    year: int
    first: date
    last: date

    def holds(self, grain: str) -> pl.Expr:
        """Return whether a row's period of that grain is one of them."""
        start = pl.col("period_start")
        is_begun = start.dt.year() == self.year
        if grain not in ROLLING:
            return is_begun
        after = pl.lit(self.last).dt.offset_by("1mo").dt.truncate("1mo")
        is_ended = start.dt.offset_by(f"{ROLLING[grain]}mo") <= after
        return is_begun & (start >= self.first.replace(day=1)) & is_ended


@dataclass(frozen=True)
class Cells:
    """Sums by key, scorer and period.

    `first` (also by outlet) has SUMS of first articles; `reprints` has what is to be added to them
    for REPRINTS: of every story told by several all its articles, less the first. `corrections` has
    CORRECTIONS, of first articles with coded sentences.
    """

    first: pl.DataFrame
    reprints: pl.DataFrame
    corrections: pl.DataFrame

    def filter(self, condition: pl.Expr) -> Cells:
        """Return the cells of which the condition is true."""
        frames = (self.first, self.reprints, self.corrections)
        return Cells(*(frame.filter(condition) for frame in frames))


def voices(
    article_tones: pl.LazyFrame, stories: pl.LazyFrame, coded_tones: pl.LazyFrame
) -> pl.LazyFrame:
    """Return the dated rows of article_tones with what their story says of them.

    Adds article and story (numbers: quicker to group by), is_first, is_alone (it is first, and no
    other article tells the story), n and s (covered sentences, and their polarity in millionths);
    of coded sentences e (code less polarity, over their probability) and stood_for.
    """
    weight = MICRO / pl.col("probability")
    errors = coded_tones.group_by(CODED).agg(
        e=((pl.col("code") - pl.col("polarity")) * weight).round().cast(pl.Int64).sum(),
        stood_for=weight.round().cast(pl.Int64).sum(),
    )
    # A story may have begun before the first of these articles.
    numbered = stories.select("story_id").unique().with_row_index("story")
    told = (
        stories.with_row_index("article")
        .join(numbered, on="story_id")
        .select(
            "article",
            "story",
            "article_id",
            "version",
            "is_first",
            is_alone=pl.col("is_first") & (pl.len().over("story") == 1),
        )
    )
    return (
        article_tones.filter(DAY.is_not_null())
        .join(told, on=["article_id", "version"])
        .join(errors, on=CODED, how="left")
        .with_columns(pl.col("e", "stood_for").fill_null(0))
        .with_columns(pl.col("country", "source_country", "outlet", *SCORED).cast(pl.Categorical))
        .rename({"n_covered": "n", "polarity_micro": "s"})
    )


def by_speaker(voiced: pl.DataFrame) -> pl.DataFrame:
    """Return one row per article, its source country, and country it speaks of."""
    return by_article(voiced, PAIR)


def by_holder(voiced: pl.DataFrame) -> pl.DataFrame:
    """Return one row per article, holder (as source_country), and country it speaks of."""
    held = voiced.filter(pl.col("holder") != NOBODY).with_columns(
        source_country=pl.col("holder").cast(pl.Categorical)
    )
    return by_article(held, PAIR)


def by_article(voiced: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return one row per article and key: what an article says in several rows, it says at once."""
    return voiced.group_by(*key, *ARTICLE).agg(pl.col(SAID).sum(), pl.col(OF_ARTICLE).first())


def by_period(rows: pl.DataFrame, key: Sequence[str], grains: Sequence[str], span: Span) -> Cells:
    """Return sums by `key`, scorer and period of `grains`.

    `rows` has one row per article and key. A story speaks once, on the day of its first article:
    all it says lies in one cell, so that its moments add up over any days.
    """
    held = [*key, *SCORED]
    told = rows.with_columns(n_stories=(pl.col("n") > 0).cast(pl.Int64))
    if not {"day", "week"} & set(grains):
        told = told.with_columns(DAY.dt.truncate("1mo"))  # fewer rows, and the same sums
    first = told.filter("is_first").with_columns(**moments())
    days = first.group_by(*held, "outlet", *DATED).agg(pl.col(SUMS).sum())
    # Only stories told by several weigh otherwise where each article counts.
    shared = first.filter(~pl.col("is_alone")).group_by(*held, *DATED).agg(pl.col(SUMS).sum())
    once = _rolled_up(shared, held, SUMS, grains, span)
    whole = told.filter(~pl.col("is_alone")).select(*held, "story", *DATED, "n_stories", "n", "s")
    again = _rolled_up(whole, [*held, "story"], ["n_stories", "n", "s"], grains, span)
    again = again.with_columns(**moments())
    reprints = [
        part.select(*held, *PERIOD, *((pl.col(of) * sign).alias(to) for to, of in REPRINTS.items()))
        for sign, part in ((1, again), (-1, once))
    ]
    coded = (
        first.filter(pl.col("stood_for") > 0)
        .with_columns(pl.col("e").cast(pl.Int128), n_coded=pl.lit(1, pl.Int64))
        .with_columns(
            e_sn=pl.col("e") * pl.col("n"), e_ss=pl.col("e") * (2 * pl.col("s") + pl.col("e"))
        )
    )
    return Cells(
        _rolled_up(days, [*held, "outlet"], SUMS, grains, span),
        pl.concat(reprints),
        _rolled_up(coded, held, CORRECTIONS, grains, span),
    )


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
    precision = pl.col("date_precision")
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
        begun = _begun(pieces[grain], grain).filter(span.holds(grain))
        summed = begun.group_by(*held, "period_start").agg(pl.col(sums).sum())
        frames.append(summed.with_columns(grain=pl.lit(grain, GRAIN)))
    return pl.concat(frames)


def _begun(rows: pl.DataFrame, grain: str) -> pl.DataFrame:
    """Return the rows with period_start; in every rolling window that holds them."""
    if grain not in ROLLING:
        return rows.with_columns(period_start=DAY.dt.truncate(EVERY[grain]))
    step = 1 if grain == "rolling_3_months" else 3
    starts = [DAY.dt.offset_by(f"-{back}mo") for back in range(0, ROLLING[grain], step)]
    return pl.concat([rows.with_columns(period_start=start) for start in starts])
