"""Tables in and out by the ending of their name: Parquet, CSV, JSON lines."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

# What a spreadsheet would run. An apostrophe before it makes it text (OWASP, CSV injection).
FORMULA = r"^([=+\-@\t\r])"
ENDINGS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "json", ".ndjson": "json"}
LONG = 60  # characters of a cell that is text to be read


class TableError(ValueError):
    """A table that cannot be read or written; names the file and the reason."""


def _ending(path: Path) -> str:
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise TableError(f"{path}: not one of {', '.join(ENDINGS)}")
    return kind


def read_table(path: Path, needed: list[str]) -> pl.DataFrame:
    """Return a table that has the columns `needed`; raises TableError."""
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {
        "parquet": pl.read_parquet,
        "csv": pl.read_csv,
        "json": pl.read_ndjson,
    }
    try:
        frame = readers[_ending(path)](path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableError(f"{path}: {error}") from error
    if absent := [c for c in needed if c not in frame.columns]:
        has = ", ".join(frame.columns)
        raise TableError(f"{path}: no column '{absent[0]}'; it has: {has}")
    return frame


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write a table by the ending of its name; raises TableError."""
    kind = _ending(path)
    try:
        path.write_bytes(encode(frame, kind))
    except OSError as error:
        raise TableError(f"{path}: {error}") from error


def encode(frame: pl.DataFrame, kind: str) -> bytes:
    """Return a table as csv, json (one object a line) or parquet.

    In CSV, text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    # Writing holds a frame against its readers, who may be other threads; this one is ours alone.
    frame, held = frame.clone(), io.BytesIO()
    if kind == "csv":
        frame.with_columns(pl.col(pl.String).str.replace(FORMULA, "'$1")).write_csv(held)
    elif kind == "json":
        frame.write_ndjson(held)
    else:
        frame.write_parquet(held)
    return held.getvalue()


def show(frame: pl.DataFrame, console: Console, title: str | None = None) -> None:
    """Print a table for people: numbers short, text whole; row by row where it is too wide."""
    cells = [[_cell(value) for value in row] for row in frame.iter_rows()]
    columns = zip(frame.columns, *cells, strict=True)
    width = sum(max(len(text) for text in column) + 3 for column in columns) + 1
    if width > console.width and len(frame) and max(map(len, cells[0])) > LONG:
        _show_rows(frame.columns, cells, console)
        return
    table = Table(title=title, title_justify="left")
    for name, dtype in frame.schema.items():
        table.add_column(name, justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(escape, row))
    console.print(table)


def _show_rows(names: list[str], cells: list[list[str]], console: Console) -> None:
    for row in cells:
        for name, text in zip(names, row, strict=True):
            console.print(f"[dim]{name:>14}[/dim]  {escape(text)}", highlight=False)
        console.print()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
