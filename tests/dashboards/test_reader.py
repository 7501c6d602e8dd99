from __future__ import annotations

from html.parser import HTMLParser

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.reader import cards

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.text = ""
        self.marked = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.tags and self.tags[-1] == "mark" and not self.marked:
            self.marked = data


def row(**given: object) -> pl.DataFrame:
    usual = {
        "sentence": "Tokyo praised Manila.", "marks": "0-5", "polarity": 0.5, "coverage": 1,
        "holder": None, "holder_role": "unclear", "outlet": "A", "published_on": None,
        "title": "T", "url": None,
    }  # fmt: skip
    return pl.DataFrame([{**usual, **given}])


def seen(frame: pl.DataFrame) -> Seen:
    parser = Seen()
    parser.feed(cards(frame))
    return parser


def test_the_mention_is_marked_by_code_points() -> None:
    assert seen(row(sentence="🇯🇵 é Tokyo spoke.", marks="5-10")).marked == "Tokyo"


def test_whose_tone_is_told() -> None:
    assert "tone of China" in seen(row(holder="China", holder_role="speaker")).text


@given(st.text(), st.text(), st.text())
def test_text_stays_text(sentence: str, outlet: str, title: str) -> None:
    frame = row(sentence=SCRIPT + sentence, outlet=outlet, title=SCRIPT + title, marks="0-7")
    assert set(seen(frame).tags) <= {"div", "mark", "b"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://", "//x", "http://[", " x", '"><b>']
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert seen(row(url=url)).links == []


def test_a_web_address_is_a_link() -> None:
    assert seen(row(url='https://a.example/?q="x"&y')).links == ['https://a.example/?q="x"&y']
