"""Reads one reference file into a frame, or refuses it with file, row and reason."""

from __future__ import annotations

import io
from collections.abc import Sequence, Set
from pathlib import Path

import polars as pl

FACETS = ["name", "people", "capital", "government", "leader", "place"]
ALIAS_COLUMNS = ["alias", "country", "facet", "start_on", "end_on", "rule", "source"]
LEADER_COLUMNS = [
    "person",
    "surname",
    "title_forms",
    "country",
    "office",
    "start_on",
    "end_on",
    "source",
]
SCOPES = ["before", "after", "sentence", "document", "elsewhere"]
# A surname counts with a title before it, or once the document has introduced its bearer.
SURNAME_RULES = ["titled", "courtesy", "introduced"]
DATED = ["start_on", "end_on"]


class ReferenceError(ValueError):  # noqa: A001 - the name says it best, and callers import it
    """A reference file breaks a rule; the message names file, row and reason."""


def countries(path: Path) -> pl.DataFrame:
    """Return countries.csv: country, name, start_on, end_on, successors, source."""
    frame = read_rows(path, ["country", "name", "start_on", "end_on", "successors", "source"])
    refuse(
        frame,
        path,
        ~pl.col("country").str.contains(r"^[A-Z]{3}$"),
        "country is not a code of three capitals",
    )
    refuse(frame, path, pl.col("country").is_duplicated(), "country stands twice")
    return with_dates(frame, path).drop("row")


def rules(path: Path) -> pl.DataFrame:
    """Return rules.csv: rule, effect, scope, pattern, note."""
    frame = read_rows(path, ["rule", "effect", "scope", "pattern", "note"], may_be_empty="pattern")
    refuse(
        frame,
        path,
        ~pl.col("effect").is_in(["require", "forbid"]),
        "effect is neither require nor forbid",
    )
    refuse(frame, path, ~pl.col("scope").is_in(SCOPES), f"scope is none of {', '.join(SCOPES)}")
    for row, pattern in frame.select("row", "pattern").iter_rows():
        _check_pattern(path, row, pattern)
    return frame.drop("row")


def aliases(path: Path, known_countries: Set[str], known_rules: Set[str]) -> pl.DataFrame:
    """Return a file of aliases as Reference.aliases; an empty country is an exclusion."""
    frame = read_rows(path, ALIAS_COLUMNS)
    country, rule = pl.col("country"), pl.col("rule")
    refuse(frame, path, pl.col("alias").is_null(), "alias is empty")
    refuse(frame, path, ~country.is_in(sorted(known_countries)), "country is not in countries.csv")
    refuse(frame, path, ~pl.col("facet").is_in(FACETS), f"facet is none of {', '.join(FACETS)}")
    unknown = rule.str.split(" ").list.set_difference(sorted(known_rules)).list.len() > 0
    refuse(frame, path, unknown, "rule is not in rules.csv")
    refuse(
        frame,
        path,
        pl.struct("alias", "country", "facet", "start_on", "rule").is_duplicated(),
        "the same row stands twice",
    )
    return _finish(with_dates(frame, path), path, pl.lit(None, pl.String))


def leaders(path: Path, known_countries: Set[str]) -> pl.DataFrame:
    """Return leaders.csv as Reference.aliases: full name, other printed forms, and surname."""
    frame = read_rows(path, LEADER_COLUMNS)
    refuse(
        frame,
        path,
        pl.col("person").is_null() | pl.col("surname").is_null(),
        "person or surname is empty",
    )
    refuse(
        frame,
        path,
        pl.col("country").is_null() | ~pl.col("country").is_in(sorted(known_countries)),
        "country is not in countries.csv",
    )
    dated = with_dates(frame, path).with_columns(facet=pl.lit("leader"))
    # Only of an American minister is "Secretary Kerry" said.
    is_secretary = (pl.col("country") == "USA") & pl.col("office").str.ends_with("_minister")
    secretary = pl.when(is_secretary).then(pl.lit("Secretary ") + pl.col("surname"))
    forms = (
        pl.concat_list(
            pl.col("person"), pl.col("title_forms").str.split("|").fill_null([]), secretary
        )
        .list.drop_nulls()
        .list.unique()
    )
    full = dated.with_columns(alias=forms, rule=pl.lit(None, pl.String)).explode("alias")
    # A person known by one name (Lula, Sukarno) needs no introduction.
    several = dated.filter(pl.col("surname") != pl.col("person"))
    short = [
        several.with_columns(alias=pl.col("surname"), rule=pl.lit(rule)) for rule in SURNAME_RULES
    ]
    return _finish(pl.concat([full, *short]), path, pl.col("person")).unique(maintain_order=True)


def group_forms(path: Path) -> pl.DataFrame:
    """Return groups.csv: row, group, alias, source."""
    frame = read_rows(path, ["group", "alias", "source"])
    for column in ("group", "alias"):
        refuse(frame, path, pl.col(column).is_null(), f"{column} is empty")
    return frame


def groups(path: Path) -> pl.DataFrame:
    """Return groups.csv as Reference.aliases: facet group, and the group in place of a country."""
    undated = group_forms(path).with_columns(
        *(pl.lit(None, pl.Date).alias(name) for name in DATED),
        country="group",
        facet=pl.lit("group"),
        rule=pl.lit(None, pl.String),
    )
    return _finish(undated, path, pl.lit(None, pl.String))


def _finish(frame: pl.DataFrame, path: Path, person: pl.Expr) -> pl.DataFrame:
    return frame.select(
        *ALIAS_COLUMNS,
        person=person,
        origin=pl.lit(f"{path.name}: ") + pl.coalesce(person, pl.col("alias")),
    )


def read_rows(path: Path, columns: Sequence[str], may_be_empty: str = "") -> pl.DataFrame:
    """Return the file's columns as stripped text, NULL where empty, with its row numbers."""
    try:
        frame = pl.read_csv(
            io.BytesIO(path.read_bytes()), infer_schema=False, truncate_ragged_lines=False
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ReferenceError(f"{path.name}: cannot be read: {error}") from error
    if frame.columns != list(columns):
        raise ReferenceError(
            f"{path.name}, row 1: columns are {', '.join(frame.columns)}; "
            f"expected {', '.join(columns)}"
        )
    clean = pl.col(pl.String).str.strip_chars()
    kept = frame.with_columns(clean).with_columns(
        pl.when(pl.col(c) == "").then(None).otherwise(pl.col(c)).alias(c) for c in columns
    )
    if may_be_empty:
        # A pattern may begin or end with a space that matters.
        kept = kept.with_columns(frame[may_be_empty].fill_null(""))
    numbered = kept.with_row_index("row", offset=2)
    if "source" in columns:
        refuse(numbered, path, pl.col("source").is_null(), "source is empty")
    return numbered


def refuse(frame: pl.DataFrame, path: Path, broken: pl.Expr, reason: str) -> None:
    """Raise for the first row that is `broken`."""
    bad = frame.filter(broken.fill_null(False))
    if not bad.is_empty():
        first = bad.row(0, named=True)
        shown = next(str(v) for k, v in first.items() if k != "row" and v is not None)
        raise ReferenceError(f"{path.name}, row {first['row']} ({shown}): {reason}")


def with_dates(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    """Return the frame with start_on and end_on as dates, half-open."""
    for name in DATED:
        parsed = pl.col(name).str.to_date("%Y-%m-%d", strict=False)
        refuse(
            frame,
            path,
            pl.col(name).is_not_null() & parsed.is_null(),
            f"{name} is no date of the form 2001-12-31",
        )
    dated = frame.with_columns(pl.col(DATED).str.to_date("%Y-%m-%d"))
    refuse(dated, path, pl.col("start_on") >= pl.col("end_on"), "it ends before it starts")
    return dated


def _check_pattern(path: Path, row: int, pattern: str) -> None:
    try:
        pl.Series([""]).str.contains(pattern.replace("{alias}", "x"))
    except pl.exceptions.PolarsError as error:
        raise ReferenceError(
            f"{path.name}, row {row}: pattern is no regular expression: {error}"
        ) from error
