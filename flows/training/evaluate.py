"""Measures a scorer against the development sets and the minimal pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from flows.training import codes, data
from flows.training.data import Example
from flows.validation.metrics import Array, figures, macro_f1, of_chances
from flows.validation.pairs import read_pairs, right_signs

SHIFTS = [0.0, -0.25, -0.5, 0.25, 0.5]
CODED_DEV = "coded sentences dev"
Judge = Callable[[Sequence[str]], Array]  # masked texts to probabilities, a row each


def development(rows: pl.DataFrame, coded: pl.DataFrame) -> dict[str, list[Example]]:
    """Return the development sets by name: of labelled targets, and of the coded sentences."""
    found = {name: data.examples(chosen) for name, chosen in data.development(rows).items()}
    return found | {CODED_DEV: codes.examples(coded.filter(pl.col("split") == "dev"))}


def neutral_shift(logits: Judge, measured: Mapping[str, Sequence[Example]]) -> float:
    """Return what is added to the logit of neutral: the one of SHIFTS with the best macro-F1.

    The mean over the development sets counts, DSE's apart; ties go to the smallest shift.
    """
    sets = [rows for rows in measured.values() if rows[0].source != data.DSE]
    read = [(np.array([e.label for e in rows]), logits([e.text for e in rows])) for rows in sets]

    def score(shift: float) -> float:
        moved = [(labels, of_chances(found + np.array([0, shift, 0]))) for labels, found in read]
        return float(np.mean([macro_f1(labels, verdicts) for labels, verdicts in moved]))

    return max(SHIFTS, key=score)


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
