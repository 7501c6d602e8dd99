"""Fuzzed feeds, pages, tables and archives: no uncaught error, and every input accounted for.

A short form by default; ENTENTE_TORTURE runs 10,000 feeds, 2,000 pages and 2,000 of each of the
other kinds.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from flows.sandbox import DiedError, Sandbox
from flows.sources.feeds import FeedError
from flows.sources.read import format_of
from tests.flows.test_archives import members, packed, tar, warc
from tests.flows.test_feeds import ATOM, JSON_FEED, RDF, RSS, SITEMAP
from tests.transforms.test_exports import FACTIVA_PLAIN, FACTIVA_TAGGED, NEXIS_NEW, NEXIS_OLD

IS_FULL = "ENTENTE_TORTURE" in os.environ
BOX = Sandbox()
PAGE = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Talks</title>"
    "<meta property='article:published_time' content='2024-05-03T08:10:00Z'></head><body>"
    "<article><h1>Talks</h1>{}</article></body></html>"
).format("<p>The two governments said that their talks would go on for a third day.</p>" * 5)
TABLE = "id,source,date,title,text\n" + "".join(
    f'{i},Daily,2024-05-0{i},Talks {i},"Tokyo, and Manila, talked {i} times."\n'
    for i in range(1, 9)
)
NASTY = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [",
    b"<!ENTITY e 'x'>", b"&e;", b"&#0;", b"&#x110000;", b"<" * 50, b"{" * 50, b"[" * 300, b'"',
    b"\\u0000", b"\\ud800", b"1e999", b"NaN", b"-0001-13-45", b"9999999999-01-01", b"%s%n", b"\r",
    "\u202e\u200b\u0000\U000e0001".encode(), b"\x1b[31m", b"'; DROP TABLE articles; --", b",,,,,,",
]  # fmt: skip


def mangled(seed: bytes, chance: random.Random) -> bytes:
    """Return the seed with a few changes of the kinds that break parsers."""
    content = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(6):
            case 0:
                content[at : at + chance.randint(1, 40)] = b""
            case 1:
                content[at:at] = chance.choice(NASTY)
            case 2:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                content[at:at] = content[chance.randrange(len(content) + 1) :][:200]
            case 4:
                del content[at:]
            case _:
                content[at:at] = chance.randbytes(chance.randint(1, 20))
    return bytes(content)


def inputs(seeds: list[bytes], number: int) -> Iterator[bytes]:
    chance = random.Random(5)
    for _ in range(number):
        yield mangled(chance.choice(seeds), chance)


def size(short: int, full: int) -> int:
    return full if IS_FULL else short


def test_feeds() -> None:
    seeds = [s.encode() for s in (RSS, ATOM, RDF, JSON_FEED, SITEMAP)]
    became: Counter[str] = Counter()
    for content in inputs(seeds, size(300, 10_000)):
        try:
            entries = BOX.feed(content)
            assert all(e.url.startswith(("http://", "https://")) for e in entries)
            became["read"] += 1
        except FeedError:
            became["refused"] += 1
        except DiedError as died:
            became[died.rule] += 1
    print(json.dumps({"feeds": became}))
    assert sum(became.values()) == size(300, 10_000)
    assert became["read"] > 0
    assert became["refused"] > 0


def parquet() -> bytes:
    held = io.BytesIO()
    pl.read_csv(TABLE.encode()).write_parquet(held)
    return held.getvalue()


def lines() -> bytes:
    return pl.read_csv(TABLE.encode()).write_ndjson().encode()


KINDS: dict[str, Callable[[], list[bytes]]] = {
    "a.html": lambda: [PAGE.encode(), PAGE.encode("utf-16")],
    "a.csv": lambda: [TABLE.encode(), TABLE.encode("utf-16")],
    "a.jsonl": lambda: [lines()],
    "a.jsonl.gz": lambda: [gzip.compress(lines())],
    "a.parquet": lambda: [parquet()],
    "a.txt": lambda: [x.encode() for x in (NEXIS_OLD, NEXIS_NEW, FACTIVA_PLAIN, FACTIVA_TAGGED)],
    "a.zip": lambda: [packed(*members())],
    "a.tar.gz": lambda: [tar("gz", *members())],
    "a.tar": lambda: [tar("", *members())],
    "a.warc.gz": lambda: [warc(("http://x.example/1", "200 OK", PAGE.encode(), "text/html"))],
    "a.warc": lambda: [
        warc(("http://x.example/1", "200 OK", PAGE.encode(), "text/html"), is_packed=False)
    ],
}


@pytest.mark.parametrize("name", KINDS)
def test_files(tmp_path: Path, name: str) -> None:
    """Every file gives rows, or says why it gives none; every row has all its fields."""
    path, kind = tmp_path / name, format_of(name)
    assert kind is not None
    became: Counter[str] = Counter()
    number = size(25, 2_000)
    for content in inputs(KINDS[name](), number):
        path.write_bytes(content)
        n_rows, rules = 0, set()
        for chunk in BOX.read(path, name, kind, {}, {}):
            n_rows += len(chunk.frame)
            rules |= {r["rule"] for r in chunk.refused}
            assert all(r["reason"] and r["rule"] for r in chunk.refused)
            if len(chunk.frame):
                assert {"row", "body", "outlet", "published"} <= set(chunk.frame.columns)
        became["rows"] += n_rows
        became["read" if n_rows else "refused" if rules else "empty"] += 1
        became.update(rules)
    print(json.dumps({name: became}))
    assert became["read"] + became["refused"] + became["empty"] == number
    # A table of which nothing but its heading is left has no rows, and nothing to refuse.
    assert became["empty"] <= number / 5
