"""article_tones, stories -> series: means over periods, how sure they are, and their twins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from transforms import clusters
from transforms.cells import (
    CORRECTIONS,
    LONG,
    PAIR,
    PERIOD,
    REPRINTS,
    SCORED,
    SUMS,
    Cells,
    Span,
    by_period,
)  # fmt: skip
from transforms.clusters import MICRO, MOMENTS, moments
from warehouse.contracts import GRAINS, TABLES, WINDOWS

EVERYONE = "*"
# Coded stories in a cell, for a corrected figure; and how much of the cell they must stand for:
# less, or more, and they were drawn from other sentences than these.
FEWEST_CODED, REACH = 20, (0.5, 2.0)


def series(speakers: pl.DataFrame, holders: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Return one row per country, dyad or holder, period of `span`, and scorer.

    In: what transforms.cells.by_speaker and by_holder return. The columns are those of series.
    Undated articles, and periods shorter than an article's date is exact, are left out. Holders
    have no period under a month; dyads and holders none under a year that says too little. Sums
    are of whole numbers: no order of rows, threads or files changes a figure.
    """
    outlets = by_period(speakers, PAIR, [*GRAINS, *WINDOWS], span)
    held = by_period(holders, PAIR, LONG, span)
    everyone = total(outlets, ["country"]).with_columns(
        source_country=pl.lit(EVERYONE, pl.Categorical)
    )
    kinds = {
        "country": everyone,
        "dyad": total(likely(outlets.filter(pl.col("source_country").is_not_null())), PAIR),
        "holder": total(likely(held), PAIR),
    }
    sums = pl.concat(
        [rows.with_columns(kind=pl.lit(kind)) for kind, rows in kinds.items()], how="diagonal"
    )
    is_always_kept = (pl.col("kind") == "country") | (pl.col("grain") == "year")
    found = statistics(sums).filter(is_always_kept | (pl.col("state") != "too_few"))
    return found.select(pl.col(n).cast(t) for n, t in types_of("series").items())


def likely(cells: Cells) -> Cells:
    """Return the cells of pairs that are years, or have stories enough to say something."""
    by = [*PAIR, *PERIOD, *SCORED]
    counted = cells.first.group_by(by).agg(pl.col("n_stories").sum())
    is_kept = (pl.col("grain") == "year") | (pl.col("n_stories") >= clusters.FEWEST)
    kept = counted.filter(is_kept).select(by)
    is_year = cells.reprints.filter(pl.col("grain") == "year")
    others = cells.reprints.filter(pl.col("grain") != "year").join(kept, on=by, how="semi")
    return Cells(
        cells.first.join(kept, on=by, how="semi"), pl.concat([is_year, others]), cells.corrections
    )


def types_of(table: str) -> dict[str, Any]:
    """Return the columns of a table and their types."""
    return {name: c.dtype for name, c in TABLES[table].schema.columns().items()}


def total(cells: Cells, key: Sequence[str]) -> pl.DataFrame:
    """Return the sums over outlets: SUMS, their moments by outlet, REPRINTS and CORRECTIONS."""
    by = [*key, *PERIOD, *SCORED]
    n_outlets = (pl.col("n") > 0).sum().cast(pl.Int64)
    wide = cells.first.with_columns(**moments(prefix="o_"))
    summed = pl.col(*SUMS, *(f"o_{name}" for name in MOMENTS)).sum()
    first = wide.group_by(by).agg(summed, n_outlets=n_outlets)
    reprints = cells.reprints.group_by(by).agg(pl.col(*REPRINTS).sum())
    corrections = cells.corrections.group_by(by).agg(pl.col(CORRECTIONS).sum())
    # A period can have reprints alone, of what was told before it.
    both = (
        first.join(reprints, on=by, how="full", coalesce=True)
        .join(corrections, on=by, how="left")
        .with_columns(pl.exclude(by).fill_null(0))
    )
    return both.with_columns(pl.col(to) + pl.col(of) for to, of in REPRINTS.items())


def statistics(sums: pl.DataFrame) -> pl.DataFrame:
    """Return totals with mean, standard_error, interval, smallest_change, state, twin, correction.

    Errors are clustered by story; by outlet where these are enough and the interval is wider.
    """
    wide = sums.with_columns(
        *clusters.spread("n", "s", "", "story"),
        *clusters.spread("n", "s", "o_", "outlet"),
        *clusters.spread("m", "r", "r_", "reprint"),
    )
    wide = wide.with_columns(
        clusters.half_width(wide, f"{by}_error", f"{by}_effective").alias(f"{by}_half")
        for by in ("story", "outlet", "reprint")
    )
    is_by_outlet = (
        (pl.col("outlet_effective") >= clusters.ENOUGH_OUTLETS)
        & (pl.col("outlet_half") >= pl.col("story_half"))
    ).fill_null(value=False)
    told = wide.with_columns(
        clustered_by=pl.when(is_by_outlet).then(pl.lit("outlet")).otherwise(pl.lit("story")),
        mean=clusters.mean("n", "s"),
        reprint_mean=clusters.mean("m", "r"),
        share_covered=pl.when(pl.col("n_sentences") > 0).then(pl.col("n") / pl.col("n_sentences")),
        n_covered="n",
        n_effective="story_effective",
        n_reprints=pl.col("n_articles") - pl.col("n_stories"),
        **{
            to: pl.when(is_by_outlet).then(f"outlet_{of}").otherwise(f"story_{of}")
            for to, of in (
                ("standard_error", "error"),
                ("half", "half"),
                ("effective", "effective"),
            )
        },
    ).with_columns(
        freedom=pl.col("effective") - 1,
        low=pl.col("mean") - pl.col("half"),
        high=pl.col("mean") + pl.col("half"),
        reprint_low=pl.col("reprint_mean") - pl.col("reprint_half"),
        reprint_high=pl.col("reprint_mean") + pl.col("reprint_half"),
    )
    told = told.with_columns(smallest_change=clusters.smallest_change(told))
    return corrected(told.with_columns(state=clusters.state()))


def corrected(totals: pl.DataFrame) -> pl.DataFrame:
    """Add corrected_mean, its interval, and not_corrected: why there is none.

    The scorer's errors in the coded sentences, over their probability, are added to its sum
    (design-based supervised learning: Egami, Hinck, Stewart & Wei 2023, NeurIPS; the difference
    estimator of Sarndal, Swensson & Wretman 1992, 6.3), and errors clustered by story.
    """
    is_coded = pl.col("n_coded") > 0
    few = totals.filter(is_coded).with_columns(
        c=pl.col("s") + pl.col("e"),
        c_nn="nn",
        c_sn=pl.col("sn") + pl.col("e_sn"),
        c_ss=pl.col("ss") + pl.col("e_ss"),
        reach=pl.col("stood_for") / MICRO / pl.col("n"),
    )
    few = few.with_columns(
        clusters.spread("n", "c", "c_", "corrected"),
        corrected_mean=pl.col("c").cast(pl.Float64) / MICRO / pl.col("n"),
    )
    half = clusters.half_width(few, "corrected_error", "corrected_effective")
    few = few.with_columns(
        corrected_low=pl.col("corrected_mean") - half,
        corrected_high=pl.col("corrected_mean") + half,
        not_corrected=pl.when(pl.col("n_coded") < FEWEST_CODED)
        .then(pl.format("{} coded stories; {} are needed", "n_coded", pl.lit(FEWEST_CODED)))
        .when(~pl.col("reach").is_between(*REACH))
        .then(
            pl.format(
                "the coded sentences stand for {} % of the covered ones: for others than these",
                (pl.col("reach") * 100).round().cast(pl.Int64),
            )
        ),
    ).with_columns(
        pl.when(pl.col("not_corrected").is_null()).then(name).name.keep()
        for name in ("corrected_mean", "corrected_low", "corrected_high")
    )
    none = totals.filter(~is_coded).with_columns(not_corrected=pl.lit("no sentence was coded"))
    return pl.concat([none, few], how="diagonal").with_columns(
        pl.col("corrected_mean", "corrected_low", "corrected_high").cast(pl.Float64)
    )
