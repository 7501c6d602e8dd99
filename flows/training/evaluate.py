"""Measures a scorer against the development sets and the minimal pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.training.data import development, examples
from flows.validation.metrics import Array, figures, of_chances
from flows.validation.pairs import read_pairs, right_signs

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
        alone = of_chances(judge([e.text for e in labelled]))
        others = of_chances(judge([e.text_with_others for e in labelled]))
        found[name] = {
            "rows": len(labels),
            "target masked": figures(labels, alone),
            "others masked too": figures(labels, others),
        }
    if pairs is not None:
        told = read_pairs(pairs)
        found["minimal pairs"] = right_signs(told, of_chances(judge(told["masked"].to_list())))
    return found
