"""Bombs: small things of which much comes. Written to a path, in a size in megabytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

BLOCK = (b'{"text": "' + b"Japan and the Philippines. " * 36 + b'"}\n') * 1_000  # 1 MB
PAGE = b"<html><body><p>" + b"Japan. " * 150_000
Pack = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Bomb:
    """A bomb: the name it comes under, what writes it, the rules that may refuse it, its size."""

    name: str
    write: Callable[[Path, int], None]
    rules: set[str]
    full: int = 10_000
    short: int = 300


def again(path: Path, pack: Pack, block: bytes, times: int, head: bytes = b"") -> None:
    """Write a head and a block again and again, packed piece by piece: all formats allow that."""
    few = min(64, times)
    many = pack(block * few)
    with path.open("wb") as out:
        out.write(pack(head) if head else b"")
        for _ in range(times // few):
            out.write(many)


def packed(block: bytes) -> Callable[[Path, int], None]:
    return lambda path, size: again(path, gzip.compress, block, size)


def zipped(path: Path, size: int) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.jsonl", "w", force_zip64=True) as out,
    ):
        for _ in range(size):
            out.write(BLOCK)


def zip_of_many(path: Path, size: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(size):
            archive.writestr(f"{number}.jsonl", BLOCK)


def zip_that_lies(path: Path, size: int) -> None:
    """Write a zip whose directory says that its part is small."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", BLOCK * size)
    content = bytearray(path.read_bytes())
    true = (len(BLOCK) * size).to_bytes(4, "little")
    while (at := content.find(true)) >= 0:
        content[at : at + 4] = (1_000).to_bytes(4, "little")
    path.write_bytes(content)


def zip_of_gzips(path: Path, size: int) -> None:
    """Write a zip of gzips, each of which may be unpacked, but not all of them."""
    part = gzip.compress(BLOCK * 60)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(size // 60):
            archive.writestr(f"{number}.jsonl.gz", part)


def tar_of_one(pack: Pack) -> Callable[[Path, int], None]:
    return lambda path, size: again(path, pack, BLOCK, size, header(len(BLOCK) * size))


def tar_of_many(path: Path, size: int) -> None:
    part = header(len(BLOCK)) + BLOCK + bytes(-len(BLOCK) % 512)
    again(path, gzip.compress, part, size)


def header(size: int) -> bytes:
    """Return what stands before a part of a tar."""
    info = tarfile.TarInfo("a.jsonl")
    info.size = size
    return info.tobuf()


def warc(path: Path, size: int) -> None:
    """Write a WARC of one endless page."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"
    start = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    ) % (len(head) + size * len(BLOCK))
    again(path, gzip.compress, BLOCK, size, start + head)


def many_rows(path: Path, size: int) -> None:
    """Write a Parquet file whose few bytes say one value again and again: so many million rows."""
    table = pa.table(
        {"text": pa.repeat("Japan and the Philippines.", 1_000_000).dictionary_encode()}
    )
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(size):
            writer.write_table(table)


def wide_cell(path: Path, size: int) -> None:
    """Write a Parquet file of one long value, 2,000 times."""
    value = "Japan. " * (size * 1_000_000 // 7)
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), pa.array([value]))
    pq.write_table(pa.table({"text": column}), path, compression="zstd")


def wide_table(path: Path, size: int) -> None:
    """Write JSON lines, each with fields of its own: so many thousand in all."""
    with path.open("w") as out:
        for line in range(size):
            fields = ", ".join(f'"f{line}_{n}": ""' for n in range(1_000 - 1))
            out.write(f'{{"text": "Japan.", {fields}}}\n')


def heading(path: Path, size: int) -> None:
    """Write a CSV of so many thousand columns."""
    columns = ["text", *(f"c{n}" for n in range(size * 1_000))]
    path.write_text(",".join(columns) + "\n" + ("," * (len(columns) - 1) + "\n") * 20)


def nothing_but_errors(path: Path, size: int) -> None:
    """Write so many million lines that are no JSON."""
    path.write_bytes(b"x\n" * (size * 1_000_000))


def long_line(path: Path, size: int) -> None:
    with path.open("wb") as out:
        out.write(b'{"text": "')
        for _ in range(size):
            out.write(b"Japan. " * 150_000)
        out.write(b'"}\n{"text": "Short."}\n')


def long_page(path: Path, size: int) -> None:
    with path.open("wb") as out:
        for _ in range(size):
            out.write(PAGE)


BOMB, LARGE = {"decompression_bomb"}, {"too_large"}
BOMBS = {
    "gzip": Bomb("a.jsonl.gz", packed(BLOCK), BOMB),
    "gzip of blank lines": Bomb("a.csv.gz", packed(b"text\n" + b"\n" * 1_000_000), BOMB),
    "gzip of zeros": Bomb("a.txt.gz", packed(bytes(1_000_000)), BOMB),
    "zip": Bomb("a.zip", zipped, BOMB),
    "zip of many": Bomb("a.zip", zip_of_many, BOMB, 2_000),
    "zip that lies": Bomb("a.zip", zip_that_lies, {"unreadable_file"}, 2_000, 100),
    "zip of gzips": Bomb("a.zip", zip_of_gzips, BOMB),
    "tar.gz": Bomb("a.tar.gz", tar_of_one(gzip.compress), BOMB),
    "tar.gz of many": Bomb("a.tar.gz", tar_of_many, BOMB),
    "tar.xz": Bomb("a.tar.xz", tar_of_one(lzma.compress), BOMB),
    "tar.bz2": Bomb("a.tar.bz2", tar_of_one(bz2.compress), BOMB),
    "warc": Bomb("a.warc.gz", warc, BOMB),
    "rows": Bomb("a.parquet", many_rows, BOMB | LARGE, 1_000, 10),
    "cell": Bomb("a.parquet", wide_cell, LARGE | BOMB, 100, 20),
    "columns": Bomb("a.jsonl", wide_table, LARGE, 5_000, 100),
    "heading": Bomb("a.csv", heading, LARGE, 2_000, 200),
    "errors": Bomb("a.jsonl", nothing_but_errors, {"unreadable_file", "invalid_json"}, 50, 1),
    "line": Bomb("a.jsonl", long_line, LARGE, 1_000, 40),
    "page": Bomb("a.html", long_page, LARGE, 1_000, 40),
    "text": Bomb("a.txt", long_page, LARGE, 1_000, 40),
}


def feed_of(n_items: int) -> Iterator[bytes]:
    """Yield an RSS feed of so many articles."""
    yield b'<rss version="2.0"><channel>'
    for number in range(n_items):
        yield b"<item><link>http://x.example/%d</link></item>" % number
    yield b"</channel></rss>"
