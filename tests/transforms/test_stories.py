from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.stories import WINDOW, stories
from warehouse.contracts import TABLES

STORY = TABLES["stories"].schema
BEGIN = datetime(2024, 3, 1, tzinfo=UTC)


def article(name: str, body: str, day: float | None = 0, **other: Any) -> dict[str, Any]:
    at = None if day is None else BEGIN + timedelta(days=day)
    row = {"article_id": name, "version": 1, "is_current": True, "body": body, "published_at": at}
    return {**row, **other}


def frame(rows: list[dict[str, Any]]) -> pl.LazyFrame:
    columns = TABLES["articles"].schema.columns()
    names = ["article_id", "version", "is_current", "body", "published_at"]
    return pl.LazyFrame(rows, schema={n: columns[n].dtype for n in names})


def group(
    rows: list[dict[str, Any]],
    tail: list[dict[str, Any]] | None = None,
    standing: pl.DataFrame | None = None,
) -> pl.DataFrame:
    before = STORY.create_empty() if standing is None else standing
    found = stories(frame(rows), frame(tail or []), before.lazy())
    return STORY.validate(TABLES["stories"].shape(found))


def story_of(found: pl.DataFrame) -> dict[str, str]:
    return dict(found.select("article_id", "story_id").iter_rows())


TALKS = (
    "The foreign ministers of Japan and the Philippines met in Manila on Friday for talks on "
    "maritime security. They agreed to begin work on a treaty that would let each side's troops "
    "train in the other's country, officials said after the meeting."
)


def test_the_same_words_under_another_headline_are_one_story() -> None:
    found = group([article("b/1", TALKS.upper() + "!", 1), article("a/1", TALKS)])
    assert found.rows() == [
        ("a/1", 1, "a/1", True, BEGIN, None, None),
        ("b/1", 1, "a/1", False, BEGIN, "a/1", 1.0),
    ]


def test_a_copy_outside_the_window_of_the_first_begins_a_story_of_its_own() -> None:
    days = WINDOW.days
    found = group([article(f"{n}", TALKS, day) for n, day in enumerate([0, days, days + 0.1])])
    assert story_of(found) == {"0": "0", "1": "0", "2": "2"}


def test_only_current_articles_count() -> None:
    old = article("a/1", TALKS, is_current=False)
    assert story_of(group([old, article("b/1", TALKS, 1)])) == {"b/1": "b/1"}


def test_undated_articles_are_grouped_among_themselves() -> None:
    rows = [article("b/1", TALKS, None), article("a/1", TALKS, None)]
    assert story_of(group(rows)) == {"a/1": "a/1", "b/1": "a/1"}


def test_a_story_goes_on_over_the_end_of_a_month() -> None:
    first = [article("b/1", TALKS, 0), article("c/1", TALKS, 1)]
    standing = group(first)
    later = group([article("a/1", TALKS, 3)], first, standing)
    assert later.rows() == [("a/1", 1, "b/1", False, BEGIN, "b/1", 1.0)]


ROWS = st.lists(
    st.tuples(st.sampled_from([TALKS, TALKS[100:], TALKS[:100]]), st.integers(0, 20)), max_size=9
)


@given(ROWS, st.randoms(use_true_random=False), st.integers(0, 20))
def test_neither_order_nor_later_days_change_a_story(
    drawn: list[tuple[str, int]], random: Any, day: int
) -> None:
    rows = [article(f"{n}", body, at) for n, (body, at) in enumerate(drawn)]
    all_at_once = group(rows)
    assert group(random.sample(rows, len(rows))).equals(all_at_once)
    early = [r for r in rows if r["published_at"] < BEGIN + timedelta(days=day)]
    late = [r for r in rows if r not in early]
    standing = group(early)
    in_two = pl.concat([standing, group(late, early, standing)]).sort("article_id")
    assert in_two.equals(all_at_once)
