"""article_tones -> series: means over periods, and how sure they are."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from transforms.tones import MICRO
from warehouse.contracts import GRAINS

EVERY = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
# A date known to the month says nothing of days and weeks, and a week can lie in two months.
GRAINS_OF = {"day": GRAINS, "month": ["month", "quarter", "year"], "year": ["year"]}
EVERYONE = "*"
CONFIDENCE = 0.95
_KEY = [
    "kind", "source_country", "country", "grain", "period_start", "scorer", "scorer_version"
]  # fmt: skip


def series(article_tones: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per country or dyad, period and scorer: the columns of series.

    Undated articles, and periods shorter than an article's date is exact, are left out. Sums are
    of whole numbers (128 bits), so that no order of rows, threads or files changes a figure.
    """
    return _statistics(_sums(_by_period(_by_kind(_by_article(article_tones)))))


def _by_article(article_tones: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per article, country and scorer: whosever the tone is."""
    sums = ["n_sentences", "n_covered", "polarity_micro"]
    key = ["article_id", "version", "country", "scorer", "scorer_version"]
    about = ["outlet", "source_country", "published_on", "date_precision"]
    return article_tones.group_by(key).agg(pl.col(sums).sum(), pl.col(about).first())


def _by_kind(article_tones: pl.LazyFrame) -> pl.LazyFrame:
    """Return each row once for everyone, and once for its source country where it has one."""
    everyone = article_tones.with_columns(kind=pl.lit("country"), source_country=pl.lit(EVERYONE))
    dyads = article_tones.filter(pl.col("source_country").is_not_null()).with_columns(
        kind=pl.lit("dyad")
    )
    return pl.concat([everyone, dyads], how="diagonal")


def _by_period(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return each row once per grain that its date is exact enough for, with its period_start."""
    dated = rows.filter(pl.col("published_on").is_not_null())
    return pl.concat(
        dated.filter(
            pl.col("date_precision")
            .cast(pl.String)
            .is_in([p for p, grains in GRAINS_OF.items() if grain in grains])
        ).with_columns(
            grain=pl.lit(grain), period_start=pl.col("published_on").dt.truncate(EVERY[grain])
        )
        for grain in GRAINS
    )


def _sums(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return counts, and whole-number sums over articles: n, s (millionths), and squares.

    With articles a as clusters, the residuals of the mean m are s_a - m n_a. Each is rounded to a
    millionth, so that their squares add up alike in any order.
    """
    n, s = (pl.col(c).cast(pl.Int128) for c in ("n_covered", "polarity_micro"))
    residual = s - (s.sum() * n + n.sum() // 2) // pl.max_horizontal(n.sum(), pl.lit(1))
    is_covered = pl.col("n_covered") > 0
    return rows.group_by(_KEY).agg(
        n_sentences=pl.col("n_sentences").sum(),
        n_covered=pl.col("n_covered").sum(),
        n_articles=is_covered.sum().cast(pl.Int64),
        n_outlets=pl.col("outlet").filter(is_covered).n_unique().cast(pl.Int64),
        n=n.sum(),
        s=s.sum(),
        squares=(residual * residual).sum(),
    )


def _statistics(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Return mean, clustered standard error and 95 % interval from the sums.

    The variance is G/(G-1) sum((s_a - m n_a)^2) / N^2 (Liang & Zeger 1986).
    """
    groups, size = (pl.col(c).cast(pl.Float64) for c in ("n_articles", "n"))
    spread = pl.col("squares").cast(pl.Float64).sqrt() / MICRO / size
    mean = pl.col("s").cast(pl.Float64) / MICRO / size
    half = pl.col("n_articles").map_batches(_t_quantile, return_dtype=pl.Float64)
    return (
        sums.with_columns(
            share_covered=pl.col("n_covered") / pl.col("n_sentences"),
            mean=pl.when(pl.col("n") > 0).then(mean.clip(-1, 1)),
            standard_error=pl.when(pl.col("n_articles") > 1).then(
                spread * (groups / (groups - 1)).sqrt()
            ),
        )
        .with_columns(half=half * pl.col("standard_error"))
        .with_columns(low=pl.col("mean") - pl.col("half"), high=pl.col("mean") + pl.col("half"))
    )


def _t_quantile(n_articles: pl.Series) -> pl.Series:
    """Return the half-width, in standard errors, of the interval with n - 1 degrees of freedom."""
    freedom = np.maximum(n_articles.to_numpy() - 1, 1)
    return pl.Series(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))
