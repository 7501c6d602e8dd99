"""TextBlob with words of relations between states: condemn, ally, sanctions.

A domain word is one more assessment beside TextBlob's own, and the sentence's polarity is the mean
of all, as TextBlob's is. A negation just before it turns it round and halves it, as TextBlob's do.
"""

from __future__ import annotations

import re

import polars as pl

from transforms.scorers.lexicon import UNIT, assessed

NEGATED = -0.5
NEGATION = r"(?:\b(?:not|no|never|without|nor)|n['’]t)(?: \w{1,2})? "  # noqa: RUF001


class DomainScorer:
    """Polarity by TextBlob and the words of `words`: forms (a bar between them) and polarity."""

    name = "textblob_domain"
    is_targeted = False

    def __init__(self, words: pl.DataFrame, version: str) -> None:
        self.version = version
        self.words = words.select(form=pl.col("forms").str.split("|"), value="polarity").explode(
            "form"
        )
        longest_first = sorted(map(re.escape, self.words["form"]), key=len, reverse=True)
        self.pattern = rf"(?:{NEGATION})?\b(?:{'|'.join(longest_first)})\b"

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity and coverage (words assessed) of each masked sentence."""
        ours = self._domain(masked)
        theirs = assessed(masked)
        total = theirs["polarity"] + ours["polarity"]
        n = (theirs["n"] + ours["n"]).clip(1) * float(UNIT)
        return pl.DataFrame({"polarity": total / n, "coverage": theirs["coverage"] + ours["n"]})

    def _domain(self, masked: pl.Series) -> pl.DataFrame:
        """Return what the domain's words add to each sentence: polarity in UNITs, and n."""
        hits = (
            pl.DataFrame({"text": masked.cast(pl.String)})
            .with_row_index("row")
            .select("row", hit=pl.col("text").str.to_lowercase().str.extract_all(self.pattern))
        )
        found = hits.explode("hit", empty_as_null=False).with_columns(
            form=pl.col("hit").str.extract(r"([\w-]+)$"),
            factor=pl.when(pl.col("hit").str.contains(NEGATION)).then(NEGATED).otherwise(1.0),
        )
        units = (pl.col("value") * pl.col("factor") * UNIT).round().cast(pl.Int64)
        sums = (
            found.join(self.words, on="form")
            .group_by("row")
            .agg(polarity=units.sum(), n=pl.len().cast(pl.Int64))
        )
        return (
            hits.select("row").join(sums, on="row", how="left", maintain_order="left").fill_null(0)
        )
