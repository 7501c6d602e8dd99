"""The child of flows.sandbox: takes jobs from its standard input, and limits itself first."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from flows.sources.feeds import FeedError, read_feed
from flows.sources.read import read
from flows.sources.tables import Chunk, Place

NOTHING = (0, 0)


def main(limits: dict[str, int]) -> None:
    """Do jobs until there are no more."""
    # What a library prints must not get between the messages.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, NOTHING)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["memory"],) * 2)
    while line := sys.stdin.buffer.readline():
        job = json.loads(line)
        until = _spent() + job["seconds"]
        _allow(_spent() + limits["cpu"])
        for header, body in JOBS[job["job"]](job, sys.stdin.buffer):
            _say(out, {**header, "size": len(body)}, body)
            # Each page, and each chunk, has as much again, but no job more than its whole.
            _allow(min(until, _spent() + limits["cpu"]))
        _say(out, {"done": True})


def _spent() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime) + 1


def _allow(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _say(out: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    out.write(json.dumps(header).encode() + b"\n" + body)
    out.flush()


Answers = Iterator[tuple[dict[str, Any], bytes]]


def _read(job: dict[str, Any], _: BinaryIO) -> Answers:
    chunks = read(
        Path(job["path"]), job["name"], job["kind"], job["mapping"], job["defaults"],
        Place(**job["after"]),
    )  # fmt: skip
    for chunk in chunks:
        at = chunk.at and vars(chunk.at)
        yield {"refused": chunk.refused, "at": at}, _arrow(chunk)


def _arrow(chunk: Chunk) -> bytes:
    if chunk.frame.is_empty():
        return b""
    held = io.BytesIO()
    chunk.frame.write_ipc_stream(held)
    return held.getvalue()


def _feed(job: dict[str, Any], stdin: BinaryIO) -> Answers:
    content = stdin.read(job["size"])
    try:
        yield {"entries": [vars(entry) for entry in read_feed(content)]}, b""
    except FeedError as error:
        yield {"error": str(error)}, b""


JOBS = {"read": _read, "feed": _feed}

if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
