"""Events of the user's own: days on which something happened, and to which countries."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.tabular import TableError, read_table

COLUMNS = ["date", "label", "countries"]
CODES = re.compile(r"[A-Z]{3}( [A-Z]{3})*")


def read_events(path: Path) -> pl.DataFrame:
    """Return event_on, label and countries (a list of codes) of each event of a file.

    The file has the columns date (2024-05-17), label, and countries (ISO 3166 alpha-3, separated by
    spaces). Raises TableError, naming the row.
    """
    rows = read_table(path, COLUMNS).select(pl.col(COLUMNS).cast(pl.String)).rows()
    told = [_event(path, n, *row) for n, row in enumerate(rows, 1)]
    schema: dict[str, Any] = {
        "event_on": pl.Date,
        "label": pl.String,
        "countries": pl.List(pl.String),
    }
    return pl.DataFrame(told, schema=schema, orient="row")


def _event(
    path: Path, row: int, day: str | None, label: str | None, countries: str | None
) -> tuple[date, str, list[str]]:
    if not label:
        raise TableError(f"{path}, row {row}: the event has no label")
    if not CODES.fullmatch(countries or ""):
        raise TableError(f"{path}, row {row}: countries '{countries}': write codes as in 'JPN USA'")
    try:
        return date.fromisoformat(day or ""), label, str(countries).split(" ")
    except ValueError as error:
        raise TableError(f"{path}, row {row}: date '{day}': write it as in 2024-05-17") from error
