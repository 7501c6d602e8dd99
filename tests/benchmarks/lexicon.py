"""How fast sentences are scored: `textblob` against TextBlob in a plain loop, and how equally."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import islice

import polars as pl
from textblob import TextBlob
from textblob.en import sentiment

from tests.conftest import ROOT
from transforms.scorers.lexicon import sentiments
from transforms.scorers.textblob_chunks import odd
from transforms.sentences import split

CORPUS = ROOT.parent / "shared" / "corpora" / "un_general_debate_1946_2024.parquet"
SLICE = 100_000
BATCH = 5_000
PER_SPEECH = 225  # Sentences, on average.
TOLERANCE = 1e-12


def main(texts: pl.Series) -> None:
    """Print the ratio, the differences found and the share of odd sentences."""
    compare(texts.slice(n, SLICE) for n in range(0, len(texts), SLICE))


def compare(slices: Iterator[pl.Series]) -> None:
    """Score every slice both ways, in turn; print one line on all and one on each difference."""
    n = n_odd = n_different = 0
    ours = plain = 0.0
    sentiment("loads the lexicon, for both")
    for texts in slices:
        began = time.perf_counter()
        found = sentiments(texts)
        ours += time.perf_counter() - began
        expected, seconds = loop(texts.to_list())
        plain += seconds
        different = differences(texts, found, expected)
        for text in different:
            print(f"different: {text!r}")
        n, n_different = n + len(texts), n_different + len(different)
        n_odd += int(texts.str.contains(odd()).sum())
    print(
        f"textblob: {n:,} sentences at {n / ours:,.0f}/s on {pl.thread_pool_size()} threads; "
        f"TextBlob in a loop: {n / plain:,.0f}/s; {plain / ours:.1f} times as fast; "
        f"{n_different} differ; {n_odd / n:.2%} left to TextBlob whole",
        flush=True,
    )


def loop(texts: list[str]) -> tuple[list[tuple[float, float]], float]:
    """Return polarity and subjectivity of each text by TextBlob, and the seconds that took.

    In batches: each of TextBlob's results is of a class of its own, and keeping many takes
    gigabytes and slows it down.
    """
    expected: list[tuple[float, float]] = []
    seconds = 0.0
    for n in range(0, len(texts), BATCH):
        batch = texts[n : n + BATCH]
        began = time.perf_counter()
        found = [TextBlob(text).sentiment for text in batch]
        seconds += time.perf_counter() - began
        expected += [(f.polarity, f.subjectivity) for f in found]
    return expected, seconds


def differences(
    texts: pl.Series, found: pl.DataFrame, expected: list[tuple[float, float]]
) -> list[str]:
    """Return the texts whose polarity, subjectivity or coverage differs (coverage takes time)."""
    theirs = pl.DataFrame(
        {
            "p": [e[0] for e in expected],
            "s": [e[1] for e in expected],
            "c": [sum(len(words) for words, *_ in sentiment(t).assessments) for t in texts],
        }
    )
    is_same = (
        ((pl.col("polarity") - pl.col("p")).abs() <= TOLERANCE)
        & ((pl.col("subjectivity") - pl.col("s")).abs() <= TOLERANCE)
        & (pl.col("coverage") == pl.col("c"))
    )
    is_different = found.hstack(theirs).select(~is_same).to_series()
    return list(texts.filter(is_different))


def sentences(n: int | None) -> Iterator[str]:
    """Return the sentences of the UN corpus, or about n, from speeches spread over it evenly."""
    bodies = pl.read_parquet(CORPUS, columns=["body"])["body"]
    if n is None:
        return (str(s["text"]) for body in bodies for s in split(body))
    every = max(1, len(bodies) * PER_SPEECH // n)
    return islice((str(s["text"]) for b in bodies.gather_every(every) for s in split(b)), n)


def slices(texts: Iterator[str]) -> Iterator[pl.Series]:
    """Return the texts in slices."""
    while some := list(islice(texts, SLICE)):
        yield pl.Series("text", some)


if __name__ == "__main__":
    compare(slices(sentences(int(sys.argv[1]) if sys.argv[1:] else None)))
