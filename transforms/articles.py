"""candidates -> articles: exact duplicates out, versions in order."""

from __future__ import annotations

import polars as pl

_WHEN = pl.coalesce("updated_at", "published_at")


def articles(candidates: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per candidate: the columns of articles, and what became of it.

    A row is a duplicate (is_duplicate) where the same outlet printed the same title and body on
    the same day under another identifier, or where it repeats the text of the version before it.
    Two texts of one article with nothing to say which came later break the rule
    conflicting_texts (columns rule and reason); the first by content hash is kept. A withdrawal
    is a version without text: after it no version is current, until a later text restores the
    article. The order of the rows that come in changes nothing.
    """
    keyed = candidates.with_columns(published_on=pl.col("published_at").dt.date(), when=_WHEN)
    versions = pl.col("article_id")
    return (
        keyed.sort("article_id", "when", "content_hash", "receipt_id", "row", nulls_last=False)
        .with_columns(
            is_copy=pl.col("article_id")
            != pl.col("article_id")
            .sort_by("published_at", "article_id")
            .first()
            .over("content_hash", "published_on")
        )
        .with_columns(text=pl.when(~pl.col("is_copy")).then("content_hash"))
        .with_columns(is_conflict=pl.col("text").rank("dense").over("article_id", "when") > 1)
        .with_columns(pl.col("is_conflict").fill_null(value=False))
        .with_columns(text=pl.when(~pl.col("is_conflict")).then("text"))
        .with_columns(before=pl.col("text").forward_fill().shift(1).over("article_id"))
        .with_columns(
            is_duplicate=pl.col("is_copy")
            | (pl.col("content_hash").eq_missing(pl.col("before")) & ~pl.col("is_conflict"))
        )
        .with_columns(stands=~pl.col("is_duplicate") & ~pl.col("is_conflict"))
        .with_columns(
            version=pl.col("stands").cast(pl.Int64).cum_sum().over(versions),
            n_versions=pl.col("stands").cast(pl.Int64).sum().over(versions),
            rule=pl.when("is_conflict").then(pl.lit("conflicting_texts")),
            reason=pl.when("is_conflict").then(
                pl.format(
                    "article {} has another text too, and neither says when it was changed",
                    "article_id",
                )
            ),
        )
        .with_columns(**_validity())
        .with_columns(
            is_current=(pl.col("version") == pl.col("n_versions")) & ~pl.col("is_withdrawn")
        )
    )


def _validity() -> dict[str, pl.Expr]:
    """Return valid_from and valid_until of the versions that stand, in their order."""
    begin = pl.when(pl.col("version") == 1).then(pl.min_horizontal("published_at", "when"))
    return {
        "valid_from": pl.when("stands").then(begin.otherwise("when")),
        "valid_until": pl.when("stands").then(
            pl.when("stands").then("when").shift(-1).backward_fill().over("article_id")
        ),
    }
