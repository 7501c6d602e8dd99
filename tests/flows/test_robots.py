from __future__ import annotations

import pytest

from flows.sources.robots import MOST_DELAY, parse

TEXT = """\ufeff# a comment
User-agent: *
Disallow: /private/
Allow: /private/news
Disallow: /*.pdf$
Disallow: /a*b*c$
Crawl-delay: 2.5

user-agent: other
user-agent: Entente   # two names, one group
Disallow: /only
Crawl-delay: 999999
Disallow:
Sitemap: https://x.example/sitemap.xml

User-agent: entente
Disallow: /too
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("/only/x", False), ("/too", False), ("/private/", True),
        ("/robots.txt", True), ("", True),
    ],
)  # fmt: skip
def test_the_group_that_names_us_stands_for_the_others(path: str, allowed: bool) -> None:
    found = parse(TEXT)
    assert found.allows(f"https://x.example{path}") is allowed
    assert found.delay == MOST_DELAY


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("/private/x", False), ("/private/news/1", True), ("/x.pdf", False),
        ("/x.pdf?y", True), ("/aXbYc", False), ("/aXbYcZ", True), ("/a1b2b3c", False),
        ("/%70rivate/", False), ("/only", True),
    ],
)  # fmt: skip
def test_the_longest_pattern_decides(path: str, allowed: bool) -> None:
    everyone = parse(TEXT.partition("user-agent: other")[0])
    assert everyone.allows(f"https://x.example{path}") is allowed
    assert everyone.delay == 2.5


def test_nothing_said_forbids_nothing() -> None:
    for text in ("", "<html>not found</html>", "Disallow: /", "User-agent: *\nDisallow:\n"):
        assert parse(text).allows("https://x.example/a")


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    hostile = parse("User-agent: *\nDisallow: /" + "*a" * 5_000 + "$\n")
    assert hostile.allows("https://x.example/" + "a" * 4_000 + "b")
