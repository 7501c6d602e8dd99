"""The plain way: one script, TextBlob, re and Python loops. Nothing checked, kept or resumable."""

from __future__ import annotations

import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from textblob import TextBlob

from warehouse import reference

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")


def names() -> dict[str, str]:
    """Return every undated name, people and capital with its country."""
    rows = reference.load().aliases.iter_rows(named=True)
    return {r["alias"]: r["country"] for r in rows if r["country"] and r["facet"] != "leader"}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield articles one by one."""
    for batch in pq.ParquetFile(path).iter_batches(500):
        yield from batch.to_pylist()


def run(path: Path) -> dict[str, float]:
    """Return counts and seconds of the whole."""
    began = time.perf_counter()
    known = names()
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0, 0.0])
    n_articles = n_sentences = n_tones = 0
    for article in rows(path):
        n_articles += 1
        for sentence in SENTENCE.split(article["body"]):
            n_sentences += 1
            countries = {known[m] for m in pattern.findall(sentence)}
            if not countries:
                continue
            polarity = TextBlob(pattern.sub("Xother", sentence)).sentiment.polarity
            for country in countries:
                n_tones += 1
                cell = sums[country, article["published_at"].year]
                cell[0] += 1
                cell[1] += polarity
    return {
        "articles": n_articles,
        "sentences": n_sentences,
        "tones": n_tones,
        "seconds": time.perf_counter() - began,
    }


if __name__ == "__main__":
    json.dump(run(Path(sys.argv[1])), sys.stdout)
