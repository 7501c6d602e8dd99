"""Archives: the pages of a WARC, and the files in a zip or a tar.

Nothing is ever written under a name that an archive gives.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from flows.sources.limits import MOST_PAGE, BombError, LimitError, most_unpacked

MOST_MEMBERS = 1_000_000


@dataclass(frozen=True)
class Member:
    """One part of an archive: its name, and its bytes, or why it is not read.

    `severity` of the refusal: as in the table rejections.
    """

    name: str
    stream: BinaryIO | None = None
    rule: str = ""
    reason: str = ""
    severity: str = "defect"


def is_hidden(name: str) -> bool:
    """Return whether a file is only some system's own note (.DS_Store, __MACOSX/…)."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(p.startswith(".") and p != ".." for p in parts)


def _unsafe(name: str) -> Member | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1] or "\0" in name:
        return Member(name, None, "path_traversal", "its name leads out of the archive")
    return None


def members(path: Path, kind: str, after: int) -> Iterator[tuple[int, Member]]:
    """Yield the parts of an archive (zip or tar) that come after part `after`, numbered from 1.

    Directories and hidden files are left out. Raises what the libraries raise, and LimitError.
    """
    reader = {"zip": _zip, "tar": _tar}[kind]
    for number, member in enumerate(reader(path, after), start=1):
        if number > MOST_MEMBERS:
            raise LimitError("too_large", f"more than {MOST_MEMBERS:,} parts")
        if number > after:
            yield number, _unsafe(member.name) or member


def _zip(path: Path, after: int) -> Iterator[Member]:
    """Yield the parts of a zip; none gives more bytes than the directory says."""
    size = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        _weigh(sum(info.file_size for info in archive.infolist()), size)
        for number, info in enumerate(archive.infolist(), start=1):
            if number <= after or info.is_dir():
                yield Member(info.filename, None, "", "")
                continue
            try:
                with archive.open(info) as stream:
                    yield Member(info.filename, io.BufferedReader(stream, 1 << 16))  # type: ignore[type-var]
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
                yield Member(info.filename, None, "unreadable_file", str(error))


def _weigh(come: int, size: int) -> None:
    if come > most_unpacked(size):
        raise BombError(come, size)


def _tar(path: Path, after: int) -> Iterator[Member]:
    size = path.stat().st_size
    with tarfile.open(path, mode="r|*") as archive:
        for number, info in enumerate(archive, start=1):
            _weigh(info.offset_data + info.size, size)
            if number <= after or info.isdir():
                yield Member(info.name, None, "", "")
            elif info.isfile() and (stream := archive.extractfile(info)) is not None:
                yield Member(info.name, stream)  # type: ignore[arg-type]
            else:
                yield Member(info.name, None, "not_a_file", "a link or a device")


def pages(path: Path, after: int) -> Iterator[tuple[int, Member]]:
    """Yield the pages of a WARC, each under its address and with its record's number, from 1.

    Records other than answers of servers (requests, metadata …) are left out. Where the file
    cannot be read to its end, the last member says so.
    """
    number = 0
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        try:
            for number, record in enumerate(records, start=1):
                if record.rec_type == "response" and number > after:
                    yield number, _page(record)
            # warcio ends in silence where a record's head is cut off. The two line ends after a
            # record that is not packed are no part of it.
            n_read = records.get_record_offset() + records.get_record_length() if number else 0
            is_whole = n_read + 4 >= path.stat().st_size
            torn = "" if is_whole else f"only {n_read} bytes of it could be read"
        except Exception as error:  # warcio raises what it meets, down to AttributeError
            torn = f"{type(error).__name__}: {error}"
    if torn:
        yield number + 1, Member("", None, "torn_archive", f"after record {number}: {torn}"[:300])


def _page(record: Any) -> Member:
    headers, http = record.rec_headers, record.http_headers
    name = headers.get_header("WARC-Target-URI") or "no address"
    status = http.get_statuscode() if http else None
    kind = (http.get_header("Content-Type") or "").partition(";")[0].strip() if http else ""
    if status != "200":
        return Member(name, None, "http_status", f"the server answered {status}", "set_aside")
    if kind.lower() not in {"text/html", "application/xhtml+xml", ""}:
        return Member(name, None, "unknown_format", f"it is {kind[:50]}, no page", "set_aside")
    content = record.content_stream().read(MOST_PAGE + 1)
    if len(content) <= MOST_PAGE and record.raw_stream.limit:
        return Member(name, None, "torn_archive", "the page is cut off")
    return Member(name, io.BytesIO(content))
