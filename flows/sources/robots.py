"""robots.txt, read as RFC 9309 says: the longest matching rule of the group that names us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

PRODUCT = "entente"
MOST_BYTES = 500 << 10  # RFC 9309 asks for 500 KiB at least
MOST_DELAY = 60.0  # seconds: a longer Crawl-delay is read as this
RULE = re.compile(r"\s*([a-z-]+)\s*:\s*(.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Robots:
    """What one robots.txt says to us."""

    rules: tuple[tuple[str, bool], ...] = ()  # path pattern, whether it allows
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Return whether an address may be fetched: the longest pattern decides, allow in a tie."""
        parts = urlsplit(url)
        path = _regular(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if path == "/robots.txt":
            return True
        found = [(len(p), allow) for p, allow in self.rules if _matches(p, path)]
        return max(found, default=(0, True))[1]


def parse(text: str) -> Robots:
    """Return what a robots.txt says to PRODUCT, else to everyone."""
    groups: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
    agents: list[str] = []
    is_heading = False
    for line in text.lstrip("\ufeff").splitlines():
        matched = RULE.fullmatch(line.partition("#")[0])
        if matched is None:
            continue
        name, value = matched[1].lower(), matched[2]
        if name == "user-agent":
            agents = [*agents, value.lower()] if is_heading else [value.lower()]
            is_heading = True
            groups.setdefault(agents[-1], ([], []))
            continue
        is_heading = False
        for rules, delays in (groups[a] for a in agents):
            if name in {"allow", "disallow"} and value:
                rules.append((_regular(value), name == "allow"))
            elif name == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d+)?", value):
                delays.append(min(float(value), MOST_DELAY))
    rules, delays = groups.get(PRODUCT, groups.get("*", ([], [])))
    return Robots(tuple(rules), max(delays, default=0.0))


def _regular(path: str) -> str:
    """Return a path with each character escaped one way, so that two spellings are equal."""
    return quote(unquote(path), safe="/*$?=&;:@!'(),+~%")


def _matches(pattern: str, path: str) -> bool:
    """Return whether a pattern (* any run, $ the end) matches from the path's start.

    Each run of literal text is taken at its first place, which is right for patterns whose only
    wildcard is *, and takes no more than linear time a run.
    """
    is_whole = pattern.endswith("$")
    first, *rest = (pattern[:-1] if is_whole else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = rest.pop() if is_whole and rest else None
    for run in rest:
        found = path.find(run, at)
        if found < 0:
            return False
        at = found + len(run)
    if last is not None:
        return len(path) - len(last) >= at and path.endswith(last)
    return at == len(path) if is_whole else True
