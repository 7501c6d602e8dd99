"""Bombs: what unpacks, expands or repeats without end is refused within memory and time.

A short form by default; ENTENTE_TORTURE uses the full sizes (10 GB out of gzip and zip, a billion
rows of Parquet, an article of 1 GB).
"""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.sandbox import Sandbox
from flows.sources.feeds import FeedError
from flows.sources.read import format_of

IS_FULL = "ENTENTE_TORTURE" in os.environ
BLOCK = (b'{"text": "' + b"Japan and the Philippines. " * 40 + b'"}\n') * 1_000  # 1.1 MB
BOX = Sandbox()


def blocks() -> int:
    """Return how many blocks go into a bomb: 10 GB in full, 280 MB in short."""
    return 9_000 if IS_FULL else 250


def gzipped(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=9 if IS_FULL else 6) as out:
        for _ in range(blocks()):
            out.write(BLOCK)


def zipped(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.jsonl", "w", force_zip64=True) as out,
    ):
        for _ in range(blocks()):
            out.write(BLOCK)


def zip_that_lies(path: Path) -> None:
    """Write a zip whose directory says that its part is small."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", BLOCK * 100)
    content = bytearray(path.read_bytes())
    true = (len(BLOCK) * 100).to_bytes(4, "little")
    while (at := content.find(true)) >= 0:
        content[at : at + 4] = (1_000).to_bytes(4, "little")
    path.write_bytes(content)


def many_rows(path: Path) -> None:
    """Write a Parquet file whose few bytes say one value again and again."""
    table = pa.table(
        {"text": pa.repeat("Japan and the Philippines.", 1_000_000).dictionary_encode()}
    )
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(1_000 if IS_FULL else 10):
            writer.write_table(table)


def wide_cell(path: Path) -> None:
    """Write a Parquet file of one long value, repeated."""
    value = "Japan. " * (15_000_000 if IS_FULL else 3_000_000)
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), pa.array([value]))
    pq.write_table(pa.table({"text": column}), path, compression="zstd")


def long_line(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b'{"text": "')
        for _ in range(1_000 if IS_FULL else 40):
            out.write(b"Japan. " * 150_000)
        out.write(b'"}\n{"text": "Short."}\n')


def long_page(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b"<html><body><p>")
        for _ in range(1_000 if IS_FULL else 40):
            out.write(b"Japan. " * 150_000)


BOMBS: dict[str, tuple[str, Callable[[Path], None], set[str]]] = {
    "gzip": ("a.jsonl.gz", gzipped, {"decompression_bomb"}),
    "zip": ("a.zip", zipped, {"decompression_bomb"}),
    "zip that lies": ("a.zip", zip_that_lies, {"unreadable_file"}),
    "rows": ("a.parquet", many_rows, {"decompression_bomb"}),
    "cell": ("a.parquet", wide_cell, {"too_large", "parser_died", "decompression_bomb"}),
    "line": ("a.jsonl", long_line, {"too_large"}),
    "page": ("a.html", long_page, {"too_large"}),
    "text": ("a.txt", long_page, {"too_large"}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(tmp_path: Path, name: str) -> None:
    file, write, rules = BOMBS[name]
    path, kind = tmp_path / file, format_of(file)
    write(path)
    assert kind is not None
    began = time.monotonic()
    n_rows, held, refused = 0, 0, []
    for chunk in BOX.read(path, file, kind, {}, {}):
        n_rows += len(chunk.frame)
        held = max(held, int(chunk.frame.estimated_size()))
        refused += chunk.refused
    figures = {
        "bytes": path.stat().st_size, "rows": n_rows, "seconds": time.monotonic() - began,
        "rule": [r["rule"] for r in refused], "largest chunk": held,
        "peak here, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }  # fmt: skip
    print(json.dumps({name: figures}))
    assert {r["rule"] for r in refused} <= rules
    assert refused
    assert held < 256 << 20
    if name == "line":  # the rest of the file goes on
        assert n_rows == 1


def test_a_feed_of_entities_or_of_a_million_items() -> None:
    n_items = 1_000_000 if IS_FULL else 50_000
    items = b"<item><link>http://x.example/1</link></item>" * n_items
    assert len(BOX.feed(b'<rss version="2.0"><channel>' + items + b"</channel></rss>")) <= 1
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(9)
    )
    for content in (laughs + b']><rss version="2.0">&j;</rss>', b"<a " + b"x='1' " * 3_000_000):
        with pytest.raises(FeedError):
            BOX.feed(content)


def test_bytes_packed_many_times_over_are_not_unpacked_twice(tmp_path: Path) -> None:
    content = BLOCK * 20
    for _ in range(3):
        content = zlib.compress(content)
    held = io.BytesIO()
    with gzip.open(held, "wb") as out:
        out.write(content)
    (tmp_path / "a.jsonl.gz").write_bytes(held.getvalue())
    (chunk,) = BOX.read(tmp_path / "a.jsonl.gz", "a.jsonl.gz", "jsonl", {}, {})
    assert chunk.frame.equals(pl.DataFrame())
    assert chunk.refused
