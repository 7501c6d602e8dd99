"""Measures whose tone a sentence holds, on labelled opinions of one country about another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.direct import KEYS, located
from flows.method import Method
from flows.tabular import read_table
from flows.validation.labelled import DYADS, of_split
from transforms.holders import SENTENCE, SPEAKER, holders, pairs
from transforms.scorers import Scorer
from transforms.tones import tones
from warehouse.contracts import ENGINE

GOLD = ["text", "holder", "target", "label"]


def read(path: Path, split: str = "dev", *, with_test: bool = False) -> pl.DataFrame:
    """Return the opinions of a file's split as GOLD: holder and target ISO3, label -1, 0 or 1.

    In: text, holder_iso3, target_iso3, label, and split as in labelled.read. A label of 0 says that
    the holder has no opinion. Labels of one pair in one text are added up.
    """
    rows = of_split(read_table(path, DYADS), split, with_test=with_test)
    rows = rows.select("text", "label", holder="holder_iso3", target="target_iso3")
    key = ["text", "holder", "target"]
    return rows.group_by(key, maintain_order=True).agg(pl.col("label").sum().sign()).select(GOLD)


def measure(opinions: pl.DataFrame, method: Method, scorer: Scorer) -> dict[str, Any]:
    """Return, for the rules and each baseline: opinions, recall, precision and both right.

    In: GOLD. `precision` is over the labelled pairs that are claimed. `both`: the share of opinions
    whose holder is found and whose tone by the scorer has the sign of the label.
    """
    texts = opinions.select("text").unique(maintain_order=True)
    numbered = texts.with_row_index("article_id").with_columns(KEYS)
    found = located(numbered, method).lazy()
    frames = found, numbered.lazy()
    told = holders(*frames, numbered.lazy(), method.holder_rules)
    scored = tones(*frames, told, scorer, method.neutral_names)
    key = [*SENTENCE, "country"]
    before = pairs(*frames).filter("is_holder_first").sort("n_between")
    claims = {
        "rules": told.filter(holder_role=SPEAKER).select(*key, "holder"),
        "nearest country before": before.group_by(key).agg(holder=pl.col("speaker").first()),
        "author always": told.select(*key, holder=pl.lit("the author")),
    }
    signs = scored.select(*key, sign=pl.col("polarity").sign()).collect(engine=ENGINE)
    gold = opinions.join(numbered.select(*SENTENCE, "text"), on="text").rename(
        {"target": "country"}
    )
    judged = gold.join(signs, on=key, how="left")
    return {
        name: _figures(judged.join(
            claimed.with_columns(is_claimed=True).collect(engine=ENGINE),
            on=[*key, "holder"], how="left",
        ))
        for name, claimed in claims.items()
    }  # fmt: skip


def _figures(rows: pl.DataFrame) -> dict[str, float]:
    is_opinion = pl.col("label") != 0
    claimed = rows.filter("is_claimed")
    n_opinions = rows.filter(is_opinion).height
    right = claimed.filter(is_opinion)
    both = right.filter(pl.col("sign") == pl.col("label")).height
    return {
        "opinions": n_opinions,
        "claims": claimed.height,
        "recall": right.height / max(1, n_opinions),
        "precision": right.height / max(1, claimed.height),
        "both": both / max(1, n_opinions),
    }
