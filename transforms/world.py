"""Does tone agree with what is known of states? Regressions over pairs of states and years.

`pairs` has one row per speaker, target and year: n (sentences) and s (their summed polarity), and
the facts to be tested against, x. NULL facts are left out: unknown is not no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from transforms.clusters import CONFIDENCE
from transforms.errors import TooFewError

ROUNDS = 200  # of taking out two sets of effects in turn; they end when nothing moves
STILL = 1e-10
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What one unit of x goes with, and its 95 % interval."""

    estimate: float
    standard_error: float
    low: float
    high: float
    p_value: float
    n_rows: int
    n_speakers: int
    n_targets: int


def effect(pairs: pl.DataFrame, effects: Sequence[Sequence[str]]) -> Effect:
    """Return the slope of tone (s/n) on x by least squares over sentences (weights n).

    Each of `effects` names columns whose combinations have a fixed effect. Errors are clustered by
    speaker and by target, both ways (Cameron, Gelbach & Miller 2011, Journal of Business & Economic
    Statistics 29:238); the largest of the two-way and the one-way variances is taken, and t has the
    smaller number of clusters less 1 (MacKinnon, Nielsen & Webb 2021). Raises TooFewError where x
    does not vary within the effects.
    """
    rows = pairs.drop_nulls("x").filter(pl.col("n") > 0)
    if rows.is_empty():
        raise TooFewError("no pair whose fact is known")
    weight = rows["n"].to_numpy().astype(float)
    labels = [_codes(rows, columns) for columns in effects]
    y, x = (
        _within(v.to_numpy().astype(float), labels, weight)
        for v in (rows["s"] / rows["n"], rows["x"])
    )
    if np.abs(x).max() < 1e-6:
        raise TooFewError("what is known of the pairs does not vary within speakers")
    fit = sm.WLS(y, x[:, None], weights=weight).fit()
    speaker, target = (_codes(rows, [c]) for c in ("speaker", "target"))
    variances = [v[0, 0] for v in cov_cluster_2groups(fit, speaker, target)]
    error = float(np.sqrt(max(variances)))
    moving = np.abs(x) > 1e-9
    counts = [len(np.unique(codes[moving])) for codes in (speaker, target)]
    freedom = max(min(counts) - 1, 1)
    estimate = float(fit.params[0])
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    p_value = 2 * float(stats.t.sf(abs(estimate) / error, freedom))
    return Effect(estimate, error, estimate - half, estimate + half, p_value, len(rows), *counts)


def _codes(rows: pl.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    return rows.select(pl.struct(columns).rank("dense").cast(pl.Int64)).to_series().to_numpy()


def _within(values: Floats, labels: Sequence[NDArray[np.int64]], weight: Floats) -> Floats:
    """Return values less all fixed effects, by taking each out in turn until nothing moves.

    (Frisch & Waugh 1933; Guimaraes & Portugal 2010, Stata Journal 10:628.)
    """
    sizes = [np.bincount(codes, weight) for codes in labels]
    for _ in range(ROUNDS):
        moved = 0.0
        for codes, size in zip(labels, sizes, strict=True):
            means = np.bincount(codes, values * weight) / np.where(size > 0, size, 1)
            values = values - means[codes]
            moved = max(moved, float(np.abs(means).max()))
        if moved < STILL:
            break
    return values


def changes(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return first differences: s/n and x less those of the pair's year before.

    The weight n is that of a difference of two means: the harmonic sum of their sizes.
    """
    before = pairs.select("speaker", "target", pl.col("year") + 1, n0="n", s0="s", x0="x")
    both = pairs.join(before, on=["speaker", "target", "year"])
    size = pl.col("n") * pl.col("n0") / (pl.col("n") + pl.col("n0"))
    change = pl.col("s") / pl.col("n") - pl.col("s0") / pl.col("n0")
    return both.with_columns(n=size, s=change * size, x=pl.col("x") - pl.col("x0")).drop(
        "n0", "s0", "x0"
    )


def other_names(facts: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the facts of other states: all targets exchange their names at random.

    The facts keep their pattern over speakers, targets and years, and mean nothing (the quadratic
    assignment procedure: Krackhardt 1988, Social Networks 10:359).
    """
    return _exchanged(facts, "target", seed)


def other_years(facts: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the facts of other years: whole years change places at random."""
    return _exchanged(facts, "year", seed)


def _exchanged(facts: pl.DataFrame, column: str, seed: int) -> pl.DataFrame:
    known = facts[column].unique().sort()
    mixed = known.gather(np.random.default_rng(seed).permutation(len(known)))
    return facts.with_columns(pl.col(column).replace_strict(known, mixed))


def with_facts(
    pairs: pl.DataFrame, facts: pl.DataFrame, otherwise: float | None = None
) -> pl.DataFrame:
    """Return `pairs` with x of `facts` (speaker, target, year, x), or `otherwise` where none is."""
    joined = pairs.join(facts, on=["speaker", "target", "year"], how="left")
    return (
        joined.with_columns(pl.col("x").fill_null(otherwise)) if otherwise is not None else joined
    )
