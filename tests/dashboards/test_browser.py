"""The pages in a browser: Debian's Chromium, driven by Playwright.

Over the sample with hostile headlines, and, where ENTENTE_TORTURE asks for it, over all speeches of
the UN General Debate.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import ROOT, shared
from tests.dashboards.browser import (
    CHROMIUM,
    ENTENTE,
    PATIENCE,
    Site,
    address_of,
    chromium,
    serving,
    wait_till_idle,
)
from tests.dashboards.republish import republished

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed here")
MARKS = {
    "Over time": "g.mark-symbol.role-mark path",
    "Compare": "g.mark-symbol.role-mark path",
    "Who speaks of whom": "g.mark-rect.role-mark path",
    "Why did it move": "g.mark-rect.role-mark path",
    "Coverage": "g.mark-rect.role-mark path",
}


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(hostile: Path, browser: Browser) -> Iterator[Site]:
    with serving(hostile, browser) as served:
        yield served


@pytest.fixture(scope="module")
def debates(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if "ENTENTE_TORTURE" not in os.environ:
        pytest.skip("the UN General Debate takes minutes: make torture")
    corpus = shared("corpora/un_general_debate_1946_2024.parquet")
    data = tmp_path_factory.mktemp("debates") / "data"
    quick = {**os.environ, "ENTENTE_SCORERS": '["textblob"]'}
    command = [*ENTENTE, "run", str(corpus), "--data", str(data)]
    subprocess.run(command, cwd=ROOT, env=quick, check=True)
    with serving(data, browser) as served:
        yield served


@pytest.mark.parametrize("name", MARKS)
def test_a_page_draws_its_marks_and_asks_nothing_of_others(site: Site, name: str) -> None:
    page = site.open(address_of(name))
    expect(page.locator(MARKS[name]).first).to_be_visible()
    expect(page.get_by_text("This page failed")).to_have_count(0)
    site.assert_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("name", MARKS)
def test_all_pages_hold_eight_decades(debates: Site, name: str, width: int, scheme: str) -> None:
    page = debates.open(
        address_of(name), viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    expect(page.locator(MARKS[name]).first).to_be_visible()
    expect(page.get_by_text("This page failed")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    debates.assert_quiet()


def test_the_series_of_eight_decades_are_taken_away(debates: Site) -> None:
    page = debates.open(address_of("Method and citation"))
    expect(page.get_by_text("how countries are spoken of. Snapshot")).to_be_visible()
    wait_till_idle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Parquet", exact=True).click()
    assert len(pl.read_parquet(taken.value.path())) > 100_000
    debates.assert_quiet()


@pytest.mark.parametrize("what", ["Alliances side by side", "Allies and others"])
def test_eight_decades_are_compared(debates: Site, what: str) -> None:
    page = debates.open(f"{address_of('Compare')}&compare={what.replace(' ', '+')}")
    expect(page.locator("g.mark-line.role-mark path").nth(2)).to_be_attached()
    debates.assert_quiet()


def test_a_year_of_debates_gives_its_speeches(debates: Site) -> None:
    page = debates.open("to=United+States&breaks=true&read=United+States%2C+2003")
    expect(page.locator(".sentence mark").first).to_be_visible()
    expect(page.get_by_text("penalty 2 log n")).to_be_visible()
    assert "2003-09-20" in page.locator(".sentence").first.inner_text()
    debates.assert_quiet()


def test_method_tells_how_to_cite(site: Site) -> None:
    page = site.open(address_of("Method and citation"))
    expect(page.get_by_text("how countries are spoken of. Snapshot")).to_be_visible()
    page.get_by_text("The codebook: every table and column").click()
    expect(page.get_by_role("heading", name="article_tones", exact=True)).to_be_visible()
    site.assert_quiet()


def test_a_clicked_point_gives_sentences_and_the_address_restores_them(site: Site) -> None:
    page = site.open("to=Japan")
    points = page.locator("g.mark-symbol.role-mark path[aria-label*='mean tone']")
    expect(points.last).to_be_attached()
    points.last.click(force=True)
    expect(page.locator(".sentence mark").first).to_be_visible()
    assert "read=" in page.url
    again = site.open(page.url.split("?", 1)[1])
    expect(again.locator(".sentence mark").first).to_be_visible()
    assert (
        again.locator(".sentence").all_inner_texts() == page.locator(".sentence").all_inner_texts()
    )
    assert page.evaluate("window.hacked") is None
    assert page.locator(".sentence a").count() == 0
    site.assert_quiet()


def test_pictures_and_figures_are_taken_away(site: Site) -> None:
    page = site.open("to=Japan")
    page.get_by_text("Take it away: picture, figures, query").click()
    expect(page.get_by_text("FROM shown_series").first).to_be_visible()
    starts = {"CSV": b"period_start,", "Parquet": b"PAR1", "PNG": b"\x89PNG", "SVG": b"<svg"}
    for kind, start in starts.items():
        wait_till_idle(page)
        with page.expect_download() as taken:
            page.get_by_role("button", name=kind, exact=True).click()
        assert Path(taken.value.path()).read_bytes().startswith(start)
    site.assert_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", MARKS)
def test_a_narrow_screen_shows_all(site: Site, name: str, scheme: str) -> None:
    narrow = {"width": 390, "height": 800}
    page = site.open(address_of(name), viewport=narrow, color_scheme=scheme)
    expect(page.locator(MARKS[name]).first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= narrow["width"]
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(",")[:3])) > 384) == (scheme == "light")
    site.assert_quiet()


def test_a_snapshot_published_meanwhile_appears_by_itself(site: Site) -> None:
    page = site.open("to=Japan")
    expect(page.get_by_text("scorer targeted").first).to_be_visible()
    name = republished(site.data, {"author": pl.lit("Another")})
    expect(page.get_by_text(name).first).to_be_visible()
    site.assert_quiet()
