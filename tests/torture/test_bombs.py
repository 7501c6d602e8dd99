"""Bombs: what unpacks, expands or repeats without end is refused within memory and time.

A short form by default; ENTENTE_TORTURE uses the full sizes (10 GB out of gzip, zip, tar and WARC,
a billion rows of Parquet, an article of 1 GB, a feed of a million articles). The table that is
printed tells what each cost.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows.sandbox import DiedError, Sandbox
from flows.sources.feeds import FeedError
from flows.sources.read import format_of
from tests.torture.bombs import BLOCK, BOMBS, feed_of
from tests.torture.measure import Cost, costs

IS_FULL = "ENTENTE_TORTURE" in os.environ
BOX = Sandbox()
PROCESSOR = 30  # seconds, of a parser that had the bomb
CALLER = 512  # MB, by which the caller may grow


@pytest.fixture(scope="module")
def table() -> Iterator[dict[str, tuple[int, Cost]]]:
    """Collect what each bomb of this module cost (its bytes first), and print it at the end."""
    found: dict[str, tuple[int, Cost]] = {}
    yield found
    print(
        f"\n{'bomb':20} {'KB':>9} {'s':>6} {'CPU s':>6} {'parser MB':>9} {'here MB':>8} {'rows':>9}"
    )
    for name, (size, c) in found.items():
        print(
            f"{name:20} {size / 1e3:9,.0f} {c.seconds:6.1f} {c.processor:6.1f} {c.parser:9,} "
            f"{c.caller:8,} {c.rows:9,} {', '.join(c.became)}"
        )


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(tmp_path: Path, name: str, table: dict[str, tuple[int, Cost]]) -> None:
    bomb = BOMBS[name]
    path, kind = tmp_path / bomb.name, format_of(bomb.name)
    bomb.write(path, bomb.full if IS_FULL else bomb.short)
    assert kind is not None
    rules: set[str] = set()
    with costs() as cost:
        before, largest = cost.caller, 0
        for chunk in BOX.read(path, bomb.name, kind, {}, {}):
            cost.rows += len(chunk.frame)
            largest = max(largest, int(chunk.frame.estimated_size()))
            rules |= {r["rule"] for r in chunk.refused}
            cost.became = [f"{r['rule']}: {r['reason']}" for r in chunk.refused] or cost.became
    cost.became = cost.became[-1:]
    table[name] = path.stat().st_size, cost
    path.unlink()
    assert rules
    assert rules <= bomb.rules
    assert largest < 256 << 20
    assert cost.processor < PROCESSOR
    assert cost.caller - before < CALLER
    if name == "line":  # the rest of the file goes on
        assert cost.rows == 1


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(9))
    + b']><rss version="2.0">&j;</rss>'
)
N_ITEMS = 1_000_000 if IS_FULL else 50_000
FEEDS = {
    "feed of a million": lambda: b"".join(feed_of(N_ITEMS)),
    "feed of entities": lambda: LAUGHS,
    "feed of attributes": lambda: b"<a " + b"x='1' " * (3 * N_ITEMS),
    "feed of depth": lambda: b"<a>" * N_ITEMS,
}


@pytest.mark.parametrize("name", FEEDS)
def test_feeds(name: str, table: dict[str, tuple[int, Cost]]) -> None:
    content = FEEDS[name]()
    with costs() as cost:
        before = cost.caller
        with pytest.raises((FeedError, DiedError)) as refused:
            BOX.feed(content)
    cost.became = [str(refused.value)[:100]]
    table[name] = len(content), cost
    assert cost.processor < PROCESSOR
    assert cost.caller - before < CALLER


def test_bytes_packed_many_times_over_are_not_unpacked_twice(tmp_path: Path) -> None:
    content = BLOCK * 20
    for _ in range(3):
        content = zlib.compress(content)
    held = io.BytesIO()
    with gzip.open(held, "wb") as out:
        out.write(content)
    (tmp_path / "a.jsonl.gz").write_bytes(held.getvalue())
    (chunk,) = BOX.read(tmp_path / "a.jsonl.gz", "a.jsonl.gz", "jsonl", {}, {})
    assert chunk.frame.equals(pl.DataFrame())
    assert chunk.refused
