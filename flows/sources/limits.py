"""How much of memory, time and space may be spent on what comes from outside."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PAGE = 20 << 20  # bytes of a page or a text
MOST_LINE = 16 << 20  # bytes of a line, and characters of a cell
# Text packs to a twentieth at best, gzip's most is a thousandth.
MOST_RATIO = 200
ALWAYS = 64 << 20  # bytes that may be unpacked whatever the ratio


class LimitError(ValueError):
    """What came is too much; `rule` names of what."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


@dataclass(frozen=True)
class Limits:
    """What one job may take.

    memory: bytes of address space, some 1 GB of which are libraries. cpu: seconds for one page,
    or for one chunk of a table. pace: bytes of a file that are read in a second at the slowest.
    jobs: after so many a child is replaced.
    """

    memory: int = 3 << 30
    cpu: int = 20
    pace: int = 100_000
    jobs: int = 2_000

    def seconds_of(self, size: int) -> int:
        """Return the processor seconds that a file of that size may take."""
        return self.cpu + size // self.pace

    def wall_of(self, seconds: int) -> int:
        """Return the seconds by the clock: many more, for the machine may be busy."""
        return 10 * seconds


def most_unpacked(packed: int) -> int:
    """Return how many bytes may come out of so many packed ones."""
    return max(ALWAYS, MOST_RATIO * packed)
