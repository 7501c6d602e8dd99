"""mentions -> tones -> article_tones: how each sentence speaks of each country it mentions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from transforms.sampled import drawn, estimated
from transforms.scorers import NAME, OTHER, PROBABILITIES, TARGET, Scorer

SENTENCE = ["article_id", "version", "sentence_no"]
MICRO = 1_000_000
NOBODY = "*"  # in a key, where the holder is not clear


def tones(
    mentions: pl.LazyFrame,
    sentences: pl.LazyFrame,
    holders: pl.LazyFrame,
    scorer: Scorer,
    names: Sequence[str],
    share: float = 1.0,
) -> pl.LazyFrame:
    """Return one row per sentence and country it mentions: the columns of tones.

    Every mention is masked before scoring, so exchanging one country for another changes nothing;
    so are `names`, phrases whose words carry tone that the name does not (Cold War). Each distinct
    masked sentence is scored once. Below a `share` of 1, only that share of them is drawn.
    """
    masked = masked_names(mask(mentions, sentences, is_targeted=scorer.is_targeted), names)
    if share < 1:
        in_sample = pl.col("masked").map_batches(partial(drawn, share=share), pl.Boolean)
        masked = masked.filter(in_sample)
    return (
        scored(masked, scorer)
        .join(holders, on=[*SENTENCE, "country"])
        .select(
            *SENTENCE,
            "country",
            scorer=pl.lit(scorer.name),
            scorer_version=pl.lit(scorer.version),
            # A lexicon's sum can pass 1 by a rounding error; -0.0 and 0.0 are one tone.
            polarity=pl.col("polarity").clip(-1, 1) + 0.0,
            coverage="coverage",
            **{name: pl.col(name) for name in PROBABILITIES},
            inclusion=pl.lit(share),
            holder="holder",
            holder_role="holder_role",
        )
    )


def masked_names(masked: pl.LazyFrame, names: Sequence[str]) -> pl.LazyFrame:
    """Return the masked texts with NAME for each of the phrases in `names`."""
    longest_first = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    if not longest_first:
        return masked
    return masked.with_columns(pl.col("masked").str.replace_all(rf"\b(?:{longest_first})\b", NAME))


def scored(masked: pl.LazyFrame, scorer: Scorer) -> pl.LazyFrame:
    """Add the scores of the column `masked`: polarity, coverage, PROBABILITIES (NULL for none)."""
    values = {"polarity": pl.Float64, "coverage": pl.Int64}
    values |= dict.fromkeys(PROBABILITIES, pl.Float64)

    def score(frame: pl.DataFrame) -> pl.DataFrame:
        found = scorer.score(frame["masked"])
        absent = [pl.lit(None, t).alias(c) for c, t in values.items() if c not in found.columns]
        return frame.hstack(found.with_columns(absent).select(*values))

    schema = {"masked": pl.String, **values}
    distinct = masked.select("masked").unique().map_batches(score, schema=schema)
    return masked.join(distinct, on="masked")


def mask(mentions: pl.LazyFrame, sentences: pl.LazyFrame, *, is_targeted: bool) -> pl.LazyFrame:
    """Return one row per sentence and country: sentence key, country, masked (the text).

    Mentions of the country become TARGET and those of others OTHER; all become OTHER where the
    scorer does not tell them apart.
    """
    pairs = mentions.select(*SENTENCE, "country").unique()
    spans = mentions.select(*SENTENCE, "start", "end", "country").join(
        pairs.rename({"country": "target"}), on=SENTENCE
    )
    spans = spans.group_by(*SENTENCE, "target", "start", "end").agg(
        is_target=(pl.col("country") == pl.col("target")).any()
    )
    symbol = pl.when("is_target").then(pl.lit(TARGET)).otherwise(pl.lit(OTHER))
    keys = [*SENTENCE, "target"]
    pieces = (
        spans.join(sentences.select(*SENTENCE, "text"), on=SENTENCE)
        .sort(*keys, "start")
        .with_columns(before=pl.col("end").shift(1, fill_value=0).over(keys))
        .with_columns(
            piece=pl.col("text").str.slice("before", (pl.col("start") - pl.col("before")).clip(0))
            + (symbol if is_targeted else pl.lit(OTHER))
        )
    )
    return (
        pieces.group_by(keys, maintain_order=True)
        .agg(
            head=pl.col("piece").str.join(""),
            tail=pl.col("text").first().str.slice(pl.col("end").last()),
        )
        .select(*SENTENCE, country="target", masked=pl.concat_str("head", "tail"))
    )


def article_tones(
    tones: pl.LazyFrame,
    articles: pl.LazyFrame,
    sampled: Mapping[str, str] | None = None,
    companion: str = "",
) -> pl.LazyFrame:
    """Return one row per article, country, holder and scorer: the columns of article_tones.

    Polarity is summed in whole millionths, over covered sentences only. Of the scorers (name:
    version) that read a sample, the sums are those of the difference estimator.
    """
    is_covered = pl.col("coverage") > 0
    micro = (pl.col("polarity") * MICRO).round().cast(pl.Int64)
    key = ["article_id", "version", "country", "holder", "scorer", "scorer_version"]
    sums = (
        estimated(tones, sampled or {}, companion)
        .with_columns(pl.col("holder").fill_null(NOBODY))
        .group_by(key)
        .agg(
            n_sentences=pl.len().cast(pl.Int64),
            n_scored=pl.col("is_scored").sum().cast(pl.Int64),
            n_covered=is_covered.sum().cast(pl.Int64),
            polarity_micro=micro.filter(is_covered).sum(),
        )
    )
    about = articles.select(
        "article_id", "version", "outlet", "source_country", "published_on", "date_precision"
    )
    return sums.join(about, on=["article_id", "version"])


def coded_tones(tones: pl.LazyFrame, codes: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per coded sentence and tone of the scorer it was drawn for: coded_tones.

    Where the scorer read a sample only, its sums are estimates already, and are not corrected.
    """
    return (
        tones.filter((pl.col("coverage") > 0) & (pl.col("inclusion") == 1))
        .join(codes, on=[*SENTENCE, "country", "scorer"])
        .with_columns(pl.col("holder").fill_null(NOBODY))
    )
