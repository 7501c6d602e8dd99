"""Alliances and groups: who belonged on a day, and whether the file can know it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from warehouse.reference import FOLDER, tables
from warehouse.reference.periods import holds_on
from warehouse.reference.tables import ReferenceError  # noqa: A004 - as there

ALLIANCE_COLUMNS = ["alliance", "kind", "member", "start_on", "end_on", "source"]
RIVAL_COLUMNS = ["alliance", "rival", "start_on", "end_on", "source"]
KINDS = ["defence_pact", "consultation", "partnership", "informal_group", "command"]
# The file means to be whole from here on; of older pacts it has only those that lasted.
COVERAGE_START = date(1945, 1, 1)


@dataclass(frozen=True)
class Alliances:
    """The alliances as frames, and the last day on which the file knows who belonged.

    `members`: row, alliance, kind, member, start_on, end_on, source; one row a member and period.
    `groups`: row, group, alias, source; one row a printed form. A group without members has
    forms only: who belongs to it is not known here.
    """

    members: pl.DataFrame
    groups: pl.DataFrame
    coverage_end: date


def load(folder: Path = FOLDER) -> Alliances:
    """Return the checked alliances and groups of a folder."""
    path = folder / "alliances.csv"
    return Alliances(
        members_file(path), tables.group_forms(folder / "groups.csv"), coverage_end(path)
    )


def members_file(path: Path) -> pl.DataFrame:
    """Return alliances.csv as Alliances.members."""
    frame = tables.read_rows(path, ALLIANCE_COLUMNS)
    for column in ("alliance", "member", "start_on"):
        tables.refuse(frame, path, pl.col(column).is_null(), f"{column} is empty")
    unknown = ~pl.col("kind").is_in(KINDS)
    tables.refuse(frame, path, unknown.fill_null(True), f"kind is none of {', '.join(KINDS)}")
    return tables.with_dates(frame, path)


def rivals(folder: Path = FOLDER) -> pl.DataFrame:
    """Return rivals.csv: row, alliance, rival, start_on, end_on, source."""
    path = folder / "rivals.csv"
    frame = tables.read_rows(path, RIVAL_COLUMNS)
    for column in ("rival", "start_on"):
        tables.refuse(frame, path, pl.col(column).is_null(), f"{column} is empty")
    known = members_file(folder / "alliances.csv")["alliance"].unique().sort()
    unknown = ~pl.col("alliance").is_in(known.to_list())
    tables.refuse(frame, path, unknown.fill_null(value=True), "alliance is not in alliances.csv")
    return tables.with_dates(frame, path)


def sidecar(path: Path) -> dict[str, object]:
    """Return what the provenance file beside a CSV says."""
    beside = path.with_suffix(".provenance.toml")
    try:
        return tomllib.loads(beside.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ReferenceError(f"{beside.name}: cannot be read: {error}") from error


def coverage_end(path: Path) -> date:
    """Return the last day that a CSV covers, from the file beside it."""
    day = sidecar(path).get("coverage_end")
    if not isinstance(day, date):
        raise ReferenceError(f"{path.stem}.provenance.toml: coverage_end is no date")
    return day


def members(known: Alliances, alliance: str, on: date) -> frozenset[str] | None:
    """Return who belonged to an alliance or group on a day; None where the file cannot know.

    It cannot before COVERAGE_START, after coverage_end, and of a group without members. Raises
    ReferenceError for a name that stands in neither file.
    """
    rows = known.members.filter(alliance=alliance)
    if rows.is_empty() and known.groups.filter(group=alliance).is_empty():
        raise ReferenceError(f"alliances.csv: no alliance or group {alliance}")
    if rows.is_empty() or not COVERAGE_START <= on <= known.coverage_end:
        return None
    return frozenset(rows.filter(holds_on(on))["member"])


def is_member(known: Alliances, country: str, alliance: str, on: date) -> bool | None:
    """Return whether a country belonged on a day; None, and never False, where it is unknown."""
    found = members(known, alliance, on)
    return None if found is None else country in found
