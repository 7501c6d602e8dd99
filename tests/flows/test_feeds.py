from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows import ingest as module
from flows.settings import Settings
from flows.sources.feeds import FeedError, read_feed
from flows.sources.http import FetchError, fetch
from warehouse.lake import Lake

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>O</title>
<item><title>One</title><link>{base}/1.html</link><guid>g1</guid>
<pubDate>Fri, 03 May 2024 08:10:00 GMT</pubDate></item>
<item><title>Gone</title><link>{base}/gone.html</link></item>
<item><title>No page</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>O</title><entry><title>T</title>
<link href="https://x.example/a"/><id>i</id><updated>2024-05-03T08:10:00Z</updated></entry></feed>"""
PAGE = "<html><body><article><h1>One</h1><p>{}</p></article></body></html>".format(
    "Japan and the Philippines agreed to go on with the talks that they began in the spring. " * 6
)


class Handler(BaseHTTPRequestHandler):
    answers: dict[str, tuple[int, bytes]] = {}  # noqa: RUF012 - set by the fixture
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, body = self.answers.get(self.path, (404, b"none"))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{httpd.server_port}"
    Handler.asked.clear()
    Handler.answers = {
        "/feed": (200, RSS.format(base=base).encode()),
        "/1.html": (200, PAGE.encode()),
        "/broken": (500, b"oops"),
        "/large": (200, b"x" * (21 << 20)),
    }
    yield base
    httpd.shutdown()


def test_rss_and_atom_are_read() -> None:
    entries = read_feed(RSS.format(base="http://x.example").encode())
    assert [e.url for e in entries] == ["http://x.example/1.html", "http://x.example/gone.html"]
    assert entries[0].fields["published"] == "2024-05-03T08:10:00+00:00"
    assert entries[0].fields["native_id"] == "g1"
    assert read_feed(ATOM.encode())[0].fields["native_id"] == "i"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        b"<rss",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0">&e;</rss>',
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss version="2.0">&b;</rss>',
    ],
)
def test_what_is_no_feed_or_declares_entities_is_refused(content: bytes) -> None:
    with pytest.raises(FeedError):
        read_feed(content)


def test_fetching_says_what_went_wrong(server: str) -> None:
    assert fetch(f"{server}/1.html") == PAGE.encode()
    for path, reason, is_passing in [
        ("/broken", "500", True), ("/none", "404", False), ("/large", "20 MB", False),
    ]:  # fmt: skip
        with pytest.raises(FetchError, match=reason) as caught:
            fetch(server + path)
        assert caught.value.is_passing is is_passing
    with pytest.raises(FetchError):
        fetch("http://127.0.0.1:1/")


@pytest.mark.usefixtures("prefect")
def test_feeds_are_received_once_and_failures_are_tried_again_and_named(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fetch_feed", "receive_page"):
        eager = getattr(module, name).with_options(retry_delay_seconds=0.01)
        monkeypatch.setattr(module, name, eager)
    (tmp_path / "sources.toml").write_text(
        f'[[outlet]]\nname = "Good"\ncountry = "JPN"\nfeed = "{server}/feed"\n'
        f'[[outlet]]\nname = "Bad"\ncountry = "PHL"\nfeed = "{server}/broken"\n'
    )
    settings = Settings(data=tmp_path / "data", sources=tmp_path / "sources.toml")
    lake = Lake(settings.data)
    module.ingest(settings)
    (receipt,) = lake.records("receipts")
    assert receipt["defaults"]["outlet"] == "Good"
    assert receipt["defaults"]["published"] == "2024-05-03T08:10:00+00:00"
    failures = {f["name"].removeprefix(server): f["reason"] for f in lake.records("failures")}
    assert failures == {
        "/broken": "the server answered 500",
        "/gone.html": "the server answered 404",
    }
    assert Handler.asked.count("/broken") == 4
    assert Handler.asked.count("/gone.html") == 1
    Handler.answers["/broken"] = Handler.answers["/feed"]
    module.ingest(settings)
    assert Handler.asked.count("/1.html") == 1
    assert [f["name"] for f in lake.records("failures")] == [f"{server}/gone.html"]
