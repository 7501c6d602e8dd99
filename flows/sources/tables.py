"""JSON lines, CSV and Parquet, read in chunks; a bad row is named and the rest goes on."""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.sources.columns import check_mapping
from flows.sources.limits import MOST_COLUMNS, MOST_LINE, MOST_ROWS, LimitError

CHUNK_ROWS = 8_000
CHUNK_BYTES = 64 << 20  # of text: memory is bounded by the chunk, whatever the file's size
BATCH_BYTES = 32 << 20  # of a Parquet file's rows, unpacked, if it is as it says …
MOST_BATCH = 256 << 20  # … and at the most
csv.field_size_limit(MOST_LINE)


@dataclass(frozen=True)
class Place:
    """How far an archive was read: the part that comes next, its name, and the rows before it."""

    unit: int = 0
    rows: int = 0
    file: str | None = None


@dataclass
class Chunk:
    """Rows of a table (all columns text, and row from 1), and those that could not be read.

    `at`: what is read next, where that is part of an archive.
    """

    frame: pl.DataFrame
    refused: list[dict[str, Any]] = field(default_factory=list)
    at: Place | None = None


def refusal(
    row: int, rule: str, reason: str, record: str = "", *, file: str | None = None
) -> dict[str, Any]:
    """Return what is kept of a row, or of a whole file (row 0), that could not be read.

    `file` is the part of an archive it came from.
    """
    kept = {"row": row, "rule": rule, "reason": reason, "record": record[:2_000] or None}
    return {**kept, "file": file}


def read_jsonl(stream: BinaryIO, mapping: Mapping[str, str]) -> Iterator[Chunk]:
    """Yield the objects of a JSON-lines stream, one line each."""

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in enumerate(_lines(stream), start=1):
            if len(line) > MOST_LINE:
                yield number, _refused(number, "too_large", _TOO_LONG, line[:2_000])
            elif line.strip():
                yield number, _json_row(number, line)

    return _chunks(rows(), mapping)


_TOO_WIDE = f"more than {MOST_COLUMNS:,} columns"
_TOO_LONG = f"the line is longer than {MOST_LINE >> 20} MB"


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines; of one that is too long, more than MOST_LINE bytes, and not the rest.

    Raises LimitError where there are more than MOST_ROWS.
    """
    n_lines = 0
    while line := stream.readline(MOST_LINE + 1):
        if (n_lines := n_lines + 1) > MOST_ROWS:
            raise LimitError("too_large", f"more than {MOST_ROWS:,} lines")
        yield line
        while len(line) > MOST_LINE and not line.endswith(b"\n"):
            line = stream.readline(MOST_LINE + 1)


def _json_row(number: int, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        return _refused(number, "invalid_utf8", f"byte {error.start} is not UTF-8", line)
    except (ValueError, RecursionError) as error:
        is_torn = not line.endswith(b"\n")
        rule, what = ("torn_line", "the last line is cut off") if is_torn else ("invalid_json", "")
        return _refused(number, rule, f"{what}{': ' if what else ''}{error}", line)
    if not isinstance(value, dict):
        return _refused(number, "invalid_json", "the line is not an object", line)
    if len(value) > MOST_COLUMNS:
        return _refused(number, "too_large", f"{len(value):,} fields: {_TOO_WIDE}", line)
    return {k: _text(v) for k, v in value.items()}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        # A lone surrogate is legal in JSON and cannot be stored as UTF-8.
        return value and value.encode("utf-8", "replace").decode()
    return json.dumps(value, ensure_ascii=False)


def _refused(number: int, rule: str, reason: str, line: bytes) -> dict[str, Any]:
    return {"": refusal(number, rule, reason, line.decode("utf-8", "replace"))}


def read_csv(stream: BinaryIO, mapping: Mapping[str, str]) -> Iterator[Chunk]:
    """Yield the rows of a CSV stream with a heading; row 1 is the first below it."""
    reader = csv.reader(_csv_lines(stream), strict=True)
    heading = next(reader, [])

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                is_torn = str(error) == "unexpected end of data"
                what = "a quotation mark opens here and never closes" if is_torn else str(error)
                yield number, _refused(number, "torn_line" if is_torn else "invalid_csv", what, b"")
                continue
            if cells:
                yield number, _csv_row(number, heading, cells)

    return _chunks(rows(), mapping, heading)


def _csv_lines(stream: BinaryIO) -> Iterator[str]:
    """Yield lines as text: bytes that are not UTF-8 become lone surrogates, found row by row."""
    for number, line in enumerate(_lines(stream)):
        if len(line) > MOST_LINE:
            raise LimitError("too_large", f"line {number + 1}: {_TOO_LONG}")
        yield line.decode("utf-8-sig" if number == 0 else "utf-8", "surrogateescape")


def _csv_row(number: int, heading: list[str], cells: list[str]) -> dict[str, Any]:
    record = ",".join(cells).encode("utf-8", "surrogateescape")
    if len(cells) != len(heading):
        return _refused(
            number, "invalid_csv", f"{len(cells)} cells under {len(heading)} columns", record
        )
    try:
        record.decode()
    except UnicodeDecodeError as error:
        return _refused(number, "invalid_utf8", f"byte {error.start} is not UTF-8", record)
    return dict(zip(heading, cells, strict=True))


def _chunks(
    rows: Iterable[tuple[int, dict[str, Any]]],
    mapping: Mapping[str, str],
    heading: list[str] | None = None,
) -> Iterator[Chunk]:
    """Yield chunks of rows; raises MappingError where the first rows lack a needed column."""
    if heading is not None:
        _check_width(heading)
        check_mapping(heading, mapping)
    good: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    size, is_first = 0, heading is None
    cut: Exception | None = None
    try:
        for number, row in rows:
            if "" in row and isinstance(row[""], dict):
                refused.append(row[""])
            else:
                good.append({**row, "row": number})
                size += sum(len(v) for v in row.values() if v)
            if len(good) + len(refused) >= CHUNK_ROWS or size >= CHUNK_BYTES:
                yield _chunk(good, refused, mapping, is_first)
                good, refused, size, is_first = [], [], 0, is_first and not good
    except (OSError, EOFError, zlib.error, LimitError) as error:  # a cut gzip: keep what came first
        cut = error
    if good or refused:
        yield _chunk(good, refused, mapping, is_first)
    if cut:
        raise cut


def _chunk(
    good: list[dict[str, Any]],
    refused: list[dict[str, Any]],
    mapping: Mapping[str, str],
    is_first: bool,
) -> Chunk:
    columns = list(dict.fromkeys(c for row in good for c in row))
    _check_width(columns)
    if is_first and good:
        check_mapping([c for c in columns if c != "row"], mapping)
    types = {c: pl.Int64 if c == "row" else pl.String for c in columns}
    return Chunk(pl.DataFrame(good, schema=types), refused)


def _check_width(columns: list[str]) -> None:
    if len(columns) > MOST_COLUMNS + 1:  # and row
        raise LimitError("too_large", f"{len(columns):,} columns: {_TOO_WIDE}")


def read_parquet(path: Path, mapping: Mapping[str, str]) -> Iterator[Chunk]:
    """Yield the rows of a Parquet file; nested columns are left out."""
    file = pq.ParquetFile(path)
    _check_width(file.schema_arrow.names)
    check_mapping(file.schema_arrow.names, mapping)
    if (n_rows := file.metadata.num_rows) > MOST_ROWS:
        raise LimitError("too_large", f"{n_rows:,} rows: more than {MOST_ROWS:,}")
    row = 1
    for packed in file.iter_batches(batch_size=_batch_rows(file.metadata)):
        packed.validate(full=True)  # text that is no UTF-8 would fail where none expects it
        batch = _plain(packed)
        if batch.nbytes > MOST_BATCH:  # before Polars ends the process for want of memory
            raise LimitError("too_large", f"{len(batch)} rows have {batch.nbytes / 1e6:,.0f} MB")
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
        flat = [c for c, t in frame.schema.items() if not t.is_nested() and t != pl.Binary]
        text = frame.select(_as_text(c, frame.schema[c]) for c in flat if c != "row")
        yield Chunk(text.with_row_index("row", row).cast({"row": pl.Int64}))
        row += len(frame)


def _plain(batch: Any) -> Any:
    """Return a batch with every value of a dictionary written out."""
    columns = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in batch]
    return pa.record_batch(columns, names=batch.schema.names)


def _batch_rows(metadata: Any) -> int:
    """Return how many rows to unpack at once, by the size that the file says they have."""
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    per_row = max(1, size // max(1, metadata.num_rows))
    return int(min(CHUNK_ROWS // 4, max(1, BATCH_BYTES // per_row)))


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Datetime:
        zoned = getattr(dtype, "time_zone", None) is not None
        return pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if zoned else ""))
    return pl.col(name).cast(pl.String)
