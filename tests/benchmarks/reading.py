"""How fast `targeted` reads, side by side against one after another, and `linear` beside it."""

from __future__ import annotations

import time

import polars as pl

from flows.scorers import THREADS, load_linear, load_targeted
from transforms.scorers import TARGET, Scorer
from transforms.scorers.targeted import TargetedScorer, encoded

N, N_FAST = 1_000, 50_000


def main(texts: pl.Series) -> None:
    """Print sentences a second both ways, and whether the scores are the same to the last bit."""
    scorer = load_targeted()
    masked = pl.Series([f"{TARGET}: {text}" for text in texts.gather_every(len(texts) // N)[:N]])
    tokens = sum(map(len, encoded(masked.to_list(), scorer.tokenizer))) / len(masked)
    plain = TargetedScorer(scorer.session, scorer.tokenizer, scorer.version)
    ours, beside = timed(scorer, masked)
    alone, after = timed(plain, masked)
    print(
        f"targeted: {len(masked):,} sentences of {tokens:.0f} tokens: {len(masked) / ours:,.0f}/s, "
        f"{THREADS} side by side; one after another: {len(masked) / alone:,.0f}/s; "
        f"{alone / ours:.2f} times as fast; same bits: {beside.equals(after)}",
        flush=True,
    )
    fast = pl.Series([f"{TARGET}: {text}" for text in texts[:N_FAST]])
    seconds, _ = timed(load_linear(), fast)
    print(
        f"linear: {len(fast):,} sentences: {len(fast) / seconds:,.0f}/s, "
        f"{len(fast) / seconds * ours / len(masked):,.0f} times as fast as targeted",
        flush=True,
    )


def timed(scorer: Scorer, masked: pl.Series) -> tuple[float, pl.DataFrame]:
    """Return the seconds it takes, and the scores."""
    began = time.perf_counter()
    found = scorer.score(masked)
    return time.perf_counter() - began, found
