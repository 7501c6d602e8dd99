"""An article corrected, reverted, withdrawn and restored: any day's figures stay to be had."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from dashboards import catalog
from flows.daily import daily
from flows.settings import Settings
from warehouse import snapshots
from warehouse.lake import Lake

OTHER = "The minister said that Japan had offered generous and welcome help to the islands."
FIRST = "The mayor called the Japanese offer a wonderful surprise, and thanked Japan for it."
CORRECTED = "The mayor called the Japanese offer a terrible insult, and then blamed Japan for it."
# What the source sends, and the day on which it stands so.
SENT = [
    ("2024-05-01", {"text": FIRST}),
    ("2024-05-03", {"text": CORRECTED}),
    ("2024-05-05", {"text": FIRST}),
    ("2024-05-07", {"is_withdrawn": True}),
    ("2024-05-09", {"text": CORRECTED}),
]


def figures(settings: Settings, query: str, **given: str) -> pl.DataFrame:
    with snapshots.reading(Lake(settings.data)) as (_, con):
        return catalog.run(con, query, given)


def test_a_query_as_of_any_day_gives_that_days_figures(prefect: None, tmp_path: Path) -> None:  # noqa: ARG001
    settings = Settings(data=tmp_path / "data", sources=tmp_path / "none.toml")
    same = {"source": "Minato Evening", "id": "1", "date": "2024-05-01"}
    other = {**same, "id": "2", "text": OTHER}
    copy = {**other, "source": "Cape Daily", "text": f"MANILA (Agency) - {OTHER}"}
    then = {}
    for number, (day, sent) in enumerate(SENT):
        rows = [{**same, **sent, "updated": day}] + ([other, copy] if number == 0 else [])
        path = tmp_path / f"{number}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        run = daily(settings, [path])
        assert run.exit_code == 0
        for row in run.stages.iter_rows(named=True):
            assert row["n_in"] == row["n_out"] + row["n_duplicate"] + row["n_rejected"]
        then[day] = figures(settings, "tone_as_of", country="JPN", as_of="2099-01-01")
        assert_like_the_series(settings, then[day])
    means = [round(then[day]["mean"].item(), 3) for day, _ in SENT]
    assert means[0] == means[2] > means[1] == means[4]
    assert len(set(means)) == 3
    for (day, _), n_articles in zip(SENT, [3, 3, 3, 2, 3], strict=True):
        at = figures(settings, "tone_as_of", country="JPN", as_of=f"{day}T12:00:00Z")
        assert at.equals(then[day])
        known = figures(settings, "articles_as_of", as_of=f"{day}T12:00:00Z")
        assert at["n_articles"].item() == len(known) == n_articles
    assert figures(settings, "tone_as_of", country="JPN", as_of="2024-04-30").is_empty()
    printed = figures(settings, "reprints").row(0, named=True)
    assert (printed["n_articles"], printed["outlets"]) == (2, "Cape Daily, Minato Evening")


def assert_like_the_series(settings: Settings, found: pl.DataFrame) -> None:
    """Check the figures of a day after all others against those of the series, reprints too."""
    with snapshots.reading(Lake(settings.data)) as (_, con):
        n_articles, mean = con.sql(
            "SELECT n_articles, reprint_mean FROM series "
            "WHERE country = 'JPN' AND kind = 'country' AND grain = 'month' AND scorer = 'targeted'"
        ).fetchall()[0]
    assert found["n_articles"].item() == n_articles
    assert found["mean"].item() == pytest.approx(mean, abs=1e-9)
