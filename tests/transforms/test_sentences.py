from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.sentences import readable, sentences, split


def texts(body: str) -> list[object]:
    return [s["text"] for s in split(body)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. Secretary met Gov. Rosendo.", "He left."],
        ["In the U.S. Japan attended.", "It ended."],
        ["He praised the U.S.", "The Japanese left."],
        ["Ferdinand Marcos Jr. spoke in Manila.", "He thanked Gov. Cruz."],
        ["She went to Washington, D.C. on Jan. 5.", "Mr. Lee did not."],
        ["“We were faster than anyone expected… and further.”", "It went on."],
        ["They had hoped for more than sympathy...", "Then they left."],
        ["Gen. Park met Sen. Kim and Prof. Ito et al. in St. Louis.", "Why?"],
        ["Talks began at 5 p.m. in Tokyo.", "They cost $3.5 million."],
        [
            "It was a busy month in Japanese-U.S. diplomacy.",
            "Non-U.S. firms and anti-U.N. votes rose.",
        ],
        ["Sen. Bob Menendez, D-N.J., met Amb. Emanuel at Ft. Bragg.", "It cost $3 bn. and rose."],
        ["The people sang… and then went home.", "It is over…", "We hope."],
        ["The U.S. and the U.K. agreed.", "It was 1945.", "2023 was hard."],
    ],
)
def test_hard_ends(parts: list[str]) -> None:
    assert texts(" ".join(parts)) == parts


def test_no_sentence_runs_over_a_line_break() -> None:
    assert texts("A numbered item\nAnother line. And more.") == [
        "A numbered item",
        "Another line.",
        "And more.",
    ]


@given(st.text(alphabet='aB .!?…"“”\n’é\U0001f600', max_size=60))
def test_offsets_give_the_text_and_nothing_is_lost(body: str) -> None:
    found = split(body)
    assert all(body[s["start"] : s["end"]] == s["text"] for s in found)  # type: ignore[misc]
    assert "".join("".join(str(s["text"]).split()) for s in found) == "".join(body.split())


def test_quoted_is_what_lies_mostly_in_quotation_marks() -> None:
    flags = {s["text"]: s["is_quoted"] for s in split("“We trust Korea.” He said “yes” and left.")}
    assert flags == {"“We trust Korea.”": True, "He said “yes” and left.": False}


def articles(**columns: object) -> pl.LazyFrame:
    row = {"article_id": "a", "version": 1, "is_current": True, "language": "en", "title": "T"}
    return pl.LazyFrame({**row, "body": "One. Two.", **columns})


def test_the_title_is_sentence_zero() -> None:
    rows = sentences(articles()).collect()
    assert rows.select("sentence_no", "part", "text").rows() == [
        (0, "title", "T"),
        (1, "body", "One."),
        (2, "body", "Two."),
    ]


@pytest.mark.parametrize(
    ("columns", "rule"),
    [({"is_current": False}, "superseded"), ({"language": "ja"}, "not_english")],
)
def test_what_is_set_aside_says_why(columns: dict[str, object], rule: str) -> None:
    assert readable(articles(**columns)).collect()["rule"].to_list() == [rule]
    assert sentences(articles(**columns)).collect().is_empty()
