"""The default scorer: a small model that reads the sentence and judges its tone to the target.

The countries are masked before it reads, so no name can carry tone. It is given ready: a session
of onnxruntime and a tokenizer, which flows.scorers reads from the model's files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import numpy as np
import polars as pl

from transforms.scorers import NAME, OTHER, PROBABILITIES, TARGET

WINDOW = 96  # tokens of a long sentence that are read, the target in their middle
_MASKS = re.compile("|".join([TARGET, OTHER, NAME]))
_WORD = re.compile(r"[^\W_]+")


class Encoding(Protocol):
    """What is used of tokenizers.Encoding."""

    ids: list[int]


class Tokenizer(Protocol):
    """What is used of tokenizers.Tokenizer; TARGET and OTHER are tokens of its vocabulary."""

    def encode_batch_fast(self, input: Any, *, add_special_tokens: bool) -> list[Any]:  # noqa: A002
        """Return the encoding of each text."""
        ...

    def token_to_id(self, token: str) -> int | None:
        """Return the number of the token."""
        ...


class Session(Protocol):
    """What is used of onnxruntime.InferenceSession."""

    def run(self, output_names: Sequence[str] | None, input_feed: dict[str, Any]) -> Sequence[Any]:
        """Return the outputs for the inputs."""
        ...


def encoded(texts: Sequence[str], tokenizer: Tokenizer) -> list[list[int]]:
    """Return the tokens of each text as the model reads them: a window, opened and closed."""
    ids = {t: tokenizer.token_to_id(t) for t in (TARGET, "[CLS]", "[SEP]")}
    target, opening, closing = (_known(t, n) for t, n in ids.items())
    # It never saw NAME while learning; to it, another name is what that is.
    seen = [text.replace(NAME, OTHER) for text in texts]
    found = tokenizer.encode_batch_fast(seen, add_special_tokens=False)
    return [[opening, *window(e.ids, target), closing] for e in found]


def _known(token: str, number: int | None) -> int:
    if number is None:
        raise ValueError(f"the tokenizer does not know {token}")
    return number


def window(ids: list[int], target: int) -> list[int]:
    """Return the tokens around the first target, WINDOW of them with the two at the ends."""
    size = WINDOW - 2
    middle = ids.index(target) if target in ids else 0
    start = max(0, min(middle - size // 2, len(ids) - size))
    return ids[start : start + size]


def words(masked: Iterable[str]) -> list[int]:
    """Return how many words each text has besides the masks."""
    bare = (_MASKS.sub(" ", text) for text in masked)
    return [sum(1 for _ in _WORD.finditer(text)) for text in bare]


class TargetedScorer:
    """Tone toward the target: P(positive) - P(negative)."""

    is_targeted = True

    def __init__(
        self,
        session: Session,
        tokenizer: Tokenizer,
        version: str,
        name: str = "targeted",
        threads: int = 1,
    ) -> None:
        """Take what is ready; `threads` sentences are read side by side."""
        self.name = name
        self.threads = threads
        self.session = session
        self.tokenizer = tokenizer
        self.version = version

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return polarity, coverage (words besides the masks) and PROBABILITIES of each text.

        A text without a word says nothing: polarity 0, neutral 1, coverage 0.
        """
        coverage = words(masked)
        spoken = [i for i, n in enumerate(coverage) if n > 0]
        chances = np.tile([0.0, 1.0, 0.0], (len(masked), 1))
        if spoken:
            chances[spoken] = self._probabilities([masked[i] for i in spoken])
        return pl.DataFrame(
            {
                "polarity": chances[:, 2] - chances[:, 0],
                "coverage": pl.Series(coverage, dtype=pl.Int64),
                **{name: chances[:, i] for i, name in enumerate(PROBABILITIES)},
            }
        )

    def _probabilities(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return one row of probabilities a text.

        The int8 model scales its numbers by the largest of a run, so a sentence's score would
        depend on those it runs with. Each runs alone, which also leaves nothing to pad; threads
        run side by side, since a run holds no lock of Python's.
        """

        def read(ids: list[int]) -> Any:
            return self.session.run(None, {"ids": np.array([ids], dtype=np.int64)})[0][0]

        with ThreadPoolExecutor(self.threads) as pool:
            rows = list(pool.map(read, encoded(texts, self.tokenizer)))
        chances = np.asarray(rows, dtype=np.float64)
        scaled: np.ndarray[Any, np.dtype[np.float64]] = chances / chances.sum(axis=1, keepdims=True)
        return scaled
