"""The reference scorer: TextBlob's pattern lexicon (De Smedt & Daelemans 2012), as it is."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version

import polars as pl
from textblob.en import sentiment

from transforms.scorers.textblob_chunks import chunks

SLICE = 100_000  # Sentences at once: bounds the memory.
READY = re.compile(r"[a-z ]+")
_SUMS = {"polarity": pl.Float64, "subjectivity": pl.Float64, "n": pl.Int64, "coverage": pl.Int64}


class TextBlobScorer:
    """Polarity of the sentence by TextBlob; coverage counts the words it assessed."""

    name = "textblob"
    version = version("textblob")
    is_targeted = False

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity and coverage of each masked sentence."""
        return sentiments(masked).select("polarity", "coverage")


def sentiments(texts: pl.Series) -> pl.DataFrame:
    """Return polarity and subjectivity (TextBlob's, within 1e-12) and coverage of each text."""
    slices = [_sentiments(texts.slice(n, SLICE)) for n in range(0, max(len(texts), 1), SLICE)]
    return pl.concat(slices)


def _sentiments(texts: pl.Series) -> pl.DataFrame:
    found = chunks(texts)
    distinct = found["chunk"].unique()
    sums = pl.DataFrame([_sums(c) for c in distinct], schema=_SUMS, orient="row")
    # In order: a sum of the same numbers is then the same to the last bit, in every run.
    by_row = (
        found.join(sums.with_columns(chunk=distinct), on="chunk", maintain_order="left")
        .group_by("row", maintain_order=True)
        .agg(pl.col(*_SUMS).sum())
    )
    n = pl.col("n").clip(1)
    return (
        pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.get_index_type(), eager=True)})
        .join(by_row, on="row", how="left", maintain_order="left")
        .fill_null(0)
        .select(pl.col("polarity") / n, pl.col("subjectivity") / n, "coverage")
    )


@lru_cache(maxsize=1 << 17)
def _sums(chunk: str) -> tuple[float, float, int, int]:
    """Return what TextBlob finds in a chunk, added up: polarity, subjectivity, times, words."""
    # Lower-case letters and spaces are tokens already: to find them is most of TextBlob's work.
    found = sentiment(chunk.split() if READY.fullmatch(chunk) else chunk).assessments
    return (
        sum(polarity for _, polarity, _, _ in found),
        sum(subjectivity for _, _, subjectivity, _ in found),
        len(found),
        sum(len(words) for words, *_ in found),
    )
