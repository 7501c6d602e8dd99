"""Reads country_codes.parquet: sentences coded for their tone toward a country.

The file refers to sentences and holds none: corpus, article_id, sentence (the first 16 hexadecimal
digits of its SHA-256), country, code_1 and code_2 (from -2, clearly unfavourable, to 2, clearly
favourable; code_2 where a second coder read it), split. The texts are read from the corpora again.
How they were coded is told in the model card.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.training.corpora import found
from flows.training.data import Example

CODES = Path(__file__).with_name("country_codes.parquet")
CODED = "codes"
NEUTRAL = 0.65  # two in three sentences are neutral: so many are not needed to know one
# How far from neutral a code is: the rest of 1 is taught as neutral.
STRENGTH = {0.0: 1.0, 0.5: 0.35, 1.0: 0.6, 1.5: 0.8, 2.0: 1.0}


def read(corpora: Path, gold: Path, codes: Path = CODES) -> pl.DataFrame:
    """Return the coded pairs that are found: masked, code (mean of the coders), split.

    `corpora` and `gold` are folders of Parquet files named as in the column corpus. Prints how many
    of each corpus were found. Raises FileNotFoundError where a file is absent.
    """
    told = found(pl.read_parquet(codes), corpora, gold)
    second = pl.col("code_2").fill_null(pl.col("code_1"))
    return told.select("masked", "split", code=(pl.col("code_1") + second) / 2)


def examples(rows: pl.DataFrame) -> list[Example]:
    """Return the examples of coded pairs, in their order."""
    return [
        Example(text, text, (code > 0) - (code < 0), CODED, STRENGTH[abs(code)])
        for text, code in rows.select("masked", "code").iter_rows()
    ]


def held(rows: pl.DataFrame) -> pl.Series:
    """Return the masked texts that are measured with, so never to be trained on."""
    return rows.filter(pl.col("split") == "dev")["masked"]


def training(rows: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Return that share of the rows to train on, the neutral ones thinned to NEUTRAL of them."""
    train = rows.filter(pl.col("split") == "train")
    is_neutral = pl.col("code") == 0
    thinned = train.filter(is_neutral).sample(fraction=NEUTRAL, seed=seed)
    return pl.concat([train.filter(~is_neutral), thinned]).sample(fraction=share, seed=seed)
