"""Reads judged.parquet: sentences with the chances that a larger network gives each label.

The file refers to sentences and holds none: corpus, article_id, sentence (the first 16 hexadecimal
digits of its SHA-256), country; negative and positive are thousandths (neutral's are the rest), as
judged by teachers that saw no DSE; negative_dse and positive_dse by teachers that did. It was
written by flows.training.teacher. Learning from soft judgements of unlabelled text hands on more
than labels do (Hinton, Vinyals & Dean 2015).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.training.corpora import found
from flows.training.data import Example

FILE = Path(__file__).with_name("judged.parquet")
JUDGED = "judged"


def read(corpora: Path, gold: Path, file: Path = FILE, *, with_dse: bool) -> pl.DataFrame:
    """Return masked, negative, neutral and positive of the judged sentences that are found."""
    suffix = "_dse" if with_dse else ""
    negative, positive = (pl.col(f"{sign}{suffix}") / 1000 for sign in ("negative", "positive"))
    return found(pl.read_parquet(file), corpora, gold).select(
        "masked", negative=negative, neutral=1 - negative - positive, positive=positive
    )


def examples(rows: pl.DataFrame, count: int, held: pl.Series, seed: int) -> list[Example]:
    """Return `count` of the rows by chance as examples, none whose masked text is in `held`."""
    free = rows.filter(~pl.col("masked").is_in(held.implode()))
    drawn = free.sample(min(count, free.height), seed=seed)
    return [
        Example(masked, masked, 0, JUDGED, judged=(negative, neutral, positive))
        for masked, negative, neutral, positive in drawn.iter_rows()
    ]
