"""Trains the `linear` scorer on people's labels and on what `targeted` says of real sentences.

    python -m flows.training.distil --data DIR --corpora DIR --out DIR

Writes linear.parquet (the weights) and linear.json (version, checksum, data, figures) into --out,
where the files of `targeted` lie already. Needs what the scorers need, and nothing more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from flows.scorers import get, load_targeted, load_vader
from flows.training import augment, codes, data, evaluate
from flows.training.corpora import sampled
from flows.training.data import Example
from flows.training.linear import Plan, learn
from flows.validation.metrics import Array
from transforms.scorers import PROBABILITIES
from transforms.scorers.linear import MILLIONTHS, LinearScorer
from warehouse.durable import sha256_of

# Free to use. What each gives is in proportion to the pairs in it.
CORPORA = [
    "un_general_debate_1946_2024",
    "us_whitehouse_briefings",
    "wikipedia_current_events_2020_2022",
]
# What a label is worth, where a sentence judged by `targeted` is worth 1.
WORTH = {data.NEWS: 2.0, codes.CODED: 1.5, augment.MADE: 0.3, augment.WRITTEN: 1.0}
SMOOTHING = 0.05
MADE = 3000


def main(arguments: list[str] | None = None) -> None:
    """Judge, learn, write and measure."""
    asked = _parser().parse_args(arguments)
    rows, coded = data.read(asked.data), codes.read(asked.corpora, asked.data)
    measured = evaluate.development(rows, coded)
    judged = _judged(asked, coded)
    taught = pl.concat([_labelled(_gold(rows, coded, asked.seed)), judged])
    lexicon = {str(w): float(v) for w, v in load_vader().analyzer.lexicon.items()}
    plan = Plan(penalty=asked.penalty)
    weights = learn(taught, lexicon, plan)
    shift = evaluate.neutral_shift(lambda texts: np.log(_chances(weights, texts)), measured)
    moved = pl.when(pl.col("kind") == "bias").then(round(shift * MILLIONTHS)).otherwise(0)
    weights = weights.with_columns((pl.col("neutral") + moved).cast(pl.Int32))
    weights.write_parquet(asked.out / "linear.parquet")
    sha256 = sha256_of(asked.out / "linear.parquet")
    card: dict[str, Any] = {
        "version": sha256[:12],
        "sha256": {"linear.parquet": sha256},
        "teacher": load_targeted(asked.out).version,
        "data": {"judged by the teacher": len(judged), "labelled": len(taught) - len(judged)},
        "penalty": asked.penalty,
        "neutral shift": shift,
        "features": len(weights),
    }
    path = asked.out / "linear.json"
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    card["figures"] = evaluate.evaluate(
        lambda texts: _chances(weights, texts), measured, asked.pairs
    )
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


def _chances(weights: pl.DataFrame, texts: Sequence[str]) -> Array:
    return LinearScorer(weights, "").score(pl.Series(texts)).select(PROBABILITIES).to_numpy()


def _gold(rows: pl.DataFrame, coded: pl.DataFrame, seed: int) -> list[Example]:
    """Return all that has a label of its own to learn from."""
    used = data.training(rows, with_dse=False, seed=seed)
    return [
        *data.examples(used),
        *codes.examples(coded.filter(pl.col("split") == "train")),
        *augment.made(MADE, seed),
        *augment.contrasts(),
    ]


def _labelled(examples: Sequence[Example]) -> pl.DataFrame:
    """Return masked, PROBABILITIES and weight; each example once for each way it is masked."""
    taught = []
    for e in examples:
        texts = sorted({e.text, e.text_with_others})
        chances = [(1 - SMOOTHING) * c + SMOOTHING / 3 for c in e.chances]
        taught += [(t, *chances, WORTH[e.source] / len(texts)) for t in texts]
    return pl.DataFrame(taught, schema=["masked", *PROBABILITIES, "weight"], orient="row")


def _judged(asked: argparse.Namespace, coded: pl.DataFrame) -> pl.DataFrame:
    """Return sentences of the corpora with the teacher's probabilities, none of them measured on.

    What was judged is kept in --judged, if named, and read from there the next time.
    """
    if asked.judged is not None and asked.judged.exists():
        return pl.read_parquet(asked.judged)
    pairs = sampled(asked.corpora, dict.fromkeys(CORPORA, asked.articles), asked.seed)
    is_free = ~pl.col("masked").is_in(codes.held(coded).implode())
    texts = pairs.filter(is_free)["masked"].unique().sort()
    texts = texts.sample(min(asked.sentences, len(texts)), seed=asked.seed)
    print(f"{len(texts)} sentences for the teacher", flush=True)
    scored = get("targeted").score(texts).select(PROBABILITIES)
    judged = scored.select(texts.alias("masked"), *PROBABILITIES, weight=pl.lit(1.0))
    if asked.judged is not None:
        judged.write_parquet(asked.judged)
    return judged


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.training.distil")
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled targets")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, help="folder of the models' files")
    parser.add_argument("--articles", type=float, default=0.25, help="share of articles to read")
    parser.add_argument("--sentences", type=int, default=80_000, help="sentences to judge")
    parser.add_argument("--judged", type=Path, help="where what was judged is kept")
    parser.add_argument("--penalty", type=float, default=4.0)
    parser.add_argument("--pairs", type=Path, help="minimal pairs to measure with (CSV)")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
