"""One training from data to files. Needs torch."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
import torch
from scipy.optimize import minimize_scalar

from flows.scorers import load_targeted
from flows.training import augment, codes, data, evaluate, export, learn
from flows.training.data import Example
from flows.training.model import Network
from flows.validation.metrics import Array
from transforms.scorers import PROBABILITIES
from warehouse.durable import sha256_of


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Train as asked, write the files, and return what was used and the figures."""
    torch.set_num_threads(asked.threads)
    rows, coded = data.read(asked.data), codes.read(asked.corpora, asked.data)
    network, told = _trained(rows, coded, asked)
    measured = evaluate.development(rows, coded)
    temperature = tempered(network, measured)
    told["temperature"] = round(temperature, 4)
    exact = evaluate.evaluate(_exact(network, temperature), measured, asked.pairs)
    export.export(network, temperature, asked.out, asked.name, told)
    quantised = evaluate.evaluate(_written(asked), measured, asked.pairs)
    figures = {"figures": {"fp32": exact, "int8": quantised}}
    export.add(asked.out / f"{asked.name}.json", figures)
    return told | figures


def _trained(
    rows: pl.DataFrame, coded: pl.DataFrame, asked: argparse.Namespace
) -> tuple[Network, dict[str, Any]]:
    """Return the network, and what it was trained on and how."""
    used = data.training(rows, news=asked.news, with_dse=asked.with_dse, seed=asked.seed)
    examples = data.examples(used) + augment.made(asked.made, asked.seed)
    examples += augment.contrasts() * asked.contrasts
    examples += codes.examples(codes.training(coded, asked.codes, asked.seed))
    plan = learn.Plan(seed=asked.seed, epochs=asked.epochs, rate=asked.rate)
    network = learn.learn(examples, plan, asked.start)
    return network, {
        "data": dict(sorted(Counter(e.source for e in examples).items())),
        "seed": asked.seed,
        "epochs": asked.epochs,
        "rate": asked.rate,
        "start": None if asked.start is None else sha256_of(asked.start)[:12],
    }


def tempered(network: Network, measured: Mapping[str, Sequence[Example]]) -> float:
    """Return the temperature that makes the development labels likeliest, DSE's apart.

    DSE's zeros are not neutral, and say nothing of how sure one may be.
    """
    labelled = [e for rows in measured.values() for e in rows if e.source != data.DSE]
    logits = learn.logits(network, [e.text for e in labelled])
    at = np.arange(len(labelled)), np.array([e.label + 1 for e in labelled])

    def loss(temperature: float) -> float:
        return float(-np.log(_softmax(logits / temperature)[at]).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5), method="bounded").x)


def _softmax(logits: Array) -> Array:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    softened: Array = raised / raised.sum(axis=1, keepdims=True)
    return softened


def _exact(network: Network, temperature: float) -> evaluate.Judge:
    return lambda texts: _softmax(learn.logits(network, texts) / temperature)


def _written(asked: argparse.Namespace) -> Callable[..., Array]:
    scorer = load_targeted(asked.out, asked.name)
    return lambda texts: scorer.score(pl.Series(texts)).select(PROBABILITIES).to_numpy()
