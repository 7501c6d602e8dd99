"""How fast countries are found: the transform against a loop over Python's re."""

from __future__ import annotations

import re
import time
from pathlib import Path

import polars as pl

from flows import method
from tests.benchmarks.plain import names
from transforms.mentions import mentions

PLAIN_MB = 0.5  # the loop is slow, so it gets less text


def main(path: Path) -> None:
    """Print megabytes a second for both, on the same text in pieces of a sentence's size."""
    bodies = pl.read_parquet(path, columns=["body"])["body"]
    texts = bodies.str.split(". ").explode()
    size = texts.str.len_bytes().sum() / 1e6
    aliases = method.load(["textblob"], []).aliases
    keys = {"version": pl.lit(1, pl.Int64), "sentence_no": pl.lit(1, pl.Int64)}
    sentences = texts.to_frame("text").with_row_index("article_id").lazy().with_columns(**keys)
    articles = sentences.select("article_id", "version", published_on=pl.lit(None, pl.Date))
    began = time.perf_counter()
    found = mentions(sentences, articles, aliases).collect()
    ours = size / (time.perf_counter() - began)
    known = sorted(names(), key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, known)) + r")\b")
    some, total = [], 0.0
    for text in texts:
        if total > PLAIN_MB:
            break
        some.append(text)
        total += len(text.encode()) / 1e6
    began = time.perf_counter()
    n_plain = sum(1 for text in some for _ in pattern.finditer(text))
    plain = total / (time.perf_counter() - began)
    print(
        f"mentions: {len(found):,} in {size:.1f} MB at {ours:.1f} MB/s "
        f"on {pl.thread_pool_size()} threads; "
        f"Python's re: {n_plain:,} in {total:.1f} MB at {plain:.2f} MB/s; "
        f"{ours / plain:.0f} times as fast"
    )
