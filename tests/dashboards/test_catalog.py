from __future__ import annotations

import shlex
from datetime import date

import duckdb
import polars as pl
import pytest
from scipy import stats

from dashboards import catalog
from dashboards.statistics import with_bounds
from tests.conftest import Published
from transforms.changing import contributions, decompose, sums_of
from warehouse import snapshots
from warehouse.lake import Lake

NAMES = [q.name for q in catalog.queries()]


@pytest.mark.parametrize("name", NAMES)
def test_a_query_documents_just_the_parameters_it_has(name: str) -> None:
    query = catalog.find(name)
    with duckdb.connect() as con:
        used = con.extract_statements(query.sql)[0].named_parameters
    assert {p.name for p in query.params} == set(used)
    assert query.title
    assert query.grain.startswith("one row per")


@pytest.mark.parametrize("name", NAMES)
def test_its_example_answers(sample: Published, name: str) -> None:
    query = catalog.find(name)
    given = dict(w.split("=", 1) for w in shlex.split(query.example) if "=" in w)
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        answer = catalog.run(con, name, given)
    if "outlet" not in given:
        assert len(answer) > 0


ATTACKS = ["'; drop table tones; --", "' or 1=1 --", "$country", "\x00", "JPN'", "1; select 2", "%"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_parameter_is_only_ever_a_value(sample: Published, attack: str) -> None:
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        answer = catalog.run(con, "tone_of_country", {"country": attack})
        assert answer.is_empty()
        for bound in ("since", "grain", "scorer", "source"):
            given = {"country": "JPN", "grain": "year", bound: attack}
            try:
                assert catalog.run(con, "tone_of_country", given).is_empty()
            except catalog.QueryError as error:
                assert bound == "since", error


def test_what_is_wrong_is_said(sample: Published) -> None:
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        with pytest.raises(catalog.QueryError, match="there are: all_series"):
            catalog.run(con, "nope", {})
        with pytest.raises(catalog.QueryError, match="needs -p country="):
            catalog.run(con, "tone_of_country", {})
        with pytest.raises(catalog.QueryError, match="no parameter 'x'"):
            catalog.run(con, "ledger", {"x": "1"})
        with pytest.raises(catalog.QueryError, match="one statement"):
            catalog.run_sql(con, "select 1; select 2")
        with pytest.raises(catalog.QueryError, match="nope"):
            catalog.run_sql(con, "select nope")


def test_allies_less_others_is_welchs_difference() -> None:
    allies, others = (0.3, 0.05, 12.0), (0.1, 0.08, 30.0)
    rows = [
        (relation, date(2024, 1, 1), "ok", *told, 9, 8, 7, 6)
        for relation, told in (("from_allies", allies), ("from_others", others))
    ]
    columns = (
        "relation, period_start, state, mean, standard_error, freedom, n_sentences, n_covered, "
        "n_stories, n_outlets, 'USA' AS group_name, 'year' AS grain, 'textblob' AS scorer, "
        "'1' AS scorer_version"
    )
    given = {"country": "USA", "scorer": "textblob"}
    with duckdb.connect() as con:
        told = pl.DataFrame(rows, orient="row", schema=columns.split(", ")[:10])
        con.register("told", told)
        con.execute(f"CREATE TABLE tone_of_group AS SELECT {columns} FROM told")  # noqa: S608
        found = with_bounds(catalog.run(con, "allies_less_others", given))
    # Groups of 13 and 31 with the same standard errors: Welch's test by scipy.
    known = stats.ttest_ind_from_stats(
        0.3, 0.05 * 13**0.5, 13, 0.1, 0.08 * 31**0.5, 31, equal_var=False
    )
    row = found.row(0, named=True)
    assert row["mean"] == pytest.approx(0.2)
    assert row["mean"] / row["standard_error"] == pytest.approx(known.statistic)
    p_value = 2 * stats.t.sf(row["mean"] / row["standard_error"], row["freedom"])
    assert p_value == pytest.approx(known.pvalue)
    half = row["standard_error"] * stats.t.ppf(0.975, row["freedom"])
    assert (row["low"], row["high"]) == pytest.approx((0.2 - half, 0.2 + half))


def test_the_sums_of_a_change_are_those_of_its_sentences(sample: Published) -> None:
    sides = {"before": "2023-01-01:2023-12-31", "after": "2024-01-01:2025-12-31"}
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        sums = catalog.run(con, "moved", {"country": "JPN", **sides})
        most = catalog.run(con, "moved_most", {"country": "JPN", "most": "1000", **sides})
        told = pl.concat(
            catalog.run(con, "told_sentences", {"country": "JPN", "since": a, "until": b})
            .with_columns(is_after=side == "after")
            for side, (a, b) in ((side, days.split(":")) for side, days in sides.items())
        )  # fmt: skip
    parts = decompose(sums.with_columns(speaker="outlet"))
    known = decompose(sums_of(told.with_columns(speaker="outlet")))
    assert parts["change"].to_list() == pytest.approx(known["change"].to_list())
    assert parts["standard_error"].drop_nulls().len() == 4
    key = ["article_id", "version", "sentence_no"]
    both = contributions(told).join(most, on=key, suffix="_asked", maintain_order="left")
    assert len(most) == len(told)
    assert both["contribution_asked"].to_list() == pytest.approx(both["contribution"].to_list())


def test_first_tones_are_those_of_first_articles(sample: Published) -> None:
    counted = "sum(n_sentences) AS n, sum(polarity_micro) AS s"
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        first = con.sql(f"SELECT country, {counted} FROM first_tones GROUP BY ALL").pl()  # noqa: S608
        told = con.sql(
            f"SELECT country, {counted} FROM article_tones JOIN stories USING (article_id) "  # noqa: S608
            "WHERE is_first GROUP BY ALL"
        ).pl()
    assert first.sort("country").equals(told.sort("country"))


def test_ones_own_sql_answers(sample: Published) -> None:
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        answer = catalog.run_sql(con, "select count(*) as n from articles where is_current")
    assert answer.equals(pl.DataFrame({"n": [61]}))


def test_silence_compares_what_is_expected_with_what_was_received(sample: Published) -> None:
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        found = catalog.run(con, "silence", {"span": "31"})
        counted = con.sql(
            "select outlet, published_on, count(*) as n from articles "
            "where published_on is not null group by all"
        ).pl()
    assert found["published_on"].n_unique() == 31
    joined = found.join(counted, on=["outlet", "published_on"], how="left")
    assert joined["n_articles"].to_list() == joined["n"].fill_null(0).to_list()
    silent = found.filter(state="silent")
    assert set(silent["outlet"]) <= {"Halcyon Wire", "Minato Evening Chronicle"}
    assert silent["n_articles"].sum() == 0
    assert set(found.filter(fewest=0, n_articles=0)["state"]) == {"as expected"}
