"""Cells with a known truth, to see how often intervals hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from transforms.pooling import pooled

TRUTH = 0.1
FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class Cells:
    """Cells of so many stories of so many outlets, and how far tones lie apart at each level."""

    stories: int
    outlets: int = 1
    of_outlet: float = 0.0
    of_story: float = 0.2
    of_sentence: float = 0.3
    is_unbalanced: bool = False  # of a few outlets are most stories, and stories differ in length

    def figures(self, n_cells: int, seed: int) -> pl.DataFrame:
        """Return the figures of that many cells, as transforms.pooling gives them."""
        rng = np.random.default_rng(seed)
        shape = (n_cells, self.stories)
        share = 1 / np.arange(1, self.outlets + 1) if self.is_unbalanced else np.ones(self.outlets)
        outlet = rng.choice(self.outlets, shape, p=share / share.sum())
        n = np.full(shape, 4)
        if self.is_unbalanced:
            n = np.ceil(rng.lognormal(1, 0.8, shape)).astype(int)
        effect = rng.normal(0, self.of_outlet, (n_cells, self.outlets))
        tone = TRUTH + np.take_along_axis(effect, outlet, 1) + rng.normal(0, self.of_story, shape)
        tone = tone + rng.normal(0, 1, shape) * self.of_sentence / np.sqrt(n)
        days = [FIRST + timedelta(days=c) for c in range(n_cells)]
        told = pl.DataFrame(
            {
                "story_id": np.arange(n.size).astype(str),
                "outlet": outlet.ravel().astype(str),
                "published_on": [d for d in days for _ in range(self.stories)],
                "n": n.ravel(),
                "s": (tone * n).ravel(),
            }
        )
        return pooled(told, [(d, d) for d in days])

    def covered(self, n_cells: int, seed: int = 1) -> tuple[float, float]:
        """Return how often the interval holds the truth where it is shown; how often it is."""
        found = self.figures(n_cells, seed).drop_nulls("mean")
        holds = (found["low"] <= TRUTH) & (found["high"] >= TRUTH)
        return float(holds.mean() or 0.0), len(found) / n_cells
