"""Checks the dated reference files: leaders, governments, alliances and groups."""

import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from warehouse.reference import alliances, outside
from warehouse.reference.check import SORTED_BY
from warehouse.reference.compare_dated import NEAR, RULERS, WHOLE, nato, our_pact_years

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "warehouse" / "reference"
SHARED = ROOT.parent / "shared" / "reference"
NAMES = ["leaders", "governments", "alliances", "groups"]
OPEN = date(9999, 12, 31)
FIRST = date(1, 1, 1)
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the outside sources are not at {SHARED}"
)


def read(name: str) -> pl.DataFrame:
    frame = pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False)
    dates = [c for c in ("start_on", "end_on") if c in frame.columns]
    return frame.with_columns(pl.col(dates).str.to_date("%Y-%m-%d"))


def in_office(country: str, office: str, day: date) -> str | None:
    held = read("leaders").filter(
        pl.col("country") == country,
        pl.col("office") == office,
        pl.col("start_on") <= day,
        pl.col("end_on").fill_null(OPEN) > day,
    )
    return held["person"].item() if held.height else None


@pytest.mark.parametrize("name", NAMES)
def test_files_are_without_duplicates_and_trimmed(name):
    raw = pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False)
    assert raw.select(SORTED_BY[f"{name}.csv"]).is_unique().all()
    text = (REFERENCE / f"{name}.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    for column in raw.columns:
        values = raw[column].drop_nulls()
        assert (values == values.str.strip_chars()).all(), column
        assert not values.str.contains("  ").any(), column


def test_governments_have_one_facet():
    assert set(read("governments")["facet"]) == {"government"}


def test_the_forms_of_leaders_are_one_set_a_person():
    frame = read("leaders")
    forms = frame.select(
        "country", "person", "start_on", pl.col("title_forms").str.split("|").alias("form")
    ).explode("form", empty_as_null=True)
    forms = forms.drop_nulls("form")
    assert (forms["form"] == forms["form"].str.strip_chars()).all()
    assert forms.filter(pl.col("form") == pl.col("person")).is_empty()
    per_person = frame.group_by("country", "person").agg(
        pl.col("title_forms").fill_null("").n_unique()
    )
    clash = per_person.filter(pl.col("title_forms") > 1)
    assert set(clash["person"]) <= {"Gerhard Schröder"}, "one person, two sets of forms"


@pytest.mark.parametrize(
    ("country", "office", "day", "person"),
    [
        ("USA", "head_of_state", date(2021, 1, 19), "Donald Trump"),
        ("USA", "head_of_state", date(2021, 1, 20), "Joe Biden"),
        ("USA", "head_of_state", date(1963, 11, 22), "Lyndon B. Johnson"),
        ("USA", "foreign_minister", date(1973, 9, 22), "Henry Kissinger"),
        ("USA", "defence_minister", date(2006, 12, 17), "Donald Rumsfeld"),
        ("GBR", "head_of_government", date(1990, 11, 27), "Margaret Thatcher"),
        ("GBR", "head_of_government", date(1990, 11, 28), "John Major"),
        ("GBR", "head_of_state", date(2022, 9, 8), "Charles III"),
        ("GBR", "foreign_minister", date(2023, 11, 13), "David Cameron"),
        ("JPN", "head_of_government", date(2007, 9, 25), "Shinzo Abe"),
        ("JPN", "head_of_government", date(2012, 12, 26), "Shinzo Abe"),
        ("JPN", "head_of_government", date(2025, 10, 21), "Sanae Takaichi"),
        ("JPN", "foreign_minister", date(2016, 5, 27), "Fumio Kishida"),
        ("KOR", "head_of_state", date(2017, 5, 9), "Hwang Kyo-ahn"),
        ("KOR", "head_of_state", date(2025, 4, 3), "Yoon Suk-yeol"),
        ("PHL", "head_of_state", date(1986, 2, 25), "Corazon Aquino"),
        ("AUS", "head_of_government", date(1975, 11, 11), "Malcolm Fraser"),
        ("FRA", "head_of_state", date(2017, 5, 14), "Emmanuel Macron"),
        ("DEU", "head_of_government", date(2005, 11, 21), "Gerhard Schröder"),
        ("CHN", "party_leader", date(2012, 11, 15), "Xi Jinping"),
        ("SUN", "party_leader", date(1985, 3, 11), "Mikhail Gorbachev"),
        ("SUN", "party_leader", date(1991, 8, 24), None),
        ("RUS", "head_of_state", date(2008, 5, 7), "Dmitry Medvedev"),
        ("IRN", "head_of_state", date(1989, 6, 4), "Ali Khamenei"),
        ("DEU", "head_of_government", date(1947, 1, 1), None),
    ],
)
def test_who_held_the_office_on_the_day(country, office, day, person):
    assert in_office(country, office, day) == person


@pytest.mark.parametrize(
    ("alias", "day", "country"),
    [
        ("Kremlin", date(1991, 12, 25), "SUN"),
        ("Kremlin", date(1991, 12, 26), "RUS"),
        ("White House", date(1946, 1, 1), "USA"),
        ("Blue House", date(2022, 5, 9), "KOR"),
        ("Blue House", date(2022, 5, 10), None),
        ("Malacanang", date(1990, 1, 1), "PHL"),
        ("Bundestag", date(1949, 9, 6), None),
    ],
)
def test_what_a_seat_stands_for_on_the_day(alias, day, country):
    rows = read("governments").filter(
        pl.col("alias") == alias,
        pl.col("start_on").fill_null(FIRST) <= day,
        pl.col("end_on").fill_null(OPEN) > day,
    )
    assert (rows["country"].item() if rows.height else None) == country


@pytest.mark.parametrize(
    ("alliance", "member", "last_day_out", "first_day_in"),
    [
        ("NATO", "USA", date(1949, 8, 23), date(1949, 8, 24)),
        ("NATO", "DEU", date(1955, 5, 5), date(1955, 5, 6)),
        ("NATO", "POL", date(1999, 3, 11), date(1999, 3, 12)),
        ("NATO", "FIN", date(2023, 4, 3), date(2023, 4, 4)),
        ("NATO", "SWE", date(2024, 3, 6), date(2024, 3, 7)),
        ("NATO", "FRA", date(1949, 8, 23), date(1970, 1, 1)),
        ("NATO integrated command", "FRA", date(1966, 7, 1), date(2009, 4, 4)),
        ("ANZUS", "NZL", date(1986, 9, 17), date(1986, 9, 16)),
        ("Warsaw Pact", "ALB", date(1968, 9, 13), date(1968, 9, 12)),
        ("EU", "GBR", date(2020, 2, 1), date(2020, 1, 31)),
        ("US-Taiwan Mutual Defense Treaty", "TWN", date(1980, 1, 1), date(1979, 12, 31)),
        ("US-Philippines Mutual Defense Treaty", "PHL", date(1952, 8, 26), date(1952, 8, 27)),
        ("US-South Korea Mutual Defense Treaty", "KOR", date(1954, 11, 16), date(1954, 11, 17)),
        ("ASEAN", "VNM", date(1995, 7, 27), date(1995, 7, 28)),
    ],
)
def test_membership_on_the_day(alliance, member, last_day_out, first_day_in):
    known = alliances.load()
    assert alliances.is_member(known, member, alliance, last_day_out) is False
    assert alliances.is_member(known, member, alliance, first_day_in) is True


def test_groups_declared_to_be_without_members_have_none():
    sidecar = tomllib.loads((REFERENCE / "groups.provenance.toml").read_text("utf-8"))
    assert not set(sidecar["without_members"]) & set(read("alliances")["alliance"])


@pytest.mark.parametrize("name", NAMES)
def test_sidecars_say_where_the_file_comes_from(name):
    sidecar = tomllib.loads((REFERENCE / f"{name}.provenance.toml").read_text("utf-8"))
    assert {"title", "holds", "made", "licence", "coverage_end", "sources"} <= set(sidecar)
    assert sidecar["coverage_end"] <= date(2026, 11, 24)
    for source in sidecar["sources"]:
        assert {"name", "producer", "year", "licence", "taken"} <= set(source)


@needs_shared
@pytest.mark.parametrize(("source", "floor"), [("REIGN", 0.88), ("Archigos", 0.86)])
def test_tenures_agree_with_the_outside_lists_within_three_days(source, floor):
    theirs = outside.rulers(SHARED, source).filter(pl.col("country").is_in(WHOLE.split()))
    theirs = theirs.with_row_index("outside")
    ours = read("leaders").filter(pl.col("office").is_in(RULERS)).select("country", "start_on")
    near = theirs.join(ours, on="country").filter(
        (pl.col("start_on") - pl.col("start_on_right")).dt.total_days().abs() <= NEAR
    )
    share = near["outside"].n_unique() / theirs.height
    assert share >= floor, f"{share:.3f} of {theirs.height} starts"


@needs_shared
def test_nato_has_the_members_it_has_today():
    assert nato(alliances.load(), outside.read(SHARED, "NATO")["iso3"]).is_empty()


@needs_shared
def test_defence_pacts_agree_with_atop():
    atop = set(outside.pact_years(SHARED, "ATOP").rows())
    ours = set(our_pact_years(read("alliances"), 2018).rows())
    # The sidecar explains these: compacts ATOP leaves out, and ANZUS after 1986. Pakistan gave
    # notice to SEATO in 1972, with which ATOP ends it, and was a member for one year more.
    explained = {("AUS", "NZL"), ("FSM", "USA"), ("MHL", "USA"), ("PLW", "USA")}
    extra = {row for row in ours - atop if row[:2] not in explained}
    extra = {row for row in extra if not ("PAK" in row and row[2] == 1973)}
    assert len(ours & atop) / len(ours) > 0.99
    assert not extra, f"in the file and not in ATOP: {sorted(extra)}"
