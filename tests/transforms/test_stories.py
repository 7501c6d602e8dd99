from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
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


@settings(deadline=None, max_examples=50)
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


def test_a_trimmed_respelled_copy_with_a_dateline_and_a_paragraph_more_is_found() -> None:
    more = (
        "The two sides also signed a program of exercises for their coast guards. Neither named "
        "China, whose vessels have crowded Philippine boats at a disputed shoal since the spring."
    )
    copy = (
        "MANILA (Agency) - "
        + TALKS.replace("Philippines met", "Phillipines met").replace("Manila on", "Manila, on")
        + "\n\nIt was their third meeting this year.\n\n"
        + more.split(" Neither")[0].replace("program", "programme")
    )
    found = group([article("a/1", f"{TALKS}\n\n{more}"), article("b/1", copy, 1)])
    assert story_of(found)["b/1"] == "a/1"
    assert 0.5 <= found["overlap"][1] < 1


def test_the_same_form_with_other_figures_or_names_is_another_story() -> None:
    form = "Qtly div {} cts vs 10 cts prior. Pay April {}. Record March 15. NOTE: {} Income Fund."
    rows = [
        article("a/1", form.format(10, 30, "Ohio")),
        article("b/1", form.format(12, 28, "Ohio"), 1),
        article("c/1", form.format(10, 30, "Michigan"), 1),
        article("d/1", form.format(10, 30, "Ohio"), 1),
    ]
    assert story_of(group(rows)) == {"a/1": "a/1", "b/1": "b/1", "c/1": "c/1", "d/1": "a/1"}


def test_other_words_about_the_same_event_are_another_story() -> None:
    other = (
        "Manila and Tokyo agreed on Friday to negotiate a pact on visiting forces. Their foreign "
        "ministers announced the step after talks in the Philippine capital on security at sea."
    )
    assert story_of(group([article("a/1", TALKS), article("b/1", other)]))["b/1"] == "b/1"


def test_scripts_without_spaces_are_compared_by_character() -> None:
    text = "日米比が初の首脳会談を行い、南シナ海での連携強化で一致した。"
    found = group([article("a/1", text), article("b/1", "【東京】" + text), article("c/1", "停戦")])
    assert story_of(found) == {"a/1": "a/1", "b/1": "a/1", "c/1": "c/1"}
