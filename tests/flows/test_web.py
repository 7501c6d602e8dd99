from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from flows.sources.guard import Guard
from flows.sources.http import USER_AGENT, Answer, FetchError, request, without_secrets
from flows.sources.web import Pace, Web, validators_of
from tests.servers import Reply, Server, cached, serving
from warehouse.lake import Lake

PACE = Pace(between=10, back_off=100, patience=700, deadline=5)


@dataclass
class Clock:
    """Time that passes only while someone sleeps."""

    now: float = 1_700_000_000.0
    slept: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def clock() -> Clock:
    return Clock()


def web_of(tmp_path: Path, clock: Clock, *servers: Server, pace: Pace = PACE) -> Web:
    guard = Guard(frozenset(s.port for s in servers))
    return Web(Lake(tmp_path), guard, pace, lambda: clock.now, clock.sleep)


def rule_of(web: Web, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        web.get(url)
    return caught.value.rule


def ask(server: Server, path: str, **options: float) -> Answer:
    seconds, most = options.get("seconds", 5), int(options.get("most", 1_000_000))
    return request(server.base + path, Guard(frozenset({server.port})), None, seconds, most)


def test_a_page_is_had_under_an_honest_name(server: Server) -> None:
    server.answers["/a?b=1"] = Reply(200, gzip.compress(b"hello"), {"Content-Encoding": "gzip"})
    assert ask(server, "/a?b=1#c").body == b"hello"
    ((path, headers),) = server.asked
    assert path == "/a?b=1"
    assert headers["User-Agent"] == USER_AGENT
    assert headers["Host"] == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (Reply(200, b"x" * 2_000_000), "too_large"),
        (Reply(200, gzip.compress(b"\0" * 50_000_000), {"Content-Encoding": "gzip"}), "too_large"),
        (Reply(200, b"not gzip", {"Content-Encoding": "gzip"}), "bad_answer"),
        (Reply(200, b"x", {"Content-Encoding": "br"}), "bad_answer"),
        (Reply(200, b"x" * 500, drip=1), "too_slow"),
        (Reply(200, b"", {"X": "y" * 200_000}), "bad_answer"),
    ],
)
def test_hostile_answers_end_within_bounds(server: Server, reply: Reply, rule: str) -> None:
    server.answers["/"] = reply
    with pytest.raises(FetchError) as caught:
        ask(server, "/", seconds=0.5)
    assert caught.value.rule == rule


def test_validators_come_back_just_as_they_were_given_also_after_a_restart(
    server: Server, tmp_path: Path, clock: Clock
) -> None:
    etag, when = 'W/"a b,\\"x"', "Fri, 03 May 2024 08:10:00 GMT"
    server.answers["/f"] = cached(b"one", etag, **{"Last-Modified": when})
    first = web_of(tmp_path, clock, server).get(f"{server.base}/f")
    kept = validators_of(first)
    again = web_of(tmp_path, clock, server).get(f"{server.base}/f", kept)
    assert (first.status, first.body, again.status) == (200, b"one", 304)
    assert server.asked[-1][1]["If-None-Match"] == etag
    assert server.asked[-1][1]["If-Modified-Since"] == when


def test_a_host_is_asked_no_faster_than_it_may_also_after_a_restart(
    server: Server, tmp_path: Path, clock: Clock
) -> None:
    server.answers |= {
        "/robots.txt": Reply(200, b"User-agent: *\nCrawl-delay: 30"),
        "/a": Reply(200, b"a"),
    }
    web = web_of(tmp_path, clock, server)
    web.get(f"{server.base}/a")
    assert clock.slept >= 10
    before = clock.slept
    web_of(tmp_path, clock, server).get(f"{server.base}/a")
    assert clock.slept - before >= 30
    assert server.paths() == ["/robots.txt", "/a", "/a"]


def test_a_failing_host_is_asked_later_each_time_also_after_a_restart(
    server: Server, tmp_path: Path, clock: Clock
) -> None:
    server.answers["/a"] = Reply(503)
    assert rule_of(web_of(tmp_path, clock, server), f"{server.base}/a") == "http_status"
    assert server.paths().count("/a") == 4
    assert 100 + 200 + 400 <= clock.slept - 15 <= 1.5 * (100 + 200 + 400)
    # The wait after the fourth failure is longer than a run has patience.
    assert rule_of(web_of(tmp_path, clock, server), f"{server.base}/a") == "postponed"
    assert server.paths().count("/a") == 4
    clock.now += 1_200
    server.answers["/a"] = Reply(200, b"back")
    assert web_of(tmp_path, clock, server).get(f"{server.base}/a").body == b"back"


@pytest.mark.parametrize("is_date", [False, True])
def test_retry_after_is_never_undercut(
    server: Server, tmp_path: Path, clock: Clock, is_date: bool
) -> None:
    when = datetime.fromtimestamp(clock.now + 7_200, UTC)
    wait = format_datetime(when, usegmt=True) if is_date else "7200"
    server.answers["/a"] = Reply(429, headers={"Retry-After": wait})
    web = web_of(tmp_path, clock, server)
    assert rule_of(web, f"{server.base}/a") == "http_status"
    for later in (1_000, 5_000):
        clock.now += later
        assert rule_of(web_of(tmp_path, clock, server), f"{server.base}/a") == "postponed"
    assert server.paths().count("/a") == 1
    clock.now += 1_300
    server.answers["/a"] = Reply(200, b"now")
    assert web_of(tmp_path, clock, server).get(f"{server.base}/a").body == b"now"


@pytest.mark.parametrize(
    ("status", "rule"), [(404, None), (403, None), (500, "robots_unreachable")]
)
def test_robots_txt_that_is_not_had(
    server: Server, tmp_path: Path, clock: Clock, status: int, rule: str | None
) -> None:
    server.answers |= {"/robots.txt": Reply(status), "/a": Reply(200, b"a")}
    web = web_of(tmp_path, clock, server)
    if rule is None:
        assert web.get(f"{server.base}/a").body == b"a"
    else:
        assert rule_of(web, f"{server.base}/a") == rule
        assert rule_of(web, f"{server.base}/b") == rule
        assert server.paths() == ["/robots.txt"]


def test_robots_txt_of_a_host_that_does_not_answer_forbids(tmp_path: Path, clock: Clock) -> None:
    with serving() as gone:
        pass
    web = web_of(tmp_path, clock, gone)
    assert rule_of(web, f"{gone.base}/a") == "robots_unreachable"


def test_robots_txt_is_kept_for_a_day(server: Server, tmp_path: Path, clock: Clock) -> None:
    server.answers |= {
        "/robots.txt": Reply(200, b"User-agent: entente\nDisallow: /no"),
        "/a": Reply(200, b"a"),
    }
    assert rule_of(web_of(tmp_path, clock, server), f"{server.base}/no") == "robots_forbids"
    clock.now += 86_000
    web_of(tmp_path, clock, server).get(f"{server.base}/a")
    assert server.paths() == ["/robots.txt", "/a"]
    clock.now += 600
    web_of(tmp_path, clock, server).get(f"{server.base}/a")
    assert server.paths() == ["/robots.txt", "/a", "/robots.txt", "/a"]


def test_every_hop_of_a_redirect_is_judged(server: Server, tmp_path: Path, clock: Clock) -> None:
    with serving() as other:
        other.answers |= {"/robots.txt": Reply(200, b"User-agent: *\nDisallow: /no")}
        other.answers |= {"/yes": Reply(200, b"there"), "/no": Reply(200, b"!")}
        hops = {
            "/yes": f"{other.base}/yes", "/no": f"{other.base}/no", "/loop": "/loop",
            "/in": "http://169.254.169.254/latest", "/file": "file:///etc/passwd",
        }  # fmt: skip
        for path, to in hops.items():
            server.answers[path] = Reply(302, headers={"Location": to})
        web = web_of(tmp_path, clock, server, other)
        assert web.get(f"{server.base}/yes").body == b"there"
        assert rule_of(web, f"{server.base}/no") == "robots_forbids"
        assert rule_of(web, f"{server.base}/loop") == "too_many_redirects"
        assert rule_of(web, f"{server.base}/in") == "refused_address"
        assert rule_of(web, f"{server.base}/file") == "refused_address"
        assert other.paths() == ["/robots.txt", "/yes"]


def test_secrets_are_not_written_down() -> None:
    hidden = without_secrets("https://me:pw@x.example/feed?api_key=S3CRET&page=2&Token=T0P")
    assert hidden == "https://x.example/feed?api_key=hidden&page=2&Token=hidden"
    plain = "https://x.example/a?b=%20c&d"
    assert without_secrets(plain) == plain
