"""Bytes of any known format -> chunks of raw articles."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from flows.sources.columns import MappingError, fields
from flows.sources.pages import PageError, read_page, read_paste
from flows.sources.tables import Chunk, read_csv, read_jsonl, read_parquet, refusal

FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".txt": "txt",
    ".html": "html",
    ".htm": "html",
}
PAGES: dict[str, Callable[[bytes], dict[str, Any]]] = {"txt": read_paste, "html": read_page}


def format_of(name: str) -> str | None:
    """Return the format of a file by its ending, gzip or not; None where it is unknown."""
    path = Path(name.lower())
    return FORMATS.get(Path(path.stem).suffix if path.suffix == ".gz" else path.suffix)


def read(
    path: Path, name: str, kind: str, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> Iterator[Chunk]:
    """Yield the raw articles in the bytes at `path`, received under `name`.

    Out: chunks whose frame has row and the fields of raw_articles. What cannot be read is in a
    chunk's `refused`, the whole file as row 0; no error leaves.
    """
    stem = {"outlet": Path(name).name.split(".")[0]}
    filled = {**stem, **defaults}
    try:
        for chunk in _chunks(path, name, kind, mapping):
            yield Chunk(_fields(chunk.frame, mapping, filled), chunk.refused)
    except MappingError as error:
        yield _failure("missing_column", str(error))
    except PageError as error:
        yield _failure("unreadable_page", str(error))
    except Exception as error:  # whatever a library says of bytes from outside
        yield _failure("unreadable_file", f"{type(error).__name__}: {error}")


def _failure(rule: str, reason: str) -> Chunk:
    return Chunk(pl.DataFrame(), [refusal(0, rule, reason)])


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


def _chunks(path: Path, name: str, kind: str, mapping: Mapping[str, str]) -> Iterator[Chunk]:
    is_packed = name.lower().endswith(".gz")
    if kind == "parquet":
        with _unpacked(path, is_packed=is_packed) as plain:
            yield from read_parquet(plain, mapping)
        return
    with gzip.open(path) if is_packed else path.open("rb") as stream:
        if kind in PAGES:
            row = {"row": 1, **PAGES[kind](stream.read())}
            types = {k: _type(k) for k in row}
            yield Chunk(pl.DataFrame([row], schema=types))
        else:
            reader = read_jsonl if kind == "jsonl" else read_csv
            yield from reader(stream, mapping)  # type: ignore[arg-type]


def _type(field: str) -> type[pl.DataType]:
    return {"row": pl.Int64, "is_date_inferred": pl.Boolean}.get(field, pl.String)


@contextmanager
def _unpacked(path: Path, *, is_packed: bool) -> Iterator[Path]:
    """Give a gzipped file's content a place on disk: Parquet is read from its end."""
    if not is_packed:
        yield path
        return
    with gzip.open(path) as source, tempfile.NamedTemporaryFile(suffix=".parquet") as plain:
        shutil.copyfileobj(source, plain, 1 << 20)
        plain.flush()
        yield Path(plain.name)
