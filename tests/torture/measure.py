"""What the parsing of one input costs: seconds, and the peak memory of parser and caller."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows import sandbox

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Seconds by the clock and of the parser's processor; peaks in MB; what became of it."""

    seconds: float = 0.0
    processor: float = 0.0
    parser: int = 0
    caller: int = 0
    rows: int = 0
    became: list[str] = field(default_factory=list)


@contextmanager
def costs() -> Iterator[Cost]:
    """Give what the one warm parser, new for this, and this process spend inside."""
    sandbox.close()
    child = sandbox._take(sandbox.LIMITS)
    sandbox._idle.put(child)
    sandbox.Sandbox().feed(b'<rss version="2.0"/>')
    Path("/proc/self/clear_refs").write_text("5")  # the peak from here on
    cost, done = Cost(caller=peak("self")), threading.Event()

    def look() -> None:
        started, _ = _spent(child.pid) or (0.0, 0)
        while found := _spent(child.pid):
            cost.processor = found[0] - started
            cost.parser = max(cost.parser, found[1])
            if done.wait(0.02):
                return

    watch = threading.Thread(target=look)
    watch.start()
    began = time.monotonic()
    try:
        yield cost
    finally:
        cost.seconds = time.monotonic() - began
        done.set()
        watch.join()
        cost.caller = peak("self")


def _spent(pid: int) -> tuple[float, int] | None:
    """Return a process's processor seconds and peak memory (MB); None where it is no more."""
    try:
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(times[11]) + int(times[12])) / TICKS, peak(pid)
    except (OSError, IndexError):
        return None


def peak(pid: int | str = "self") -> int:
    """Return the most memory (MB) that a process has held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(found[0]) >> 10 if found else 0  # none: it has just died
