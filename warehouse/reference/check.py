"""Proves the reference data whole: one line a problem, naming file, rows and reason.

`problems` reads a folder and asks everything; each question is a function of frames in
`warehouse.reference.checks`. Frames have `row`, the row of the file, where the header is row 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from warehouse.reference import ALIAS_FILES, FOLDER, checks, tables
from warehouse.reference.alliances import Alliances, sidecar
from warehouse.reference.alliances import load as load_alliances
from warehouse.reference.meanings import leader_forms, meanings, undecided
from warehouse.reference.tables import ReferenceError  # noqa: A004 - as there

COUNTRY_COLUMNS = ["country", "name", "start_on", "end_on", "successors", "source"]
RULE_COLUMNS = ["rule", "effect", "scope", "pattern", "note"]
# Each file in the order in which it is pleasant to read; of other files no order is asked.
SORTED_BY = {
    "aliases.csv": ["alias", "country", "facet", "start_on"],
    "alliances.csv": ["alliance", "member", "start_on"],
    "countries.csv": ["country"],
    "governments.csv": ["alias", "country", "start_on"],
    "groups.csv": ["group", "alias"],
    "leaders.csv": ["country", "office", "start_on", "person"],
    "rules.csv": ["rule", "effect", "scope", "pattern"],
}


@dataclass(frozen=True)
class Files:
    """The reference files as they stand, typed and with their rows.

    `aliases`: the files of aliases by name, a user's own among them. `meanings`: what every
    printed form means, as in warehouse.reference.meanings.
    """

    countries: pl.DataFrame
    aliases: dict[str, pl.DataFrame]
    rules: pl.DataFrame
    leaders: pl.DataFrame
    alliances: Alliances
    meanings: pl.DataFrame


def read(folder: Path = FOLDER, extra: Sequence[Path] = ()) -> Files:
    """Return the files; raises ReferenceError for one that cannot be read, or has a bad date."""
    # A user's own file may have the name of one of ours.
    paths = {name: folder / name for name in ALIAS_FILES} | {str(path): path for path in extra}
    aliases = {name: _dated(path, tables.ALIAS_COLUMNS) for name, path in paths.items()}
    path = folder / "leaders.csv"
    leaders = _dated(path, tables.LEADER_COLUMNS)
    # Unknown codes are listed by a check of their own.
    codes = set(leaders["country"].drop_nulls())
    forms = leader_forms(tables.leaders(path, codes), leaders)
    return Files(
        countries=_dated(folder / "countries.csv", COUNTRY_COLUMNS),
        aliases=aliases,
        rules=tables.read_rows(folder / "rules.csv", RULE_COLUMNS, may_be_empty="pattern"),
        leaders=leaders,
        alliances=load_alliances(folder),
        meanings=meanings(aliases, forms),
    )


def _dated(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    return tables.with_dates(tables.read_rows(path, columns), path)


def problems(folder: Path = FOLDER, extra: Sequence[Path] = ()) -> list[str]:
    """Return a line per problem of the files in a folder and the user's own; none where whole."""
    found = [line for path in sorted(folder.glob("*.csv")) for line in _beside(path)]
    try:
        files = read(folder, extra)
        about = sidecar(folder / "groups.csv")
    except ReferenceError as error:
        # Nothing more can be asked of what cannot be read.
        return list(dict.fromkeys([*found, str(error)]))
    without = about.get("without_members", [])
    assert isinstance(without, list)  # noqa: S101 - TOML's type is not known before
    found += [*_of_loading(folder, extra), *_of_codes(files)]
    found += [*_of_periods(files), *_of_people(files)]
    found += [*_of_rules(files), *_of_groups(files, without), *undecided(files.meanings)]
    return found


def _beside(path: Path) -> Iterator[str]:
    """Say whether a file has its provenance, and its rows their order."""
    try:
        absent = {"title", "made", "licence"} - sidecar(path).keys()
        if absent:
            yield f"{path.stem}.provenance.toml: {', '.join(sorted(absent))} is missing"
    except ReferenceError as error:
        yield str(error)
    if path.name in SORTED_BY:
        # What cannot be read is said when all are.
        with suppress(pl.exceptions.PolarsError):
            raw = pl.read_csv(path, infer_schema=False)
            yield from checks.unsorted(path.name, raw, SORTED_BY[path.name])


def _of_loading(folder: Path, extra: Sequence[Path]) -> Iterator[str]:
    """Say what of the countries, rules and aliases would be refused, the first of each file."""
    loads: list[Callable[[], object]] = [
        partial(tables.countries, folder / "countries.csv"),
        partial(tables.rules, folder / "rules.csv"),
    ]
    for path in [*(folder / name for name in ALIAS_FILES), *extra]:
        frame = tables.read_rows(path, tables.ALIAS_COLUMNS)
        # Unknown codes and rules are listed, all of them, by checks of their own.
        used = set(frame["rule"].drop_nulls().str.split(" ").explode())
        loads.append(partial(tables.aliases, path, set(frame["country"].drop_nulls()), used))
    for load in loads:
        try:
            load()
        except ReferenceError as error:
            yield str(error)


def _of_codes(files: Files) -> Iterator[str]:
    for name, frame, column in _with_countries(files):
        yield from checks.unknown_codes(name, frame, column, files.countries)
        yield from checks.outside_the_state(name, frame, column, files.countries)
    heirs = files.countries.with_columns(heir=pl.col("successors").str.split(" "))
    heirs = heirs.explode("heir", empty_as_null=True)
    yield from checks.unknown_codes("countries.csv", heirs, "heir", files.countries)


def _with_countries(files: Files) -> list[tuple[str, pl.DataFrame, str]]:
    own = [(name, frame, "country") for name, frame in files.aliases.items()]
    members = ("alliances.csv", files.alliances.members, "member")
    return [*own, ("leaders.csv", files.leaders, "country"), members]


def _of_periods(files: Files) -> Iterator[str]:
    members = files.alliances.members
    yield from checks.overlapping("leaders.csv", files.leaders, ["country", "office"])
    yield from checks.overlapping("alliances.csv", members, ["alliance", "member"])
    yield from checks.overlapping("governments.csv", files.aliases["governments.csv"], ["alias"])
    yield from checks.lopsided("alliances.csv", members)


def _of_people(files: Files) -> Iterator[str]:
    yield from checks.unknown_offices("leaders.csv", files.leaders)
    yield from checks.cut_tenures("leaders.csv", files.leaders)
    yield from checks.strange_surnames("leaders.csv", files.leaders)


def _of_rules(files: Files) -> Iterator[str]:
    for name, frame in files.aliases.items():
        yield from checks.unknown_rules(name, frame, files.rules)
    used = pl.concat(frame["rule"] for frame in files.aliases.values())
    yield from checks.unused_rules("rules.csv", files.rules, used)


def _of_groups(files: Files, without: Sequence[str]) -> Iterator[str]:
    pacts = files.alliances
    yield from checks.shared_forms("groups.csv", pacts.groups)
    yield from checks.memberless("groups.csv", pacts.groups, pacts.members, without)
    yield from checks.forms_of_countries("groups.csv", pacts.groups, files.meanings)
