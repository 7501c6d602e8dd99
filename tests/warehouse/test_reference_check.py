"""Checks the checks: each finds what it should in small broken files, and nothing in ours."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.reference import reference as app
from warehouse import reference
from warehouse.reference import alliances, check, checks, compare, compare_dated, meanings

FOLDER = Path(reference.__file__).parent
SHARED = Path(__file__).parents[3] / "shared" / "reference"
DATES = {"start_on": pl.Date, "end_on": pl.Date}
COUNTRIES = pl.DataFrame(
    {
        "country": ["USA", "KOR", "RUS", "SUN"],
        "start_on": [None, None, None, date(1922, 12, 30)],
        "end_on": [None, None, None, date(1991, 12, 26)],
    }
)

NO_LEADERS = pl.DataFrame(
    schema={**dict.fromkeys(meanings.MEANING, pl.String), **DATES, "row": pl.UInt32}
).drop("form")


def rows(**columns):
    """Return a frame with row numbers as of a file, and open dates where none are given."""
    frame = pl.DataFrame(columns)
    open_dates = [pl.lit(None, pl.Date).alias(c) for c in DATES if c not in columns]
    frame = frame.with_columns(open_dates).cast(DATES)
    return frame.with_columns(pl.col(pl.Null).cast(pl.String)).with_row_index("row", offset=2)


def test_the_reference_data_is_whole():
    assert check.problems() == []


def test_two_holders_of_one_office_on_one_day_are_found():
    frame = rows(
        person=["A", "B", "C"],
        country=["USA"] * 3,
        office=["head_of_state"] * 3,
        start_on=[date(2001, 1, 20), date(2009, 1, 19), date(2017, 1, 20)],
        end_on=[date(2009, 1, 20), date(2017, 1, 20), None],
    )
    (line,) = checks.overlapping("leaders.csv", frame, ["country", "office"])
    assert line == "leaders.csv, rows 2 and 3 (USA, head_of_state): their periods overlap"


def test_a_member_twice_on_one_day_is_found():
    frame = rows(
        alliance=["Pact", "Pact"],
        member=["USA", "USA"],
        start_on=[date(1950, 1, 1), date(1960, 1, 1)],
        end_on=[None, None],
    )
    (line,) = checks.overlapping("alliances.csv", frame, ["alliance", "member"])
    assert line.startswith("alliances.csv, rows 2 and 3 (Pact, USA)")


@pytest.mark.parametrize(
    ("facet", "start_on", "end_on", "is_found"),
    [
        ("government", date(1946, 3, 15), date(1991, 12, 26), False),
        ("government", date(1946, 3, 15), None, True),
        ("government", date(1946, 3, 15), date(1991, 12, 27), True),
        ("government", date(1900, 1, 1), date(1922, 12, 30), True),
        ("name", None, None, False),
        ("name", None, date(1995, 1, 1), True),
        ("name", date(1991, 12, 26), None, True),
    ],
)
def test_rows_outside_the_dates_of_a_historical_state_are_found(facet, start_on, end_on, is_found):
    frame = rows(alias=["it"], country=["SUN"], facet=[facet], start_on=[start_on], end_on=[end_on])
    found = checks.outside_the_state("aliases.csv", frame, "country", COUNTRIES)
    assert bool(found) == is_found


@pytest.mark.parametrize(
    ("facets", "rules", "is_found"),
    [
        (["name", "name"], [None, None], True),
        (["name", "name"], ["georgia", None], True),
        (["name", "name"], ["georgia", "in_georgia"], False),
        (["name", "people"], [None, None], True),
        (["capital", "leader"], [None, "titled"], False),
    ],
)
def test_a_form_of_two_countries_at_one_time_needs_a_rule(facets, rules, is_found):
    frame = rows(alias=["Ã", "A"], country=["USA", "KOR"], facet=facets, rule=rules)
    meant = meanings.meanings({"aliases.csv": frame.with_columns(source=pl.lit("me"))}, NO_LEADERS)
    found = meanings.undecided(meant)
    assert bool(found) == is_found
    assert all("aliases.csv, row 2 and aliases.csv, row 3" in line for line in found)
    assert meanings.ambiguous(meant).height == 2


def test_a_form_of_two_countries_at_different_times_needs_none():
    days = [date(1991, 12, 26)]
    frame = rows(
        alias=["Kremlin"] * 2, country=["SUN", "RUS"], facet=["government"] * 2,
        rule=[None, None], source=["me"] * 2, start_on=[None, *days], end_on=[*days, None],
    )  # fmt: skip
    assert meanings.undecided(meanings.meanings({"governments.csv": frame}, NO_LEADERS)) == []


def test_unknown_codes_are_found_in_every_row():
    frame = rows(member=["USA", "XXX", "YYY"])
    found = checks.unknown_codes("alliances.csv", frame, "member", COUNTRIES)
    assert [line.split(":")[0] for line in found] == [
        "alliances.csv, row 3 (XXX)",
        "alliances.csv, row 4 (YYY)",
    ]


def test_rules_that_do_not_exist_and_rules_without_use_are_found():
    aliases = rows(alias=["Georgia", "Chad"], rule=["georgia no_such_rule", None])
    rules = rows(rule=["georgia", "chad", "titled"])
    assert len(checks.unknown_rules("aliases.csv", aliases, rules)) == 1
    assert checks.unused_rules("rules.csv", rules, aliases["rule"]) == [
        "rules.csv, row 3 (chad): no alias uses it"
    ]


@pytest.mark.parametrize(
    ("members", "ends", "kinds", "reason"),
    [
        (["USA"], [None], ["defence_pact"], "of one member"),
        (["USA", "KOR"], [None, date(1990, 1, 1)], ["defence_pact"] * 2, "unlike periods"),
        (["USA", "KOR", "RUS"], [None] * 3, ["defence_pact", "command", "command"], "two kinds"),
    ],
)
def test_lopsided_alliances_are_found(members, ends, kinds, reason):
    starts = [date(1950, 1, 1)] * len(members)
    alliance = ["Pact"] * len(members)
    frame = rows(alliance=alliance, kind=kinds, member=members, start_on=starts, end_on=ends)
    (line,) = checks.lopsided("alliances.csv", frame)
    assert reason in line


def test_a_form_of_two_groups_a_memberless_group_and_a_form_of_a_country_are_found():
    groups = rows(
        group=["NATO", "EU", "UN", "Elsewhere"], alias=["the pact", "the pact", "UN", "X"]
    )
    members = rows(alliance=["NATO", "EU"])
    meant = pl.DataFrame({"form": ["X"]})
    assert len(checks.shared_forms("groups.csv", groups)) == 1
    (line,) = checks.memberless("groups.csv", groups, members, ["UN"])
    assert line.startswith("groups.csv, row 5 (Elsewhere)")
    assert len(checks.forms_of_countries("groups.csv", groups, meant)) == 1


def test_strange_surnames_cut_tenures_and_unknown_offices_are_found():
    frame = rows(
        person=["Viktor Orbán", "Viktor Orbán", "Lech Walesa"],
        surname=["Orban", "Orban", "Kaczynski"],
        title_forms=[None, None, "L. Walesa"],
        country=["HUN", "HUN", "POL"],
        office=["head_of_government", "head_of_government", "king"],
        start_on=[date(2010, 5, 29), date(2014, 5, 10), None],
        end_on=[date(2014, 5, 10), None, None],
    )
    (surname,) = checks.strange_surnames("leaders.csv", frame)
    assert surname.startswith("leaders.csv, row 4 (Lech Walesa)")
    (cut,) = checks.cut_tenures("leaders.csv", frame)
    assert cut.startswith("leaders.csv, rows 2 and 3")
    assert len(checks.unknown_offices("leaders.csv", frame)) == 2


def test_an_unsorted_file_is_found():
    raw = pl.DataFrame({"alias": ["A", "C", "B"], "country": [None, "USA", "USA"]})
    (line,) = checks.unsorted("aliases.csv", raw, ["alias", "country"])
    assert line == "aliases.csv, row 4 (B): not sorted by alias, country"


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the reference data, to be broken."""
    for path in [*FOLDER.glob("*.csv"), *FOLDER.glob("*.toml")]:
        shutil.copy(path, tmp_path)
    return tmp_path


def add(path: Path, *lines: str) -> None:
    path.write_text(path.read_text("utf-8") + "".join(f"{line}\n" for line in lines), "utf-8")


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("alliances.csv", "ZZ,defence_pact,USA,2001-01-02,2001-01-01,me", "ends before it starts"),
        ("alliances.csv", "ZZ,friendship,USA,2001-01-02,,me", "kind is none of"),
        ("alliances.csv", "ZZ,defence_pact,XXX,2001-01-02,,me", "member is not in countries.csv"),
        ("groups.csv", "ZZ,,me", "alias is empty"),
        ("leaders.csv", "P,P,,ZWE,head_of_state,1/2/2001,,me", "start_on is no date"),
        ("countries.csv", "ZZZ,Zenda,,,XXX,me", "heir is not in countries.csv"),
        ("aliases.csv", "zz,USA,nation,,,,me", "facet is none of"),
        ("aliases.csv", "zz,USA,name,,,no_such,me", "rule is not in rules.csv"),
        ("rules.csv", "zz,allow,before,x,me", "effect is neither"),
    ],
)
def test_a_broken_row_is_named_with_its_file(copy, name, line, reason):
    add(copy / name, line)
    last = (copy / name).read_text("utf-8").count("\n")
    assert any(
        found.startswith(f"{name}, row {last} ") and reason in found
        for found in check.problems(copy)
    )


def test_a_file_without_provenance_and_a_bare_provenance_are_found(copy):
    (copy / "leaders.provenance.toml").unlink()
    (copy / "rules.provenance.toml").write_text('title = "Rules"')
    found = check.problems(copy)
    assert len(found) == 2
    assert found[0].startswith("leaders.provenance.toml: cannot be read")
    assert found[1] == "rules.provenance.toml: licence, made is missing"


def test_a_users_own_aliases_are_checked_by_the_same_rules(tmp_path):
    mine = tmp_path / "aliases.csv"
    mine.write_text(
        "alias,country,facet,start_on,end_on,rule,source\n"
        "Kremlin,USA,government,,,,me\nFreedonia,XXX,name,,,,me\n"
    )
    found = check.problems(extra=[mine])
    assert any("Kremlin" in line and "no rule decides" in line for line in found)
    assert any("Freedonia" in line or "XXX" in line for line in found)
    assert all(str(mine) in line for line in found)


@pytest.mark.parametrize(
    ("country", "alliance", "on", "expected"),
    [
        ("FIN", "NATO", date(2023, 4, 4), True),
        ("FIN", "NATO", date(2023, 4, 3), False),
        ("FIN", "NATO", date(2025, 12, 31), True),
        ("FIN", "NATO", date(2026, 1, 1), None),
        ("CHE", "NATO", date(2026, 1, 1), None),
        ("GBR", "Anglo-Portuguese Alliance", date(1944, 12, 31), None),
        ("USA", "UN", date(2000, 1, 1), None),
    ],
)
def test_membership_is_true_false_or_unknown(country, alliance, on, expected):
    assert alliances.is_member(alliances.load(), country, alliance, on) is expected


def test_membership_of_no_known_alliance_is_refused():
    with pytest.raises(reference.ReferenceError, match="no alliance or group Entente Cordiale"):
        alliances.members(alliances.load(), "Entente Cordiale", date(2000, 1, 1))


def test_tenures_that_differ_are_told_apart():
    ours = rows(
        person=["Harry S. Truman", "John Major"], surname=["Truman", "Major"],
        title_forms=[None, None], country=["USA", "GBR"],
        office=["head_of_state", "head_of_government"],
        start_on=[date(1945, 4, 12), date(1990, 11, 28)], end_on=[None, None],
    )  # fmt: skip
    days = [date(1945, 4, 14), date(1945, 4, 20), date(1953, 1, 20), date(1990, 11, 28)]
    theirs = pl.DataFrame(
        {
            "country": ["USA", "USA", "USA", "GBR"],
            "ruler": ["Truman", "Truman", "Eisenhower", "Magor"],
            "start_on": days,
        }
    )
    found = compare_dated.tenures(ours, theirs)
    assert dict(found.select("theirs", "kind").iter_rows()) == {
        "Truman 1945-04-20": "another start",
        "Eisenhower 1953-01-20": "no such tenure",
        "Magor 1990-11-28": "another ruler or spelling on the day",
    }


def test_pacts_that_differ_are_listed_once_a_pair_with_their_years():
    pact = {"alliance": ["Pact"] * 2, "kind": ["defence_pact"] * 2, "member": ["USA", "KOR"]}
    ours = rows(**pact, start_on=[date(2000, 5, 1)] * 2, end_on=[date(2003, 5, 1)] * 2)
    years = [2000, 2001, 2003]
    theirs = pl.DataFrame({"one": ["KOR"] * 3, "other": ["USA"] * 3, "year": years})
    found = compare_dated.pacts(ours, theirs, 2018).select("kind", "key", "ours", "theirs")
    assert found.rows() == [("other years", "KOR-USA", "2000-2003", "2000-2001 2003")]


def test_a_form_without_an_alias_is_listed_with_what_it_means_instead():
    meant = pl.DataFrame({"alias": ["Dutch", "Kenyans"], "country": ["NLD", "KEN"]})
    theirs = pl.DataFrame(
        {"country": ["BES", "KEN"], "kind": ["people"] * 2, "form": ["Dutch", "Kenya*"]}
    )
    found = compare.forms(meant, theirs)
    assert found.rows() == [("people without an alias", "BES", "NLD", "Dutch")]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the outside sources are not at {SHARED}")
def test_the_outside_sources_are_compared():
    found = compare.differences(SHARED, check.read())
    assert set(found["file"]) == {"aliases.csv", "alliances.csv", "leaders.csv"}
    assert found.filter(pl.col("source").is_in(["NATO", "countrycode"])).is_empty()
    assert found.select("key", "theirs", "ours").filter(
        pl.col("theirs").is_null() & pl.col("ours").is_null()
    ).is_empty()  # fmt: skip


def test_a_folder_without_sources_gives_no_differences(tmp_path):
    assert compare.differences(tmp_path, check.read()).is_empty()


def test_the_command_compares_writes_and_ends_well(tmp_path, capsys):
    pl.DataFrame({"iso3": ["USA", "AUT"]}).write_parquet(tmp_path / "nato_members.parquet")
    out = tmp_path / "differences.csv"
    with pytest.raises(SystemExit) as end:
        app(["check", "--against", str(tmp_path), "--ambiguous", "--out", str(out)])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    assert "problems: 0" in printed
    assert "Congo" in printed
    found = pl.read_csv(out)
    assert found.filter(kind="not a member here")["key"].to_list() == ["AUT"]
    assert found.height == 32


def test_the_command_fails_where_a_problem_is(tmp_path, monkeypatch, capsys):
    mine = tmp_path / "mine.csv"
    mine.write_text("alias,country,facet,start_on,end_on,rule,source\nKremlin,USA,name,,,,me\n")
    monkeypatch.setenv("ENTENTE_ALIASES", f'["{mine}"]')
    with pytest.raises(SystemExit) as end:
        app(["check"])
    assert end.value.code == 1
    assert "Kremlin" in capsys.readouterr().err
