from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from transforms.series import series
from warehouse.contracts import TABLES


def article(name: str, polarity: float, n: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "article_id": name,
        "version": 1,
        "country": "JPN",
        "holder": "USA",
        "scorer": "s",
        "scorer_version": "1",
        "outlet": "o",
        "source_country": "USA",
        "published_on": date(2024, 5, 6),
        "date_precision": "day",
        "n_sentences": n,
        "n_covered": n,
        "polarity_micro": round(polarity * n * 1e6),
        **columns,
    }


def compute(rows: list[dict[str, Any]]) -> pl.DataFrame:
    table = TABLES["article_tones"]
    types = {n: c.dtype for n, c in table.schema.columns().items()}
    return TABLES["series"].shape(series(pl.LazyFrame(rows, schema=types)))


def year(rows: list[dict[str, Any]], kind: str = "country") -> dict[str, Any]:
    return compute(rows).filter(kind=kind, grain="year").row(0, named=True)


def test_the_table_meets_its_contract() -> None:
    TABLES["series"].schema.validate(compute([article("a", 0.5), article("b", -1.0, n=3)]))


def test_an_article_is_one_cluster_whosever_its_tones_are() -> None:
    both = [article("a", 0.5), article("a", -0.5, holder="*"), article("b", 0.5)]
    found = year(both)
    assert (found["n_articles"], found["n_sentences"]) == (2, 3)


def test_periods_begin_where_they_should() -> None:
    found = compute([article("a", 0.5, published_on=date(2023, 1, 1))]).filter(kind="country")
    assert dict(found.select("grain", "period_start").iter_rows()) == {
        "day": date(2023, 1, 1),
        "week": date(2022, 12, 26),  # the Monday before
        "month": date(2023, 1, 1),
        "quarter": date(2023, 1, 1),
        "year": date(2023, 1, 1),
    }


@pytest.mark.parametrize(
    ("precision", "grains"), [("year", {"year"}), ("month", {"month", "quarter", "year"})]
)
def test_no_period_is_shorter_than_the_date_is_exact(precision: str, grains: set[str]) -> None:
    assert set(compute([article("a", 0.5, date_precision=precision)])["grain"]) == grains


def test_undated_articles_are_left_out() -> None:
    assert compute([article("a", 0.5, published_on=None, date_precision=None)]).is_empty()


def test_dyads_are_kept_apart_and_unknown_sources_make_none() -> None:
    rows = [article("a", 1.0), article("b", 0.0, source_country="KOR")]
    rows += [article("c", -1.0, source_country=None)]
    found = compute(rows).filter(grain="year").select("kind", "source_country", "mean").rows()
    assert set(found) == {("country", "*", 0.0), ("dyad", "USA", 1.0), ("dyad", "KOR", 0.0)}


def test_uncovered_sentences_count_and_say_nothing() -> None:
    found = year([article("a", 0.8, n=2), article("b", 0.0, n=2, n_covered=0, polarity_micro=0)])
    assert (found["n_sentences"], found["n_covered"], found["n_articles"]) == (4, 2, 1)
    assert (found["mean"], found["share_covered"]) == (pytest.approx(0.8), 0.5)


def test_one_article_has_no_interval_and_none_covered_no_mean() -> None:
    assert year([article("a", 0.8, n=9)])["standard_error"] is None
    assert year([article("a", 0.0, n_covered=0, polarity_micro=0)])["mean"] is None


clusters = st.lists(
    st.tuples(st.integers(-1000, 1000), st.integers(1, 30)), min_size=2, max_size=20
)


@settings(max_examples=40, deadline=None)
@given(clusters)
def test_the_interval_is_that_of_a_clustered_regression(found: list[tuple[int, int]]) -> None:
    """Against ordinary least squares on a constant, errors clustered by article."""
    rows = [article(str(i), m / 1000, n) for i, (m, n) in enumerate(found)]
    got = year(rows)
    sums = np.array([r["polarity_micro"] / 1e6 for r in rows])
    sizes = np.array([n for _, n in found])
    mean = sums.sum() / sizes.sum()
    groups = len(rows)
    variance = ((sums - mean * sizes) ** 2).sum() / sizes.sum() ** 2 * groups / (groups - 1)
    assert got["mean"] == pytest.approx(mean, abs=1e-9)
    assert got["standard_error"] == pytest.approx(np.sqrt(variance), abs=2e-6)
    half = stats.t.ppf(0.975, groups - 1) * np.sqrt(variance)
    assert got["high"] - got["mean"] == pytest.approx(half, abs=3e-5)


def test_order_and_pieces_change_no_bit() -> None:
    rng = np.random.default_rng(1)
    rows = [article(str(i), float(p), n=3) for i, p in enumerate(rng.uniform(-1, 1, 200))]
    shuffled = [rows[i] for i in rng.permutation(len(rows))]
    assert compute(rows).equals(compute(shuffled))


def test_large_sums_do_not_wrap() -> None:
    rows = [article(str(i), 1.0 - i % 2 / 2, n=2_000_000) for i in range(50)]
    found = year(rows)
    assert found["mean"] == pytest.approx(0.75)
    assert found["standard_error"] == pytest.approx(0.25 / np.sqrt(49), rel=1e-6)


def test_intervals_cover_the_truth() -> None:
    """Simulated articles with effects of their own: 95 % intervals hold 93 to 97 % of the time."""
    rng, truth, n_trials = np.random.default_rng(7), 0.1, 2_000
    rows = []
    for trial in range(n_trials):
        effects = truth + rng.normal(0, 0.2, 30)
        for number, effect in enumerate(effects):
            tone = float(np.clip(effect + rng.normal(0, 0.1), -1, 1))
            rows.append(article(f"{trial}-{number}", tone, n=4, country=_code(trial)))
    found = compute(rows).filter(kind="country", grain="year")
    share = ((found["low"] <= truth) & (found["high"] >= truth)).mean()
    assert len(found) == n_trials
    assert 0.93 <= share <= 0.97


def _code(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return letters[number // 676] + letters[number // 26 % 26] + letters[number % 26]
