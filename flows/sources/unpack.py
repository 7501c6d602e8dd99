"""Packed bytes, unpacked with a bound on what comes out."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from flows.sources.limits import BombError, most_unpacked

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PACKERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError)
_BLOCK = 1 << 20
_SIGN = 64  # blocks between two signs of life


@dataclass
class Budget:
    """What came out of the packed parts of one receipt, and how many bytes of these were read."""

    come: int = 0
    read: int = 0

    def spend(self, come: int, read: int) -> None:
        """Count bytes; raises BombError where too many came out of those that were read."""
        self.come += come
        self.read += read
        if self.come > most_unpacked(self.read):
            raise BombError(self.come, self.read)


class Capped(io.RawIOBase):
    """A stream that comes out of packed bytes, and gives no more than its budget allows."""

    def __init__(self, stream: BinaryIO, packed: BinaryIO, budget: Budget) -> None:
        # One read of what is there: of a cut gzip, that is all that came before the cut.
        self._read = getattr(stream, "read1", stream.read)
        self._packed, self._at, self._budget = packed, packed.tell(), budget

    def readable(self) -> bool:
        """Return True: that is what it is for."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer; raises BombError where too much came out of what was read so far."""
        block = self._read(len(buffer))
        before, self._at = self._at, self._packed.tell()
        self._budget.spend(len(block), self._at - before)
        buffer[: len(block)] = block
        return len(block)


def _capped(stream: BinaryIO, packed: BinaryIO, budget: Budget) -> BinaryIO:
    return io.BufferedReader(Capped(stream, packed, budget), 1 << 16)  # type: ignore[type-var]


def unpacked(stream: BinaryIO, name: str, budget: Budget) -> BinaryIO:
    """Return the stream, unpacked and bounded where the name says it is gzip."""
    if not name.lower().endswith(".gz"):
        return stream
    return _capped(gzip.GzipFile(fileobj=stream), stream, budget)  # type: ignore[arg-type]


def weigh(path: Path) -> Iterator[None]:
    """Unpack a file once and keep nothing, so that of a bomb nothing is read.

    Yields now and then, as a sign of life; raises BombError. Damage is left to the reader to find.
    """
    with path.open("rb") as packed:
        start = packed.read(6)
        packed.seek(0)
        opener = next((o for mark, o in PACKERS.items() if start.startswith(mark)), None)
        if opener is None:
            return
        plain = _capped(opener(packed), packed, Budget())
        n_blocks = 0
        try:
            while plain.read(_BLOCK):
                n_blocks += 1
                if n_blocks % _SIGN == 0:
                    yield
        except DAMAGED:
            return


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
