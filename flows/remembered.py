"""Scores kept across runs: each masked sentence is read once by one version of a scorer.

An optimisation and nothing else: without the file, or with a damaged one, all is scored anew, and
the scores are the same to the last bit. SQLite keeps two workers apart and survives a kill; every
row carries a digest, so that a flipped bit is a miss, not another score.
"""

from __future__ import annotations

import inspect
import sqlite3
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import polars as pl

from transforms.scorers import PROBABILITIES, Scorer
from transforms.scorers.targeted import TargetedScorer
from warehouse import durable

BATCH = 2_000  # sentences scored before they are written: what a kill can lose
ASKED = 500  # keys in one question
PATIENCE = 60.0  # seconds to wait for the other worker
ROW = struct.Struct("<dqddd")  # polarity, coverage, PROBABILITIES
COLUMNS = ["polarity", "coverage", *PROBABILITIES]
TABLE = "CREATE TABLE IF NOT EXISTS scores (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
Values = tuple[float, int, float, float, float]
T = TypeVar("T")


def remembered(scorer: Scorer, folder: Path) -> Scorer:
    """Return the scorer, with scores kept in `folder` where reading them is cheaper than scoring.

    That is so for the small models alone; the other scorers are returned as they are.
    """
    return Remembered(scorer, folder) if isinstance(scorer, TargetedScorer) else scorer


class Remembered:
    """A scorer that looks for each text among those it scored before."""

    def __init__(self, scorer: Scorer, folder: Path) -> None:
        self.scorer = scorer
        self.name, self.version = scorer.name, scorer.version
        self.is_targeted = scorer.is_targeted
        # What the version does not tell: how the text is cut and counted.
        code = durable.digest(inspect.getsource(inspect.getmodule(type(scorer)) or type(scorer)))
        self.path = folder / f"{self.name}-{self.version}-{code[:8]}.sqlite"

    def score(self, masked: pl.Series) -> pl.DataFrame:
        """Return what the scorer would return."""
        texts = masked.to_list()
        keys = [blake2b(t.encode(), digest_size=16).digest() for t in texts]
        known = self._read(keys)
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
        for batch in _batches(list(missing), BATCH):
            scored = self.scorer.score(pl.Series([missing[k] for k in batch], dtype=pl.String))
            new = dict(zip(batch, scored.select(COLUMNS).iter_rows(), strict=True))
            self._write(new)
            known |= new
        schema = {c: pl.Int64 if c == "coverage" else pl.Float64 for c in COLUMNS}
        return pl.DataFrame([known[k] for k in keys], schema=schema, orient="row")

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Values]:
        def rows(con: sqlite3.Connection) -> dict[bytes, Values]:
            found = {}
            for some in _batches(sorted(set(keys)), ASKED):
                marks = ",".join("?" * len(some))
                asked = f"SELECT key, value FROM scores WHERE key IN ({marks})"  # noqa: S608
                for key, value in con.execute(asked, some):
                    values, digest = value[: ROW.size], value[ROW.size :]
                    if digest == _digest(key, values):
                        found[key] = ROW.unpack(values)
            return found

        return (self._use(rows) if self.path.exists() else None) or {}

    def _write(self, new: dict[bytes, Values]) -> None:
        def insert(con: sqlite3.Connection) -> None:
            with con:
                con.execute(TABLE)
                con.executemany("INSERT OR REPLACE INTO scores VALUES (?, ?)", rows)

        packed = ((k, ROW.pack(*v)) for k, v in new.items())
        rows = [(k, values + _digest(k, values)) for k, values in packed]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._use(insert)

    def _use(self, action: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what the action on the file returns, or None where it cannot be used.

        A file that is no database is deleted: then nothing is known.
        """
        try:
            with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as con:
                return action(con)
        except sqlite3.OperationalError:
            return None  # busy beyond patience, or no room: this time without
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            return None


def _digest(key: bytes, values: bytes) -> bytes:
    return blake2b(key + values, digest_size=8).digest()


def _batches(keys: list[bytes], size: int) -> Iterator[list[bytes]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
