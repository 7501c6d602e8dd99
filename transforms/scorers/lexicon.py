"""The reference scorer: TextBlob's pattern lexicon (De Smedt & Daelemans 2012), as it is."""

from __future__ import annotations

from importlib.metadata import version

import polars as pl
from textblob import TextBlob


class TextBlobScorer:
    """Polarity of the sentence by TextBlob; coverage counts the words it assessed."""

    name = "textblob"
    version = version("textblob")
    is_targeted = False

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity and coverage of each masked sentence."""
        found = [TextBlob(text).sentiment_assessments for text in masked]
        return pl.DataFrame(
            {
                "polarity": [f.polarity for f in found],
                "coverage": [sum(len(words) for words, *_ in f.assessments) for f in found],
            },
            schema={"polarity": pl.Float64, "coverage": pl.Int64},
        )
