"""Scorers: sentences in, polarity and coverage out, behind one interface."""

from __future__ import annotations

from typing import Protocol

import polars as pl

# Words that no lexicon knows stand for the countries, so that no country's name carries tone; NAME
# stands for other names whose words do (Cold War).
TARGET = "Xtarget"
OTHER = "Xother"
NAME = "Xname"
PROBABILITIES = ["p_negative", "p_neutral", "p_positive"]


class Scorer(Protocol):
    """What every scorer is.

    `is_targeted`: whether it tells the target from other countries. A scorer that does not is
    given every mention as OTHER, and so scores each sentence once.
    """

    name: str
    version: str
    is_targeted: bool

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity (Float64 in [-1, 1]) and coverage (Int64) of each masked sentence.

        A scorer that has class probabilities returns them too, as PROBABILITIES.
        """
        ...
