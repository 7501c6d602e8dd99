"""Measures a scorer against the development sets and the minimal pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from flows.training.data import countries_of, development, examples, masked
from flows.training.metrics import Array, figures

Judge = Callable[[Sequence[str]], Array]  # masked texts to probabilities, a row each


def evaluate(judge: Judge, rows: pl.DataFrame, pairs: Path | None) -> dict[str, Any]:
    """Return the figures of each development set, and of the pairs where their file is given.

    Each set is read twice: with the target masked alone, and with other targets and countries
    masked too.
    """
    found: dict[str, Any] = {}
    for name, chosen in development(rows).items():
        labelled = examples(chosen)
        labels = [e.label for e in labelled]
        found[name] = {
            "rows": len(labels),
            "target masked": figures(labels, judge([e.text for e in labelled])),
            "others masked too": figures(labels, judge([e.text_with_others for e in labelled])),
        }
    if pairs is not None:
        found["minimal pairs"] = _right_signs(judge, pairs)
    return found


def read_pairs(path: Path) -> pl.DataFrame:
    """Return the pairs' sentences with a column `masked`: every country is masked."""
    pairs = pl.read_csv(path)
    spans = countries_of(pairs["sentence"])
    texts = [
        masked(s, [(s.index(t), s.index(t) + len(t))], spans.get(s, []))
        for s, t in pairs.select("sentence", "target").iter_rows()
    ]
    return pairs.with_columns(masked=pl.Series(texts))


def _right_signs(judge: Judge, path: Path) -> dict[str, Any]:
    """Return the share of sentences with the right sign, and of pairs right in both."""
    pairs = read_pairs(path)
    chances = judge(pairs["masked"].to_list())
    polarity = chances[:, 2] - chances[:, 0]
    judged = pairs.with_columns(is_right=pl.Series(np.sign(polarity)) == pl.col("label"))
    both = judged.group_by("pair_id", maintain_order=True).agg(pl.col("is_right").all())
    wrong = judged.filter(~pl.col("is_right"))["sentence"].to_list()
    return {
        "pairs": both.height,
        "sentences right": _share(judged["is_right"].to_numpy()),
        "pairs right": _share(both["is_right"].to_numpy()),
        "wrong": wrong,
    }


def _share(right: Array) -> list[float]:
    """Return the share and its 95 % bootstrap interval."""
    samples = np.random.default_rng(1).choice(right, size=(1000, len(right))).mean(axis=1)
    low, high = np.quantile(samples, [0.025, 0.975])
    return [float(right.mean()), float(low), float(high)]
