"""Asking the web politely: robots.txt, one request at a time to a host, and never too early.

What is known of a host (when it may be asked next, how often it failed, its robots.txt) is kept
in the data folder before the next request is made, so that a restart forgets nothing.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from flows.sources import robots
from flows.sources.guard import Guard, RefusedError
from flows.sources.http import MOST_BYTES, RETRIED, Answer, FetchError, request
from warehouse import durable
from warehouse.lake import Lake

HOPS = 5
TRIES = 4
DAY = 86_400.0
LONGEST = 6 * 3_600.0  # seconds: back-off grows no further
MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Pace:
    """Seconds: between requests to a host, of the first back-off, of patience, of a request."""

    between: float = 1.0
    back_off: float = 1.0
    patience: float = 20.0  # a longer wait is left to the next run
    deadline: float = 30.0


@dataclass
class Host:
    """What is known of one host."""

    next_at: float = 0.0  # seconds since 1970: not to be asked before
    n_failures: int = 0  # in a row
    robots: str | None = None
    robots_at: float = 0.0


@dataclass
class _Held:
    """A host in use: what is known of it, and why it may not be asked in this run, if so."""

    host: Host
    lock: threading.Lock = field(default_factory=threading.Lock)
    forbidden: FetchError | None = None


class Web:
    """The web, as one run sees it. Threads may share it; one host is asked by one at a time."""

    def __init__(
        self,
        lake: Lake,
        guard: Guard,
        pace: Pace,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._lake, self._guard, self._pace = lake, guard, pace
        self._clock, self._sleep = clock, sleep
        self._chance = random.SystemRandom()
        self._hosts: dict[str, _Held] = {}
        self._lock = threading.Lock()

    @property
    def now(self) -> float:
        """The time, in seconds since 1970."""
        return self._clock()

    def get(self, url: str, validators: Mapping[str, str] | None = None) -> Answer:
        """Return what is at an address, or an answer with status 304 where it has not changed.

        `validators`: the ETag and Last-Modified that came with it before. Follows redirects, each
        hop judged, asked of its own robots.txt and waited for. Raises FetchError.
        """
        headers = conditions(validators or {})
        for _ in range(HOPS + 1):
            answer = self._ask(url, headers)
            if answer.status not in MOVED:
                return answer
            if not (target := answer.headers.get("location")):
                raise FetchError("bad_answer", f"answered {answer.status} and no address")
            url = urljoin(url, target)
        raise FetchError("too_many_redirects", f"more than {HOPS} redirects")

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask one address, again where that may help, and by the leave of its robots.txt."""
        try:
            parts = self._guard.split(url)
        except RefusedError as error:
            raise FetchError("refused_address", str(error)) from error
        origin = f"{parts.scheme}://{parts.netloc}"
        held = self._hold(origin)
        with held.lock:
            leave = self._robots(origin, held)
            if not leave.allows(url):
                raise FetchError("robots_forbids", "its robots.txt forbids this address")
            return self._try(origin, held.host, url, headers, leave.delay)

    def _try(
        self, origin: str, host: Host, url: str, headers: Mapping[str, str], delay: float
    ) -> Answer:
        for left in reversed(range(TRIES)):
            self._await(host)
            try:
                answer = self._once(url, headers, MOST_BYTES)
            except FetchError as error:
                self._note_failure(origin, host, error)
                is_soon = host.next_at - self.now <= self._pace.patience
                if not (error.is_passing and left and is_soon):
                    raise
                continue
            host.n_failures = 0
            self._note_asked(origin, host, max(self._pace.between, delay))
            return answer
        raise AssertionError("the last try returns or raises")

    def _once(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        answer = request(url, self._guard, headers, self._pace.deadline, most)
        if answer.status in {200, 304} or answer.status in MOVED:
            return answer
        raise FetchError(
            "http_status",
            f"the server answered {answer.status}",
            is_passing=answer.status in RETRIED,
            status=answer.status,
            retry_after=answer.headers.get("retry-after"),
        )

    def _await(self, host: Host) -> None:
        """Wait until the host may be asked; raises FetchError where that is too long."""
        wait = host.next_at - self.now
        if wait > self._pace.patience:
            when = datetime.fromtimestamp(host.next_at, UTC)
            raise FetchError("postponed", f"its host is not to be asked before {when:%F %T} UTC")
        if wait > 0:
            self._sleep(wait)

    def _note_asked(self, origin: str, host: Host, between: float) -> None:
        host.next_at = self.now + between * self._chance.uniform(1, 1.5)
        self._save(origin, host)

    def _note_failure(self, origin: str, host: Host, error: FetchError) -> None:
        """Say when the host may be asked again: as it wishes, else later each time.

        A host that is too slow is left alone for a deadline at least, so that a run does not
        spend one on each of its pages.
        """
        is_slow = error.rule == "too_slow"
        if not (error.is_passing or is_slow):
            self._note_asked(origin, host, self._pace.between)
            return
        host.n_failures += 1
        first = self._pace.deadline if is_slow else self._pace.back_off
        wait = min(first * 2.0 ** min(host.n_failures - 1, 20), LONGEST)
        wait *= self._chance.uniform(1, 1.5)
        host.next_at = self.now + max(wait, seconds_asked(error.retry_after, self.now))
        self._save(origin, host)

    def _robots(self, origin: str, held: _Held) -> robots.Robots:
        """Return the host's robots.txt, at most a day old; raises FetchError where none is had.

        RFC 9309: an answer of 4xx leaves all allowed, 5xx or none at all forbids all.
        """
        host = held.host
        if held.forbidden is not None:
            raise held.forbidden
        if host.robots is None or not 0 <= self.now - host.robots_at < DAY:
            try:
                host.robots = self._fetch_robots(origin, host)
            except FetchError as error:
                held.forbidden = error
                raise
            host.robots_at = self.now
            self._note_asked(origin, host, self._pace.between)
        return robots.parse(host.robots)

    def _fetch_robots(self, origin: str, host: Host) -> str:
        url = f"{origin}/robots.txt"
        for _ in range(HOPS + 1):
            self._await(host)
            try:
                answer = self._once(url, {}, robots.MOST_BYTES)
            except FetchError as error:
                if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                    return ""
                self._note_failure(origin, host, error)
                if error.rule in {"refused_address", "postponed"}:
                    raise
                raise FetchError("robots_unreachable", f"its robots.txt: {error}") from error
            if answer.status not in MOVED:
                return answer.body.decode("utf-8", "replace")
            url = urljoin(url, answer.headers.get("location", ""))
        return ""  # RFC 9309: after five redirects it counts as not there

    def _hold(self, origin: str) -> _Held:
        with self._lock:
            if origin not in self._hosts:
                path = self._lake.record_path("hosts", durable.digest(origin)[:24])
                known: dict[str, Any] = durable.read_json(path) if path.exists() else {}
                known.pop("origin", None)
                self._hosts[origin] = _Held(Host(**known))
            return self._hosts[origin]

    def _save(self, origin: str, host: Host) -> None:
        path = self._lake.record_path("hosts", durable.digest(origin)[:24])
        durable.write_json(path, {"origin": origin, **asdict(host)})


def conditions(validators: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a conditional request: each validator just as it was given."""
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[k]: v for k, v in validators.items() if k in names}


def validators_of(answer: Answer) -> dict[str, str]:
    """Return the validators that came with an answer."""
    return {k: answer.headers[k] for k in ("etag", "last-modified") if k in answer.headers}


def seconds_asked(retry_after: str | None, now: float) -> float:
    """Return the seconds that a Retry-After (a number, or a date) asks to wait; 0 where none.

    No more than a week is granted.
    """
    written = (retry_after or "").strip()
    try:
        if re.fullmatch(r"[0-9]{1,12}", written):
            return min(float(written), 7 * DAY)
        return min(max(0.0, parsedate_to_datetime(written).timestamp() - now), 7 * DAY)
    except (ValueError, OverflowError):
        return 0.0
