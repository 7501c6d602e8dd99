from tests.conftest import SAMPLE, shared
from transforms.pasted import take_apart

PASTE = """Opinion

/

Visayas Lantern

A headline without an end

Ana Cruz, A College, Visayas Lantern on Mar 14, 2025

Published in Opinion

First paragraph.

Second paragraph.
"""


def test_a_paste_is_taken_apart() -> None:
    assert take_apart(PASTE) == {
        "title": "A headline without an end",
        "author": "Ana Cruz",
        "outlet": "Visayas Lantern",
        "published": "Mar 14, 2025",
        "body": "First paragraph.\n\nSecond paragraph.",
    }


def test_a_missing_date_stays_missing() -> None:
    assert take_apart(PASTE.replace(" on Mar 14, 2025", " on"))["published"] is None


def test_plain_text_is_all_body() -> None:
    text = "The minister arrived in Tokyo on Monday, and left.\n\nHe will rule on the plan today"
    found = take_apart(text)
    assert (found["title"], found["author"], found["body"]) == (None, None, text)


def test_a_short_first_line_is_the_headline() -> None:
    assert take_apart("Talks resume\nThe talks\nwent on.")["title"] == "Talks resume"
    assert take_apart("Talks resume\nThe talks\nwent on.")["body"] == "The talks\nwent on."


def test_the_samples_pastes() -> None:
    undated = take_apart((SAMPLE / "federal-row-undated.txt").read_text())
    assert undated["outlet"] == "Federal Row Dispatch"
    assert undated["author"] == "Augustin Pellworth"
    assert undated["published"] is None


def test_a_real_paste() -> None:
    found = take_apart(shared("articles/arcamax_japan_us_2024.txt").read_text())
    assert str(found["title"]).startswith("Japan’s diplomatic charm offensive")
    assert found["author"] == "Mary M. McCarthy"
    assert found["outlet"] == "ArcaMax"
    assert found["published"] is None
    assert str(found["body"]).startswith("April 2024 proved")
