from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.changing import contributions, decompose, sums_of

Row = tuple[str, str, float, int]
sentence = st.tuples(
    st.sampled_from("abc"), st.sampled_from(["name", "leader"]), st.floats(-1, 1), st.integers(0, 9)
)
side = st.lists(sentence, min_size=1, max_size=30)


def frame(before: list[Row], after: list[Row]) -> pl.DataFrame:
    rows = [(*row[:3], f"story {row[3]}", False) for row in before]
    rows += [(*row[:3], f"story {row[3] + 5}", True) for row in after]
    columns = ["speaker", "facet", "polarity", "story_id", "is_after"]
    return pl.DataFrame(rows, schema=columns, orient="row")


@settings(max_examples=10, deadline=None)
@given(side, side)
def test_the_parts_and_the_sentences_add_up_to_the_change(
    before: list[Row], after: list[Row]
) -> None:
    told = frame(before, after)
    change = np.mean([r[2] for r in after]) - np.mean([r[2] for r in before])
    parts = dict(decompose(sums_of(told)).select("part", "change").iter_rows())
    assert parts["mix"] + parts["facet"] + parts["within"] == pytest.approx(change, abs=1e-9)
    assert parts["total"] == pytest.approx(change, abs=1e-9)
    assert contributions(told)["contribution"].sum() == pytest.approx(change, abs=1e-9)


def test_each_cause_is_called_by_its_name() -> None:
    def share(told: pl.DataFrame) -> dict[str, float]:
        return {
            p: round(c, 9) for p, c in decompose(sums_of(told)).select("part", "change").iter_rows()
        }

    kind, harsh = ("a", "name", 0.5, 1), ("b", "name", -0.5, 2)
    assert share(frame([kind, harsh], [kind, kind, kind, harsh])) == {
        "mix": 0.25, "facet": 0.0, "within": 0.0, "total": 0.25
    }  # fmt: skip
    assert share(frame([kind], [("a", "name", 0.9, 1)]))["within"] == 0.4
    leader = ("a", "leader", -0.5, 1)
    assert share(frame([kind, leader], [kind, kind, kind, leader]))["facet"] == 0.25


def test_the_error_is_that_of_a_difference_of_means() -> None:
    """One speaker, one facet, one sentence a story: against the textbook's two samples."""
    rng = np.random.default_rng(5)
    tones = rng.normal(0, 0.3, 400)
    told = pl.DataFrame(
        {
            "speaker": "a",
            "facet": "name",
            "polarity": tones,
            "story_id": [f"s{i:03}" for i in range(400)],
            "is_after": rng.random(400) < 0.5,
        }
    )
    found = decompose(sums_of(told)).filter(part="total").row(0, named=True)
    after, before = (tones[told["is_after"].to_numpy() == x] for x in (True, False))
    expected = np.sqrt(np.var(after) / len(after) + np.var(before) / len(before))
    assert found["standard_error"] == pytest.approx(expected, rel=0.35)
