"""Reads the files of scorers: what transforms.scorers must not do itself."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from transforms.scorers import Scorer
from transforms.scorers.domain import DomainScorer
from transforms.scorers.lexicon import TextBlobScorer
from transforms.scorers.linear import LinearScorer
from transforms.scorers.targeted import TargetedScorer
from transforms.scorers.vader import VaderScorer
from warehouse.durable import sha256_of
from warehouse.reference import FOLDER

MODELS = Path(__file__).parents[1] / "transforms" / "scorers" / "models"
THREADS = os.cpu_count() or 1  # sentences read side by side, each by one thread
REMEDY = (
    "Restore the file from the release, or make the models anew (make train; CARD.md beside them "
    "says what it needs); or score with another scorer, such as 'textblob'"
)


class UnknownScorerError(ValueError):
    """No scorer of that name; says which there are."""


def get(name: str) -> Scorer:
    """Return the scorer called `name`; raises UnknownScorerError, and ModelError."""
    if name not in LOADERS:
        raise UnknownScorerError(f"no scorer '{name}'; there are: {', '.join(LOADERS)}")
    return LOADERS[name]()


class ModelError(RuntimeError):
    """A model's files are missing, damaged or cannot be run; says what to do."""


def load_domain() -> DomainScorer:
    """Return TextBlob with the words of domain_words.csv; its version tells both."""
    path = FOLDER / "domain_words.csv"
    return DomainScorer(pl.read_csv(path), f"{version('textblob')}+{sha256_of(path)[:8]}")


def load_vader() -> VaderScorer:
    """Return VADER with its own lexicon."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return VaderScorer(SentimentIntensityAnalyzer(), version("vaderSentiment"))


def load_targeted(folder: Path = MODELS, name: str = "targeted") -> TargetedScorer:
    """Return the scorer whose files lie in `folder`: NAME.json, NAME.onnx and tokenizer.json.

    Raises ModelError where a file is missing or is not the one whose SHA-256 NAME.json tells, or
    where onnxruntime or tokenizers is not installed.
    """
    card = _card(folder, name, [f"{name}.onnx", "tokenizer.json"])
    content = {file: _content(folder / file, told) for file, told in card["sha256"].items()}
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ModelError(
            f"the scorer 'targeted' needs {error.name}: pip install onnxruntime tokenizers"
        ) from error
    session = onnxruntime.InferenceSession(content[f"{name}.onnx"], _options(onnxruntime))
    tokenizer = Tokenizer.from_str(content["tokenizer.json"].decode())
    return TargetedScorer(session, tokenizer, card["version"], name, THREADS)


def _options(onnxruntime: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return options


def load_linear(folder: Path = MODELS) -> LinearScorer:
    """Return the scorer whose files lie in `folder`: linear.json and linear.parquet.

    Raises ModelError where a file is missing or is not the one whose SHA-256 linear.json tells.
    """
    card = _card(folder, "linear", ["linear.parquet"])
    content = _content(folder / "linear.parquet", card["sha256"]["linear.parquet"])
    return LinearScorer(pl.read_parquet(io.BytesIO(content)), card["version"])


def _card(folder: Path, name: str, files: Sequence[str]) -> dict[str, Any]:
    """Return what NAME.json tells: at least version, and sha256 of the files."""
    path = folder / f"{name}.json"
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        if set(files) <= set(card["sha256"]) and card["version"]:
            return dict(card)
    except FileNotFoundError as error:
        raise ModelError(f"there is no {path}. {REMEDY}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{path} is damaged. {REMEDY}") from error
    raise ModelError(f"{path} does not tell the files' SHA-256. {REMEDY}")


def _content(path: Path, told: str) -> bytes:
    """Return the bytes of the file, checked against their SHA-256."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"there is no {path}. {REMEDY}") from error
    if hashlib.sha256(content).hexdigest() != told:
        raise ModelError(f"{path} is damaged: its SHA-256 is not {told}. {REMEDY}")
    return content


LOADERS: dict[str, Callable[[], Scorer]] = {
    "linear": load_linear,
    "targeted": load_targeted,
    "targeted_dse": partial(load_targeted, name="targeted_dse"),
    "textblob": TextBlobScorer,
    "textblob_domain": load_domain,
    "vader": load_vader,
}
