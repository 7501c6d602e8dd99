"""Sentences that teachers judged are found again, and taught as they were judged."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows.training import judged
from flows.training.corpora import digests

TEXTS = ["Tokyo praised France.", "France condemned Peru."]


@pytest.fixture
def told(tmp_path: Path) -> pl.DataFrame:
    body = " ".join(TEXTS)
    corpus = {"article_id": ["a"], "body": [body], "published_at": [datetime(2024, 5, 1)]}
    pl.DataFrame(corpus).write_parquet(tmp_path / "news.parquet")
    references = pl.DataFrame(
        {
            "corpus": ["news"] * 3,
            "article_id": ["a"] * 3,
            "sentence": pl.Series([*TEXTS, "One that is gone."]),
            "country": ["FRA", "PER", "PER"],
            "negative": [20, 900, 0],
            "positive": [930, 10, 0],
            "negative_dse": [30, 800, 0],
            "positive_dse": [830, 100, 0],
        }
    ).with_columns(digests(pl.col("sentence")))
    references.write_parquet(tmp_path / "judged.parquet")
    return judged.read(tmp_path, tmp_path, tmp_path / "judged.parquet", with_dse=False)


def test_found_again_with_the_rest_for_neutral(told: pl.DataFrame) -> None:
    assert told["masked"].to_list() == ["Xother praised Xtarget.", "Xother condemned Xtarget."]
    assert told.select("negative", "neutral", "positive").row(0) == pytest.approx(
        (0.02, 0.05, 0.93)
    )


def test_taught_as_judged_and_nothing_that_is_held(told: pl.DataFrame) -> None:
    held = pl.Series(["Xother condemned Xtarget."])
    (only,) = judged.examples(told, 5, held, seed=1)
    assert only.text == "Xother praised Xtarget."
    assert only.chances == pytest.approx((0.02, 0.05, 0.93))
