"""How soon named queries answer, and pages paint, over a snapshot of five million tones."""

from __future__ import annotations

import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from dashboards import catalog
from tests.conftest import ROOT
from tests.dashboards.browser import CHROMIUM, Site, address_of, chromium, serving
from warehouse import snapshots
from warehouse.lake import Lake

ROUNDS = 5
HALVES = {"before": "2015-01-01:2019-12-31", "after": "2020-01-01:2024-12-31"}
# What pages ask of the country that is spoken of most, and the span of the snapshot.
ASKED = {
    "moved": {
        "country": "AFG",
        "before": "2015-01-01:2019-12-31",
        "after": "2020-01-01:2024-12-31",
    },
    "sentences": {"country": "AFG", "since": "2020-01-01", "until": "2020-12-31"},
    "over_time": {"countries": "AFG,ALB,DZA", "grain": "quarter"},
    "matrix": {"since": "2015-01-01", "until": "2024-12-31"},
}
WHOLE = {"all_series", "pair_years", "told", "told_sentences"}  # for files, not for pages
PAGES = ["Over time", "Compare", "Who speaks of whom", "Why did it move", "Coverage"]
MARKS = "g[class*=role-mark] path[aria-roledescription]"


def main(data: Path) -> None:
    """Print medians of queries, slowest first, then first paint and a changed filter."""
    with snapshots.reading(Lake(data)) as (_, con):
        told = {q.name: median(con, q) for q in catalog.queries() if q.name not in WHOLE}
    for name, ms in sorted(told.items(), key=lambda item: -item[1]):
        print(f"query {name}: {ms:,.0f} ms")
    print(f"median of all queries: {statistics.median(told.values()):,.0f} ms", flush=True)
    painted(data)


def median(con: duckdb.DuckDBPyConnection, query: catalog.Query) -> float:
    """Return the median time of a query in milliseconds."""
    words = shlex.split(query.example)
    given = dict(w.split("=", 1) for w in words if "=" in w) | ASKED.get(query.name, {})
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        catalog.run(con, query.name, given)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


def painted(data: Path) -> None:
    """Print how long pages take in Chromium to their first mark, and to others after a change.

    The page is asked for by a reader who never was here; the server has answered others before.
    """
    if CHROMIUM is None:
        print("Chromium is not installed here: pages are not timed")
        return
    with chromium() as browser, serving(data, browser) as site:
        for name in PAGES:
            site.open(address_of(name)).locator(MARKS).first.wait_for(state="attached")
            spent = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                page = site.open(address_of(name))
                page.locator(MARKS).first.wait_for(state="attached")
                spent.append(time.perf_counter() - began)
                page.context.close()
            print(f"first paint of {name}: {statistics.median(spent):.2f} s", flush=True)
        print(f"changed filter: {statistics.median(changed(site)):.2f} s", flush=True)


def changed(site: Site) -> list[float]:
    """Return the seconds from the choice of another country to a picture that holds its marks."""
    page = site.open(address_of(PAGES[0]))
    page.locator(MARKS).first.wait_for(state="attached")
    spent = []
    for _ in range(ROUNDS):
        page.get_by_role("combobox", name="Spoken of").click()
        other = page.get_by_role("option").nth(1)  # the first stands for all
        other.wait_for()
        before, began = page.locator(MARKS).count(), time.perf_counter()
        other.click()
        page.wait_for_function(f"document.querySelectorAll({MARKS!r}).length > {before}")
        spent.append(time.perf_counter() - began)
    page.context.close()
    return spent


def of_a_fresh_one() -> None:
    """Make the snapshot in a process of its own, which leaves its memory, and time it."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        made = [sys.executable, "-m", "tests.benchmarks.large", str(data)]
        subprocess.run(made, cwd=ROOT, check=True)
        main(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
