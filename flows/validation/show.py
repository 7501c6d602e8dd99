"""What a validation prints."""

from __future__ import annotations

from typing import Any

import polars as pl
from rich.console import Console

from flows.tabular import show
from flows.validation.agreement import GROUPS

MEASURES = ["macro-F1", "r", "alpha", "ECE", "coverage"]


def show_report(report: dict[str, Any], console: Console) -> None:
    """Print each section as a table."""
    if "agreement" in report:
        _agreement(pl.DataFrame(report["agreement"]), console)
    for name, told in report.get("holders", {}).items():
        rows = [
            {"scorer": s, "holder": h, **figures}
            for s, found in told.items()
            for h, figures in found.items()
        ]
        show(pl.DataFrame(rows), console, f"Whose tone: {name}")
    rows = [
        {"scorer": name, "largest change": report["names"]["largest change"][name],
         "pairs": told["pairs"], "sentences right": _interval(told["sentences right"]),
         "pairs right": _interval(told["pairs right"])}
        for name, told in report["pairs"].items()
    ]  # fmt: skip
    swapped = report["names"]
    title = "Names exchanged in {texts:,} texts ({names:,} names of {countries} countries; "
    title = title.format(**swapped) + f"{swapped['missed']:,} not taken for one); minimal pairs"
    show(pl.DataFrame(rows), console, title)


def _agreement(records: pl.DataFrame, console: Console) -> None:
    shown = records.with_columns(
        cell=pl.concat_list("value_of", "low", "high").map_elements(_interval, pl.String)
    )
    for group in ["all", *GROUPS]:
        rows = shown.filter(pl.col("group") == group)
        if group != "all":
            rows = rows.filter(pl.col("masking") == "target")
        if rows.is_empty():
            continue
        keys = ["source", "masking"] if group == "all" else ["source", "value"]
        wide = rows.pivot(
            "measure", index=[*keys, "rows", "scorer"], values="cell", maintain_order=True
        )
        kept = [m for m in MEASURES if m in wide.columns]
        title = "Agreement with labels" + ("" if group == "all" else f", by {group}")
        show(wide.select(*keys, "rows", "scorer", *kept), console, title)


def _interval(cell: Any) -> str:
    value, low, high = cell
    return f"{value:.3f}" if low == high else f"{value:.3f} [{low:.3f}, {high:.3f}]"
