"""Checks the names of countries and their rules, and that bad files are refused with a reason."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from transforms.aliases import compile_aliases
from transforms.mentions import mentions
from warehouse import reference

FOLDER = Path(reference.__file__).parent
HEADER = "alias,country,facet,start_on,end_on,rule,source\n"
MINE = ["countries.csv", "aliases.csv", "rules.csv"]


def test_it_loads_and_names_a_source_everywhere():
    known = reference.load()
    assert known.countries.height > 250
    assert known.aliases["source"].null_count() == 0
    assert known.countries["source"].null_count() == 0
    assert len(known.version) == 12


def test_every_country_has_a_name_and_every_un_language_form_its_code():
    known = reference.load()
    named = known.aliases.filter(facet="name")["country"].unique()
    assert set(known.countries["country"]) == set(named.drop_nulls())


def test_historical_states_end_and_name_successors_that_exist():
    countries = reference.load().countries
    past = countries.filter(pl.col("end_on").is_not_null())
    assert set(past["country"]) == {"ANT", "CSK", "DDR", "EAZ", "SCG", "SUN", "VDR", "YMD", "YUG"}
    heirs = past["successors"].str.split(" ").explode()
    assert set(heirs) <= set(countries["country"])
    assert countries.filter(pl.col("end_on").is_null())["successors"].null_count() == 250


@pytest.mark.parametrize("group", ["NATO", "EU", "European Union", "ASEAN", "G7", "Quad", "AUKUS"])
def test_a_group_is_no_country(group):
    assert reference.load().aliases.filter(alias=group, facet="name").is_empty()


def test_every_rule_is_used():
    known = reference.load()
    used = known.aliases["rule"].str.split(" ").explode().drop_nulls()
    assert set(known.rules["rule"]) == set(used)


def test_an_alias_of_two_countries_at_one_time_has_a_rule_or_a_document_to_decide():
    known = reference.load().aliases.filter(
        pl.col("facet").is_in(["name", "people", "capital"]), pl.col("country").is_not_null()
    )
    start, end = (
        pl.col("start_on").fill_null(pl.date(1, 1, 1)),
        pl.col("end_on").fill_null(pl.date(9999, 1, 1)),
    )
    rows = known.select("alias", "country", "rule", start=start, end=end)
    pairs = rows.join(rows, on="alias").filter(
        pl.col("country") < pl.col("country_right"),
        pl.col("start") < pl.col("end_right"),
        pl.col("start_right") < pl.col("end"),
    )
    undecided = pairs.filter(pl.col("rule").is_null() | pl.col("rule_right").is_null())
    assert undecided.is_empty(), undecided.rows()


@pytest.mark.parametrize("name", MINE)
def test_files_are_sorted_and_have_their_provenance(name):
    rows = pl.read_csv(FOLDER / name, infer_schema=False)
    keys = rows.columns[:4]
    assert rows.equals(rows.sort(keys, nulls_last=False))
    about = tomllib.loads((FOLDER / name).with_suffix(".provenance.toml").read_text())
    assert {"title", "made", "licence"} <= about.keys()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",USA,name,,,,me", "alias is empty"),
        ("Freedonia,XXX,name,,,,me", "country is not in countries.csv"),
        ("Freedonia,USA,nation,,,,me", "facet is none of"),
        ("Freedonia,USA,name,1/2/2001,,,me", "start_on is no date"),
        ("Freedonia,USA,name,2001-01-02,2001-01-01,,me", "it ends before it starts"),
        ("Freedonia,USA,name,,,no_such_rule,me", "rule is not in rules.csv"),
        ("Freedonia,USA,name,,,,me\nFreedonia,USA,name,,,,me", "the same row stands twice"),
        ("Freedonia,USA,name,,,,me,more", "cannot be read"),
        ("Freedonia,USA,name,,,,", "source is empty"),
    ],
)
def test_a_bad_row_is_refused_with_file_row_and_reason(tmp_path, row, reason):
    mine = tmp_path / "mine.csv"
    mine.write_text(HEADER + row + "\n")
    with pytest.raises(reference.ReferenceError, match=f"mine.csv.*{reason}"):
        reference.load([mine])


def test_a_missing_file_and_wrong_columns_are_refused(tmp_path):
    with pytest.raises(reference.ReferenceError, match="cannot be read"):
        reference.load([tmp_path / "absent.csv"])
    (tmp_path / "odd.csv").write_text("name,code\nFreedonia,USA\n")
    with pytest.raises(reference.ReferenceError, match="row 1: columns are name, code"):
        reference.load([tmp_path / "odd.csv"])


def test_a_users_own_alias_is_found_and_changes_the_version(tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text(HEADER + "Freedonia,USA,name,2001-01-01,,,me\n")
    known = reference.load([mine])
    assert known.version != reference.load().version
    text = pl.LazyFrame(
        {
            "article_id": ["a"],
            "version": [1],
            "sentence_no": [0],
            "text": ["Freedonia rejoiced."],
            "published_on": [None],
        },
        schema_overrides={"published_on": pl.Date},
    )
    found = mentions(text, text, compile_aliases(known.aliases, known.rules)).collect()
    assert found.select("country", "alias").rows() == [("USA", "mine.csv: Freedonia")]
