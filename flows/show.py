"""What the command line prints."""

from __future__ import annotations

import sys

import polars as pl
from rich.console import Console

from flows.report import Run, defect_lines
from flows.tabular import encode, show


def write_out(
    frame: pl.DataFrame, kind: str, console: Console, errors: Console, snapshot: str
) -> None:
    """Print a table for people, or write it to standard output for programs."""
    if kind == "table":
        show(frame, console)
        errors.print(f"{len(frame)} rows from snapshot {snapshot}", style="dim")
    else:
        sys.stdout.buffer.write(encode(frame, kind))


def show_run(run: Run, console: Console, errors: Console) -> int:
    """Print what a run did; return the exit code."""
    show(run.stages, console, "Ledger: in = out + duplicate + rejected")
    aside = run.rejected.filter(pl.col("severity") != "defect")
    if len(aside):
        counts = aside.group_by("stage", "severity", "rule").len("n").sort("stage", "rule")
        show(counts, console, "Kept and counted, but not used")
    for line in defect_lines(run.defects):
        errors.print(line, style="yellow", markup=False, highlight=False)
    for line in run.warnings:
        errors.print(f"warning: {line}", style="yellow", markup=False, highlight=False)
    state = "published" if run.is_new else "nothing new to publish; current is"
    console.print(
        f"{state} snapshot {run.snapshot}; steps computed: {run.n_computed}", highlight=False
    )
    return run.exit_code
