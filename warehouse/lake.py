"""The files: bytes as received, immutable Parquet objects, receipts, and what steps made before.

data/  LOCK  CURRENT  outlets.json  raw/  receipts/  failures/  steps/  objects/  staging/
       snapshots/
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from warehouse import durable
from warehouse.contracts import Table


class LockedError(RuntimeError):
    """Another run holds the data folder."""


@dataclass(frozen=True)
class Part:
    """One immutable Parquet object: the SHA-256 of its bytes is its name."""

    sha256: str
    rows: int
    size: int


class Lake:
    """A data folder. Only one process writes it at a time, under `lock`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def lock(self, patience: float, on_wait: Callable[[str], None]) -> Iterator[None]:
        """Hold the folder for writing; the system frees the lock whatever ends the process.

        Raises LockedError where another run still holds it after `patience` seconds.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "LOCK").open("a") as file:
            deadline, is_told = time.monotonic() + patience, False
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise LockedError(
                            f"another run holds {self.root}; it was waited for {patience:.0f} s"
                        ) from None
                    if not is_told:
                        on_wait(f"another run holds {self.root}; waiting up to {patience:.0f} s")
                    is_told = True
                    time.sleep(0.2)
            # What an earlier run left half done is worth nothing now that no run is alive.
            shutil.rmtree(self.staging, ignore_errors=True)
            yield

    @property
    def staging(self) -> Path:
        """Where unfinished files lie: on the same filesystem, so that a rename is atomic."""
        return self.root / "staging"

    def scratch(self) -> Path:
        """Return a new name in staging."""
        self.staging.mkdir(parents=True, exist_ok=True)
        return self.staging / uuid.uuid4().hex

    def raw_path(self, sha256: str) -> Path:
        """Return where bytes as received are kept."""
        return self.root / "raw" / sha256

    def keep_bytes(self, stream: BinaryIO) -> tuple[str, int]:
        """Keep bytes as received; return their SHA-256 and size."""
        scratch, hasher, size = self.scratch(), hashlib.sha256(), 0
        with scratch.open("wb") as file:
            while block := stream.read(durable.CHUNK):
                hasher.update(block)
                size += len(block)
                file.write(block)
        self._keep(scratch, self.raw_path(hasher.hexdigest()))
        return hasher.hexdigest(), size

    def object_path(self, sha256: str) -> Path:
        """Return where an object is kept."""
        return self.root / "objects" / f"{sha256}.parquet"

    def put(self, table: Table, frame: pl.LazyFrame | pl.DataFrame) -> Part:
        """Keep `frame` as one object of `table`: its columns and types, sorted by its key.

        Raises dataframely's ValidationError where a row breaks the contract.
        """
        shaped = table.shape(frame)
        table.schema.validate(shaped)
        scratch = self.scratch()
        shaped.write_parquet(scratch, compression="zstd", statistics=True)
        sha256, size = durable.sha256_of(scratch), scratch.stat().st_size
        self._keep(scratch, self.object_path(sha256))
        return Part(sha256, len(shaped), size)

    def scan(self, table: Table, parts: Sequence[Part]) -> pl.LazyFrame:
        """Return the rows of `parts`, or an empty frame of the table's columns and types."""
        if not parts:
            return table.schema.create_empty(lazy=True)
        return pl.scan_parquet([self.object_path(p.sha256) for p in parts], glob=False)

    def recall(self, key: str) -> Any | None:
        """Return what the step of that key made, where all of it is still there."""
        path = self.root / "steps" / f"{key}.json"
        if not path.exists():
            return None
        made = durable.read_json(path)
        shas = [p["sha256"] for held in made["parts"].values() for ps in held.values() for p in ps]
        return made if all(self.object_path(s).exists() for s in shas) else None

    def remember(self, key: str, made: Any) -> None:
        """Keep what the step of that key made."""
        durable.write_json(self.root / "steps" / f"{key}.json", made)

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return all records of a kind (receipts, failures), in the order of their names."""
        return [durable.read_json(p) for p in sorted((self.root / kind).glob("*.json"))]

    def outlets(self) -> dict[str, Any]:
        """Return outlet -> what sources.toml said of it, for all outlets ever listed."""
        path = self.root / "outlets.json"
        known: dict[str, Any] = durable.read_json(path) if path.exists() else {}
        return known

    def record_path(self, kind: str, name: str) -> Path:
        """Return where a record is kept."""
        return self.root / kind / f"{name}.json"

    def _keep(self, scratch: Path, target: Path) -> None:
        if target.exists():  # content-addressed: the same bytes are there already
            scratch.unlink()
        else:
            durable.promote(scratch, target)


def part_record(part: Part) -> dict[str, Any]:
    """Return a part as it stands in JSON."""
    return asdict(part)
