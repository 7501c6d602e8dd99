from __future__ import annotations

import json
from typing import Any

import pytest

from flows.sources import visits
from flows.sources.feeds import Entry

NOW = 1_000_000.0


def entries(*names: str, **fields: str) -> list[Entry]:
    return [Entry(n, {"url": n, **fields}) for n in names]


@pytest.fixture
def record() -> dict[str, Any]:
    """Return a feed of three pages, all received, after a journey through JSON."""
    record: dict[str, Any] = {"pages": {}}
    visits.listed(record, entries("c", "b", "a"), NOW)
    assert visits.due(record, NOW) == ["c", "b", "a"]
    for page in record["pages"].values():
        visits.received(page, {"etag": "x"}, NOW)
    read: dict[str, Any] = json.loads(json.dumps(record, sort_keys=True))
    return read


def test_nothing_is_due_where_nothing_changed(record: dict[str, Any]) -> None:
    visits.listed(record, entries("c", "b", "a"), NOW + 10)
    assert visits.due(record, NOW + 10) == []


def test_what_is_new_or_changed_in_the_feed_is_due(record: dict[str, Any]) -> None:
    visits.listed(record, [*entries("d", "c"), *entries("b", updated="today"), *entries("a")], NOW)
    assert visits.due(record, NOW) == ["d", "b"]


def test_what_left_the_middle_of_the_feed_is_due_and_what_left_its_end_is_not(
    record: dict[str, Any],
) -> None:
    visits.listed(record, entries("d", "c", "b"), NOW + 1)
    assert visits.due(record, NOW + 1) == ["d"]
    visits.listed(record, entries("d", "b"), NOW + 2)
    assert visits.due(record, NOW + 2) == ["d", "c"]


def test_pages_are_visited_again_in_their_first_week_and_then_forgotten(
    record: dict[str, Any],
) -> None:
    visits.listed(record, [], NOW)
    n_visits, now = 0, NOW
    for _ in range(40):
        now += visits.DAY / 4
        for url in visits.due(record, now):
            visits.received(record["pages"][url], {}, now)
            n_visits += 1
    assert n_visits == 3 * len(visits.AGAIN)
    visits.prune(record)
    assert record["pages"] == {}


@pytest.mark.parametrize(
    ("answers", "is_withdrawn"),
    [
        ([410], True),
        ([404], False),
        ([404, 404], True),
        ([404, 500, 404], False),
        ([500] * 4, False),
    ],
)
def test_a_page_is_withdrawn_where_it_is_gone_or_twice_not_found(
    record: dict[str, Any], answers: list[int], is_withdrawn: bool
) -> None:
    page, now = record["pages"]["b"], NOW
    found = [False]
    for status in answers:
        now += 100 * visits.HOUR
        found.append(visits.failed(page, "http_status", status, now, is_known=page["is_had"]))
        if not found[-1]:
            assert page["next_at"] > now
    assert found[-1] is is_withdrawn
    assert not any(found[:-1])


def test_a_page_that_was_never_had_is_not_withdrawn_and_given_up_in_the_end() -> None:
    record: dict[str, Any] = {"pages": {}}
    visits.listed(record, entries("a"), NOW)
    page = record["pages"]["a"]
    assert not any(
        visits.failed(page, "http_status", 410, NOW, is_known=False) for _ in range(visits.RETRIES)
    )
    assert page["next_at"] is None


def test_our_own_politeness_counts_against_no_page(record: dict[str, Any]) -> None:
    page = record["pages"]["a"]
    for _ in range(20):
        assert not visits.failed(page, "postponed", None, NOW, is_known=True)
    assert visits.due(record, NOW) == ["a"]
