"""The step for earlier versions: their tones are summed too, so that any day's figures stay."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from flows.made import Made, step
from flows.method import Method
from transforms.holders import holders
from transforms.mentions import named, of_countries
from transforms.sentences import readable, sentences
from transforms.tones import article_tones, tones
from warehouse.contracts import ENGINE, TABLES
from warehouse.lake import Lake, Part


def sum_earlier(lake: Lake, month: str, article_parts: Sequence[Part], method: Method) -> Made:
    """past_article_tones of one month: what its earlier versions said.

    They are few: unlike those of current versions, their sentences are not kept.
    """

    def make(made: Made) -> None:
        known = lake.scan(TABLES["articles"], article_parts).filter(
            ~pl.col("is_current"), ~pl.col("is_withdrawn")
        )
        as_current = known.with_columns(is_current=pl.lit(value=True))
        texts = readable(as_current).filter(pl.col("rule").is_null()).collect(engine=ENGINE)
        n_in = known.select(pl.len()).collect(engine=ENGINE).item()
        summed = sums(texts, method) if len(texts) else None
        n_out = 0
        if summed is not None:
            made.put(lake, "past_article_tones", month, summed)
            n_out = summed.select("article_id", "version").n_unique()
        made.count(
            "past", month, "earlier version", n_in=n_in, n_out=n_out, n_rejected=n_in - n_out
        )

    scorers = [[s.name, s.version] for s in method.scorers]
    in_force = [method.reference_version, method.holder_version, list(method.neutral_names)]
    return step(
        lake, "past", month, [sorted(p.sha256 for p in article_parts), in_force, scorers], make
    )


def sums(articles: pl.DataFrame, method: Method) -> pl.DataFrame:
    """Return the columns of article_tones for just these article versions."""
    about = articles.lazy()
    texts = TABLES["sentences"].shape(sentences(about)).lazy()
    found = TABLES["mentions"].shape(of_countries(named(texts, about, method.aliases))).lazy()
    told = TABLES["holders"].shape(holders(found, texts, about, method.holder_rules)).lazy()
    names = method.neutral_names
    each = [article_tones(tones(found, texts, told, s, names), about) for s in method.scorers]
    return TABLES["article_tones"].shape(pl.concat(each))
