"""Mentions and tones of a user's own sentences, without a data folder."""

from __future__ import annotations

import polars as pl

from flows.method import Method
from transforms.holders import holders
from transforms.mentions import mentions
from transforms.scorers import PROBABILITIES, Scorer
from transforms.tones import SENTENCE, tones
from warehouse.contracts import ENGINE, MentionsOut, TonesOut

TARGET = "XXX"  # stands for the country while a span that the user gave is scored
# Each text is an article of one sentence, in no one's voice that is known.
KEYS = [
    pl.col("article_id").cast(pl.String),
    pl.lit(1, pl.Int64).alias("version"),
    pl.lit(1, pl.Int64).alias("sentence_no"),
    pl.lit(value=False).alias("is_quoted"),
    pl.lit(None, pl.String).alias("source_country"),
    pl.lit(None, pl.Date).alias("published_on"),
]
BATCH = 20_000  # texts at a time, so that memory does not grow with the file


def find(texts: pl.DataFrame, method: Method) -> pl.DataFrame:
    """Return the mentions in texts.

    In: doc_id, text, and optionally published_on. Out: the columns of MentionsOut.
    """
    numbered = _numbered(texts, "doc_id")
    found = [located(batch, method) for batch in numbered.iter_slices(BATCH)]
    rows = pl.concat(found).join(numbered.select("article_id", "doc_id"), on="article_id")
    rows = rows.sort(pl.col("article_id").cast(pl.Int64), "start", "country")
    return MentionsOut.validate(rows.select(MentionsOut.column_names()), cast=True)


def score(texts: pl.DataFrame, method: Method, scorer: Scorer) -> pl.DataFrame:
    """Return the tone of each text toward its target, or toward each country it mentions.

    In: sentence_id, text, and optionally published_on, and start and end of the target in code
    points. Out: the columns of TonesOut.
    """
    numbered = _numbered(texts, "sentence_id")
    if {"start", "end"} <= set(texts.columns):
        numbered = numbered.with_columns(
            target_start=pl.col("start").cast(pl.Int64), target_end=pl.col("end").cast(pl.Int64)
        )
    scored = [_score(batch, method, scorer) for batch in numbered.iter_slices(BATCH)]
    rows = pl.concat(scored).join(numbered.select("article_id", "sentence_id"), on="article_id")
    rows = rows.sort(pl.col("article_id").cast(pl.Int64), "start", "country")
    found = TonesOut.validate(rows.select(TonesOut.column_names()), cast=True)
    has_probabilities = found["p_neutral"].is_not_null().any()
    return found if has_probabilities else found.drop(PROBABILITIES)


def _numbered(texts: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return texts with the keys of the pipeline, each row an article of one sentence."""
    is_dated = "published_on" in texts.columns
    keyed = texts.with_row_index("article_id").with_columns(
        *KEYS, pl.col(key).cast(pl.String), pl.col("text").cast(pl.String).fill_null("")
    )
    return keyed.with_columns(published_on=_date(texts["published_on"])) if is_dated else keyed


def _date(column: pl.Series) -> pl.Series:
    if column.dtype != pl.String:
        return column.cast(pl.Date)
    return column.str.head(10).str.to_date("%Y-%m-%d", strict=False)


def located(batch: pl.DataFrame, method: Method) -> pl.DataFrame:
    """Return the mentions in texts that have the columns of KEYS."""
    texts = batch.lazy()
    return mentions(
        texts.select("article_id", "version", "sentence_no", "text"),
        texts.select("article_id", "version", "published_on"),
        method.aliases,
    ).collect(engine=ENGINE)


def _score(batch: pl.DataFrame, method: Method, scorer: Scorer) -> pl.DataFrame:
    found = _with_targets(located(batch, method), batch)
    spans = (
        found.filter("is_asked")
        .sort("start")
        .group_by("article_id", "country")
        .agg(pl.col("start", "end", "printed").first())
    )
    texts = batch.lazy()
    told = holders(found.lazy(), texts, texts, method.holder_rules)
    scored = tones(found.lazy(), texts, told, scorer, method.neutral_names).collect(engine=ENGINE)
    return scored.join(spans, on=["article_id", "country"]).with_columns(
        country="printed", scorer=pl.format("{}@{}", "scorer", "scorer_version")
    )


def _with_targets(found: pl.DataFrame, batch: pl.DataFrame) -> pl.DataFrame:
    """Return the mentions, with is_asked (is it a target) and printed (its country, if any).

    A span that the user gave is the one target of its text, in place of what it overlaps. Where
    none is given, every country that is mentioned is a target.
    """
    if "target_start" not in batch.columns:
        return found.with_columns(is_asked=pl.lit(value=True), printed="country")
    given = batch.filter(pl.col("target_start").is_not_null())
    joined = found.join(
        given.select("article_id", "target_start", "target_end"), on="article_id", how="left"
    )
    is_inside = (pl.col("start") < pl.col("target_end")) & (pl.col("end") > pl.col("target_start"))
    inside = joined.filter(is_inside).group_by("article_id").agg(printed=pl.col("country").first())
    targets = given.select(
        *SENTENCE,
        start="target_start",
        end="target_end",
        country=pl.lit(TARGET),
        is_asked=pl.lit(value=True),
    ).join(inside, on="article_id", how="left")
    others = joined.filter(~is_inside.fill_null(value=False)).select(
        *SENTENCE,
        "start",
        "end",
        "country",
        is_asked=pl.col("target_start").is_null(),
        printed=pl.when(pl.col("target_start").is_null()).then("country"),
    )
    return pl.concat([targets, others])
