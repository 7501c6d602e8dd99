"""VADER (Hutto & Gilbert 2014), masked, for comparison: a lexicon of social media."""

from __future__ import annotations

from typing import Any, Protocol

import polars as pl


class Analyzer(Protocol):
    """What is used of vaderSentiment's SentimentIntensityAnalyzer."""

    lexicon: dict[str, float]

    def polarity_scores(self, text: str) -> dict[str, Any]:
        """Return the scores of a text, of which `compound` lies in [-1, 1]."""
        ...


class VaderScorer:
    """Polarity of the sentence: VADER's compound; coverage counts the words of its lexicon."""

    name = "vader"
    is_targeted = False

    def __init__(self, analyzer: Analyzer, version: str) -> None:
        self.analyzer = analyzer
        self.version = version

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity and coverage of each masked sentence."""
        return pl.DataFrame(
            {
                "polarity": [self.analyzer.polarity_scores(t)["compound"] for t in masked],
                "coverage": [self._known(t) for t in masked],
            },
            schema={"polarity": pl.Float64, "coverage": pl.Int64},
        )

    def _known(self, text: str) -> int:
        words = (word.strip(".,;:!?()[]\"'").lower() for word in text.split())
        return sum(word in self.analyzer.lexicon for word in words)
