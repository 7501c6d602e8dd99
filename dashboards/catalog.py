"""The named queries: what each answers, its parameters, and how it is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

import duckdb
import polars as pl

PARAM = re.compile(r"-- param (?P<name>\w+)(?: = '(?P<default>[^']*)')?: (?P<meaning>.+)")


class QueryError(ValueError):
    """No query of that name, or its parameters are not those given."""


@dataclass(frozen=True)
class Param:
    """One parameter; without a default it must be given."""

    name: str
    default: str | None
    meaning: str


@dataclass(frozen=True)
class Query:
    """One .sql file of dashboards/queries."""

    name: str
    title: str
    grain: str
    params: tuple[Param, ...]
    example: str
    sql: str

    def bind(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return a value for every parameter; raises QueryError."""
        known = {p.name: p for p in self.params}
        if unknown := sorted(set(given) - set(known)):
            has = ", ".join(known) or "none"
            raise QueryError(f"{self.name} has no parameter '{unknown[0]}'; it has: {has}")
        values = {**{p.name: p.default for p in self.params}, **given}
        if absent := sorted(n for n, v in values.items() if v is None):
            example = f"entente query {self.name} {self.example}"
            raise QueryError(f"{self.name} needs -p {absent[0]}=…, as in: {example}")
        return {n: v for n, v in values.items() if v is not None}


def queries() -> Iterator[Query]:
    """Yield every named query, in the order of their names."""
    folder = files("dashboards") / "queries"
    found = [f for f in folder.iterdir() if f.name.endswith(".sql")]
    for file in sorted(found, key=lambda f: f.name):
        yield _parse(file.name.removesuffix(".sql"), file.read_text())


def _parse(name: str, sql: str) -> Query:
    heading = [line for line in sql.splitlines() if line.startswith("--")]
    said = {
        key: line.split(":", 1)[1].strip()
        for line in heading
        for key in ("grain", "example")
        if line.startswith(f"-- {key}:")
    }
    params = tuple(Param(**m.groupdict()) for line in heading if (m := PARAM.match(line)))
    return Query(name, heading[0][3:], said["grain"], params, said["example"], sql)


def find(name: str) -> Query:
    """Return the query called `name`; raises QueryError."""
    known = {q.name: q for q in queries()}
    if name not in known:
        raise QueryError(f"no query '{name}'; there are: {', '.join(known)}")
    return known[name]


def run(con: duckdb.DuckDBPyConnection, name: str, given: Mapping[str, str]) -> pl.DataFrame:
    """Return what a named query answers; raises QueryError.

    Where no scorer is given, and the snapshot has none of the default's tones, another is asked.
    """
    query = find(name)
    values = query.bind(given)
    if "scorer" in values and "scorer" not in given:
        values["scorer"] = scorer_of(con)
    try:
        answer: pl.DataFrame = con.sql(query.sql, params=values).pl()
    except duckdb.Error as error:
        raise QueryError(f"{name}: {error}") from error
    return answer


def scorer_of(con: duckdb.DuckDBPyConnection) -> str:
    """Return the scorer that is asked where none is named: the first of the query scorers."""
    known: list[str] = con.sql(find("scorers").sql).pl()["scorer"].to_list()
    return known[0] if known else ""


def run_sql(con: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    """Return what one statement of the user's own answers; raises QueryError."""
    try:
        statements = con.extract_statements(sql)
        if len(statements) != 1:
            raise QueryError(f"one statement at a time; this is {len(statements)}")
        relation = con.sql(sql)
        answer: pl.DataFrame = pl.DataFrame() if relation is None else relation.pl()
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    return answer
