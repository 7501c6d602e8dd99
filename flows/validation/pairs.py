"""Minimal pairs: two sentences that differ in the tone toward a country, and in nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from flows.training.data import countries_of, masked
from flows.validation.metrics import Verdicts, share

PAIRS = Path(__file__).with_name("minimal_pairs.csv")


def read_pairs(path: Path = PAIRS) -> pl.DataFrame:
    """Return the pairs: sentence, target, label, pair_id, and `masked`: no country is named."""
    pairs = pl.read_csv(path)
    spans = countries_of(pairs["sentence"])
    texts = [
        masked(s, [(s.index(t), s.index(t) + len(t))], spans.get(s, []))
        for s, t in pairs.select("sentence", "target").iter_rows()
    ]
    return pairs.with_columns(masked=pl.Series(texts))


def right_signs(pairs: pl.DataFrame, verdicts: Verdicts) -> dict[str, Any]:
    """Return the share of sentences with the right sign, of pairs right in both, and the wrong."""
    signs = pl.Series(np.sign(verdicts.polarity))
    judged = pairs.with_columns(is_right=signs == pairs["label"])
    both = judged.group_by("pair_id", maintain_order=True).agg(pl.col("is_right").all())
    return {
        "pairs": both.height,
        "sentences right": share(judged["is_right"].to_numpy()),
        "pairs right": share(both["is_right"].to_numpy()),
        "wrong": judged.filter(~pl.col("is_right"))["sentence"].to_list(),
    }
