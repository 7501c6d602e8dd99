"""How much of memory, time and space may be spent on what comes from outside."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PAGE = 20 << 20  # bytes of a page or a text
MOST_LINE = 16 << 20  # bytes of a line, and characters of a cell
MOST_COLUMNS = 1_000  # of a table; GDELT's widest has 61
# Of one receipt, a file or a whole archive:
MOST_ROWS = 10_000_000  # blank ones too
MOST_REFUSED = 100_000  # rows and parts that cannot be read: each is kept with its reason
MOST_RATIO = 100  # times its size; text packs to a twentieth at best, gzip's most is a thousandth
MOST_ADDED = 8 << 30  # bytes beyond its size: a WARC of CC-NEWS, 1 GB packed, has 5
ALWAYS = 64 << 20  # bytes that may come whatever the ratio


class LimitError(ValueError):
    """What came is too much; `rule` names of what."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


class BombError(LimitError):
    """What came expands without measure: nothing more is read of the receipt it came in."""

    def __init__(self, come: int, size: int, what: str = "come") -> None:
        most = f"{ALWAYS >> 20} MB, {MOST_RATIO} times that or {MOST_ADDED >> 30} GB more"
        said = f"{come / 1e6:,.1f} MB {what} out of {size / 1e6:,.3f} MB: more than {most}"
        super().__init__("decompression_bomb", said)


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


def most_unpacked(size: int) -> int:
    """Return how many bytes, and how much text, may come out of so many bytes."""
    return max(ALWAYS, min(MOST_RATIO * size, size + MOST_ADDED))
