from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
import pytest

from flows.scorers import MODELS, ModelError, load_targeted
from transforms.scorers import NAME, OTHER, PROBABILITIES, TARGET
from transforms.scorers.targeted import WINDOW, TargetedScorer, encoded, window
from transforms.tones import mask

SENTENCES = [
    f"{TARGET} signed the accord with {OTHER}.",
    f"{OTHER} accused {TARGET} of lying.",
    f"{TARGET} is a reliable friend, the minister said on Tuesday after a long day of talks.",
    f"The ship left {TARGET} at noon.",
    f"{TARGET}'s army, which {OTHER} had feared, " + "and so it went on, " * 60 + "withdrew.",
    "No country is named here.",
]


class OneTokenAWord:
    """Stands for a tokenizer: every word is a token."""

    known = MappingProxyType({"[CLS]": 1, "[SEP]": 2, TARGET: 3, OTHER: 4})

    def encode_batch_fast(self, input: Sequence[str], *, add_special_tokens: bool) -> list[Any]:  # noqa: A002
        @dataclass
        class Found:
            ids: list[int]

        assert not add_special_tokens
        return [Found([self.known.get(w, 5) for w in text.split()]) for text in input]

    def token_to_id(self, token: str) -> int | None:
        return self.known.get(token)


class Unsure:
    """Stands for a model: always of one opinion."""

    def run(self, output_names: Sequence[str] | None, input_feed: dict[str, Any]) -> list[Any]:
        assert output_names is None
        return [np.tile(np.float32([0.1, 0.2, 0.7]), (len(input_feed["ids"]), 1))]


@pytest.fixture(scope="module")
def scorer() -> TargetedScorer:
    return load_targeted()


def test_a_long_text_is_read_around_its_target() -> None:
    ids = [5] * 500 + [3] + [5] * 500
    assert window(ids, 3).index(3) == (WINDOW - 2) // 2
    assert len(window(ids, 3)) == WINDOW - 2
    assert window(ids[450:], 3) == ids[450:][3 : WINDOW + 1]
    assert window([5] * 200 + [3], 3) == [5] * (WINDOW - 3) + [3]
    assert window([3] + [5] * 200, 3) == [3] + [5] * (WINDOW - 3)
    assert window([5, 5], 3) == [5, 5]


def test_a_text_is_opened_and_closed() -> None:
    assert encoded([f"a {TARGET}"], OneTokenAWord()) == [[1, 5, 3, 2]]


def test_a_text_without_words_says_nothing() -> None:
    texts = pl.Series(["", f"{TARGET}", f"{TARGET}, {OTHER} {NAME} … !", f"well, {TARGET}"])
    found = TargetedScorer(Unsure(), OneTokenAWord(), "1").score(texts)
    assert found["coverage"].to_list() == [0, 0, 0, 1]
    assert found["polarity"].to_list() == pytest.approx([0, 0, 0, 0.6])
    assert found["p_neutral"].to_list() == pytest.approx([1, 1, 1, 0.2])


def test_no_text_is_an_empty_frame() -> None:
    found = TargetedScorer(Unsure(), OneTokenAWord(), "1").score(pl.Series([], dtype=pl.String))
    assert found.height == 0
    assert found.schema == {
        "polarity": pl.Float64, "coverage": pl.Int64, **dict.fromkeys(PROBABILITIES, pl.Float64)
    }  # fmt: skip


def test_probabilities_sum_to_one(scorer: TargetedScorer) -> None:
    found = scorer.score(pl.Series(SENTENCES))
    sums = found.select(pl.sum_horizontal(PROBABILITIES)).to_series()
    assert (sums - 1).abs().max() < 1e-9  # type: ignore[operator]
    assert (found["polarity"] - (found["p_positive"] - found["p_negative"])).abs().max() == 0


def test_neither_order_nor_company_changes_a_score(scorer: TargetedScorer) -> None:
    together = scorer.score(pl.Series(SENTENCES))
    assert scorer.score(pl.Series(SENTENCES[::-1])).reverse().equals(together)
    alone = pl.concat([scorer.score(pl.Series([text])) for text in SENTENCES])
    assert alone.equals(together)


def test_swapping_countries_changes_nothing(scorer: TargetedScorer) -> None:
    key = {"article_id": "a", "version": 1, "sentence_no": 1}
    scores = []
    for one, other in [("Japan", "Chad"), ("New Zealand", "Iran"), ("the Cold War state", "U.S.")]:
        text = f"{one} praised {other}."
        spans = [(0, len(one), "AAA"), (len(one) + 9, len(text) - 1, "BBB")]
        rows = [{**key, "start": s, "end": e, "country": c} for s, e, c in spans]
        masked = mask(
            pl.LazyFrame(rows), pl.LazyFrame([{**key, "text": text}]), is_targeted=True
        ).collect()
        scores.append(scorer.score(masked.sort("country")["masked"]))
    assert all(s.equals(scores[0]) for s in scores)
    assert scores[0]["polarity"].n_unique() == 2


def test_praise_is_told_from_blame(scorer: TargetedScorer) -> None:
    texts = [f"{OTHER} praised {TARGET} warmly.", f"{OTHER} condemned {TARGET} bitterly."]
    praised, condemned = scorer.score(pl.Series(texts))["polarity"]
    assert praised > 0.3 > -0.3 > condemned


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("targeted.onnx", "targeted.json", "tokenizer.json"):
        shutil.copy(MODELS / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["targeted.onnx", "targeted.json", "tokenizer.json"])
def test_a_missing_file_is_named_with_a_remedy(files: Path, name: str) -> None:
    (files / name).unlink()
    with pytest.raises(ModelError, match=rf"there is no .*{name}.*make train"):
        load_targeted(files)


@pytest.mark.parametrize("name", ["targeted.onnx", "tokenizer.json"])
def test_a_damaged_file_is_named_with_a_remedy(files: Path, name: str) -> None:
    content = (files / name).read_bytes()
    (files / name).write_bytes(content[:-7])
    with pytest.raises(ModelError, match=rf"{name} is damaged.*make train"):
        load_targeted(files)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", json.dumps({"sha256": {}})])
def test_a_damaged_card_is_named_with_a_remedy(files: Path, content: str) -> None:
    (files / "targeted.json").write_text(content)
    with pytest.raises(ModelError, match=r"targeted\.json .*make train"):
        load_targeted(files)
