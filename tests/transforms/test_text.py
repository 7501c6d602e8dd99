import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.text import tidy, without_chrome
from warehouse.reference import FOLDER

CHROME = pl.read_csv(FOLDER / "chrome.csv")


def tidied(text: str) -> str | None:
    return pl.select(tidy(pl.lit(text))).item()


def cleaned(text: str) -> str | None:
    return pl.select(tidy(without_chrome(tidy(pl.lit(text)), CHROME))).item()


def test_spaces_and_invisible_characters_become_regular() -> None:
    assert (
        tidied("United\u00a0 Nations\u200b\t in\u2009Geneva\ufeff ") == "United Nations in Geneva"
    )


def test_letters_are_composed() -> None:
    assert tidied("Co\u0302te") == "Côte"


def test_a_line_broken_inside_a_sentence_is_joined() -> None:
    assert tidied("of the United \nNations in New \r\nYork") == "of the United Nations in New York"
    assert tidied("as a\nfounder") == "as a founder"


def test_paragraphs_and_headings_stay_apart() -> None:
    assert tidied("A heading\nThe text.\n\n\n\nMore.") == "A heading\nThe text.\n\nMore."


def test_empty_text_is_null() -> None:
    assert tidied(" \n\u200b ") is None


@given(st.text(max_size=80))
def test_tidy_text_stays_as_it_is(text: str) -> None:
    once = tidied(text)
    assert once is None or tidied(once) == once


def test_chrome_goes_and_the_text_between_stays() -> None:
    page = "First.\n\n...continued\n\nswipe to next page\n\nSecond.\n\nShare Tweet"
    assert cleaned(page) == "First.\n\nSecond."


def test_readers_comments_are_not_the_article() -> None:
    assert cleaned("Text.\n\nComments\n\njuan: China bully!") == "Text."
    assert cleaned("Text.\n\nblog comments powered by Disqus") == "Text."


def test_lists_of_links_make_no_mentions() -> None:
    assert cleaned("Text.\n\nLatest news: Japan | Russia | Georgia\n\nEnd.") == "Text.\n\nEnd."


def test_ordinary_sentences_about_comments_stay() -> None:
    said = "Comments by the minister angered Japan.\n\nHe continued to share them."
    assert cleaned(said) == said
