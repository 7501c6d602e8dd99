"""How well the scorers of a snapshot measure, as `entente validate` found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from flows.validation.run import REPORT
from flows.validation.shipped import figures_of, shipped

MEASURES = {"macro-F1": "macro-F1", "r": "r", "alpha": "ordinal alpha", "ECE": "calibration error"}


def found(data: Path) -> tuple[dict[str, Any], bool]:
    """Return the figures of the data folder's own validation, else those that came with the code.

    With them, whether they are the folder's own.
    """
    own = data / "validation" / REPORT
    if own.exists():
        return figures_of(json.loads(own.read_text("utf-8"))), True
    return shipped(), False


def of_versions(told: Mapping[str, Any], scorers: Mapping[str, str]) -> list[str]:
    """Return the scorers whose figures are of just the version that made the snapshot."""
    return [name for name, version in scorers.items() if told["scorers"].get(name) == version]


def agreement(told: Mapping[str, Any], scorers: list[str]) -> pl.DataFrame:
    """Return one row per set and scorer: set, rows, scorer, MEASURES with their intervals."""
    rows = [
        row for row in told["agreement"] if row["scorer"] in scorers and row["measure"] in MEASURES
    ]
    if not rows:
        return pl.DataFrame()
    cells = pl.DataFrame(rows).with_columns(
        cell=pl.Series([_cell([r["value_of"], r["low"], r["high"]]) for r in rows]),
        source=pl.col("source").str.split(": ").list.last(),  # before it stands the file's name
        measure=pl.col("measure").replace(MEASURES),
    )
    wide = cells.pivot("measure", index=["source", "rows", "scorer"], values="cell")
    return wide.rename({"source": "labelled set"})


def names_and_pairs(told: Mapping[str, Any], scorers: list[str]) -> pl.DataFrame:
    """Return one row per scorer: the most an exchanged name changes, minimal pairs got right."""
    return pl.DataFrame(
        [
            {
                "scorer": name,
                "most that an exchanged name changes": f"{told['names']['largest change'][name]:g}",
                "sentences with the right sign": _cell(told["pairs"][name]["sentences right"]),
                "pairs right in both": _cell(told["pairs"][name]["pairs right"]),
            }
            for name in scorers
        ]
    )


def _cell(figure: list[float]) -> str:
    value, low, high = figure
    return f"{value:.2f} ({low:.2f} to {high:.2f})"
