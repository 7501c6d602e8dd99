"""Measures a scorer against the development sets and the minimal pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.training import codes, data
from flows.training.data import Example
from flows.validation.metrics import Array, figures, of_chances
from flows.validation.pairs import read_pairs, right_signs

CODED_DEV = "coded sentences dev"
Judge = Callable[[Sequence[str]], Array]  # masked texts to probabilities, a row each


def development(rows: pl.DataFrame, coded: pl.DataFrame) -> dict[str, list[Example]]:
    """Return the development sets by name: of labelled targets, and of the coded sentences."""
    found = {name: data.examples(chosen) for name, chosen in data.development(rows).items()}
    return found | {CODED_DEV: codes.examples(coded.filter(pl.col("split") == "dev"))}


def evaluate(
    judge: Judge, measured: Mapping[str, Sequence[Example]], pairs: Path | None
) -> dict[str, Any]:
    """Return the figures of each development set, and of the pairs where their file is given.

    Each set is read twice: with the target masked alone, and with other targets and countries
    masked too. In coded sentences all countries are masked.
    """
    found: dict[str, Any] = {}
    for name, labelled in measured.items():
        labels = [e.label for e in labelled]
        alone = of_chances(judge([e.text for e in labelled]))
        found[name] = {"rows": len(labels), "target masked": figures(labels, alone)}
        if name != CODED_DEV:
            others = of_chances(judge([e.text_with_others for e in labelled]))
            found[name]["others masked too"] = figures(labels, others)
    if pairs is not None:
        told = read_pairs(pairs)
        found["minimal pairs"] = right_signs(told, of_chances(judge(told["masked"].to_list())))
    return found
