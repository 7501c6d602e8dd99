"""Means of clustered tones, and how sure they are, from whole-number sums alone.

A cluster g (a story, or an outlet) has n_g covered sentences whose polarity sums to s_g millionths.
Of the clusters of a cell only n = sum n_g, s = sum s_g, nn = sum n_g^2, sn = sum s_g n_g and
ss = sum s_g^2 are kept: they add up over disjoint clusters, exactly and in any order.
"""

from __future__ import annotations

import math

import polars as pl
from scipy import special

MICRO = 1_000_000
CONFIDENCE, POWER = 0.95, 0.80
# Below this many stories, or as many of equal length as would weigh alike, no mean is shown.
FEWEST = 5
FEWEST_EFFECTIVE = 4.0
# A figure is 'ok' from this many effective stories, if it could show a change of this size.
ENOUGH_EFFECTIVE, SMALL_CHANGE = 20.0, 0.2
# Outlets are clusters, too, from this many of equal weight. With few of them the interval is wide;
# by story alone it would hold the truth 60 to 80 % of the time (tests/benchmarks/coverage.py).
ENOUGH_OUTLETS = 3.0
MOMENTS = ("nn", "sn", "ss")


def moments(n: str = "n", s: str = "s", prefix: str = "") -> dict[str, pl.Expr]:
    """Return nn, sn, ss of a row that is one cluster with `n` sentences that sum to `s`."""
    size, total = pl.col(n).cast(pl.Int128), pl.col(s).cast(pl.Int128)
    products = {"nn": size * size, "sn": total * size, "ss": total * total}
    return {prefix + name: product for name, product in products.items()}


def spread(n: str, s: str, prefix: str, name: str) -> list[pl.Expr]:
    """Return <name>_effective and <name>_error: of clusters whose moments have that prefix.

    The variance of the mean m = s/n is sum (s_g - m n_g)^2 / (n^2 - nn): the sandwich of Liang &
    Zeger (1986, Biometrika 73:13), made unbiased for independent sentences and unequal clusters as
    Bell & McCaffrey (2002, Survey Methodology 28:169) do; of equal clusters it is the usual
    G/(G-1). The effective number of clusters is n^2/nn (Kish 1965, Survey Sampling, 11.7).
    NULL where one cluster is all there is.
    """
    nn, sn, ss = (pl.col(prefix + name) for name in MOMENTS)
    size, total = pl.col(n).cast(pl.Int128), pl.col(s).cast(pl.Int128)
    # Taking off a whole number near the mean first leaves nothing for floats to lose.
    near = (total + size // 2) // pl.max_horizontal(size, pl.lit(1, pl.Int128))
    rest = (total - near * size).cast(pl.Float64) / size.cast(pl.Float64)
    squares = (ss - 2 * near * sn + near * near * nn).cast(pl.Float64)
    crossed = (sn - near * nn).cast(pl.Float64)
    residual = squares - 2 * rest * crossed + rest * rest * nn.cast(pl.Float64)
    free = (size * size - nn).cast(pl.Float64)
    return [
        pl.when(nn > 0)
        .then(size.cast(pl.Float64) ** 2 / nn.cast(pl.Float64))
        .alias(f"{name}_effective"),
        pl.when(free > 0).then((residual.clip(0) / free).sqrt() / MICRO).alias(f"{name}_error"),
    ]


def half_width(frame: pl.DataFrame, error: str, effective: str) -> pl.Series:
    """Return half the width of the 95 % interval: t with effective clusters - 1 degrees."""
    return frame[error] * student((1 + CONFIDENCE) / 2, frame[effective] - 1)


def student(probability: float, freedom: pl.Series) -> pl.Series:
    """Return Student's quantile for (fractional) degrees of freedom; NULL where there are none.

    Not an expression: Python called from the threads of Polars waits for itself.
    """
    # Periods repeat the same small numbers: each is looked up once.
    known = freedom.unique().sort()
    known = known.filter(known > 0)
    found = pl.Series(special.stdtrit(known.to_numpy(), probability), dtype=pl.Float64)
    return freedom.replace_strict(known, found, default=None, return_dtype=pl.Float64)


def mean(n: str, s: str) -> pl.Expr:
    """Return the mean polarity; NULL where nothing is covered."""
    value = pl.col(s).cast(pl.Float64) / MICRO / pl.col(n).cast(pl.Float64)
    return pl.when(pl.col(n) > 0).then(value.clip(-1, 1))


def smallest_change(frame: pl.DataFrame) -> pl.Series:
    """Return the smallest change that two cells like each of these would show.

    Between two independent means with this standard error, at 5 % (two-sided) and 80 % power:
    (t.975 + t.80) sqrt(2) standard errors (Bloom 1995, Evaluation Review 19:547).
    """
    freedom = 2 * frame["freedom"]
    sizes = student((1 + CONFIDENCE) / 2, freedom) + student(POWER, freedom)
    return sizes * math.sqrt(2) * frame["standard_error"]


def state() -> pl.Expr:
    """Return ok, few or too_few from n_stories, n_effective, standard_error, smallest_change.

    A spread of 0 is the luck of a small cell, not certainty: too_few.
    """
    is_shown = (
        (pl.col("n_stories") >= FEWEST)
        & (pl.col("n_effective") >= FEWEST_EFFECTIVE)
        & (pl.col("standard_error") > 0)
    )
    is_ok = (pl.col("n_effective") >= ENOUGH_EFFECTIVE) & (
        pl.col("smallest_change") <= SMALL_CHANGE
    )
    return (
        pl.when(is_shown.fill_null(value=False) & is_ok.fill_null(value=False))
        .then(pl.lit("ok"))
        .when(is_shown.fill_null(value=False))
        .then(pl.lit("few"))
        .otherwise(pl.lit("too_few"))
    )
