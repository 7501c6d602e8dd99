"""Publication: manifests, the one pointer that moves, and what is swept away afterwards.

A snapshot is a folder snapshots/<seq>-<id> with manifest.json and entente.duckdb. Its id is the
hash of the tables' objects and of the schema: the same articles give the same id, whatever files
they came in. Replacing CURRENT is the only commit.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warehouse import database, durable
from warehouse.contracts import TABLES, schema_hash
from warehouse.lake import Lake, Part, part_record

KEEP = 3  # snapshots kept besides those a reader holds
Tables = Mapping[str, Mapping[str, list[Part]]]  # table -> partition -> parts


class NothingPublishedError(RuntimeError):
    """The data folder has no snapshot yet."""


class StaleBaseError(RuntimeError):
    """Another run published since this one began."""


@dataclass(frozen=True)
class Published:
    """What `publish` did."""

    name: str
    is_new: bool
    warnings: list[str]


def current(lake: Lake) -> str | None:
    """Return the name of the published snapshot, or None."""
    try:
        return (lake.root / "CURRENT").read_text().strip()
    except FileNotFoundError:
        return None


def kept(lake: Lake) -> list[str]:
    """Return the names of the snapshots that are there, the latest last."""
    root = lake.root / "snapshots"
    return sorted(p.name for p in root.iterdir()) if root.exists() else []


def folder(lake: Lake, name: str) -> Path:
    """Return a snapshot's folder."""
    return lake.root / "snapshots" / name


def manifest(lake: Lake, name: str) -> dict[str, Any]:
    """Return a snapshot's manifest."""
    written: dict[str, Any] = durable.read_json(folder(lake, name) / "manifest.json")
    return written


def publish(lake: Lake, tables: Tables, method: Mapping[str, Any]) -> Published:
    """Publish `tables` unless just this is published already; return the snapshot's name.

    `method` names the code, lexicons and reference data that made the tables. Raises CheckError
    where a check fails: then the old snapshot stays.
    """
    base = current(lake)
    content: dict[str, Any] = {
        "tables": {
            t: {p: [part_record(x) for x in parts] for p, parts in sorted(partitions.items())}
            for t, partitions in sorted(tables.items())
        },
        "schema": schema_hash(),
        "derived": database.derived_hash(),
        "method": dict(method),
    }
    if base and manifest(lake, base)["content"] == content:
        return Published(base, is_new=False, warnings=[])
    identity = {
        "tables": {t: v for t, v in content["tables"].items() if TABLES[t].is_identity},
        "schema": content["schema"],
    }
    sequence = int(base.split("-")[0]) + 1 if base else 1
    name = f"{sequence:06d}-{durable.digest(identity)[:16]}"
    warnings = _assemble(lake, name, tables, {"base": base, "content": content})
    if current(lake) != base:
        raise StaleBaseError(f"{current(lake)} was published while this run built on {base}")
    pointer = lake.scratch()
    pointer.write_text(name + "\n")
    durable.promote(pointer, lake.root / "CURRENT")
    return Published(name, is_new=True, warnings=warnings)


def _assemble(lake: Lake, name: str, tables: Tables, written: dict[str, Any]) -> list[str]:
    """Build the snapshot's folder in staging, check it, and move it to its place."""
    scratch = lake.scratch()
    scratch.mkdir()
    path = scratch / "entente.duckdb"
    objects = {
        t: [lake.object_path(x.sha256) for parts in partitions.values() for x in parts]
        for t, partitions in tables.items()
    }
    database.build(path, objects)
    shutil.rmtree(scratch / "spill", ignore_errors=True)
    warnings = database.check(path)
    durable.sync(path)
    written["database_sha256"] = durable.sha256_of(path)
    written["manifest_sha256"] = durable.digest(written)
    durable.write_json(scratch / "manifest.json", written)
    target = folder(lake, name)
    # A folder of that name that CURRENT never named is what a killed run left.
    shutil.rmtree(target, ignore_errors=True)
    durable.promote(scratch, target)
    return warnings


@contextmanager
def reading(
    lake: Lake, older: str | None = None
) -> Iterator[tuple[str, duckdb.DuckDBPyConnection]]:
    """Open the published snapshot, or an older one, and hold it against collection.

    Raises NothingPublishedError where there is none.
    """
    while True:
        name = older if older in kept(lake) else current(lake)
        if name is None:
            raise NothingPublishedError(
                f"nothing is published in {lake.root}; run: entente run PATH"
            )
        held = _hold(folder(lake, name) / "manifest.json")
        if held is not None:
            break
        if current(lake) == name:
            raise FileNotFoundError(f"{lake.root}: the published snapshot {name} is missing")
    with held, database.open_read_only(folder(lake, name) / "entente.duckdb") as con:
        yield name, con


def _hold(path: Path) -> TextIO | None:
    """Return `path` open and locked for reading, or None where it was collected meanwhile."""
    try:
        file = path.open()
    except FileNotFoundError:
        return None
    fcntl.flock(file, fcntl.LOCK_SH)
    if os.fstat(file.fileno()).st_nlink == 0:
        file.close()
        return None
    return file


def collect(lake: Lake, keep: int = KEEP) -> None:
    """Remove old snapshots no reader holds, and objects and steps that no kept one needs."""
    root, names = lake.root / "snapshots", kept(lake)
    for name in names[:-keep]:
        if name != current(lake):
            _remove_unless_held(root / name)
    needed = {
        part["sha256"]
        for name in kept(lake)
        for partitions in manifest(lake, name)["content"]["tables"].values()
        for parts in partitions.values()
        for part in parts
    }
    for path in (lake.root / "objects").glob("*.parquet"):
        if path.stem not in needed:
            path.unlink()
    for path in (lake.root / "steps").glob("*.json"):
        if lake.recall(path.stem) is None:
            path.unlink()


def _remove_unless_held(path: Path) -> None:
    with (path / "manifest.json").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(path)


def verify(lake: Lake) -> Iterator[str]:
    """Yield a line for every published file that is missing or whose bytes have changed."""
    name = current(lake)
    if name is None:
        raise NothingPublishedError(f"nothing is published in {lake.root}; run: entente run PATH")
    written = manifest(lake, name)
    stated = written.pop("manifest_sha256", None)
    if stated != durable.digest(written):
        yield f"manifest: {folder(lake, name) / 'manifest.json'} is not what was published"
    parts = {
        part["sha256"]: table
        for table, partitions in written["content"]["tables"].items()
        for held in partitions.values()
        for part in held
    }
    for sha256, table in parts.items():
        yield from _compare(lake.object_path(sha256), sha256, table)
    yield from _compare(
        folder(lake, name) / "entente.duckdb", written["database_sha256"], "database"
    )
    for receipt in lake.records("receipts"):
        yield from _compare(lake.raw_path(receipt["sha256"]), receipt["sha256"], "raw")


def _compare(path: Path, sha256: str, table: str) -> Iterator[str]:
    if not path.exists():
        yield f"{table}: {path} is missing"
    elif durable.sha256_of(path) != sha256:
        yield f"{table}: {path} is not what was published"
