"""One training from data to files. Needs torch."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import torch
from scipy.optimize import minimize_scalar

from flows.scorers import load_targeted
from flows.training import augment, codes, data, evaluate, export, judged, learn
from flows.training.data import Example
from flows.training.model import Network, tokenizer
from flows.validation.metrics import Array
from transforms.scorers import PROBABILITIES
from warehouse.durable import sha256_of


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Train or average as asked, write the files, and return what was used and the figures."""
    torch.set_num_threads(asked.threads)
    rows, coded = data.read(asked.data), codes.read(asked.corpora, asked.data)
    if asked.average:
        network, told = averaged(asked.average), {"average of": asked.average}
    else:
        network, told = _trained(rows, coded, asked)
    measured = evaluate.development(rows, coded)
    return told | finish(network, told, measured, asked)


def finish(
    network: Network,
    told: dict[str, Any],
    measured: Mapping[str, Sequence[Example]],
    asked: argparse.Namespace,
) -> dict[str, Any]:
    """Calibrate, export and measure; return shift, temperature and figures."""
    shift = asked.shift
    if shift is None:
        shift = evaluate.neutral_shift(lambda texts: learn.logits(network, texts), measured)
    with torch.no_grad():
        network.head.bias[1] += shift
    temperature = tempered(network, measured)
    found = {"neutral shift": shift, "temperature": round(temperature, 4)}
    exact = evaluate.evaluate(_exact(network, temperature), measured, asked.pairs)
    export.export(network, temperature, asked.out, asked.name, told | found)
    quantised = evaluate.evaluate(_written(asked), measured, asked.pairs)
    figures = {"figures": {"fp32": exact, "int8": quantised}}
    export.add(asked.out / f"{asked.name}.json", figures)
    return found | figures


def _trained(
    rows: pl.DataFrame, coded: pl.DataFrame, asked: argparse.Namespace
) -> tuple[Network, dict[str, Any]]:
    """Return the network, and what it was trained on and how."""
    used = data.training(rows, news=asked.news, with_dse=asked.with_dse, seed=asked.seed)
    examples = data.examples(used) + augment.made(asked.made, asked.seed)
    examples += augment.contrasts() * asked.contrasts
    examples += codes.examples(codes.training(coded, asked.codes, asked.seed))
    if asked.judged:
        told = judged.read(asked.corpora, asked.data, with_dse=asked.with_dse)
        examples += judged.examples(told, asked.judged, codes.held(coded), asked.seed)
    plan = learn.Plan(
        seed=asked.seed,
        epochs=asked.epochs,
        batch=asked.batch,
        rate=asked.rate,
        is_half=asked.half,
    )
    network = Network(tokenizer())
    if asked.start is not None:
        export.read_back(asked.start, network)
    learn.learn(network, examples, plan)
    return network.cpu(), {
        "data": dict(sorted(Counter(e.source for e in examples).items())),
        "seed": asked.seed,
        "epochs": asked.epochs,
        "batch": asked.batch,
        "rate": asked.rate,
        "start": None if asked.start is None else sha256_of(asked.start)[:12],
    }


def averaged(parts: Sequence[str]) -> Network:
    """Return the weighted mean of models that went on from one another (Wortsman et al. 2022).

    Each part is FILE.onnx@WEIGHT. What one learned and another forgot is kept by their mean.
    """
    mean: dict[str, torch.Tensor] = {}
    for part in parts:
        path, weight = part.rsplit("@", 1)
        network = Network(tokenizer())
        export.read_back(Path(path), network)
        for name, value in network.state_dict().items():
            scaled = value * float(weight) if value.is_floating_point() else value
            mean[name] = mean[name] + scaled if name in mean and scaled is not value else scaled
    network.load_state_dict(mean)
    network.eval()
    return network


def tempered(network: Network, measured: Mapping[str, Sequence[Example]]) -> float:
    """Return the temperature that makes the development labels likeliest, DSE's apart.

    DSE's zeros are not neutral, and say nothing of how sure one may be.
    """
    labelled = [e for rows in measured.values() for e in rows if e.source != data.DSE]
    logits = learn.logits(network, [e.text for e in labelled])
    at = np.arange(len(labelled)), np.array([e.label + 1 for e in labelled])

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[at]).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5), method="bounded").x)


def softmax(logits: Array) -> Array:
    """Return the chances that logits stand for, row by row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    softened: Array = raised / raised.sum(axis=1, keepdims=True)
    return softened


def _exact(network: Network, temperature: float) -> evaluate.Judge:
    return lambda texts: softmax(learn.logits(network, texts) / temperature)


def _written(asked: argparse.Namespace) -> Callable[..., Array]:
    scorer = load_targeted(asked.out, asked.name)
    return lambda texts: scorer.score(pl.Series(texts)).select(PROBABILITIES).to_numpy()
