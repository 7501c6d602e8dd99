from __future__ import annotations

import os
import signal
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import sandbox
from flows.sandbox import Child, DiedError, Sandbox
from flows.sources.feeds import FeedError
from flows.sources.limits import Limits
from flows.sources.read import read
from tests.conftest import SAMPLE
from tests.flows.test_feeds import RSS

BOX = Sandbox()
LINE = '{{"id": "{0}", "source": "O", "date": "2024-05-01", "text": "Japan is {0}."}}\n'


@pytest.mark.parametrize(
    "name",
    ["articles_a.jsonl", "articles_b.csv", "articles_c.csv.gz", "federal-row-undated.txt",
     "namsan-impeachment.html"],
)  # fmt: skip
def test_the_same_comes_out_as_without_it(name: str) -> None:
    path, kind = SAMPLE / name, name.removesuffix(".gz").rpartition(".")[2]
    plain, boxed = (list(f(path, name, kind, {}, {})) for f in (read, BOX.read))
    assert len(plain) == len(boxed) > 0
    for one, other in zip(plain, boxed, strict=True):
        assert one.frame.equals(other.frame)
        assert one.frame.schema == other.frame.schema
        assert one.refused == other.refused


def test_a_feed_and_what_is_none() -> None:
    assert [e.url for e in BOX.feed(RSS.encode())] == ["http://x.example/1"]
    with pytest.raises(FeedError, match="refused: DTDForbidden"):
        BOX.feed(b"<!DOCTYPE x><rss/>")


def test_a_child_is_kept_warm_and_replaced_after_its_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    box, started = Sandbox(Limits(jobs=2)), []
    monkeypatch.setattr(
        sandbox, "Child", lambda limits: started.append(Child(limits)) or started[-1]
    )
    for _ in range(2):
        box.feed(RSS.encode())
        with pytest.raises(FeedError):
            box.feed(b"<rss")
    assert len(started) == 2


def test_too_much_memory_is_refused_and_the_next_job_is_done(tmp_path: Path) -> None:
    box, path = Sandbox(Limits(memory=1_100 << 20)), tmp_path / "a.jsonl"
    path.write_bytes(b"[" + b"[{}]," * 3_200_000 + b"{}]\n")
    (chunk,) = box.read(path, "a.jsonl", "jsonl", {}, {})
    assert [r["rule"] for r in chunk.refused] == ["too_large"]
    assert box.feed(RSS.encode())


ATTRIBUTES = " ".join(f"a{i}='x'" for i in range(40_000))
SLOW = f"<html><body><p {ATTRIBUTES}>x</p></body></html>"  # 11 s of trafilatura


def test_too_much_processor_time_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "slow.html"
    page.write_text(SLOW)
    (chunk,) = Sandbox(Limits(cpu=1)).read(page, page.name, "html", {}, {})
    assert [(r["row"], r["rule"]) for r in chunk.refused] == [(0, "too_slow")]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_parser_that_dies_is_named(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = sandbox.Child(Limits())
    monkeypatch.setattr(sandbox, "_take", lambda _: child)
    os.kill(child.pid, number)
    with pytest.raises(DiedError) as caught:
        BOX.feed(RSS.encode())
    assert caught.value.rule == "parser_died"
    assert number.name in str(caught.value)


def test_a_part_that_kills_its_parser_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jsonl", LINE.format(1) + LINE.format(2))
        archive.writestr("b.html", SLOW)
        archive.writestr("c.jsonl", LINE.format(3))
    chunks = list(Sandbox(Limits(cpu=1)).read(path, "a.zip", "zip", {}, {}))
    rows = pl.concat([c.frame for c in chunks if len(c.frame)])
    assert rows.select("row", "native_id", "file").rows() == [
        (1, "1", "a.zip!a.jsonl"), (2, "2", "a.zip!a.jsonl"), (3, "3", "a.zip!c.jsonl"),
    ]  # fmt: skip
    refused = [(r["file"], r["rule"]) for c in chunks for r in c.refused]
    assert refused == [("a.zip!b.html", "too_slow")]


def test_the_child_has_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "S3CRET")
    child = sandbox.Child(Limits())
    try:
        assert b"S3CRET" not in Path(f"/proc/{child.pid}/environ").read_bytes()
    finally:
        child.kill()


def test_a_parquet_file_whose_text_is_no_utf8_is_refused(tmp_path: Path) -> None:
    broken = pa.StringArray.from_buffers(
        2,
        pa.py_buffer(b"\x00\x00\x00\x00\x02\x00\x00\x00\x04\x00\x00\x00"),
        pa.py_buffer(b"ok\xff\xfe"),
    )
    path = tmp_path / "broken.parquet"
    pq.write_table(pa.table({"body": broken}), path)
    (chunk,) = BOX.read(path, path.name, "parquet", {}, {})
    assert chunk.frame.is_empty()
    assert [r["rule"] for r in chunk.refused] == ["unreadable_file"]


def test_a_message_that_is_no_table_is_a_death_of_its_parser() -> None:
    with pytest.raises(DiedError, match="no table"):
        sandbox._frame(b"not Arrow")
