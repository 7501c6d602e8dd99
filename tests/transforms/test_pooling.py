from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from transforms.pooling import pooled, spans_of


def told(n: int, seed: int = 1, outlets: int = 3) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    size = rng.integers(1, 6, n)
    return pl.DataFrame(
        {
            "story_id": [f"s{i}" for i in range(n)],
            "outlet": [f"o{i % outlets}" for i in range(n)],
            "published_on": [date(2000, 1, 1) + timedelta(days=int(d)) for d in
                             rng.integers(0, 3_650, n)],
            "n": size,
            "s": np.round(rng.normal(0.1, 0.3, n).clip(-1, 1), 6) * size,
        }
    )  # fmt: skip


def test_spans_hold_both_days_and_begin_where_years_divide() -> None:
    spans = spans_of(date(1957, 3, 1), date(1966, 12, 31), 5)
    assert spans[0] == (date(1955, 1, 1), date(1959, 12, 31))
    assert spans[-1] == (date(1965, 1, 1), date(1969, 12, 31))
    assert [s[0] for s in spans[1:]] == [s[1] + timedelta(days=1) for s in spans[:-1]]


def test_a_span_is_the_mean_of_its_sentences_with_an_error_by_story() -> None:
    rows = told(60)
    found = pooled(rows, [(date(2000, 1, 1), date(2009, 12, 31))]).row(0, named=True)
    n, s = rows["n"].to_numpy(), rows["s"].to_numpy()
    mean = s.sum() / n.sum()
    error = np.sqrt(((s - mean * n) ** 2).sum() / (n.sum() ** 2 - (n**2).sum()))
    assert found["mean"] == pytest.approx(mean, abs=1e-9)
    assert found["standard_error"] == pytest.approx(error, rel=1e-9)
    assert (found["n_stories"], found["n_covered"], found["n_outlets"]) == (60, n.sum(), 3)
    assert found["clustered_by"] == "story"


def test_spans_together_hold_each_story_once() -> None:
    rows = told(400)
    found = pooled(rows, spans_of(date(2000, 1, 1), date(2009, 12, 31), 2))
    assert found["n_stories"].sum() == 400
    assert found["n_covered"].sum() == rows["n"].sum()


def test_too_few_are_counted_and_give_no_mean() -> None:
    rows = told(4)
    spans = [(date(2000, 1, 1), date(2009, 12, 31)), (date(2010, 1, 1), date(2010, 12, 31))]
    found = pooled(rows, spans)
    assert found["state"].to_list() == ["too_few", "too_few"]
    assert found["n_stories"].to_list() == [4, 0]
    assert found["mean"].null_count() == 2


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Stories of unequal length with a tone of their own, in cells of 12: 95 % of intervals."""
    rng = np.random.default_rng(7)
    cells, size, truth = 1_500, 12, 0.1
    n = rng.integers(1, 9, (cells, size))
    tone = rng.normal(truth, 0.2, (cells, size))
    noise = rng.normal(0, 0.3, (cells, size)) / np.sqrt(n)
    first = date(1000, 1, 1)
    spans = [(date(1000 + c // 2, 1 + 6 * (c % 2), 1),) * 2 for c in range(cells)]
    assert spans[0][0] == first
    rows = pl.DataFrame(
        {
            "story_id": [f"s{i}" for i in range(cells * size)],
            "outlet": "o",
            "published_on": [s[0] for s in spans for _ in range(size)],
            "n": n.ravel(),
            "s": ((tone + noise) * n).ravel(),
        }
    )
    found = pooled(rows, spans)
    covered = ((found["low"] <= truth) & (truth <= found["high"])).mean()
    assert 0.93 <= covered <= 0.97
