from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from textblob.en import sentiment

from flows.scorers import get
from transforms.scorers import NAME, OTHER, TARGET
from warehouse.reference import FOLDER

DOMAIN = get("textblob_domain")
WORDS = pl.read_csv(FOLDER / "domain_words.csv")


@pytest.mark.parametrize(
    ("text", "polarity", "coverage"),
    [
        ("Xother condemned Xother.", -0.7, 1),
        ("Xother is a good ally.", (0.7 + 0.6) / 2, 2),
        ("Xother did not condemn it.", 0.35, 1),
        ("It isn't a threat.", 0.3, 1),
        ("Xother met Xother.", 0.0, 0),
        ("", 0.0, 0),
    ],
)
def test_a_domain_word_is_one_more_assessment(text: str, polarity: float, coverage: int) -> None:
    found = DOMAIN.score(pl.Series([text])).row(0)
    assert found == (pytest.approx(polarity), coverage)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["not", "very", "good", "bad", "awful", "talks", "!"]), max_size=8))
def test_without_a_domain_word_it_is_textblob(words: list[str]) -> None:
    text = " ".join(["Xother", *words])
    found = DOMAIN.score(pl.Series([text]))["polarity"].item()
    assert found == pytest.approx(TextBlob(text).sentiment.polarity, abs=1e-12)


def test_no_form_is_textblobs_and_none_stands_twice() -> None:
    forms = WORDS.select(pl.col("forms").str.split("|")).explode("forms")["forms"]
    assert [f for f in forms if f in sentiment] == []
    assert forms.is_duplicated().sum() == 0
    assert WORDS["polarity"].is_between(-1, 1).all()
    assert WORDS["word"].is_sorted()


def test_masks_are_unknown_to_it() -> None:
    found = DOMAIN.score(pl.Series([f"{TARGET} and {OTHER}, {NAME}!"])).row(0)
    assert found == (0.0, 0)
