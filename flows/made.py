"""What a step makes, how rows that do not go on are kept, and how a step is remembered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from warehouse import durable
from warehouse.contracts import TABLES
from warehouse.lake import Lake, Part

RECORD = 2_000  # characters of a refused row that are kept beside its reason
# What a step's result depends on besides its inputs.
CODE = {
    "read": [
        "flows/sources",
        "flows/sandbox_child.py",
        "transforms/pasted.py",
        "transforms/exports.py",
    ],
    "normalise": ["transforms/candidates.py", "transforms/dates.py", "transforms/text.py"],
    "articles": ["transforms/articles.py"],
    "stories": ["transforms/stories.py", "transforms/copies.py"],
    "sentences": ["transforms/sentences.py"],
    "mentions": ["transforms/mentions.py", "transforms/aliases.py"],
    "holders": ["transforms/holders.py"],
    "tones": ["transforms/tones.py", "transforms/sampled.py", "transforms/scorers"],
    "coded_tones": ["transforms/tones.py"],
    "article_tones": ["transforms/tones.py", "transforms/sampled.py"],
    "past": [
        "flows/past.py",
        "transforms/sentences.py",
        "transforms/mentions.py",
        "transforms/aliases.py",
        "transforms/holders.py",
        "transforms/tones.py",
        "transforms/sampled.py",
        "transforms/scorers",
    ],
    "series": [f"transforms/{name}.py" for name in ("series", "groups", "cells", "clusters")],
}
SHARED = ["flows/steps.py", "flows/made.py", "warehouse/contracts.py"]


@dataclass
class Made:
    """Parts by table and partition, lines of the ledger, and what it took to make them."""

    parts: dict[str, dict[str, list[Part]]] = field(default_factory=dict)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    n_computed: int = 0  # steps that were not remembered
    seconds: dict[str, float] = field(default_factory=dict)  # spent computing, by step

    def of(self, table: str, partition: str) -> list[Part]:
        """Return the parts of one table and partition."""
        return self.parts.get(table, {}).get(partition, [])

    def add(self, other: Made) -> Made:
        """Take in what another step made, and return self."""
        for table, partitions in other.parts.items():
            for partition, parts in partitions.items():
                self.parts.setdefault(table, {}).setdefault(partition, []).extend(parts)
        self.ledger += other.ledger
        self.n_computed += other.n_computed
        for name, spent in other.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
        return self

    def put(
        self, lake: Lake, table: str, partition: str, frame: pl.LazyFrame | pl.DataFrame
    ) -> Part:
        """Write one part of a table."""
        part = lake.put(TABLES[table], frame)
        self.parts.setdefault(table, {}).setdefault(partition, []).append(part)
        return part

    def keep_good(
        self, lake: Lake, table: str, stage: str, partition: str, rows: pl.DataFrame
    ) -> pl.DataFrame:
        """Return the rows that break neither a rule of the transform nor the table's contract.

        The others are kept in rejections.
        """
        shaped = TABLES[table].shape(rows.filter(pl.col("rule").is_null()))
        good, broken = TABLES[table].schema.filter(shaped)
        self.refuse(lake, stage, partition, rows.filter(pl.col("rule").is_not_null()))
        if len(broken):
            rules = " and ".join(sorted(broken.counts()))
            self.refuse(
                lake,
                stage,
                partition,
                broken.invalid().with_columns(
                    rule=pl.lit("contract"), reason=pl.lit(f"breaks the contract: {rules}")
                ),
            )
        return good

    def refuse(
        self, lake: Lake, stage: str, partition: str, rows: pl.DataFrame, severity: str = "defect"
    ) -> None:
        """Keep rows (with rule and reason) that do not go on."""
        if rows.is_empty():
            return
        table = TABLES["rejections"]
        own = {"stage", "partition", "severity", "record"}
        absent = [c for c in table.columns if c not in rows.columns and c not in own]
        kept = rows.with_columns(
            *(pl.lit(None).alias(c) for c in absent),
            stage=pl.lit(stage),
            partition=pl.lit(partition),
            severity=pl.lit(severity),
            record=_record(rows),
        )
        self.put(lake, "rejections", f"{stage} {partition}", kept)

    def count(
        self,
        stage: str,
        partition: str,
        unit: str,
        *,
        n_in: int,
        n_out: int = 0,
        n_duplicate: int = 0,
        n_rejected: int = 0,
    ) -> None:
        """Add a line to the ledger."""
        self.ledger.append(
            {
                "stage": stage,
                "partition": partition,
                "unit": unit,
                "n_in": n_in,
                "n_out": n_out,
                "n_duplicate": n_duplicate,
                "n_rejected": n_rejected,
            }
        )


def _record(rows: pl.DataFrame) -> pl.Expr:
    """Return the row as it came, as JSON, shortened."""
    if "record" in rows.columns:
        return pl.col("record")
    texts = [c for c in ("title", "body", "published", "url") if c in rows.columns]
    if not texts:
        return pl.lit(None)
    return (
        pl.struct(pl.col(c).cast(pl.String).str.head(RECORD) for c in texts)
        .struct.json_encode()
        .str.head(RECORD)
    )


def step(lake: Lake, name: str, partition: str, inputs: Any, make: Callable[[Made], None]) -> Made:
    """Return what the step makes of its inputs, computing it only where it is not remembered."""
    key = durable.digest([name, partition, inputs, code_version(name)])
    if (known := lake.recall(key)) is not None:
        parts = {
            t: {p: [Part(**x) for x in held] for p, held in partitions.items()}
            for t, partitions in known["parts"].items()
        }
        return Made(parts, known["ledger"])
    made, began = Made(n_computed=1), time.perf_counter()
    make(made)
    made.seconds[name] = time.perf_counter() - began
    lake.remember(key, {"parts": asdict(made)["parts"], "ledger": made.ledger})
    return made


@cache
def code_version(name: str) -> str:
    """Return a hash of the source files that a step's result depends on."""
    root = files("warehouse").joinpath("..")
    found = []
    for path in (root.joinpath(n) for n in [*CODE[name], *SHARED]):
        found += sorted(path.iterdir(), key=lambda p: p.name) if path.is_dir() else [path]
    return durable.digest([f.read_text() for f in found if f.name.endswith(".py") and f.is_file()])
