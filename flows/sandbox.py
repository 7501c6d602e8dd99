"""Parsing what comes from outside in a process of its own, with limits of memory, CPU and time.

A child is kept warm between jobs: starting one costs seconds. It is told its job as one line of
JSON and answers in messages of a line of JSON and, where that says so, bytes of Arrow. What kills
a parser kills the child alone: the caller gets the reason, and the next job gets a new child.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.sources.feeds import Entry, FeedError
from flows.sources.limits import Limits
from flows.sources.tables import Chunk, Place, refusal

MOST_MESSAGE = 1 << 30
MOST_DEATHS = 10  # of parsers over one archive: then the rest of it is refused
LIMITS = Limits()
Message = tuple[dict[str, Any], bytes]
# Nothing of the caller's environment but what Python needs: no key is there to be stolen.
KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "VIRTUAL_ENV")
ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


class DiedError(RuntimeError):
    """The child did not live to the end of its job; `rule` names what it died of."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


@dataclass(frozen=True)
class Sandbox:
    """Where jobs are done: children are taken from the pool, and started where it is empty."""

    limits: Limits = LIMITS

    def read(
        self,
        path: Path,
        name: str,
        kind: str,
        mapping: Mapping[str, str],
        defaults: Mapping[str, str],
    ) -> Iterator[Chunk]:
        """Yield what flows.sources.read.read yields, whatever the bytes are.

        Where a parser dies of one part of an archive, that part is refused and the rest goes on.
        """
        place, n_deaths = Place(), 0
        while True:
            job = {
                "job": "read", "path": str(path), "name": name, "kind": kind,
                "mapping": dict(mapping), "defaults": dict(defaults), "after": vars(place),
                "seconds": self.limits.seconds_of(path.stat().st_size),
            }  # fmt: skip
            try:
                for header, body in self._ask(job):
                    frame = _frame(body)
                    place = Place(**header["at"]) if header["at"] else place
                    yield Chunk(frame, header["refused"])
                return
            except DiedError as died:
                n_deaths += 1
                is_over = place.file is None or n_deaths >= MOST_DEATHS
                file = None if is_over else place.file
                yield Chunk(pl.DataFrame(), [refusal(0, died.rule, str(died), file=file)])
                if is_over:
                    return

    def feed(self, content: bytes) -> list[Entry]:
        """Return what flows.sources.feeds.read_feed returns; raises FeedError, DiedError."""
        job = {"job": "feed", "size": len(content), "seconds": self.limits.seconds_of(len(content))}
        # Taken to the end before anything is raised: a child left in mid-job is not used again.
        ((answer, _),) = list(self._ask(job, content))
        if "error" in answer:
            raise FeedError(answer["error"])
        return [Entry(e["url"], e["fields"]) for e in answer["entries"]]

    def _ask(self, job: dict[str, Any], payload: bytes = b"") -> Iterator[Message]:
        with _places:
            child = _take(self.limits)
            is_done = False
            try:
                yield from child.ask(job, payload)
                is_done = child.n_jobs < self.limits.jobs  # what its libraries cache is let go
            finally:
                if is_done:
                    _idle.put(child)
                else:
                    child.kill()


def _frame(body: bytes) -> pl.DataFrame:
    """Return the rows of a message; raises DiedError where they cannot be trusted."""
    try:
        return pl.read_ipc_stream(io.BytesIO(body)) if body else pl.DataFrame()
    except pl.exceptions.PolarsError as error:
        raise DiedError(
            "unreadable_file", f"its parser gave back what is no table: {error}"
        ) from error


class Child:
    """One child process."""

    def __init__(self, limits: Limits) -> None:
        environment = {k: os.environ[k] for k in KEPT if k in os.environ} | ONE_THREAD
        self.limits = limits
        self.n_jobs = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "flows.sandbox_child", json.dumps(vars(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=Path(__file__).parent.parent,
        )
        self.pid = self._process.pid
        self._held = bytearray()

    def ask(self, job: dict[str, Any], payload: bytes) -> Iterator[Message]:
        """Give the child a job and yield its answers; raises DiedError."""
        self.n_jobs += 1
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            stdin.write(json.dumps(job).encode() + b"\n" + payload)
            stdin.flush()
        except BrokenPipeError:
            raise self._death() from None
        wall = self.limits.wall_of(job["seconds"])
        deadline = time.monotonic() + wall
        while True:
            header = json.loads(self._line(deadline))
            if header.get("done"):
                return
            yield header, self._bytes(header.get("size", 0), deadline)

    def _line(self, deadline: float) -> bytes:
        while (end := self._held.find(b"\n")) < 0:
            self._fill(deadline)
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        return line

    def _bytes(self, size: int, deadline: float) -> bytes:
        while len(self._held) < size:
            self._fill(deadline)
        found = bytes(self._held[:size])
        del self._held[:size]
        return found

    def _fill(self, deadline: float) -> None:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                self.kill()
                raise DiedError("too_slow", "its parser was stopped: it took too long")
        block = os.read(stdout.fileno(), 1 << 20)
        if not block:
            raise self._death()
        self._held += block
        if len(self._held) > MOST_MESSAGE:
            self.kill()
            raise DiedError("too_large", "its parser gave back more than a gigabyte at once")

    def _death(self) -> DiedError:
        code = self._process.wait(timeout=10)
        if code == -signal.SIGXCPU:
            return DiedError("too_slow", "its parser was stopped: it took too much processor time")
        how = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return DiedError("parser_died", f"its parser died ({how}), as a rule for want of memory")

    def kill(self) -> None:
        """End the child, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


_idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
_places = threading.BoundedSemaphore(os.cpu_count() or 2)  # so many work at once


def _take(limits: Limits) -> Child:
    """Return a warm child with these limits, or a new one."""
    while True:
        try:
            child = _idle.get_nowait()
        except queue.Empty:
            return Child(limits)
        if child.limits == limits:
            return child
        child.kill()


@atexit.register
def close() -> None:
    """End all idle children."""
    while not _idle.empty():
        _idle.get().kill()
