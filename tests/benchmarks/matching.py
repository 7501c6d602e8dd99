"""How fast countries are found on one core: the transform, Python's re, and flashtext."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from flashtext import KeywordProcessor

from flows import method
from tests.benchmarks.plain import names
from transforms.mentions import named
from transforms.sentences import sentences
from warehouse.contracts import ENGINE

PLAIN_MB = 1.0  # the loop over re is slow, so it gets less text


def main(path: Path) -> None:
    """Measure on one core: Polars takes its threads from the environment, once a process."""
    command = [sys.executable, "-m", "tests.benchmarks.matching", str(path)]
    subprocess.run(command, check=True, env={**os.environ, "POLARS_MAX_THREADS": "1"})


def measure(path: Path) -> None:
    """Print megabytes a second (of wall and of processor time) for all three on the same text."""
    keys = {"version": pl.lit(1, pl.Int64), "is_current": True, "language": pl.lit("en")}
    articles = pl.read_parquet(path).select(
        "body", article_id="article_id" if "article_id" in pl.read_parquet_schema(path) else "id",
        title=pl.lit(None, pl.String), published_on=pl.col("published_at").dt.date(), **keys,
    )  # fmt: skip
    divided = sentences(articles.lazy()).collect()
    texts = divided["text"]
    aliases = method.load(["textblob"], []).aliases

    def ours() -> int:
        return len(named(divided.lazy(), articles.lazy(), aliases).collect(engine=ENGINE))

    say("entente, whole alias table with its dates and rules", texts, ours)
    known = names()
    processor = KeywordProcessor(case_sensitive=True)
    for name, country in known.items():
        processor.add_keyword(name, country)
    say(
        f"flashtext, {len(known):,} names and nothing else",
        texts,
        lambda: sum(len(processor.extract_keywords(text)) for text in texts),
    )
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    some = texts.filter(texts.str.len_bytes().cum_sum() <= PLAIN_MB * 1e6)
    say(
        f"Python's re, {len(known):,} names and nothing else",
        some,
        lambda: sum(1 for text in some for _ in pattern.finditer(text)),
    )


def say(what: str, texts: pl.Series, find: Callable[[], int]) -> None:
    """Run and print one of them."""
    wall, processor = time.perf_counter(), time.process_time()
    found = find()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    size = texts.str.len_bytes().sum() / 1e6
    print(
        f"mentions by {what}: {found:,} in {size:.1f} MB, "
        f"{size / wall:.1f} MB/s ({size / processor:.1f} MB a processor second)",
        flush=True,
    )


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
