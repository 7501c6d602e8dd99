"""Learns the weights of the `linear` scorer from judged sentences. Needs scipy only.

The model is multinomial logistic regression on the features of transforms.scorers.linear, with soft
labels (the judgements of a better scorer, or people's) and an L2 penalty; it is convex, so that it
has one solution and needs no seed. Words the sentences are too few for lean on VADER's lexicon
(Hutto & Gilbert 2014): the penalised weights are what a word differs by from its valence times
a factor per kind of feature, and both are added up into one table of weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from transforms.scorers import PROBABILITIES
from transforms.scorers.linear import CLASSES, KINDS, MILLIONTHS, PAIR, features, tokens

Array = NDArray[np.float64]
SLICE = 20_000


@dataclass(frozen=True)
class Plan:
    """How to learn."""

    least: int = 3  # sentences a feature must stand in
    least_pair: int = 5
    penalty: float = 1.0
    lexicon_penalty: float = 0.01
    steps: int = 120
    smallest: float = 0.02  # weights whose largest is below it are left out


def learn(judged: pl.DataFrame, lexicon: Mapping[str, float], plan: Plan) -> pl.DataFrame:
    """Return the weights that LinearScorer takes.

    `judged` has masked, PROBABILITIES (they sum to 1) and weight; `lexicon` word -> valence.
    """
    slices = [tokens(judged["masked"].slice(n, SLICE)) for n in range(0, len(judged), SLICE)]
    vocabulary = _vocabulary(slices, lexicon, plan)
    rows, keys = _numbered(slices, vocabulary)
    kept, column = _columns(keys, len(vocabulary) + 1, plan)
    matrix = _matrix(rows, column, len(kept), len(judged))
    named = _named(kept, vocabulary)
    prior = _prior(named, lexicon)
    design = sparse.hstack([matrix, matrix @ prior, np.ones((len(judged), 1))], format="csr")
    solved = _solve(design, judged, prior.shape[1], plan)
    size = matrix.shape[1]
    merged = solved[:size] + prior @ solved[size:-1]
    bias = pl.DataFrame({"kind": ["bias"], **_columns_of(solved[-1:])})
    found = named.hstack(pl.DataFrame(_columns_of(merged)))
    strong = found.filter(pl.max_horizontal(pl.col(CLASSES).abs()) >= plan.smallest * MILLIONTHS)
    return pl.concat([bias, strong], how="diagonal").select("kind", "word", "previous", *CLASSES)


def _columns_of(weights: Array) -> dict[str, Any]:
    whole = np.rint(weights * MILLIONTHS).astype(np.int32)
    return {name: whole[:, i] for i, name in enumerate(CLASSES)}


def _vocabulary(
    slices: list[pl.DataFrame], lexicon: Mapping[str, float], plan: Plan
) -> pl.DataFrame:
    """Return word and id: words in enough sentences, and all of the lexicon that occur."""
    counts = pl.concat(s.select("row", "word").unique()["word"].value_counts() for s in slices)
    totals = counts.group_by("word").agg(pl.col("count").sum())
    often = (pl.col("count") >= plan.least) | pl.col("word").is_in(list(lexicon))
    return totals.filter(often).select("word").sort("word").with_row_index("id", offset=1)


def _numbered(
    slices: list[pl.DataFrame], vocabulary: pl.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and key of each feature of each sentence."""
    found = [
        features(s, vocabulary).select(pl.col("row").cast(pl.Int64) + n * SLICE, "key")
        for n, s in enumerate(slices)
    ]
    rows, keys = zip(*((f["row"].to_numpy(), f["key"].to_numpy()) for f in found), strict=True)
    return np.concatenate(rows), np.concatenate(keys)


def _columns(keys: NDArray[np.int64], size: int, plan: Plan) -> tuple[Any, Any]:
    """Return the keys that occur often enough, sorted, and the column of each key (-1: none)."""
    distinct, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    is_pair = distinct // size // size == KINDS.index(PAIR)
    is_kept = counts >= np.where(is_pair, plan.least_pair, plan.least)
    column = np.where(is_kept, np.cumsum(is_kept) - 1, -1)
    return distinct[is_kept], column[inverse]


def _matrix(rows: Any, column: Any, n_columns: int, n_rows: int) -> Any:
    is_kept = column >= 0
    ones = np.ones(int(is_kept.sum()))
    shape = n_rows, n_columns
    return sparse.csr_matrix((ones, (rows[is_kept], column[is_kept])), shape=shape)


def _named(kept: Any, vocabulary: pl.DataFrame) -> pl.DataFrame:
    """Return kind, word and previous of each key."""
    size = len(vocabulary) + 1
    words = np.array(["", *vocabulary["word"]], dtype=object)
    kinds = np.array(KINDS, dtype=object)
    previous = words[kept % size]
    return pl.DataFrame(
        {
            "kind": pl.Series(kinds[kept // size // size], dtype=pl.String),
            "word": pl.Series(words[kept // size % size], dtype=pl.String),
            "previous": pl.Series([p or None for p in previous], dtype=pl.String),
        }
    )


def _prior(named: pl.DataFrame, lexicon: Mapping[str, float]) -> Any:
    """Return, for each feature, its word's valence in the column of its kind."""
    valence = np.array([lexicon.get(w, 0.0) for w in named["word"]])
    valence[(named["kind"] == PAIR).to_numpy()] = 0
    kind = named["kind"].replace_strict(KINDS, range(len(KINDS))).to_numpy()
    at = np.flatnonzero(valence)
    shape = len(named), len(KINDS)
    return sparse.csr_matrix((valence[at], (at, kind[at])), shape=shape)


def _solve(design: Any, judged: pl.DataFrame, n_lexicon: int, plan: Plan) -> Array:
    """Return the weights, one row a feature and one column a class."""
    wanted = judged.select(PROBABILITIES).to_numpy()
    worth = judged["weight"].to_numpy()[:, None]
    penalty = np.full((design.shape[1], 1), plan.penalty)
    penalty[-1 - n_lexicon : -1] = plan.lexicon_penalty
    penalty[-1] = 0
    shape = design.shape[1], len(CLASSES)

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(shape)
        logits = design @ weights
        logits -= logits.max(axis=1, keepdims=True)
        log_chances = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        value = -(worth * wanted * log_chances).sum() + (penalty * weights**2).sum() / 2
        slope = design.T @ (worth * (np.exp(log_chances) - wanted)) + penalty * weights
        return float(value), slope.ravel()

    start = np.zeros(shape).ravel()
    options = {"maxiter": plan.steps}
    return minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x.reshape(shape)  # type: ignore[no-any-return]
