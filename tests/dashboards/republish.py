"""Publishes a snapshot again with other articles, as a later run would."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from warehouse import snapshots
from warehouse.contracts import TABLES
from warehouse.lake import Lake, Part


def republished(data: Path, change: dict[str, pl.Expr]) -> str:
    """Publish the snapshot of a folder again, with columns of articles changed; return its name."""
    lake = Lake(data)
    written = snapshots.manifest(lake, str(snapshots.current(lake)))["content"]
    tables = {
        table: {p: [Part(**x) for x in parts] for p, parts in partitions.items()}
        for table, partitions in written["tables"].items()
    }
    for partition, parts in tables["articles"].items():
        rows = lake.scan(TABLES["articles"], parts).with_columns(**change)
        tables["articles"][partition] = [lake.put(TABLES["articles"], rows)]
    return snapshots.publish(lake, tables, written["method"]).name
