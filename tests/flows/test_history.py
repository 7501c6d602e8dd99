from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.commands.versions import told
from flows.history import changes


def test_words_and_paragraphs_that_changed_are_marked() -> None:
    before = "Talks end\nThe envoy praised Japan.\n\nNo date was set."
    after = "Talks end\nThe envoy thanked Japan.\n\nNo date was set.\n\nThis report was corrected."
    assert list(changes(before, after)) == [
        "The envoy [-praised-]{+thanked+} Japan.",
        "{+This report was corrected.+}",
    ]
    assert list(changes(before, before)) == []
    assert list(changes(after, "Talks end")) == [
        "[-The envoy thanked Japan.-]",
        "[-No date was set.-]",
        "[-This report was corrected.-]",
    ]


TEXTS = st.lists(
    st.sampled_from(["Japan praised it.", "Japan praised them.", "No.", "x"]), max_size=5
)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_nothing_is_marked_only_where_nothing_changed(before: list[str], after: list[str]) -> None:
    marked = list(changes("\n".join(before), "\n".join(after)))
    assert (marked == []) == (before == after)
    assert all("[-" in line or "{+" in line for line in marked)


def version(number: int, day: int, until: int | None, body: str | None) -> dict[str, Any]:
    return {
        "version": number,
        "valid_from": datetime(2024, 5, day, tzinfo=UTC),
        "valid_until": until and datetime(2024, 5, until, tzinfo=UTC),
        "is_current": until is None and body is not None,
        "is_withdrawn": body is None,
        "title": body and "Talks",
        "body": body,
    }


def test_a_restored_text_is_compared_with_the_last_one_before_the_withdrawal() -> None:
    rows = [version(1, 1, 2, "Old."), version(2, 2, 3, None), version(3, 3, None, "New.")]
    assert told(rows) == [
        "version 1: from 2024-05-01 00:00 UTC until 2024-05-02 00:00 UTC",
        "version 2: withdrawn from 2024-05-02 00:00 UTC until 2024-05-03 00:00 UTC",
        "version 3: from 2024-05-03 00:00 UTC, current",
        "    [-Old-]{+New+}.",
    ]
