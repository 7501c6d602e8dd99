"""One training from data to files. Needs torch."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import torch
from scipy.optimize import minimize_scalar

from flows.scorers import load_targeted
from flows.training import augment, data, evaluate, export, learn
from flows.training.model import Network
from flows.validation.metrics import Array
from transforms.scorers import PROBABILITIES


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Train as asked, write the files, and return what was used and the figures."""
    torch.set_num_threads(asked.threads)
    rows = data.read(asked.data)
    network, told = _trained(rows, asked)
    if asked.keep is not None:
        torch.save(network.state_dict(), asked.keep)
    temperature = tempered(network, rows)
    told["temperature"] = round(temperature, 4)
    exact = evaluate.evaluate(_exact(network, temperature), rows, asked.pairs)
    export.export(network, temperature, asked.out, asked.name, told)
    quantised = evaluate.evaluate(_written(asked), rows, asked.pairs)
    figures = {"figures": {"fp32": exact, "int8": quantised}}
    export.add(asked.out / f"{asked.name}.json", figures)
    return told | figures


def _trained(rows: pl.DataFrame, asked: argparse.Namespace) -> tuple[Network, dict[str, Any]]:
    """Return the network, and what it was trained on and how."""
    networks, sources = [], Counter[str]()
    seeds = list(range(asked.seed, asked.seed + asked.runs))
    for seed in seeds:
        used = data.training(rows, news=asked.news, with_dse=asked.with_dse, seed=seed)
        examples = data.examples(used)
        examples += augment.made(asked.made, seed)
        sources = Counter(e.source for e in examples)
        plan = learn.Plan(seed=seed, epochs=asked.epochs)
        networks.append(learn.learn(examples, plan, asked.start))
    told = {"data": dict(sorted(sources.items())), "seeds": seeds, "epochs": asked.epochs}
    return averaged(networks), told


def averaged(networks: list[Network]) -> Network:
    """Return the first network with the mean of all weights: they began as one, so it is one."""
    states = [n.state_dict() for n in networks]
    mean = {
        k: torch.stack([s[k] for s in states]).mean(0) if v.is_floating_point() else v
        for k, v in states[0].items()
    }
    networks[0].load_state_dict(mean)
    return networks[0]


def tempered(network: Network, rows: pl.DataFrame) -> float:
    """Return the temperature that makes NewsMTSC's development labels likeliest."""
    sets = data.development(rows)
    labelled = [e for name in sets if "NewsMTSC" in name for e in data.examples(sets[name])]
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
