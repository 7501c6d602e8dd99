"""Packed bytes, unpacked with a bound on what comes out."""

from __future__ import annotations

import codecs
import gzip
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flows.sources.limits import LimitError

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Capped(io.RawIOBase):
    """A stream that refuses to give more than `most` bytes."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        # One read of what is there: of a cut gzip, that is all that came before the cut.
        self._read = getattr(stream, "read1", stream.read)
        self._left, self._most = most, most

    def readable(self) -> bool:
        """Return True: that is what it is for."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer; raises LimitError where too much came out."""
        block = self._read(len(buffer))
        self._left -= len(block)
        if self._left < 0:
            said = f"more than {self._most >> 20} MB come out of it"
            raise LimitError("decompression_bomb", said)
        buffer[: len(block)] = block
        return len(block)


def capped(stream: BinaryIO, most: int) -> BinaryIO:
    """Return the stream, bounded and buffered."""
    return io.BufferedReader(Capped(stream, most), 1 << 16)  # type: ignore[type-var]


def unpacked(stream: BinaryIO, name: str, most: int) -> BinaryIO:
    """Return the stream, unpacked where the name says it is gzip, and bounded."""
    if name.lower().endswith(".gz"):
        stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
    return capped(stream, most)


def in_utf8(stream: BinaryIO) -> BinaryIO:
    """Return a text stream's bytes in UTF-8 where it begins with the mark of UTF-16."""
    start = stream.peek(2)[:2] if isinstance(stream, io.BufferedReader) else b""
    if start not in UTF16:
        return stream
    return codecs.EncodedFile(stream, "utf-8", "utf-16", errors="replace")


@contextmanager
def on_disk(stream: BinaryIO) -> Iterator[Path]:
    """Give a stream's bytes a place on disk for a while: Parquet is read from its end."""
    with tempfile.NamedTemporaryFile(suffix=".parquet") as plain:
        shutil.copyfileobj(stream, plain, 1 << 20)
        plain.flush()
        yield Path(plain.name)
