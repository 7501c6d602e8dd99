"""Figures of agreement with human labels, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Measure = Callable[[Array, Array], float]


def macro_f1(labels: Array, chances: Array) -> float:
    """Return the mean F1 of the three labels, of -1, 0, 1 against the likeliest."""
    said = chances.argmax(axis=1) - 1
    scores = []
    for label in (-1, 0, 1):
        hits = np.sum((said == label) & (labels == label))
        scores.append(2 * hits / max(1, np.sum(said == label) + np.sum(labels == label)))
    return float(np.mean(scores))


def correlation(labels: Array, chances: Array) -> float:
    """Return Pearson's r of the labels with P(positive) - P(negative)."""
    if labels.std() == 0:
        return float("nan")
    return float(np.corrcoef(labels, chances[:, 2] - chances[:, 0])[0, 1])


def alpha(labels: Array, chances: Array) -> float:
    """Return ordinal Krippendorff's alpha of the labels and the likeliest, two coders."""
    pairs = np.stack([labels + 1, chances.argmax(axis=1)]).astype(int)
    counts = np.bincount(pairs.ravel(), minlength=3).astype(float)
    # The ordinal distance of two ranks: all that lies between them, and half of each.
    middles = np.cumsum(counts) - counts / 2
    distance = (middles[:, None] - middles[None, :]) ** 2
    seen = float(distance[pairs[0], pairs[1]].mean())
    total = counts.sum()
    expected = float(counts @ distance @ counts) / (total * (total - 1))
    return 1 - seen / expected if expected else float("nan")


def calibration(labels: Array, chances: Array) -> float:
    """Return the expected calibration error of the likeliest label, in ten bins."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) - 1 == labels
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(np.sum(sure[bins == b]) - np.sum(right[bins == b])) for b in range(10)]
    return float(np.sum(gaps) / len(labels))


MEASURES: dict[str, Measure] = {
    "macro-F1": macro_f1, "r": correlation, "alpha": alpha, "ECE": calibration,
}  # fmt: skip


def figures(labels: Sequence[int], chances: Array, seed: int = 1) -> dict[str, list[float]]:
    """Return each measure as [value, low, high]: 95 % of 1,000 bootstrap samples lie between."""
    told = np.asarray(labels)
    generator = np.random.default_rng(seed)
    samples = generator.integers(0, len(told), size=(1000, len(told)))
    found = {}
    for name, measure in MEASURES.items():
        again = [measure(told[s], chances[s]) for s in samples]
        low, high = np.nanquantile(again, [0.025, 0.975])
        found[name] = [measure(told, chances), float(low), float(high)]
    return found
