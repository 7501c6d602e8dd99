"""The fast scorer: a linear model of tone toward the target, which is a join and a sum.

A sentence's features are its words, and the same words by how far before or after the nearest
target they stand, negated words, and pairs of neighbours. Each has three weights, one a class; the
softmax of their sums gives the probabilities (multinomial logistic regression). Weights are whole
millionths, so that sums are exact and no order, engine or thread changes a score.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.scorers import NAME, OTHER, PROBABILITIES, TARGET

SLICE = 20_000  # sentences at once: bounds the memory
MILLIONTHS = 1_000_000
CLASSES = ["negative", "neutral", "positive"]
MASKS = [m.lower() for m in (TARGET, OTHER, NAME)]
_TARGET = MASKS[0]
_TOKEN = rf"{'|'.join(MASKS)}|\pL+|\d+|[?!“”]"
_NOT = r"n[\u2019']t\b"
NEGATORS = ["not", "no", "never", "nor", "without", "cannot", "hardly", "nobody", "neither"]
REACH = 3  # words after a negator that it negates
# Tokens between a word and the target, up to and with these; the last is all that lies beyond.
EDGES = [1, 2, 4, 7, 12]
WORD, NOT, PAIR = "word", "not", "pair"
PLACES = [f"{side}{n}" for side in ("before", "after") for n in range(len(EDGES) + 1)]
KINDS = [WORD, NOT, PAIR, *PLACES]
_PLACE = len(KINDS) - len(PLACES)  # number of the first place among the kinds


def tokens(masked: pl.Series) -> pl.DataFrame:
    """Return one row per token: row, word, place, is_negated, previous.

    `place` is a number in PLACES, NULL without a target; `previous` is the token before it in the
    sentence.
    """
    lower = pl.col("text").str.to_lowercase().str.replace_all(_NOT, " not")
    found = (
        pl.DataFrame({"text": masked.cast(pl.String)})
        .with_row_index("row")
        .select("row", word=lower.str.extract_all(_TOKEN))
        .explode("word", empty_as_null=False)
        .with_row_index("at")
        .with_columns(pl.col("at").cast(pl.Int64))
    )
    is_target = pl.col("word") == _TARGET
    seen = pl.when(is_target).then(pl.struct("row", "at"))
    marked = found.with_columns(last=seen.forward_fill(), next=seen.backward_fill())
    return marked.with_columns(
        place=_place(), is_negated=_follows(NEGATORS, REACH), previous=_before("word", 1)
    ).drop("last", "next", "at")


def _before(column: str, n: int) -> pl.Expr:
    """Return what stands n tokens before, NULL where that is another sentence."""
    return pl.when(pl.col("row").shift(n) == pl.col("row")).then(pl.col(column).shift(n))


def _follows(words: list[str], reach: int) -> pl.Expr:
    """Return whether one of the words stands among the `reach` tokens before."""
    return pl.any_horizontal(
        _before("word", n).is_in(words).fill_null(value=False) for n in range(1, reach + 1)
    )


def _place() -> pl.Expr:
    """Return the number of the place, by the nearest target; of two as near, the one before."""
    mine = {s: pl.col(s).struct.field("row") == pl.col("row") for s in ("last", "next")}
    after = pl.when(mine["last"]).then(pl.col("at") - pl.col("last").struct.field("at"))
    before = pl.when(mine["next"]).then(pl.col("next").struct.field("at") - pl.col("at"))
    is_after = pl.when(before.is_null() | after.is_null()).then(after.is_not_null()).otherwise(
        after <= before
    )  # fmt: skip
    distance = pl.when(is_after).then(after).otherwise(before)
    band = pl.sum_horizontal((distance > edge).cast(pl.Int64) for edge in EDGES)
    shift = pl.when(is_after).then(len(EDGES) + 1).otherwise(0)
    return pl.when(distance > 0).then(band + shift)


def features(found: pl.DataFrame, vocabulary: pl.DataFrame) -> pl.DataFrame:
    """Return one row per feature of a sentence: row, key.

    `found` are tokens, `vocabulary` has word and id (whole numbers from 1). A key is a number that
    holds the feature's kind, word and, for a pair, the word before it; see `key`.
    """
    known = found.join(vocabulary, on="word", how="left").join(
        vocabulary.rename({"word": "previous", "id": "previous_id"}), on="previous", how="left"
    )
    size = len(vocabulary) + 1
    is_word = ~pl.col("word").is_in(MASKS)

    def of(kind: pl.Expr, rows: pl.Expr, second: pl.Expr | None = None) -> pl.DataFrame:
        other = pl.lit(0) if second is None else second
        named = known.filter(pl.col("id").is_not_null() & rows)
        return named.select("row", key=key(kind, pl.col("id"), other, size))

    return pl.concat(
        [
            of(pl.lit(KINDS.index(WORD)), is_word & ~pl.col("is_negated")),
            of(pl.lit(KINDS.index(NOT)), is_word & pl.col("is_negated")),
            of(pl.col("place") + _PLACE, is_word & pl.col("place").is_not_null()),
            of(
                pl.lit(KINDS.index(PAIR)),
                pl.col("previous_id").is_not_null(),
                pl.col("previous_id"),
            ),
        ]
    )


def key(kind: pl.Expr, word: pl.Expr, previous: pl.Expr, size: int) -> pl.Expr:
    """Return the number of a feature; `size` is above every id of the vocabulary."""
    return (kind.cast(pl.Int64) * size + word.cast(pl.Int64)) * size + previous.cast(pl.Int64)


class LinearScorer:
    """Tone toward the target: P(positive) - P(negative); coverage counts the words it knows."""

    name = "linear"
    is_targeted = True

    def __init__(self, weights: pl.DataFrame, version: str) -> None:
        """Take weights: kind, word, previous (NULL but in pairs), and CLASSES in millionths.

        The row whose kind is 'bias' holds what is said without any word.
        """
        self.version = version
        self.bias = weights.filter(pl.col("kind") == "bias").select(CLASSES).row(0)
        kept = weights.filter(pl.col("kind") != "bias")
        words = pl.concat([kept["word"], kept["previous"].drop_nulls()]).unique().sort()
        self.vocabulary = pl.DataFrame({"word": words}).with_row_index("id", offset=1)
        ids = self.vocabulary
        numbered = kept.join(ids, on="word").join(
            ids.rename({"word": "previous", "id": "previous_id"}), on="previous", how="left"
        )
        kinds = pl.DataFrame({"kind": KINDS}).with_row_index("number")
        self.weights = numbered.join(kinds, on="kind").select(
            *CLASSES,
            key=key(
                pl.col("number"),
                pl.col("id"),
                pl.col("previous_id").fill_null(0),
                len(ids) + 1,
            ),
        )

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity, coverage and PROBABILITIES of each masked sentence."""
        slices = [self._score(masked.slice(n, SLICE)) for n in range(0, max(len(masked), 1), SLICE)]
        return pl.concat(slices)

    def _score(self, masked: pl.Series) -> pl.DataFrame:
        found = tokens(masked)
        sums = (
            features(found, self.vocabulary)
            .join(self.weights, on="key")
            .group_by("row")
            .agg(pl.col(CLASSES).cast(pl.Int64).sum())
        )
        known = (
            found.filter(~pl.col("word").is_in(MASKS))
            .join(self.vocabulary, on="word", how="semi")
            .group_by("row")
            .agg(coverage=pl.len().cast(pl.Int64))
        )
        rows = pl.DataFrame(
            {"row": pl.int_range(len(masked), dtype=pl.get_index_type(), eager=True)}
        )
        rows = rows.join(sums, on="row", how="left", maintain_order="left").fill_null(0)
        rows = rows.join(known, on="row", how="left", maintain_order="left").fill_null(0)
        logits = (rows.select(CLASSES).to_numpy() + np.array(self.bias)) / MILLIONTHS
        raised = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
        chances = raised / raised.sum(axis=1, keepdims=True)
        chances[rows["coverage"].to_numpy() == 0] = [0.0, 1.0, 0.0]
        return pl.DataFrame(
            {
                "polarity": chances[:, 2] - chances[:, 0],
                "coverage": rows["coverage"],
                **{name: chances[:, i] for i, name in enumerate(PROBABILITIES)},
            }
        )
