"""CODEBOOK.md: the contracts, as a person reads them."""

from __future__ import annotations

import inspect

import dataframely as dy
import polars as pl

from warehouse.contracts import TABLES, Table

HEAD = """# Codebook

Written by `entente codebook` from `warehouse/contracts.py`; a test fails where the two differ.
Instants are UTC. Offsets count Unicode code points from 0, the end left out. Countries are
ISO 3166 alpha-3 codes, or dated historical states of the table `countries`.
"""


def render() -> str:
    """Return the codebook as Markdown."""
    return HEAD + "".join(_table(table) for table in TABLES.values())


def _table(table: Table) -> str:
    meaning = inspect.cleandoc(table.schema.__doc__ or "")
    kept = "published in DuckDB" if table.is_published else "kept in Parquet only"
    lines = [
        f"\n## {table.name}\n",
        meaning,
        f"\nKey: {', '.join(table.schema.primary_key()) or 'none'}; {kept}.\n",
        "| column | type | may be NULL | meaning | rules |",
        "|---|---|---|---|---|",
        *(_column(name, c) for name, c in table.schema.columns().items()),
    ]
    return "\n".join(lines) + "\n"


def _column(name: str, column: dy.Column) -> str:
    nullable = "yes" if column.nullable else ""
    cells = [f"`{name}`", _type(column), nullable, column.description or "", _rules(column)]
    return "| " + " | ".join(c.replace("|", r"\|") for c in cells) + " |"


def _type(column: dy.Column) -> str:
    names = {
        pl.String: "text", pl.Int64: "whole number", pl.Float64: "number", pl.Boolean: "yes or no",
        pl.Date: "day", pl.Datetime: "instant", pl.Enum: "one of",
    }  # fmt: skip
    return names[column.dtype.base_type()]


def _rules(column: dy.Column) -> str:
    if isinstance(column, dy.Enum):
        return ", ".join(column.categories)
    rules = [
        f"{word} {value:g}" if isinstance(value, int | float) else f"{word} `{value}`"
        for attribute, word in (
            ("min", "from"), ("max", "to"), ("regex", "matches"), ("min_length", "characters from"),
        )
        if (value := getattr(column, attribute, None)) is not None
    ]  # fmt: skip
    return ", ".join(rules)
