from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.articles import articles


def day(number: int) -> datetime:
    return datetime(2024, 1, number, tzinfo=UTC)


def row(article: str, text: str | None, published: int | None = 1, updated: int | None = None,
        n: int = 0) -> dict[str, Any]:  # fmt: skip
    return {
        "article_id": article,
        "content_hash": text or f"withdrawn {article}",
        "is_withdrawn": text is None,
        "published_at": published and day(published),
        "updated_at": updated and day(updated),
        "receipt_id": "r",
        "row": n,
    }


def settle(rows: list[dict[str, Any]]) -> pl.DataFrame:
    times = dict.fromkeys(("published_at", "updated_at"), pl.Datetime("us", "UTC"))
    return articles(pl.LazyFrame(rows, schema_overrides=times)).collect()


def versions(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    stands = settle(rows).filter("stands").sort("article_id", "version")
    return stands.select("article_id", "content_hash", "version", "is_current").rows()


def test_a_correction_is_a_new_version() -> None:
    rows = [row("a", "old"), row("a", "new", updated=2)]
    assert versions(rows) == [("a", "old", 1, False), ("a", "new", 2, True)]


def test_going_back_to_the_old_text_is_a_version_too() -> None:
    rows = [row("a", "old"), row("a", "new", updated=2), row("a", "old", updated=3)]
    assert [v[1] for v in versions(rows)] == ["old", "new", "old"]


def test_the_same_text_again_is_a_duplicate() -> None:
    found = settle([row("a", "x"), row("a", "x", n=1), row("a", "x", updated=5)])
    assert found["is_duplicate"].sum() == 2


def test_the_same_text_under_another_name_on_one_day_is_a_duplicate() -> None:
    assert versions([row("a", "x"), row("b", "x")]) == [("a", "x", 1, True)]
    assert len(versions([row("a", "x"), row("b", "x", published=2)])) == 2


def test_two_texts_and_no_order_is_a_conflict() -> None:
    found = settle([row("a", "x"), row("a", "y")])
    assert found.filter("is_conflict")["rule"].to_list() == ["conflicting_texts"]
    assert versions([row("a", "y"), row("a", "x")]) == [("a", "x", 1, True)]


def test_a_withdrawal_is_a_version_that_does_not_count() -> None:
    rows = [row("a", "x"), row("a", None, None, updated=2), row("a", None, None, updated=2, n=1)]
    found = settle(rows).filter("stands").sort("version")
    assert found.select("version", "is_withdrawn", "is_current").rows() == [
        (1, False, False),
        (2, True, False),
    ]


def test_a_text_after_the_withdrawal_restores_the_article() -> None:
    rows = [row("a", "x", updated=3), row("a", None, None, updated=2), row("a", "x")]
    assert [v[2:] for v in versions(rows)] == [(1, False), (2, False), (3, True)]


def test_each_version_stands_until_the_next() -> None:
    rows = [
        row("a", "x", updated=2),
        row("a", "y", updated=3),
        row("a", None, None, updated=4),
        row("a", "y", updated=6),
        row("b", "z", published=None),
    ]
    found = settle(rows).filter("stands").sort("article_id", "version")
    assert found.select("valid_from", "valid_until").rows() == [
        (day(1), day(3)),  # the first text known has stood since it was published
        (day(3), day(4)),
        (day(4), day(6)),
        (day(6), None),
        (None, None),
    ]


def test_withdrawals_of_two_articles_are_no_copies() -> None:
    assert len(versions([row("a", None, updated=2), row("b", None, updated=2)])) == 2


def test_undated_articles_stand() -> None:
    assert versions([row("a", "x", published=None)]) == [("a", "x", 1, True)]


rows_of_all_kinds = st.lists(
    st.builds(
        row,
        st.sampled_from("ab"),
        st.sampled_from(["x", "y", "z", None]),
        st.none() | st.integers(1, 3),
        st.none() | st.integers(4, 6),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(rows_of_all_kinds, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_nothing_is_lost(rows: list[dict[str, Any]], random: Any) -> None:
    for number, one in enumerate(rows):
        one["row"] = number
    shuffled = random.sample(rows, len(rows))
    assert versions(rows) == versions(shuffled)
    found = settle(rows)
    assert (found["stands"].cast(int) + found["is_duplicate"] + found["is_conflict"] == 1).all()
    last = found.filter("stands").sort("version").group_by("article_id").last()
    assert (last["is_current"] != last["is_withdrawn"]).all()
    assert found.filter(pl.col("stands") & pl.col("is_current")).height == last["is_current"].sum()
