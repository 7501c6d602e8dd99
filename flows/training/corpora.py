"""Reads corpora as masked pairs of sentence and country, as the pipeline shows them to a scorer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from transforms.aliases import AliasTable, compile_aliases
from transforms.mentions import mentions
from transforms.sentences import sentences
from transforms.tones import SENTENCE, mask
from warehouse import reference

PAIR = ["article_id", "sentence", "country"]
GOLD = "targets"  # the file of labelled targets, whose sentences stand alone


def known_aliases() -> AliasTable:
    """Return the names of countries that the project knows."""
    known = reference.load()
    return compile_aliases(known.aliases, known.rules)


def found(references: pl.DataFrame, corpora: Path, gold: Path) -> pl.DataFrame:
    """Return the rows of `references` whose pair is found in their corpus, with `masked`.

    `references` has corpus and PAIR; `corpora` and `gold` are folders of Parquet files named as in
    the column corpus. Prints how many of each corpus were found. Raises FileNotFoundError where a
    file is absent.
    """
    table, rows = known_aliases(), []
    for (corpus,), asked in references.group_by("corpus", maintain_order=True):
        source = (gold if corpus == GOLD else corpora) / f"{corpus}.parquet"
        wanted = asked["article_id"].unique().to_list()
        texts = articles_of(pl.read_parquet(source)).filter(pl.col("article_id").is_in(wanted))
        rows.append(asked.join(masked_pairs(texts, table), on=PAIR, maintain_order="left"))
        print(f"{corpus}: {len(rows[-1])} of {len(asked)} pairs found", flush=True)
    return pl.concat(rows)


def sampled(corpora: Path, shares: Mapping[str, float], seed: int) -> pl.DataFrame:
    """Return corpus, PAIR and masked of that share of each corpus's articles."""
    table, pairs = known_aliases(), []
    for corpus, share in shares.items():
        articles = articles_of(pl.read_parquet(corpora / f"{corpus}.parquet"))
        read = masked_pairs(articles.sample(fraction=share, seed=seed), table)
        pairs.append(read.select(pl.lit(corpus).alias("corpus"), *PAIR, "masked"))
    return pl.concat(pairs)


def articles_of(corpus: pl.DataFrame) -> pl.DataFrame:
    """Return article_id, body, published_on and is_sentence of a corpus.

    A corpus has article_id, body and published_at, or just sentence: then each distinct sentence is
    an article of its own, named by its digest.
    """
    if "body" in corpus.columns:
        return corpus.select(
            pl.col("article_id").cast(pl.String),
            "body",
            published_on=pl.col("published_at").cast(pl.Date),
            is_sentence=pl.lit(value=False),
        )
    return (
        corpus.select(body="sentence")
        .unique(maintain_order=True)
        .select(
            "body",
            article_id=digests(pl.col("body")),
            published_on=pl.lit(None, pl.Date),
            is_sentence=pl.lit(value=True),
        )
    )


def masked_pairs(articles: pl.DataFrame, table: AliasTable) -> pl.DataFrame:
    """Return article_id, sentence (digest), country and masked, one row a pair.

    `articles` are as articles_of returns them.
    """
    full = articles.with_columns(
        version=pl.lit(1, pl.Int64),
        is_current=pl.lit(value=True),
        language=pl.lit("en"),
        title=pl.lit(None, pl.String),
    )
    columns = [*SENTENCE, "text"]
    whole = full.filter("is_sentence").with_columns(
        sentence_no=pl.lit(1, pl.Int64), text=pl.col("body")
    )
    divided = sentences(full.filter(~pl.col("is_sentence")).lazy()).collect()
    texts = pl.concat([whole.select(columns), divided.select(columns)])
    named = mentions(texts.lazy(), full.lazy(), table).collect()
    masked = mask(named.lazy(), texts.lazy(), is_targeted=True).collect()
    keyed = masked.join(texts, on=SENTENCE).with_columns(sentence=digests(pl.col("text")))
    keyed = keyed.sort(*SENTENCE, "country")
    return keyed.unique(["article_id", "sentence", "country"], maintain_order=True).select(
        "article_id", "sentence", "country", "masked"
    )


def digests(text: pl.Expr) -> pl.Expr:
    """Return the first 16 hexadecimal digits of each text's SHA-256."""
    return text.map_elements(
        lambda t: hashlib.sha256(t.encode()).hexdigest()[:16], return_dtype=pl.String
    )
