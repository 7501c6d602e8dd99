"""Where a slow scorer reads a probability sample, and a fast one reads all.

A sentence is drawn with a stated probability, by a hash of its masked text: the same sentence is
always in or always out, whatever stands beside it (Poisson sampling with permanent random numbers,
Ohlsson 1995). The slow scorer's total over an article is estimated by the difference estimator
(Särndal, Swensson & Wretman 1992, section 6.3; prediction-powered inference in Angelopoulos et al.
2023): the fast scorer's total, and the drawn sentences' differences over their probability. It is
unbiased however bad the fast scorer is, and its spread goes into the clustered errors downstream.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

import polars as pl

from transforms.scorers import Scorer

PAIR = ["article_id", "version", "sentence_no", "country"]


def sampled(scorer: Scorer, companion: str, share: float) -> bool:
    """Return whether the scorer reads a sample: a targeted one, beside its companion."""
    return share < 1 and scorer.is_targeted and scorer.name != companion


def drawn(masked: pl.Series, share: float, seed: int = 0) -> pl.Series:
    """Return whether each masked text is in the sample of this share (0-1) of all texts."""
    key = seed.to_bytes(8, "little")
    limit = int(share * 2**64)

    def number(text: str) -> int:
        return int.from_bytes(blake2b(text.encode(), digest_size=8, key=key).digest(), "little")

    return pl.Series("drawn", [number(text) < limit for text in masked], dtype=pl.Boolean)


def estimated(tones: pl.LazyFrame, scorers: Mapping[str, str], companion: str) -> pl.LazyFrame:
    """Return tones in which each of the sampled scorers (name: version) has a row for every pair.

    In and out: the columns of tones. A row's polarity is what it adds to the difference estimator:
    the companion's, and where the pair was drawn the difference over its inclusion. It can lie
    beyond [-1, 1]; only sums of it mean something. A tone that is not covered counts as 0.
    """
    polarity = pl.when(pl.col("coverage") > 0).then("polarity").otherwise(0.0)
    counted = tones.with_columns(polarity=polarity)
    whole = counted.filter(pl.col("scorer") == companion)
    found = [tones.filter(~pl.col("scorer").is_in(list(scorers))).with_columns(is_scored=True)]
    for name, version in scorers.items():
        read = counted.filter(pl.col("scorer") == name).select(
            *PAIR, read="polarity", share="inclusion"
        )
        difference = (pl.col("read") - pl.col("polarity")) / pl.col("share")
        rows = whole.join(read, on=PAIR, how="left").with_columns(
            scorer=pl.lit(name),
            scorer_version=pl.lit(version),
            polarity=pl.col("polarity") + difference.fill_null(0.0),
            coverage=pl.lit(1, pl.Int64),
            is_scored=pl.col("read").is_not_null(),
        )
        found.append(rows.drop("read", "share"))
    return pl.concat(found)
