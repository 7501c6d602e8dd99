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
# Scores are added up in whole numbers of this part of 1: floats would add up differently in other
# orders, and the last bit with them.
UNIT = 10**15
_SUMS = ["polarity", "subjectivity", "n", "coverage"]


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
    n = pl.col("n").clip(1) * float(UNIT)
    return assessed(texts).select(pl.col("polarity") / n, pl.col("subjectivity") / n, "coverage")


def assessed(texts: pl.Series) -> pl.DataFrame:
    """Return what TextBlob finds in each text: polarity, subjectivity (sums in UNITs), n, coverage.

    `n` is how many assessments there are, `coverage` how many words they are of.
    """
    slices = [_assessed(texts.slice(n, SLICE)) for n in range(0, max(len(texts), 1), SLICE)]
    return pl.concat(slices)


def _assessed(texts: pl.Series) -> pl.DataFrame:
    found = chunks(texts)
    distinct = found["chunk"].unique()
    schema = dict.fromkeys(_SUMS, pl.Int64)
    sums = pl.DataFrame([_sums(c) for c in distinct], schema=schema, orient="row")
    by_row = (
        found.join(sums.with_columns(chunk=distinct), on="chunk")
        .group_by("row")
        .agg(pl.col(_SUMS).sum())
    )
    return (
        pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.get_index_type(), eager=True)})
        .join(by_row, on="row", how="left", maintain_order="left")
        .fill_null(0)
        .select(_SUMS)
    )


@lru_cache(maxsize=1 << 17)
def _sums(chunk: str) -> tuple[int, int, int, int]:
    """Return what TextBlob finds in a chunk, added up: polarity, subjectivity, times, words.

    The first two in UNITs.
    """
    # Lower-case letters and spaces are tokens already: to find them is most of TextBlob's work.
    found = sentiment(chunk.split() if READY.fullmatch(chunk) else chunk).assessments
    return (
        round(sum(polarity for _, polarity, _, _ in found) * UNIT),
        round(sum(subjectivity for _, _, subjectivity, _ in found) * UNIT),
        len(found),
        sum(len(words) for words, *_ in found),
    )
