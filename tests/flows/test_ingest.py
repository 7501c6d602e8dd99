from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import pages
from flows.ingest import ingest
from flows.settings import Settings
from flows.sources.guard import Guard
from flows.sources.outlets import Outlet
from flows.sources.web import Pace, Web
from tests.flows.test_web import Clock
from tests.servers import Reply, Server, cached, serving
from warehouse import snapshots
from warehouse.lake import Lake

ITEM = "<item><title>{0}</title><link>{1}/{0}</link><guid>{0}</guid>{2}</item>"
TEXT = "Japan and the Philippines agreed to go on with the talks that they began in spring. " * 6


def feed(server: Server, *names: str, more: str = "") -> bytes:
    items = "".join(ITEM.format(n, server.base, more) for n in names)
    return f'<rss version="2.0"><channel><title>O</title>{items}</channel></rss>'.encode()


def page(text: str = TEXT) -> bytes:
    return f"<html><body><article><h1>One</h1><p>{text}</p></article></body></html>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        one.answers |= {
            "/feed": cached(feed(one, "b", "a"), '"f1"'),
            "/a": cached(page(), '"a1"'),
            "/b": Reply(200, page()),
        }
        yield one


class Day:
    """One outlet's feed, received again and again as time passes."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.lake, self.clock, self.server = Lake(folder), Clock(), server
        self.outlet = Outlet(name="Good", country="JPN", feed=f"{server.base}/feed?token=S3CRET")
        server.answers["/feed?token=S3CRET"] = lambda headers: server.reply("/feed", headers)

    def receive(self) -> list[str]:
        """Receive as a new process would; return what was asked of the server."""
        guard = Guard(frozenset({self.server.port}))
        web = Web(self.lake, guard, Pace(0, 0), lambda: self.clock.now, self.clock.sleep)
        before = len(self.server.asked)
        pages.receive_feed(self.lake, web, self.outlet)
        return [p for p in self.server.paths()[before:] if not p.startswith(("/feed?", "/robots"))]

    def failures(self) -> dict[str, str]:
        base = self.server.base
        return {f["name"].removeprefix(base): f["rule"] for f in self.lake.records("failures")}


@pytest.fixture
def day(tmp_path: Path, server: Server) -> Day:
    return Day(tmp_path, server)


def test_a_page_is_received_once_with_what_the_feed_says_of_it(day: Day) -> None:
    assert day.receive() == ["/feed", "/b", "/a"]
    receipts = day.lake.records("receipts")
    assert {r["names"][0] for r in receipts} == {f"{day.server.base}/{n}" for n in "ab"}
    assert {r["defaults"]["outlet"] for r in receipts} == {"Good"}
    assert {r["defaults"]["native_id"] for r in receipts} == {"a", "b"}
    assert day.receive() == ["/feed"]
    assert len(day.lake.records("receipts")) == 2


def test_what_a_killed_run_left_is_fetched_though_the_feed_says_304(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pages.receipts, "receive", die)
        day.receive()
    assert day.receive() == ["/feed", "/b", "/a"]


def test_a_correction_is_fetched_when_the_feed_shows_it_or_a_day_later(day: Day) -> None:
    day.receive()
    more = "<pubDate>Fri, 03 May 2024 08:10:00 GMT</pubDate>"
    day.server.answers["/feed"] = cached(feed(day.server, "b", "a", more=more), '"f2"')
    day.server.answers["/b"] = Reply(200, page(TEXT + "Corrected."), {"Last-Modified": "Sat"})
    assert day.receive() == ["/feed", "/b", "/a"]
    assert len(day.lake.records("receipts")) == 3  # /a answered 304
    newest = [r for r in day.lake.records("receipts") if "updated" in r["defaults"]]
    assert [r["defaults"]["updated"] for r in newest] == ["Sat"]
    day.clock.now += 90_000 * 2
    assert day.receive() == ["/feed", "/b", "/a"]


def test_a_page_that_is_gone_is_a_withdrawal(day: Day) -> None:
    day.receive()
    day.server.answers |= {"/a": Reply(410), "/b": Reply(404)}
    day.clock.now += 90_000
    day.receive()
    notes = [r for r in day.lake.records("receipts") if r["format"] == "jsonl"]
    assert [n["names"] for n in notes] == [[f"{day.server.base}/a (withdrawn)"]]
    day.clock.now += 4_000
    day.receive()
    notes = [r for r in day.lake.records("receipts") if r["format"] == "jsonl"]
    written = [json.loads(day.lake.raw_path(n["sha256"]).read_text()) for n in notes]
    assert {(w["native_id"], w["is_withdrawn"], w["outlet"]) for w in written} == {
        ("a", True, "Good"), ("b", True, "Good"),
    }  # fmt: skip
    assert all(w["updated"].startswith("2023-11-1") for w in written)
    assert day.receive() == ["/feed"]
    assert day.failures() == {}


@pytest.mark.usefixtures("prefect")
def test_a_page_that_is_gone_withdraws_the_article_of_its_address_from_a_file(day: Day) -> None:
    from flows.build import build

    settings = Settings(data=day.lake.root, sources=day.lake.root / "none.toml")
    row = {"id": "77", "source": "Archive", "date": "2023-11-10", "title": "One", "text": TEXT}
    texts = day.lake.root.parent / "archive.jsonl"
    texts.write_text(json.dumps({**row, "url": f"{day.server.base}/a"}) + "\n")
    ingest(settings, [texts])
    build(settings)
    day.server.answers["/a"] = Reply(410)
    day.receive()
    assert day.failures() == {}
    assert build(settings).exit_code == 0
    with snapshots.reading(day.lake) as (_, con):
        found = con.sql("from articles where outlet = 'Archive' order by version").pl()
    assert found["article_id"].to_list() == ["Archive/77"] * 2
    assert found["is_withdrawn"].to_list() == [False, True]
    assert not found["is_current"].any()


def test_failures_are_named_without_secrets_and_dropped_once_mended(day: Day) -> None:
    good = day.server.answers["/feed"]
    day.server.answers |= {"/feed": Reply(200, b"<rss"), "/b": Reply(403)}
    day.receive()
    assert day.failures() == {"/feed?token=hidden": "unreadable_feed"}
    day.server.answers["/feed"] = good
    day.receive()
    assert day.failures() == {"/b": "unreadable_page"}
    assert "S3CRET" not in "".join(p.read_text() for p in day.lake.root.rglob("*.json"))


@pytest.mark.usefixtures("prefect")
def test_the_flow_reads_all_outlets_and_one_that_fails_stops_no_other(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text(
        f'[[outlet]]\nname = "Good"\ncountry = "JPN"\nfeed = "{server.base}/feed"\n'
        f'[[outlet]]\nname = "Bad"\ncountry = "PHL"\nfeed = "{server.base}/none"\n'
        '[[outlet]]\nname = "Inside"\ncountry = "PHL"\nfeed = "http://127.0.0.1:1/feed"\n'
    )
    settings = Settings(
        data=tmp_path / "data", sources=tmp_path / "sources.toml", pace=0, back_off=0,
        admitted_ports=[server.port],
    )  # fmt: skip
    names = ingest(settings)
    lake = Lake(settings.data)
    assert sum(name.startswith("failed-") for name in names) == 2
    assert len(lake.records("receipts")) == 2
    assert {f["rule"] for f in lake.records("failures")} == {"unreadable_feed", "refused_address"}
    assert lake.outlets()["Good"]["country"] == "JPN"
