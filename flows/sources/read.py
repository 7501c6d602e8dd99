"""Bytes of any known format -> chunks of raw articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import polars as pl

from flows.sources import archives
from flows.sources.columns import FILE_NAME, MappingError, fields
from flows.sources.limits import (
    MOST_PAGE,
    MOST_REFUSED,
    MOST_ROWS,
    BombError,
    LimitError,
    most_unpacked,
)
from flows.sources.pages import PageError, read_page, read_texts
from flows.sources.tables import Chunk, Place, read_csv, read_jsonl, read_parquet, refusal
from flows.sources.unpack import Budget, in_utf8, on_disk, unpacked, weigh

FORMATS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".txt": "txt",
    ".html": "html", ".htm": "html", ".warc": "warc", ".zip": "zip", ".tar": "tar", ".tgz": "tar",
}  # fmt: skip
ARCHIVES = {"warc", "zip", "tar"}
PACKED_TAR = (".tar.gz", ".tar.xz", ".tar.bz2")
PAGES: dict[str, Callable[[bytes], list[dict[str, Any]]]] = {
    "txt": read_texts,
    "html": lambda content: [read_page(content)],
}
TYPES: dict[str, type[pl.DataType]] = {"row": pl.Int64, "is_date_inferred": pl.Boolean}


def format_of(name: str) -> str | None:
    """Return the format of a file by its ending, gzip or not; None where it is unknown."""
    lower = name.lower()
    if lower.endswith(PACKED_TAR):
        return "tar"
    path = PurePosixPath(lower)
    found = FORMATS.get(PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix)
    is_twice_packed = path.suffix == ".gz" and found in {"zip", "tar"}
    return None if is_twice_packed else found


def read(
    path: Path,
    name: str,
    kind: str,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    after: Place = Place(),  # noqa: B008 - immutable
) -> Iterator[Chunk]:
    """Yield the raw articles in the bytes at `path`, received under `name`.

    Out: chunks whose frame has row and the fields of raw_articles, and file where they lie in an
    archive. What cannot be read is in a chunk's `refused`, a whole file as row 0; no error leaves.
    `after`: of an archive, what was read before.
    """
    size = path.stat().st_size
    try:
        if after == Place():
            yield from (Chunk(pl.DataFrame()) for _ in weigh(path))
        if kind in ARCHIVES:
            chunks = _archive(path, name, kind, mapping, defaults, after)
        else:
            chunks = _file(path, name, kind, mapping, defaults)
        yield from _bounded(chunks, size)
    except Exception as error:  # whatever a library says of bytes from outside
        yield _failure(error)


def _bounded(chunks: Iterator[Chunk], size: int) -> Iterator[Chunk]:
    """Yield chunks; raises LimitError where they come to too much for a file of that size."""
    text, n_rows, n_refused = 0, 0, 0
    for chunk in chunks:
        text += int(chunk.frame.estimated_size())
        n_rows += len(chunk.frame)
        n_refused += len(chunk.refused)
        if text > most_unpacked(size):
            raise BombError(text, size, "of text come")
        if n_rows > MOST_ROWS:
            raise LimitError("too_large", f"more than {MOST_ROWS:,} rows")
        if n_refused > MOST_REFUSED:
            raise LimitError("unreadable_file", f"more than {MOST_REFUSED:,} rows are refused")
        yield chunk


def _failure(error: Exception, file: str | None = None) -> Chunk:
    """Return the refusal of a file, or of a part of an archive, by what went wrong with it."""
    rule, reason = "unreadable_file", f"{type(error).__name__}: {error}"
    if isinstance(error, LimitError):
        rule, reason = error.rule, str(error)
    elif isinstance(error, MappingError):
        rule, reason = "missing_column", str(error)
    elif isinstance(error, PageError):
        rule, reason = "unreadable_page", str(error)
    elif isinstance(error, MemoryError):
        rule, reason = "too_large", "it takes more memory than it may"
    return Chunk(pl.DataFrame(), [refusal(0, rule, reason, file=file)])


def _file(
    path: Path, name: str, kind: str, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> Iterator[Chunk]:
    with path.open("rb") as stream:
        plain = unpacked(stream, name, Budget())
        if kind == "parquet" and not name.lower().endswith(".gz"):
            yield from _filled(read_parquet(path, mapping), name, mapping, defaults)
        else:
            yield from _stream(plain, name, kind, mapping, defaults)


def _stream(
    stream: BinaryIO, name: str, kind: str, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> Iterator[Chunk]:
    """Yield the rows of one file's unpacked bytes."""
    columns = {k: v for k, v in mapping.items() if k != FILE_NAME}
    if kind == "parquet":
        with on_disk(stream) as plain:
            yield from _filled(read_parquet(plain, columns), name, mapping, defaults)
        return
    if kind in PAGES:
        chunks = _page(stream, kind)
    elif kind == "jsonl":
        chunks = read_jsonl(in_utf8(stream), columns)
    else:
        chunks = read_csv(in_utf8(stream), columns)
    yield from _filled(chunks, name, mapping, defaults)


def _page(stream: BinaryIO, kind: str) -> Iterator[Chunk]:
    content = stream.read(MOST_PAGE + 1)
    if len(content) > MOST_PAGE:
        raise LimitError("too_large", f"a page of more than {MOST_PAGE >> 20} MB")
    rows = [{"row": i, **found} for i, found in enumerate(PAGES[kind](content), start=1)]
    types = {k: TYPES.get(k, pl.String) for k in rows[0]}
    yield Chunk(pl.DataFrame(rows, schema=types))


def _filled(
    chunks: Iterator[Chunk], name: str, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> Iterator[Chunk]:
    """Yield chunks with the fields of raw articles, named and filled from the file's name."""
    stem = PurePosixPath(name).name
    filled = {"outlet": stem.split(".")[0], **defaults}
    if pattern := mapping.get(FILE_NAME):
        found = re.search(pattern, stem)
        filled |= {k: v for k, v in (found.groupdict() if found else {}).items() if v}
    columns = {k: v for k, v in mapping.items() if k != FILE_NAME}
    for chunk in chunks:
        yield replace(chunk, frame=_fields(chunk.frame, columns, filled))


def _fields(
    frame: pl.DataFrame, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> pl.DataFrame:
    if frame.is_empty():
        return frame
    if "is_date_inferred" not in frame.columns:
        return fields(frame, mapping, defaults).with_columns(is_date_inferred=pl.lit(value=False))
    if "published" in defaults:  # what a feed states is better than what a page suggests
        stated = pl.when(~pl.col("is_date_inferred")).then("published")
        frame = frame.with_columns(published=stated, is_date_inferred=pl.lit(value=False))
    found = fields(frame.drop("is_date_inferred"), mapping, defaults)
    return found.with_columns(frame["is_date_inferred"])


def _archive(
    path: Path,
    name: str,
    kind: str,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    after: Place,
) -> Iterator[Chunk]:
    """Yield the rows of an archive's parts, numbered through; before each, what comes next."""
    n_rows, budget = after.rows, Budget()
    parts = (
        archives.pages(path, after.unit)
        if kind == "warc"
        else archives.members(path, kind, after.unit)
    )
    for unit, member in parts:
        file = member.name if kind == "warc" else f"{name}!{member.name}"
        if member.stream is None:
            if member.rule:
                row = refusal(0, member.rule, member.reason, file=file or name)
                yield Chunk(pl.DataFrame(), [{**row, "severity": member.severity}])
            continue
        yield Chunk(pl.DataFrame(), [], Place(unit, n_rows, file))
        inner = (
            _warc_page(member, defaults)
            if kind == "warc"
            else _member(member, mapping, defaults, budget)
        )
        for chunk in _named(inner, file):
            frame = chunk.frame
            if len(frame):
                through = pl.int_range(n_rows + 1, n_rows + 1 + len(frame), dtype=pl.Int64)
                frame = frame.with_columns(row=through, file=pl.lit(file))
            yield Chunk(frame, chunk.refused, Place(unit, n_rows + len(frame), file))
            n_rows += len(frame)


def _named(chunks: Iterator[Chunk], file: str) -> Iterator[Chunk]:
    """Yield chunks whose refusals name their part; errors, but for bombs, become refusals."""
    try:
        for chunk in chunks:
            yield replace(chunk, refused=[{**r, "file": file} for r in chunk.refused])
    except BombError:
        raise
    except Exception as error:  # as in read: the other parts go on
        yield _failure(error, file)


def _warc_page(member: archives.Member, defaults: Mapping[str, str]) -> Iterator[Chunk]:
    assert member.stream is not None  # noqa: S101 - the caller looked
    host = member.name.partition("//")[2].partition("/")[0].removeprefix("www.")
    known = {"outlet": host, "url": member.name, "native_id": member.name, **defaults}
    return _stream(member.stream, "page.html", "html", {}, known)


def _member(
    member: archives.Member,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    budget: Budget,
) -> Iterator[Chunk]:
    assert member.stream is not None  # noqa: S101 - the caller looked
    kind = format_of(member.name)
    if archives.is_hidden(member.name):
        return
    if kind is None or kind in ARCHIVES:
        said = "an archive in an archive" if kind else "its ending names no known format"
        row = refusal(0, "unknown_format", said)
        yield Chunk(pl.DataFrame(), [{**row, "severity": "set_aside"}])
        return
    plain = unpacked(member.stream, member.name, budget)
    yield from _stream(plain, member.name, kind, mapping, defaults)
