"""Measures the targeted scorer on the development splits. Skipped where ../shared is absent.

The target is masked, and so is every name of it that NewsMTSC notes in the sentence; the figures
with all countries and labelled targets masked are in the model card. Floors are pinned a little
below what the model reaches, so that a worse one is noticed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows.scorers import load_targeted
from flows.training import data
from flows.training.evaluate import read_pairs
from flows.training.metrics import Array, correlation, macro_f1
from transforms.scorers import PROBABILITIES
from transforms.scorers.targeted import TargetedScorer

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
PAIRS = Path(__file__).with_name("minimal_pairs.csv")
needs_gold = pytest.mark.skipif(not GOLD.exists(), reason="../shared/gold is absent")
FLOORS = {  # macro-F1, r
    "NewsMTSC rw dev": (0.78, 0.76),
    "NewsMTSC mt dev": (0.69, 0.63),
    "DSE dev, country targets": (0.36, 0.31),
}
SIGNS = 0.86  # sentences of the minimal pairs


@pytest.fixture(scope="module")
def scorer() -> TargetedScorer:
    return load_targeted()


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return data.read(GOLD)


def judged(scorer: TargetedScorer, texts: list[str]) -> Array:
    return scorer.score(pl.Series(texts)).select(PROBABILITIES).to_numpy()


@needs_gold
@pytest.mark.parametrize("name", FLOORS)
def test_development_set(scorer: TargetedScorer, rows: pl.DataFrame, name: str) -> None:
    examples = data.examples(data.development(rows)[name])
    labels = np.array([e.label for e in examples])
    chances = judged(scorer, [e.text for e in examples])
    found = macro_f1(labels, chances), correlation(labels, chances)
    print(f"{name}: {len(labels)} rows, macro-F1 {found[0]:.3f}, r {found[1]:.3f}")
    assert found[0] >= FLOORS[name][0]
    assert found[1] >= FLOORS[name][1]


@needs_gold
def test_nothing_is_trained_on_that_is_measured_with(rows: pl.DataFrame) -> None:
    trained = data.training(rows, with_dse=True, seed=1)
    assert set(trained["split"]) == {"train"}
    measured = pl.concat(data.development(rows).values())["sentence"]
    assert not set(trained["sentence"]) & set(measured)


def test_minimal_pairs(scorer: TargetedScorer) -> None:
    pairs = read_pairs(PAIRS)
    chances = judged(scorer, pairs["masked"].to_list())
    is_right = np.sign(chances[:, 2] - chances[:, 0]) == pairs["label"].to_numpy()
    print(f"{pairs['pair_id'].n_unique()} pairs, {is_right.mean():.3f} of their sentences right")
    assert pairs["pair_id"].n_unique() >= 200
    assert is_right.mean() >= SIGNS


def test_no_pair_was_trained_on() -> None:
    from flows.training.augment import made

    pairs = set(read_pairs(PAIRS)["masked"])
    assert not pairs & {e.text for seed in (1, 2) for e in made(4000, seed)}
