"""A world of outlets on loopback: real HTTP servers, good ones and hostile ones."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.sources.web import DAY
from tests.flows.test_web import Clock
from tests.servers import Answerer, Reply, Server, cached, serving

# Each hostile outlet, and the rule under which its feed is refused.
HOSTILE = {
    "Drip": "too_slow",
    "Bomb": "too_large",
    "Inward": "refused_address",
    "Entities": "unreadable_feed",
    "Forbidding": "robots_unreachable",
}
ENTITIES = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0">&e;</rss>'
KINDS = ("rss", "atom", "rdf", "json", "sitemap")


@dataclass
class Outlet:
    """One outlet of the world: its server, the kind of its feed, and its articles' texts."""

    name: str
    kind: str
    server: Server
    articles: dict[int, str] = field(default_factory=dict)
    updated: dict[int, str] = field(default_factory=dict)

    def publish(self) -> None:
        """Put feed and pages up as they are now, each with an ETag of its content."""
        self.server.answers["/feed"] = _tagged(feed(self))
        for number in self.articles:
            self.server.answers[f"/{number}"] = _tagged(page(self, number))

    def visited(self) -> list[str]:
        """Return the pages that were asked for, in order."""
        return [p for p in self.server.paths() if p.strip("/").isdecimal()]


def _tagged(body: bytes) -> Answerer:
    return cached(body, f'W/"{zlib.crc32(body):x}"')


def text(name: str, number: int) -> str:
    """Return an article's text, unlike all others."""
    line = (
        f"Reporters of {name} said in their dispatch number {number} that Japan thanked the "
        f"Philippines for meeting {number * 7 % 101} of the talks. "
    )
    return line * 3


def feed(outlet: Outlet) -> bytes:
    """Return the outlet's feed in its kind, newest first."""
    write = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json, "sitemap": _sitemap}
    return write[outlet.kind](outlet, sorted(outlet.articles, reverse=True)).encode()


def _url(outlet: Outlet, number: int) -> str:
    return f"{outlet.server.base}/{number}"


def _rss(outlet: Outlet, numbers: list[int]) -> str:
    items = "".join(
        f"<item><title>Story {n}{outlet.updated.get(n, '')}</title><guid>{n}</guid>"
        f"<link>{_url(outlet, n)}</link>"
        f"<pubDate>Fri, 10 Nov 2023 08:{n:02d}:00 GMT</pubDate></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def _atom(outlet: Outlet, numbers: list[int]) -> str:
    items = "".join(
        f"<entry><title>Story {n}</title><id>{n}</id><link href='{_url(outlet, n)}'/>"
        f"<published>2023-11-10T08:{n:02d}:00Z</published>"
        f"<updated>{outlet.updated.get(n, f'2023-11-10T08:{n:02d}:00Z')}</updated></entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>O</title>{items}</feed>'


def _rdf(outlet: Outlet, numbers: list[int]) -> str:
    items = "".join(
        f"<item><title>Story {n}{outlet.updated.get(n, '')}</title><link>{_url(outlet, n)}</link>"
        f"<dc:date>2023-11-10T08:{n:02d}:00Z</dc:date></item>"
        for n in numbers
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{items}</rdf:RDF>"
    )


def _json(outlet: Outlet, numbers: list[int]) -> str:
    items = ",".join(
        f'{{"id": "{n}", "url": "{_url(outlet, n)}", "title": "Story {n}", '
        f'"date_published": "2023-11-10T08:{n:02d}:00Z", '
        f'"date_modified": "{outlet.updated.get(n, "")}"}}'
        for n in numbers
    )
    return f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{items}]}}'


def _sitemap(outlet: Outlet, numbers: list[int]) -> str:
    items = "".join(
        f"<url><loc>{_url(outlet, n)}</loc><lastmod>{outlet.updated.get(n, '')}</lastmod>"
        f"<news:news><news:publication_date>2023-11-10T08:{n:02d}:00Z</news:publication_date>"
        f"<news:title>Story {n}</news:title></news:news></url>"
        for n in numbers
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{items}</urlset>'
    )


def page(outlet: Outlet, number: int) -> bytes:
    """Return an article's page, with chrome around it, and when it was changed."""
    changed = outlet.updated.get(number)
    meta = f'<meta property="article:modified_time" content="{changed}">' if changed else ""
    return (
        f"<html><head><title>Story {number}</title>{meta}</head><body><nav>Home News</nav><article>"
        f"<h1>Story {number}</h1><p>{outlet.articles[number]}</p></article>"
        "<footer>Subscribe to our newsletter</footer></body></html>"
    ).encode()


@dataclass
class World:
    """Outlets by name, and the list of them as sources.toml."""

    good: list[Outlet]
    hostile: dict[str, Server]

    @property
    def ports(self) -> list[int]:
        return [s.port for s in (*(o.server for o in self.good), *self.hostile.values())]

    def sources(self, path: Path, *, with_hostile: bool = True) -> Path:
        """Write sources.toml; return it."""
        listed = [(o.name, o.server) for o in self.good]
        listed += list(self.hostile.items()) if with_hostile else []
        path.write_text(
            "".join(
                f'[[outlet]]\nname = "{name}"\ncountry = "PHL"\nfeed = "{server.base}/feed"\n'
                for name, server in listed
            )
        )
        return path


@contextmanager
def world(n_good: int, n_articles: int) -> Iterator[World]:
    """Run a world of good outlets of all kinds and the five hostile ones."""
    with ExitStack() as stack:
        good = []
        for number in range(n_good):
            server = stack.enter_context(serving())
            name = f"Outlet {number:02d}"
            texts = {n: text(name, n) for n in range(n_articles)}
            good.append(Outlet(name, KINDS[number % len(KINDS)], server, texts))
            good[-1].publish()
        hostile = {name: stack.enter_context(serving()) for name in HOSTILE}
        feeds = {
            "Drip": Reply(200, b"<rss>" + b" " * 100_000, drip=1, pause=0.2),
            "Bomb": Reply(200, gzip.compress(b" " * (50 << 20)), {"Content-Encoding": "gzip"}),
            "Inward": Reply(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
            "Entities": Reply(200, ENTITIES),
        }
        for name, reply in feeds.items():
            hostile[name].answers["/feed"] = reply
        hostile["Forbidding"].answers["/robots.txt"] = Reply(503)
        yield World(good, hostile)


def a_day_later(clock: Clock) -> str:
    """Let a day pass; return the time, as a feed writes it."""
    clock.now += DAY + 60
    return datetime.fromtimestamp(clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
