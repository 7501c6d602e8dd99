"""article_tones, stories -> series: means over periods, how sure they are, and their twins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from transforms import clusters
from transforms.cells import (
    LONG,
    PERIOD,
    REPRINTS,
    ROLLING,
    SCORED,
    SUMS,
    Span,
    by_article,
    by_period,
    voices,
)  # fmt: skip
from transforms.clusters import MOMENTS, moments
from transforms.tones import NOBODY
from warehouse.contracts import GRAINS, TABLES, WINDOWS

EVERYONE = "*"
SHORT = ["day", "week", *ROLLING]  # of dyads, kept only where they can say something
KEY = ["kind", "source_country", "country"]


def series(article_tones: pl.LazyFrame, stories: pl.LazyFrame, span: Span) -> pl.LazyFrame:
    """Return one row per country, dyad or holder, period of `span`, and scorer.

    The columns are those of series. Undated articles, and periods shorter than an article's date
    is exact, are left out. Holders have no period under a month. Sums are of whole numbers: no
    order of rows, threads or files changes a figure.
    """
    schema = types_of("series")
    return voices(article_tones, stories).map_batches(
        lambda voiced: _series(voiced, span).select(pl.col(n).cast(t) for n, t in schema.items()),
        schema=schema,
    )


def _series(voiced: pl.DataFrame, span: Span) -> pl.DataFrame:
    pair = ["source_country", "country"]
    outlets = by_period(by_article(voiced, pair), pair, [*GRAINS, *WINDOWS], span)
    held = voiced.filter(pl.col("holder") != NOBODY).with_columns(
        source_country=pl.col("holder").cast(pl.Categorical)
    )
    held = by_period(by_article(held, pair), pair, LONG, span)
    everyone = outlets.with_columns(_kind("country"), source_country=pl.lit(EVERYONE))
    sums = pl.concat([total(everyone, KEY), _paired(outlets, "dyad"), _paired(held, "holder")])
    is_always_kept = (pl.col("kind") == "country") | ~pl.col("grain").is_in(SHORT)
    likely = sums.filter(is_always_kept | (pl.col("n_stories") >= clusters.FEWEST))
    return statistics(likely).filter(is_always_kept | (pl.col("state") != "too_few"))


def types_of(table: str) -> dict[str, Any]:
    """Return the columns of a table and their types."""
    return {name: c.dtype for name, c in TABLES[table].schema.columns().items()}


def _kind(kind: str) -> pl.Expr:
    return pl.lit(kind).alias("kind")


def _paired(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the totals of rows whose source country is known."""
    known = rows.filter(pl.col("source_country").is_not_null())
    return total(known.with_columns(_kind(kind), pl.col("source_country").cast(pl.String)), KEY)


def total(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return the sums over outlets, with moments by outlet (o_nn, o_sn, o_ss)."""
    summed = [*SUMS, *REPRINTS, *(f"o_{name}" for name in MOMENTS)]
    n_outlets = (pl.col("n") > 0).sum().cast(pl.Int64)
    wide = rows.with_columns(**moments(prefix="o_"))
    return wide.group_by(*key, *PERIOD, *SCORED).agg(pl.col(summed).sum(), n_outlets=n_outlets)


def statistics(sums: pl.DataFrame) -> pl.DataFrame:
    """Return totals with mean, standard_error, interval, smallest_change, state and the twin.

    Errors are clustered by story; by outlet where these are enough and the interval is wider.
    """
    wide = sums.with_columns(
        *clusters.spread("n", "s", "", "story"),
        *clusters.spread("n", "s", "o_", "outlet"),
        *clusters.spread("m", "r", "r_", "reprint"),
    ).with_columns(
        clusters.half_width(f"{by}_error", f"{by}_effective").alias(f"{by}_half")
        for by in ("story", "outlet", "reprint")
    )
    is_by_outlet = (
        (pl.col("outlet_effective") >= clusters.ENOUGH_OUTLETS)
        & (pl.col("outlet_half") >= pl.col("story_half"))
    ).fill_null(value=False)
    return (
        wide.with_columns(
            clustered_by=pl.when(is_by_outlet).then(pl.lit("outlet")).otherwise(pl.lit("story")),
            mean=clusters.mean("n", "s"),
            reprint_mean=clusters.mean("m", "r"),
            share_covered=pl.when(pl.col("n_sentences") > 0).then(
                pl.col("n") / pl.col("n_sentences")
            ),
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
        )
        .with_columns(
            freedom=pl.col("effective") - 1,
            low=pl.col("mean") - pl.col("half"),
            high=pl.col("mean") + pl.col("half"),
            reprint_low=pl.col("reprint_mean") - pl.col("reprint_half"),
            reprint_high=pl.col("reprint_mean") + pl.col("reprint_half"),
        )
        .with_columns(smallest_change=clusters.smallest_change())
        .with_columns(state=clusters.state())
    )
