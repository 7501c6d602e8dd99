from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.scorers import UnknownScorerError, get
from transforms.scorers import NAME, OTHER, TARGET, Scorer
from transforms.tones import SENTENCE, article_tones, mask, tones
from warehouse.contracts import TABLES

TEXTBLOB = get("textblob")


def frames(text: str, *spans: tuple[str, str]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return mentions and sentences of one text; spans are (surface, country)."""
    key: dict[str, Any] = {"article_id": "a", "version": 1, "sentence_no": 1}
    rows, after = [], 0
    for surface, country in spans:
        start = text.index(surface, after)
        after = start + len(surface)
        rows.append({**key, "start": start, "end": after, "country": country})
    types = {"start": pl.Int64, "end": pl.Int64, "country": pl.String}
    return pl.LazyFrame(rows, schema_overrides=types), pl.LazyFrame([{**key, "text": text}])


def masked(text: str, *spans: tuple[str, str], is_targeted: bool = True) -> dict[str, str]:
    found = mask(*frames(text, *spans), is_targeted=is_targeted).collect()
    return dict(found.select("country", "masked").iter_rows())


def test_the_target_and_the_others_get_their_own_masks() -> None:
    text = "Japan praised Great Britain, and Japan left."
    found = masked(text, ("Japan", "JPN"), ("Great Britain", "GBR"), ("Japan", "JPN"))
    assert found["JPN"] == f"{TARGET} praised {OTHER}, and {TARGET} left."
    assert found["GBR"] == f"{OTHER} praised {TARGET}, and {OTHER} left."


def test_offsets_are_code_points() -> None:
    assert masked("“Émigrés” 😀 left Côte d’Ivoire.", ("Côte d’Ivoire", "CIV")) == {
        "CIV": f"“Émigrés” 😀 left {TARGET}."
    }


def test_one_span_of_two_countries_is_masked_once() -> None:
    mentions, sentences = frames("The Koreas met.", ("Koreas", "KOR"))
    both = pl.concat([mentions, mentions.with_columns(country=pl.lit("PRK"))])
    found = mask(both, sentences, is_targeted=True).collect()
    assert found["masked"].to_list() == [f"The {TARGET} met."] * 2


def score(text: str, *spans: tuple[str, str], scorer: Scorer = TEXTBLOB) -> pl.DataFrame:
    mentions, sentences = frames(text, *spans)
    holders = mentions.select(
        *SENTENCE, "country", holder=pl.lit("AUS"), holder_role=pl.lit("author")
    )
    found = tones(mentions, sentences, holders.unique(), scorer, ["Cold War", "War"])
    return found.collect().sort("country")


def test_names_whose_words_carry_tone_are_masked_whole() -> None:
    assert score("Japan after the Cold War.", ("Japan", "JPN"))["coverage"].item() == 0
    assert score("Japan after the Cold Wars.", ("Japan", "JPN"))["coverage"].item() == 1


@pytest.mark.parametrize("scorer", ["textblob", "vader"])
@pytest.mark.parametrize("name", ["Great Britain", "New Zealand", "Japan", "Cold Island", "USA"])
@pytest.mark.parametrize("template", ["{} said so.", "The awful plan of {} failed.", "Great, {}!"])
def test_exchanging_names_changes_exactly_nothing(name: str, template: str, scorer: str) -> None:
    ours = score(template.format(name), (name, "AAA"), scorer=get(scorer))
    theirs = score(template.format("Chad"), ("Chad", "TCD"), scorer=get(scorer))
    assert ours["polarity"].item() == theirs["polarity"].item()
    assert ours["coverage"].item() == theirs["coverage"].item()


@pytest.mark.parametrize("name", ["textblob", "vader"])
def test_masks_are_words_that_no_lexicon_knows(name: str) -> None:
    scored = get(name).score(pl.Series([TARGET, OTHER, f"{TARGET}, {NAME}!"]))
    assert scored["coverage"].to_list() == [0, 0, 0]
    assert scored["polarity"].to_list() == [0.0, 0.0, 0.0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["not", "very", "good", "bad", "awful", "talks", "!"]), max_size=8))
def test_scores_are_textblobs_own(words: list[str]) -> None:
    from textblob import TextBlob

    text = " ".join(["Japan", *words])
    expected = TextBlob(text.replace("Japan", OTHER)).sentiment.polarity
    assert score(text, ("Japan", "JPN"))["polarity"].item() == pytest.approx(expected, abs=1e-12)


def test_no_known_word_is_not_covered() -> None:
    assert score("Japan signed it.", ("Japan", "JPN"))["coverage"].item() == 0


def test_an_unknown_scorer_says_which_there_are() -> None:
    with pytest.raises(UnknownScorerError, match="textblob"):
        get("nope")


def test_a_tone_says_whose_it_is() -> None:
    found = score("Japan signed it.", ("Japan", "JPN")).row(0, named=True)
    assert (found["holder"], found["holder_role"]) == ("AUS", "author")


def test_article_sums_are_whole_millionths_of_covered_sentences_by_holder() -> None:
    rows = pl.LazyFrame(
        {
            "article_id": ["a"] * 4,
            "version": [1] * 4,
            "sentence_no": [1, 2, 3, 4],
            "country": ["JPN"] * 4,
            "scorer": ["s"] * 4,
            "scorer_version": ["1"] * 4,
            "polarity": [0.1, 0.2, 0.9, -0.5],
            "coverage": [1, 2, 0, 1],
            "inclusion": [1.0] * 4,
            "holder": ["AUS", "AUS", "AUS", None],
        }
    )
    about = pl.LazyFrame(
        {
            "article_id": ["a"],
            "version": [1],
            "outlet": ["o"],
            "source_country": [None],
            "published_on": [None],
            "date_precision": [None],
        }
    )
    summed = TABLES["article_tones"].shape(article_tones(rows, about))
    columns = ["holder", "n_sentences", "n_covered", "polarity_micro"]
    assert summed.select(columns).rows() == [("*", 1, 1, -500_000), ("AUS", 3, 2, 300_000)]


def test_vader_is_itself_and_counts_the_words_it_knows() -> None:
    found = get("vader").score(pl.Series(["Xother condemned the brutal attack.", "It met Xother."]))
    assert found["polarity"][0] < -0.5
    assert found["coverage"].to_list() == [3, 0]
