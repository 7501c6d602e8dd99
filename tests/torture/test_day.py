"""A day in the life: 45 good outlets and 5 hostile ones, received three times.

Every kind of feed; no time but the servers' own is waited for, since the clock is the test's.
With ENTENTE_TORTURE set, also at the pace of production, with and without the hostile outlets.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import polars as pl
import pytest

from flows.ingest import ingest, web_of
from flows.settings import Settings
from flows.sources.guard import Guard
from flows.sources.web import Pace, Web
from tests.flows.test_web import Clock
from tests.servers import Reply
from tests.torture.world import HOSTILE, World, a_day_later, world
from warehouse import snapshots
from warehouse.lake import Lake

N_ARTICLES = 3
N_GOOD = 45


def asked(of: World) -> dict[str, list[str]]:
    return {o.name: o.server.paths() for o in of.good}


def new(before: dict[str, list[str]], of: World) -> list[tuple[str, str]]:
    return [(o.name, p) for o in of.good for p in o.server.paths()[len(before[o.name]) :]]


@pytest.mark.usefixtures("prefect")
def test_a_day_in_the_life(tmp_path: Path) -> None:
    from flows.build import build

    clock = Clock()
    with world(N_GOOD, N_ARTICLES) as here:
        settings = Settings(
            data=tmp_path / "data", sources=here.sources(tmp_path / "sources.toml"), patience=5
        )
        lake, guard = Lake(settings.data), Guard(frozenset(here.ports))

        def receive() -> list[str]:
            web = Web(lake, guard, Pace(0, 0, deadline=2), lambda: clock.now, clock.sleep)
            return ingest(settings, web=web)

        # The first pass: everything good arrives once, everything bad is named with its reason.
        receive()
        for outlet in here.good:
            assert sorted(outlet.visited()) == [f"/{n}" for n in range(N_ARTICLES)]
        assert len(lake.records("receipts")) == N_GOOD * N_ARTICLES
        named = {f["name"]: f["rule"] for f in lake.records("failures")}
        assert named == {f"{here.hostile[n].base}/feed": rule for n, rule in HOSTILE.items()}

        # The second, at once: feeds are asked whether they changed, and what they show as changed
        # is fetched: a correction in each fifth outlet, and one new article.
        for outlet in here.good[::5]:
            outlet.articles[0] += " The newsroom corrected this sentence."
            outlet.updated[0] = "2023-11-14T23:00:00Z"
            outlet.articles[N_ARTICLES] = outlet.articles[1].replace("dispatch", "late dispatch")
            outlet.publish()
        before = asked(here)
        receive()
        changed = {o.name for o in here.good[::5]}
        visits = [(o, p) for o, p in new(before, here) if p != "/feed"]
        assert sorted(visits) == sorted((o, p) for o in changed for p in ("/0", f"/{N_ARTICLES}"))
        statuses = [o.server.asked[-1][1].get("If-None-Match") for o in here.good]
        assert all(statuses)  # every last request of an outlet was conditional, or of a new page

        # Two passes a day later: two articles are gone, one for good, one not found twice.
        a_day_later(clock)
        here.good[1].server.answers["/2"] = Reply(410)
        here.good[2].server.answers["/2"] = Reply(404)
        receive()
        clock.now += 4_000
        receive()
        run = build(settings)

    assert run.exit_code == 3
    assert set(run.defects["rule"]) == set(HOSTILE.values())
    with snapshots.reading(lake) as (_, con):
        found = con.sql("select * from articles order by article_id, version").pl()
    n_new = len(changed)
    texts = found.filter(~pl.col("is_withdrawn"))
    assert len(texts) == N_GOOD * N_ARTICLES + 2 * n_new
    corrected = found.filter(pl.col("version") == 2, ~pl.col("is_withdrawn"))
    assert set(corrected["outlet"]) == changed
    assert corrected["body"].str.contains("corrected").all()
    assert corrected["is_current"].all()
    tombs = found.filter("is_withdrawn")
    assert set(tombs["outlet"]) == {here.good[1].name, here.good[2].name}
    withdrawn = found.join(tombs.select("article_id"), on="article_id")
    assert not withdrawn["is_current"].any()


@pytest.mark.skipif("ENTENTE_TORTURE" not in os.environ, reason="a minute's waits: make torture")
@pytest.mark.usefixtures("prefect")
def test_hostile_outlets_hold_up_no_others(tmp_path: Path) -> None:
    """At the pace of production: one second between requests, thirty for one request."""
    spent = {}
    with world(N_GOOD, 30) as here:
        for is_with in (False, True):
            settings = Settings(
                data=tmp_path / f"data{is_with}",
                sources=here.sources(tmp_path / "sources.toml", with_hostile=is_with),
                admitted_ports=here.ports,
            )
            began = time.monotonic()
            ingest(settings, web=web_of(settings))
            spent[is_with] = time.monotonic() - began
            assert len(Lake(settings.data).records("receipts")) == N_GOOD * 30
    ratio = spent[True] / spent[False]
    print(
        json.dumps({"good alone, s": spent[False], "with hostile, s": spent[True], "ratio": ratio})
    )
