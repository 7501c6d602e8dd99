from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from transforms.cells import Span, by_holder, by_speaker, voices
from transforms.coding import corrected
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
        "n_scored": n,
        "n_covered": n,
        "polarity_micro": round(polarity * n * 1e6),
        **columns,
    }


SPAN = Span(2024, date(2024, 1, 1), date(2024, 12, 1))


def compute(
    rows: list[dict[str, Any]],
    copies: dict[str, str] | None = None,
    span: Span = SPAN,
    coded: list[dict[str, Any]] | None = None,
) -> pl.DataFrame:
    """Return the series of articles; `copies` names the story of those that are not first."""
    table = TABLES["article_tones"]
    types = {n: c.dtype for n, c in table.schema.columns().items()}
    stories = pl.DataFrame({"article_id": sorted({r["article_id"] for r in rows})}).with_columns(
        version=pl.lit(1, pl.Int64),
        story_id=pl.col("article_id").replace(copies or {}),
    )
    stories = stories.with_columns(is_first=pl.col("story_id") == pl.col("article_id"))
    codes = TABLES["coded_tones"].schema.columns().items()
    coded_tones = pl.LazyFrame(coded or [], schema={n: c.dtype for n, c in codes})
    voiced = voices(pl.LazyFrame(rows, schema=types), stories.lazy(), coded_tones).collect()
    return TABLES["series"].shape(series(by_speaker(voiced), by_holder(voiced), span))


def year(rows: list[dict[str, Any]], kind: str = "country") -> dict[str, Any]:
    return compute(rows).filter(kind=kind, grain="year").row(0, named=True)


def test_the_table_meets_its_contract() -> None:
    TABLES["series"].schema.validate(compute([article("a", 0.5), article("b", -1.0, n=3)]))


def test_an_article_is_one_cluster_whosever_its_tones_are() -> None:
    both = [article("a", 0.5), article("a", -0.5, holder="*"), article("b", 0.5)]
    found = year(both)
    assert (found["n_articles"], found["n_sentences"]) == (2, 3)


def test_periods_begin_where_they_should() -> None:
    rows = [article("a", 0.5, published_on=date(2023, 1, 1))]
    span = Span(2023, date(2023, 1, 1), date(2023, 12, 1))
    found = compute(rows, span=span).filter(kind="country")
    assert dict(found.select("grain", "period_start").iter_rows()) == {
        "day": date(2023, 1, 1),
        "month": date(2023, 1, 1),
        "quarter": date(2023, 1, 1),
        "year": date(2023, 1, 1),
        "rolling_3_months": date(2023, 1, 1),  # none begins before the first month
        "rolling_4_quarters": date(2023, 1, 1),
    }
    week = compute(rows, span=Span(2022, date(2023, 1, 1), date(2023, 12, 1)))
    assert week.filter(kind="country").select("grain", "period_start").rows() == [
        ("week", date(2022, 12, 26))  # the Monday before
    ]


@pytest.mark.parametrize(
    ("precision", "grains"),
    [
        ("year", {"year"}),
        ("month", {"month", "quarter", "year", "rolling_3_months", "rolling_4_quarters"}),
    ],
)
def test_no_period_is_shorter_than_the_date_is_exact(precision: str, grains: set[str]) -> None:
    assert set(compute([article("a", 0.5, date_precision=precision)])["grain"]) == grains


def test_undated_articles_are_left_out() -> None:
    assert compute([article("a", 0.5, published_on=None, date_precision=None)]).is_empty()


def test_dyads_are_kept_apart_and_unknown_sources_make_none() -> None:
    rows = [article("a", 1.0), article("b", 0.0, source_country="KOR")]
    rows += [article("c", -1.0, source_country=None)]
    found = compute(rows).filter(grain="year").select("kind", "source_country", "mean").rows()
    assert set(found) == {
        ("country", "*", 0.0),
        ("dyad", "USA", 1.0),
        ("dyad", "KOR", 0.0),
        ("holder", "USA", 0.0),  # whose tone all three report
    }


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


@settings(max_examples=12, deadline=None)
@given(clusters)
def test_the_interval_is_that_of_a_clustered_regression(found: list[tuple[int, int]]) -> None:
    """Against statsmodels: a constant by least squares over sentences, clustered by article."""
    rows = [article(str(i), m / 1000, n) for i, (m, n) in enumerate(found)]
    got = year(rows)
    sizes = np.array([n for _, n in found])
    tones = np.repeat([m / 1000 for m, _ in found], sizes)
    fit = sm.OLS(tones, np.ones(len(tones))).fit(
        cov_type="cluster",
        cov_kwds={"groups": np.repeat(np.arange(len(found)), sizes), "use_correction": False},
    )
    share = (sizes**2).sum() / sizes.sum() ** 2
    error = fit.bse[0] / np.sqrt(1 - share)
    assert got["mean"] == pytest.approx(fit.params[0], abs=1e-9)
    assert got["standard_error"] == pytest.approx(error, abs=1e-9)
    assert got["freedom"] == pytest.approx(1 / share - 1)
    assert got["high"] - got["mean"] == pytest.approx(
        stats.t.ppf(0.975, 1 / share - 1) * error, abs=1e-8
    )


def test_equal_clusters_give_the_usual_correction() -> None:
    rows = [article(str(i), p, n=3) for i, p in enumerate([0.1, 0.4, -0.2, 0.0, 0.9, 0.3])]
    got = year(rows)
    tones = [0.1, 0.4, -0.2, 0.0, 0.9, 0.3]
    assert got["standard_error"] == pytest.approx(np.std(tones, ddof=1) / np.sqrt(6), abs=1e-9)
    assert got["freedom"] == pytest.approx(5)
    power = TTestIndPower().power(
        got["smallest_change"] / np.std(tones, ddof=1), nobs1=6, alpha=0.05
    )
    assert power == pytest.approx(0.80, abs=0.015)  # Bloom's formula against the exact power


def test_many_outlets_are_clusters_and_few_are_not() -> None:
    def told(n_outlets: int) -> dict[str, Any]:
        rows = [
            article(f"{o}-{i}", 0.1 * (o % 5), n=2, outlet=f"outlet {o}")
            for o in range(n_outlets)
            for i in range(60 // n_outlets)
        ]
        return year(rows)

    assert told(2)["clustered_by"] == "story"
    many = told(20)
    assert (many["clustered_by"], many["n_outlets"], many["n_stories"]) == ("outlet", 20, 60)
    means = [0.1 * (o % 5) for o in range(20)]
    assert many["standard_error"] == pytest.approx(np.std(means, ddof=1) / np.sqrt(20), abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 20), st.integers(-1000, 1000), clusters)
def test_copies_move_the_reprints_alone_and_by_just_their_weight(
    n_copies: int, tone: int, found: list[tuple[int, int]]
) -> None:
    rows = [article(str(i), m / 1000, n) for i, (m, n) in enumerate(found)]
    first = article("first", tone / 1000, n=4)
    copies = [
        {**first, "article_id": f"z{i}", "outlet": f"other {i}", "published_on": date(2024, 5, 9)}
        for i in range(n_copies)
    ]
    before = year([*rows, first])
    after = compute([*rows, first, *copies], {c["article_id"]: "first" for c in copies})
    after = after.filter(kind="country", grain="year").row(0, named=True)
    counted = {"n_articles", "n_reprints", "reprint_mean", "reprint_low", "reprint_high"}
    assert {k: v for k, v in before.items() if k not in counted} == {
        k: v for k, v in after.items() if k not in counted
    }
    assert (before["n_reprints"], after["n_reprints"]) == (0, n_copies)
    assert before["reprint_mean"] == before["mean"]
    size = before["n_covered"]
    expected = (before["mean"] * size + 4 * n_copies * tone / 1000) / (size + 4 * n_copies)
    assert after["reprint_mean"] == pytest.approx(expected, abs=1e-12)


def test_a_cell_too_small_says_so() -> None:
    rows = [article(str(i), 0.1 * (i % 3)) for i in range(40)]
    assert year(rows[:4])["state"] == "too_few"
    assert year(rows[:6])["state"] == "few"
    assert year(rows)["state"] == "ok"
    assert year([article(str(i), 0.2) for i in range(40)])["state"] == "too_few"  # no spread
    heavy = [article("long", 0.3, n=500), *rows]
    assert year(heavy)["state"] == "too_few"  # one article is nearly all of it


def test_short_periods_of_a_dyad_are_kept_only_where_they_can_say_something() -> None:
    rows = [article(str(i), 0.1 * (i % 3)) for i in range(6)]
    rows += [article("alone", 0.5, published_on=date(2024, 7, 1))]
    days = compute(rows).filter(grain="day").select("kind", "period_start").rows()
    assert sorted(days) == [
        ("country", date(2024, 5, 6)),
        ("country", date(2024, 7, 1)),
        ("dyad", date(2024, 5, 6)),
    ]


def test_a_window_is_the_sum_of_its_months() -> None:
    rows = [
        article(f"{m}-{i}", 0.1 * m + 0.01 * i, n=1 + i, published_on=date(2024, m, 9))
        for m in (1, 2, 3, 4)
        for i in range(5)
    ]
    found = compute(rows).filter(kind="country", grain="rolling_3_months")
    assert found["period_start"].to_list() == [date(2024, m, 1) for m in range(1, 5)]
    quarter = compute(rows).filter(kind="country", grain="quarter").head(1)
    figures = ["mean", "standard_error", "low", "high", "n_covered", "n_outlets", "reprint_mean"]
    assert found.head(1).select(figures).equals(quarter.select(figures))


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


def coded(name: str, code: float, polarity: float, probability: float) -> dict[str, Any]:
    return {
        "article_id": name, "version": 1, "sentence_no": 1, "country": "JPN", "scorer": "s",
        "code": code, "n_codes": 2, "probability": probability, "scorer_version": "1",
        "polarity": polarity, "holder": "USA",
    }  # fmt: skip


def test_where_people_coded_all_the_mean_is_theirs() -> None:
    tones = [0.1 * (i % 5) for i in range(30)]
    codes = [float(i % 3 - 1) for i in range(30)]
    rows = [article(f"a{i}", t, n=1) for i, t in enumerate(tones)]
    got = [coded(f"a{i}", c, t, 1.0) for i, (c, t) in enumerate(zip(codes, tones, strict=True))]
    found = compute(rows, coded=got).filter(kind="country", grain="year").row(0, named=True)
    error = stats.sem(codes)
    assert found["mean"] == pytest.approx(np.mean(tones))
    assert found["corrected_mean"] == pytest.approx(np.mean(codes), abs=1e-6)
    width = found["corrected_high"] - found["corrected_low"]
    assert width == pytest.approx(2 * stats.t.ppf(0.975, 29) * error, rel=1e-4)
    assert (found["n_coded"], found["not_corrected"]) == (30, None)


def test_a_corrected_mean_is_that_of_the_coded_cells_own_estimator() -> None:
    rng = np.random.default_rng(5)
    tones, codes = rng.uniform(-1, 1, 200).round(6), rng.integers(-1, 2, 200).astype(float)
    rows = [article(f"a{i:03}", float(t), n=1) for i, t in enumerate(tones)]
    drawn = rng.random(200) < 0.25
    got = [coded(f"a{i:03}", codes[i], float(tones[i]), 0.25) for i in np.flatnonzero(drawn)]
    frame = pl.DataFrame(
        {"article_id": [f"a{i:03}" for i in range(200)], "version": 1, "sentence_no": 1,
         "country": "JPN", "story_id": [f"a{i:03}" for i in range(200)], "polarity": tones}
    )  # fmt: skip
    other = corrected(frame, pl.DataFrame(got), ["country"]).row(0, named=True)
    found = compute(rows, coded=got).filter(kind="country", grain="year").row(0, named=True)
    for name in ("mean", "corrected_mean", "corrected_low", "corrected_high"):
        assert found[name] == pytest.approx(other[name], abs=1e-6), name


def test_why_nothing_is_corrected_is_said() -> None:
    rows = [article(f"a{i:02}", 0.1 * (i % 5), n=1) for i in range(60)]

    def reason(got: list[dict[str, Any]]) -> str:
        found = compute(rows, coded=got).filter(kind="country", grain="year").row(0, named=True)
        assert found["corrected_mean"] is None
        assert found["corrected_low"] is None
        return str(found["not_corrected"])

    assert reason([]) == "no sentence was coded"
    few = [coded(f"a{i:02}", 1.0, 0.1 * (i % 5), 0.1) for i in range(6)]
    assert reason(few) == "6 coded stories; 20 are needed"
    elsewhere = [coded(f"a{i:02}", 1.0, 0.1 * (i % 5), 1.0) for i in range(25)]
    assert "stand for 42 %" in reason(elsewhere)
