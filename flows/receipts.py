"""Receiving: bytes as they came, once, with where and when; failures named and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from flows.sources.outlets import Outlet
from flows.sources.read import format_of
from warehouse import durable
from warehouse.contracts import TABLES
from warehouse.lake import Lake


@dataclass(frozen=True)
class Source:
    """One file to receive, and how its rows are to be read."""

    path: Path
    mapping: tuple[tuple[str, str], ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()


def expand(
    paths: Iterable[Path], mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> Iterator[Source]:
    """Yield every file named, and every file in every folder named, in a fixed order."""
    options = tuple(sorted(mapping.items())), tuple(sorted(defaults.items()))
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p, path))
            yield from (Source(p, *options) for p in inside)
        else:
            yield Source(path, *options)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def receive_file(lake: Lake, source: Source) -> str:
    """Receive one file; return the name of its receipt or failure record.

    A file that is missing, unreadable, or of no known format leaves a failure record, which is
    dropped once the same path is received.
    """
    name = str(source.path)
    kind = format_of(name)
    if kind is None:
        return fail(lake, name, "unknown_format", "its ending names no known format", "set_aside")
    try:
        with source.path.open("rb") as stream:
            return receive(lake, stream, name, kind, dict(source.mapping), dict(source.defaults))
    except OSError as error:
        return fail(lake, name, "unreadable_file", error.strerror or str(error))


def receive(
    lake: Lake,
    stream: BinaryIO,
    name: str,
    kind: str,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
) -> str:
    """Keep bytes and write their receipt; return the receipt's name.

    The same bytes read the same way are one receipt, under however many names they come.
    """
    sha256, size = lake.keep_bytes(stream)
    options = {"format": kind, "mapping": dict(mapping), "defaults": dict(defaults)}
    receipt_id = durable.digest([sha256, options, name.lower().endswith(".gz")])[:24]
    path = lake.record_path("receipts", receipt_id)
    receipt: dict[str, Any] = {
        "receipt_id": receipt_id,
        "sha256": sha256,
        "size": size,
        "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "names": [],
        **options,
    }
    if path.exists():
        receipt = durable.read_json(path)
    if name not in receipt["names"]:
        receipt["names"] = sorted([*receipt["names"], name])
        durable.write_json(path, receipt)
    recover(lake, name)
    return receipt_id


def recover(lake: Lake, name: str) -> None:
    """Drop the failure record of what has been had after all."""
    lake.record_path("failures", _failure_id(name)).unlink(missing_ok=True)


def fail(lake: Lake, name: str, rule: str, reason: str, severity: str = "defect") -> str:
    """Keep a record of what could not be received; return the record's name."""
    failure_id = _failure_id(name)
    record = {
        "failure_id": failure_id,
        "name": name,
        "rule": rule,
        "reason": reason,
        "severity": severity,
    }
    path = lake.record_path("failures", failure_id)
    if not path.exists() or durable.read_json(path) != record:
        durable.write_json(path, record)
    return failure_id


def _failure_id(name: str) -> str:
    return "failed-" + durable.digest(name)[:17]


def keep_outlets(lake: Lake, outlets: Iterable[Outlet]) -> None:
    """Add outlets, and what is said of them, to those the data folder knows."""
    known = lake.outlets()
    merged = {**known, **{o.name: _about(o) for o in outlets}}
    if merged != known:
        durable.write_json(lake.root / "outlets.json", merged)


def _about(outlet: Outlet) -> dict[str, Any]:
    return outlet.model_dump(include={"country", "language", "ownership", "expected"}, mode="json")


def outlet_rows(lake: Lake) -> pl.DataFrame:
    """Return the outlets that the data folder knows, as rows of the table outlets."""
    rows = []
    for name, about in lake.outlets().items():
        fewest, most = about.get("expected") or (None, None)
        kept = {k: about.get(k) for k in ("country", "ownership")}
        language = about.get("language", "en")
        rows.append({"outlet": name, "language": language, "fewest": fewest, "most": most, **kept})
    columns = TABLES["outlets"].schema.columns()
    return pl.DataFrame(rows, schema={n: c.dtype for n, c in columns.items()})
