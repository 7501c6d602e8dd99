"""The DuckDB file of a snapshot: built aside from listed objects, then only ever read.

Besides the published tables it holds those of warehouse/derived, which put together what pages ask
for often, and the views.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb

from warehouse.contracts import TABLES, Table
from warehouse.durable import digest

MEMORY_LIMIT = "1GB"
THREADS = 2
STORAGE_VERSION = "v1.4.0"  # so that DuckDB clients from 1.4 on can open the file
DERIVED = {"TABLE": "derived", "VIEW": "views"}  # what is made of the tables, in this order
SANDBOX = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


class CheckError(RuntimeError):
    """A check of warehouse/checks found rows that may not be published."""


def build(path: Path, objects: Mapping[str, Sequence[Path]]) -> None:
    """Write the DuckDB file at `path`: every published table, from just the listed objects."""
    with duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = {THREADS}")
        con.execute(f"SET temp_directory = '{_quoted(str(path.parent / 'spill'))}'")
        con.execute(
            f"ATTACH '{_quoted(str(path))}' AS w (STORAGE_VERSION '{STORAGE_VERSION}'); USE w"
        )
        for table in TABLES.values():
            if table.is_published:
                _create(con, table, objects.get(table.name, ()))
        for kind, folder in DERIVED.items():
            for name, sql in sql_files(folder).items():
                con.execute(sql)
                con.execute(f"COMMENT ON {kind} {name} IS '{_quoted(heading(sql))}'")
        con.execute("CHECKPOINT w")


def _create(con: duckdb.DuckDBPyConnection, table: Table, paths: Sequence[Path]) -> None:
    columns = table.schema.columns()
    lines = [f'"{n}" {_sql_type(c)}{"" if c.nullable else " NOT NULL"}' for n, c in columns.items()]
    con.execute(f"CREATE TABLE {table.name} ({', '.join(lines)})")
    meaning = (table.schema.__doc__ or "").strip().splitlines()[0]
    con.execute(f"COMMENT ON TABLE {table.name} IS '{_quoted(meaning)}'")
    for name, column in columns.items():
        con.execute(
            f"COMMENT ON COLUMN {table.name}.\"{name}\" IS '{_quoted(column.description or '')}'"
        )
    if paths:
        names = ", ".join(f'"{n}"' for n in columns)
        # Columns are named one by one: files with other columns must fail, not lose one.
        con.execute(
            f"INSERT INTO {table.name} SELECT {names} FROM read_parquet($paths)",  # noqa: S608
            {"paths": [str(p) for p in paths]},
        )


def _sql_type(column: dy.Column) -> str:
    kinds: dict[type[dy.Column], str] = {
        dy.String: "VARCHAR",
        dy.Enum: "VARCHAR",
        dy.Int64: "BIGINT",
        dy.Float64: "DOUBLE",
        dy.Bool: "BOOLEAN",
        dy.Date: "DATE",
        dy.Datetime: "TIMESTAMPTZ",
    }
    return kinds[type(column)]


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def sql_files(folder: str) -> dict[str, str]:
    """Return the .sql files of warehouse/<folder> by name."""
    found = [f for f in (files("warehouse") / folder).iterdir() if f.name.endswith(".sql")]
    return {f.name.removesuffix(".sql"): f.read_text() for f in sorted(found, key=lambda f: f.name)}


def derived_hash() -> str:
    """Return a hash of all that is derived from the tables in the file."""
    return digest({folder: sql_files(folder) for folder in DERIVED.values()})


def heading(sql: str) -> str:
    """Return the comment that heads a .sql file, without its dashes."""
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)


def open_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published file: nothing can be written, and nothing outside it read.

    The settings are locked, so that no statement can open them again. A file that this process
    holds open already is shared, and locked already.
    """
    config: dict[str, Any] = {"threads": THREADS, "memory_limit": MEMORY_LIMIT, **SANDBOX}
    con = duckdb.connect(str(path), read_only=True, config=config)
    if con.sql("SELECT current_setting('lock_configuration')").fetchall() == [(False,)]:
        con.execute("SET TimeZone = 'UTC'; SET lock_configuration = true")
    return con


def check(path: Path) -> list[str]:
    """Run every check; return warnings. Raises CheckError where one headed `fail` finds rows."""
    warnings: list[str] = []
    failures: list[str] = []
    with open_read_only(path) as con:
        for name, sql in sql_files("checks").items():
            found = con.sql(sql).pl()
            if len(found):
                message = f"{name}: {len(found)} rows, first {found.row(0, named=True)}"
                (failures if heading(sql).startswith("fail") else warnings).append(message)
    if failures:
        raise CheckError("; ".join(failures))
    return warnings
