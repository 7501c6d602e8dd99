"""make bench: speed and memory, from one run on the same cores."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks import (
    answers,
    coverage,
    figures,
    grouping,
    lexicon,
    matching,
    reading,
    whose,
)
from tests.benchmarks.measuring import measured
from tests.conftest import ROOT, SAMPLE
from transforms.sentences import split

CORPUS = ROOT.parent / "shared" / "corpora" / "un_general_debate_1946_2024.parquet"
SIZES = [1_000, 10_000]


def articles(n: int, to: Path) -> str:
    """Write n articles of the UN corpus, evenly over its years; without it, the sample repeated."""
    if CORPUS.exists():
        frame = pl.read_parquet(CORPUS)
        every = len(frame) / n
        frame[[int(i * every) for i in range(n)]].write_parquet(to)
        return "UN General Debate"
    once = pl.read_ndjson(SAMPLE / "articles_a.jsonl").select(
        "id", "source", "published_at", "body"
    )
    copies = pl.DataFrame({"copy": range(n // len(once) + 1)})
    repeated = once.join(copies, how="cross").head(n)
    repeated.with_columns(
        id=pl.format("{}-{}", "id", "copy"),
        body=pl.format("{} This is copy {}.", "body", "copy"),
        published_at=pl.col("published_at").str.to_datetime(time_zone="UTC"),
    ).write_parquet(to)
    return "the sample, repeated"


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chains = []
        for n in SIZES:
            path = folder / f"{n}.parquet"
            corpus = articles(n, path)
            chains.append(measured("chain", str(path), str(folder / f"data-{n}")))
            say(f"entente, {corpus}", chains[-1])
        small, large = chains
        growth = large["seconds"] / small["seconds"]
        text = large["sentences"] / small["sentences"]
        print(f"{text:.1f} times the sentences took {growth:.1f} times as long")
        plain = measured("plain", str(folder / f"{SIZES[0]}.parquet"))
        say("plain script", plain)
        print(f"entente / plain script: {small['seconds'] / plain['seconds']:.2f} of its time")
        grouping.main(folder)
        matching.main(folder / f"{SIZES[0]}.parquet")
        texts = sentence_texts(folder / f"{SIZES[0]}.parquet")
        lexicon.main(texts)
        reading.main(texts)
        whose.main(texts)
    figures.main()
    coverage.main()
    answers.of_a_fresh_one()


def sentence_texts(path: Path) -> pl.Series:
    """Return the sentences of all bodies in a file."""
    bodies = pl.read_parquet(path, columns=["body"])["body"]
    return pl.Series([str(s["text"]) for body in bodies for s in split(body)])


def say(what: str, m: dict[str, Any]) -> None:
    """Print one measurement."""
    peak = f", peak {m['peak_mb']:,.0f} MB" if "peak_mb" in m else ""
    print(
        f"{what}: {m['articles']:,} articles, {m['sentences']:,} sentences, {m['tones']:,} tones "
        f"in {m['seconds']:.1f} s: {m['articles'] / m['seconds']:,.0f} articles/s, "
        f"{m['sentences'] / m['seconds']:,.0f} sentences/s{peak}",
        flush=True,
    )


if __name__ == "__main__":
    main()
