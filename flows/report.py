"""What a run did: the ledger, what fell out, and whether it was clean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from prefect.artifacts import create_markdown_artifact

from flows.made import Made
from warehouse.contracts import TABLES
from warehouse.lake import Lake
from warehouse.snapshots import Published

STAGES = [
    "receive", "read", "normalise", "articles", "sentences", "mentions", "tones", "article_tones",
    "past", "stories", "series",
]  # fmt: skip
SHOWN = 20  # defects named one by one


@dataclass(frozen=True)
class Run:
    """What one build did."""

    snapshot: str
    is_new: bool
    n_computed: int
    stages: pl.DataFrame
    rejected: pl.DataFrame
    warnings: list[str] = field(default_factory=list)
    received: tuple[str, ...] | None = None  # receipts and failures this run is about; None: all

    def of(self, received: Iterable[str]) -> Run:
        """Return the same run, narrowed to what was just received."""
        return replace(self, received=tuple(received))

    @property
    def defects(self) -> pl.DataFrame:
        """What was wrong with the input, row by row."""
        found = self.rejected.filter(pl.col("severity") == "defect")
        if self.received is None:
            return found
        return found.filter(
            pl.col("receipt_id").is_in(self.received) | pl.col("partition").is_in(self.received)
        )

    @property
    def exit_code(self) -> int:
        """0 clean; 3 degraded: some input was refused; 1 failed: nothing could be received."""
        if self.received and all(name.startswith("failed-") for name in self.received):
            return 1
        return 3 if len(self.defects) else 0


def ledger(made: Made) -> pl.DataFrame:
    """Return the ledger of all steps."""
    columns = TABLES["ledger"].schema.columns()
    return pl.DataFrame(made.ledger, schema={n: c.dtype for n, c in columns.items()})


def summarise(lake: Lake, made: Made, done: Published, n_computed: int) -> Run:
    """Return what the run did, from what it made; seconds are those of all threads together."""
    parts = [p for held in made.parts.get("rejections", {}).values() for p in held]
    by_stage = (
        ledger(made)
        .group_by("stage", "unit")
        .agg(pl.col("^n_.*$").sum())
        .sort(pl.col("stage").replace_strict({s: i for i, s in enumerate(STAGES)}))
        .with_columns(
            seconds=pl.col("stage").replace_strict(
                made.seconds, default=0.0, return_dtype=pl.Float64
            )
        )
    )
    rejected = lake.scan(TABLES["rejections"], parts).collect().sort("stage", "file", "row")
    return Run(done.name, done.is_new, n_computed, by_stage, rejected, done.warnings)


def defect_lines(defects: pl.DataFrame) -> Iterable[str]:
    """Yield one line per defect, naming file, row and reason; then how many more there are."""
    for row in defects.head(SHOWN).iter_rows(named=True):
        yield f"{place(row)}: {row['rule']}: {row['reason']}"
    if len(defects) > SHOWN:
        yield f"and {len(defects) - SHOWN} more: entente query rejected"


def place(row: dict[str, Any]) -> str:
    """Return where a refused row stood."""
    where = row["file"] or row["article_id"] or row["partition"]
    return f"{where}, row {row['row']}" if row["row"] else str(where)


def make_artifact(run: Run) -> None:
    """Leave the summary where Prefect shows it."""
    lines = [
        f"# Snapshot {run.snapshot}",
        "new" if run.is_new else "unchanged: nothing was published",
        f"steps computed: {run.n_computed}",
        "## Ledger",
        _markdown(run.stages),
        "## What fell out",
        _markdown(run.rejected.group_by("stage", "severity", "rule").len().sort(pl.all())),
        *(f"- {line}" for line in defect_lines(run.defects)),
        *(f"- warning: {line}" for line in run.warnings),
    ]
    create_markdown_artifact("\n\n".join(lines), key="entente-run")


def _markdown(frame: pl.DataFrame) -> str:
    rows = [frame.columns, ["---"] * frame.width, *frame.iter_rows()]
    return "\n".join("| " + " | ".join(str(c) for c in row) + " |" for row in rows)
