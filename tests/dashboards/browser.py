"""Debian's Chromium, driven by Playwright, before the served dashboard of a data folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--no-first-run",
]  # fmt: skip
ENTENTE = [sys.executable, "-c", "from flows.cli import main; main()"]
PATIENCE = 60_000  # milliseconds: what is tested is what appears, not how soon


class Site:
    """The dashboard of a data folder, served, and what its pages ask for and complain of."""

    def __init__(self, address: str, data: Path, browser: Browser) -> None:
        self.address, self.data, self.browser = address, data, browser
        self.outside: list[str] = []
        self.errors: list[str] = []

    def open(self, query: str = "", **given: Any) -> Page:
        given.setdefault("viewport", {"width": 1280, "height": 900})
        page = self.browser.new_context(**given).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda r: self.note(r.url))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.goto(f"{self.address}/?{query}")
        return page

    def note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.outside.append(url)

    def assert_quiet(self) -> None:
        """Check that nothing was asked of others or complained of since the last check."""
        told = self.outside, self.errors
        self.outside, self.errors = [], []
        assert told == ([], [])


def wait_till_idle(page: Page) -> None:
    """Wait till the page's script has ended: files asked for before can be gone after it."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def serving(data: Path, browser: Browser) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*ENTENTE, "dashboard", "--data", str(data), "--port", str(port), "--no-open"]
    served = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/_stcore/health", served)
        yield Site(address, data, browser)
    finally:
        served.terminate()
        served.wait()


def wait_for(url: str, served: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert served.poll() is None, "the dashboard ended"
        try:
            urllib.request.urlopen(url)  # noqa: S310 - of our own
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the dashboard did not start")


def address_of(page: str) -> str:
    return "page=" + page.replace(" ", "+")
