"""A sample for human coders, how far they agree, and means corrected by what they found.

`frame` has one row per covered sentence of a story's first article: article_id, version,
sentence_no, country, published_on, outlet, source_country, story_id, polarity, sentence.
"""

from __future__ import annotations

import krippendorff
import numpy as np
import polars as pl

from transforms import clusters
from transforms.errors import TooFewError
from transforms.series import FEWEST_CODED

KEY = ["article_id", "version", "sentence_no", "country"]
BANDS = [-0.33, 0.33]  # of the score: unfavourable, neither, favourable
STRATA = ["country", "period", "source_country", "band"]
CODES = [-1, 0, 1]
N_BOOTSTRAP = 500


def draw(frame: pl.DataFrame, size: int, seed: int) -> pl.DataFrame:
    """Return about `size` rows with stratum, and probability: its known chance to be drawn.

    Strata are country, year, source country and score band; each gives the same number, or all it
    has, so that rare ones are not missed. Within a stratum a simple random sample.
    """
    period, score = pl.col("published_on").dt.year(), pl.col("polarity")
    banded = frame.sort(KEY).with_columns(
        period=period,
        band=pl.when(score < BANDS[0]).then(-1).when(score > BANDS[1]).then(1).otherwise(0),
    )
    sized = banded.with_columns(
        stratum=pl.struct(STRATA).rank("dense"), n_stratum=pl.len().over(STRATA)
    )
    each = _each(sized.unique("stratum")["n_stratum"].to_numpy(), size)
    chance = np.random.default_rng(seed).random(len(sized))
    drawn = (
        sized.with_columns(chance=pl.Series(chance))
        .with_columns(place=pl.col("chance").rank("ordinal").over("stratum"))
        .filter(pl.col("place") <= each)
    )
    taken = pl.min_horizontal(pl.lit(each), "n_stratum")
    return drawn.with_columns(probability=taken / pl.col("n_stratum")).drop(
        "chance", "place", "n_stratum"
    )


def _each(sizes: np.ndarray[tuple[int], np.dtype[np.int64]], total: int) -> int:
    """Return how many each stratum gives, so that about `total` are drawn and one at least."""
    each = 1
    while np.minimum(sizes, each + 1).sum() <= total and each < sizes.max():
        each += 1
    return each


def agreement(codes: pl.DataFrame, seed: int) -> dict[str, float]:
    """Return ordinal Krippendorff's alpha of coders, with its 95 % interval, and n.

    In: unit, coder, code (-1, 0, 1). The interval resamples units (Hayes & Krippendorff 2007,
    Communication Methods and Measures 1:77). Raises TooFewError where fewer than two
    units have been coded twice, or all codes are the same.
    """
    table = codes.pivot("coder", index="unit", values="code").drop("unit")
    values = table.to_numpy().astype(float).T
    twice = (~np.isnan(values)).sum(axis=0) >= 2
    if twice.sum() < 2:
        raise TooFewError("fewer than two sentences were coded by two coders")
    values = values[:, twice]
    rng = np.random.default_rng(seed)
    draws = [_alpha(values[:, rng.integers(0, values.shape[1], values.shape[1])])
             for _ in range(N_BOOTSTRAP)]  # fmt: skip
    known = [d for d in draws if d is not None]
    alpha = _alpha(values)
    if alpha is None:
        raise TooFewError("all codes are one and the same: of agreement they say nothing")
    tail = (1 - clusters.CONFIDENCE) / 2
    low, high = (float(np.quantile(known, q)) for q in (tail, 1 - tail))
    return {"alpha": alpha, "low": low, "high": high, "n_units": int(twice.sum())}


def _alpha(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float | None:
    """Return alpha; None where all codes are one, of which it says nothing."""
    if len(np.unique(values[~np.isnan(values)])) < 2:
        return None
    return float(krippendorff.alpha(values, value_domain=CODES, level_of_measurement="ordinal"))


def corrected(frame: pl.DataFrame, gold: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return per cell of `by` its mean by scores and the mean that codes correct, with intervals.

    Out: by, mean, low, high, corrected_mean, corrected_low, corrected_high, n_sentences,
    n_stories, n_coded_stories, reason.
    In: frame, and gold: KEY, code, probability. Each coded sentence stands for 1/probability
    others: its tone is the score plus (code - score)/probability, that of all others the score
    (design-based supervised learning: Egami, Hinck, Stewart & Wei 2023, NeurIPS; the difference
    estimator of Sarndal, Swensson & Wretman 1992, 6.3). Unbiased whatever the scorer's errors.
    Both means have errors clustered by story. The corrected are NULL, with a reason, where fewer
    than 20 stories are coded.
    """
    known = frame.join(gold.select(*KEY, "code", "probability"), on=KEY, how="left")
    error = (pl.col("code") - pl.col("polarity")) / pl.col("probability")
    told = (
        known.with_columns(
            right=pl.col("polarity") + error.fill_null(0), is_coded=pl.col("code").is_not_null()
        )
        .group_by(*by, "story_id")
        .agg(
            n=pl.len().cast(pl.Int64),
            s=_micro(pl.col("polarity").sum()),
            c=_micro(pl.col("right").sum()),
            is_coded=pl.col("is_coded").any(),
        )
        .with_columns(**clusters.moments(), **clusters.moments("n", "c", "c_"))
    )
    sums = ["n", "s", "c", *(p + name for p in ("", "c_") for name in clusters.MOMENTS)]
    means = (
        told.group_by(by)
        .agg(pl.col(sums).sum(), n_stories=pl.len(), n_coded_stories=pl.col("is_coded").sum())
        .with_columns(
            *clusters.spread("n", "s", "", "raw"),
            *clusters.spread("n", "c", "c_", "corrected"),
            mean=pl.col("s") / clusters.MICRO / pl.col("n"),
            corrected_mean=pl.col("c") / clusters.MICRO / pl.col("n"),
        )
    )
    reason = pl.when(pl.col("n_coded_stories") < FEWEST_CODED).then(
        pl.format("{} coded stories; {} are needed", "n_coded_stories", pl.lit(FEWEST_CODED))
    )
    return (
        means.with_columns(
            *_interval(means, "raw", ""),
            *_interval(means, "corrected", "corrected_"),
            n_sentences=pl.col("n"),
            reason=reason,
        )
        .with_columns(
            pl.when(pl.col("reason").is_null()).then(pl.col(f"corrected_{name}"))
            for name in ("mean", "low", "high")
        )
        .select(
            *by,
            *("mean", "low", "high", "corrected_mean", "corrected_low", "corrected_high"),
            *("n_sentences", "n_stories", "n_coded_stories", "reason"),
        )
        .sort(by)
    )


def _micro(polarity: pl.Expr) -> pl.Expr:
    return (polarity * clusters.MICRO).round().cast(pl.Int64)


def _interval(frame: pl.DataFrame, of: str, prefix: str) -> list[pl.Expr]:
    half = clusters.half_width(frame, f"{of}_error", f"{of}_effective")
    mean = pl.col(f"{prefix}mean")
    return [(mean - half).alias(f"{prefix}low"), (mean + half).alias(f"{prefix}high")]
