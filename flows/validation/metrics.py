"""Figures of agreement with human labels, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.scorers import PROBABILITIES

Array = NDArray[Any]
NEUTRAL = 0.05  # polarity nearer to 0 is neutral, where there are no chances (Hutto & Gilbert 2014)
SAMPLES = 1000


@dataclass(frozen=True)
class Verdicts:
    """What a scorer says of each text: polarity, label (-1, 0, 1) and chances of the labels.

    `chances` has a row a text and a column a label; NULL where the scorer gives none.
    """

    polarity: Array
    said: Array
    chances: Array | None = None

    def __getitem__(self, rows: Array) -> Verdicts:
        """Return the verdicts of some rows."""
        chances = None if self.chances is None else self.chances[rows]
        return Verdicts(self.polarity[rows], self.said[rows], chances)


def of_chances(chances: Array) -> Verdicts:
    """Return the verdicts that chances of the labels tell: the likeliest."""
    return Verdicts(chances[:, 2] - chances[:, 0], chances.argmax(axis=1) - 1, chances)


def of_scores(scored: pl.DataFrame) -> Verdicts:
    """Return the verdicts of a scorer's frame: polarity, and PROBABILITIES where it has them."""
    if set(PROBABILITIES) <= set(scored.columns) and not scored["p_neutral"].has_nulls():
        return of_chances(scored.select(PROBABILITIES).to_numpy())
    polarity = scored["polarity"].to_numpy()
    return Verdicts(polarity, (np.sign(polarity) * (np.abs(polarity) > NEUTRAL)).astype(int))


def macro_f1(labels: Array, verdicts: Verdicts) -> float:
    """Return the mean F1 of the three labels."""
    said, scores = verdicts.said, []
    for label in (-1, 0, 1):
        hits = np.sum((said == label) & (labels == label))
        scores.append(2 * hits / max(1, np.sum(said == label) + np.sum(labels == label)))
    return float(np.mean(scores))


def correlation(labels: Array, verdicts: Verdicts) -> float:
    """Return Pearson's r of the labels with the polarity; NaN where one does not vary."""
    if labels.std() == 0 or verdicts.polarity.std() == 0:
        return float("nan")
    return float(np.corrcoef(labels, verdicts.polarity)[0, 1])


def alpha(labels: Array, verdicts: Verdicts) -> float:
    """Return ordinal Krippendorff's alpha of the labels and what is said, two coders."""
    pairs = np.stack([labels, verdicts.said]).astype(int) + 1
    counts = np.bincount(pairs.ravel(), minlength=3).astype(float)
    # The ordinal distance of two ranks: all that lies between them, and half of each.
    middles = np.cumsum(counts) - counts / 2
    distance = (middles[:, None] - middles[None, :]) ** 2
    seen = float(distance[pairs[0], pairs[1]].mean())
    total = counts.sum()
    expected = float(counts @ distance @ counts) / (total * (total - 1))
    return 1 - seen / expected if expected else float("nan")


def calibration(labels: Array, verdicts: Verdicts) -> float:
    """Return the expected calibration error of the likeliest label, in ten bins (Guo et al. 2017).

    NaN where the scorer gives no chances.
    """
    if verdicts.chances is None:
        return float("nan")
    sure, right = verdicts.chances.max(axis=1), verdicts.said == labels
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(np.sum(sure[bins == b]) - np.sum(right[bins == b])) for b in range(10)]
    return float(np.sum(gaps) / len(labels))


MEASURES: dict[str, Callable[[Array, Verdicts], float]] = {
    "macro-F1": macro_f1, "r": correlation, "alpha": alpha, "ECE": calibration,
}  # fmt: skip


def figures(
    labels: Sequence[int] | Array, verdicts: Verdicts, seed: int = 1, samples: int = SAMPLES
) -> dict[str, list[float]]:
    """Return each measure as [value, low, high]: 95 % of the bootstrap samples lie between.

    A measure that is not defined (no chances, nothing that varies) is left out.
    """
    told = np.asarray(labels)
    drawn = np.random.default_rng(seed).integers(0, len(told), size=(samples, len(told)))
    found = {}
    for name, measure in MEASURES.items():
        value = measure(told, verdicts)
        if np.isnan(value):
            continue
        again = [measure(told[rows], verdicts[rows]) for rows in drawn]
        low, high = np.nanquantile(again, [0.025, 0.975])
        found[name] = [value, float(low), float(high)]
    return found


def share(right: Array, seed: int = 1) -> list[float]:
    """Return a share and its 95 % bootstrap interval."""
    drawn = np.random.default_rng(seed).choice(right, size=(SAMPLES, len(right)))
    low, high = np.quantile(drawn.mean(axis=1), [0.025, 0.975])
    return [float(right.mean()), float(low), float(high)]
