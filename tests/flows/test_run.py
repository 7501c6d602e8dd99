"""The whole chain, through real Prefect flows."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from flows.build import build
from flows.daily import daily
from flows.ingest import ingest
from flows.settings import Settings
from tests.conftest import ROOT, SAMPLE, Published
from warehouse import snapshots
from warehouse.lake import Lake


def table(settings: Settings, sql: str) -> pl.DataFrame:
    with snapshots.reading(Lake(settings.data)) as (_, con):
        answer: pl.DataFrame = con.sql(sql).pl()
    return answer


def objects(settings: Settings, name: str) -> dict[str, list[str]]:
    lake = Lake(settings.data)
    written = snapshots.manifest(lake, str(snapshots.current(lake)))["content"]["tables"]
    return {p: [x["sha256"] for x in parts] for p, parts in written[name].items()}


def copy(sample: Published, to: Path) -> Settings:
    shutil.copytree(sample.settings.data, to)
    return sample.settings.model_copy(update={"data": to})


def test_the_sample_is_published_clean(sample: Published) -> None:
    assert sample.run.is_new
    assert sample.run.exit_code == 0
    counts = {r["stage"]: r for r in sample.run.stages.iter_rows(named=True)}
    assert counts["read"]["n_out"] == 62
    assert counts["receive"]["n_rejected"] == 2  # README.md and outlets.toml are no articles
    for row in counts.values():
        assert row["n_in"] == row["n_out"] + row["n_duplicate"] + row["n_rejected"]


def test_the_sample_says_what_was_put_into_it(sample: Published) -> None:
    found = table(sample.settings, "select * from articles order by article_id, version")
    versions = found.filter(pl.col("article_id") == "Visayas Lantern/vl-5203")
    assert versions["is_current"].to_list() == [False, True]
    undated = found.filter(pl.col("date_quality") == "absent")
    assert undated["outlet"].to_list() == ["Federal Row Dispatch"]
    japanese = found.filter(pl.col("language") != "en")
    assert japanese["article_id"].to_list() == ["Asagiri Shimpo/asg-ja-240413-01"]
    turn = found.filter(pl.col("article_id") == "Federal Row Dispatch/frd-131977")
    assert str(turn["published_on"].item()) == "2024-01-01"
    assert set(found["source_country"]) == {"AUS", "CHN", "JPN", "KOR", "PHL", "SGP", "USA"}


def test_undated_articles_are_in_no_series(sample: Published) -> None:
    dated = table(
        sample.settings,
        "select (select sum(n_sentences) from article_tones "
        "join stories using (article_id, version) "
        "where published_on is not null and is_first) as a, "
        "(select sum(n_sentences) from series where kind = 'country' and grain = 'day') as s, "
        "(select sum(n_sentences) from article_tones) as t",
    ).row(0, named=True)
    assert dated["a"] == dated["s"] < dated["t"]


def test_a_second_run_computes_and_publishes_nothing(sample: Published, tmp_path: Path) -> None:
    settings = copy(sample, tmp_path / "data")
    again = daily(settings, [SAMPLE])
    assert (again.is_new, again.n_computed, again.snapshot) == (False, 0, sample.run.snapshot)


def test_one_more_article_touches_its_month_alone(sample: Published, tmp_path: Path) -> None:
    settings = copy(sample, tmp_path / "data")
    more = tmp_path / "more.jsonl"
    more.write_text(
        '{"id": "n1", "source": "Wattle Bay Examiner", "date": "2024-03-09", "title": "New", '
        '"body": "Japan thanked Australia for the warm welcome, and Manila was glad of it."}\n'
    )
    run = daily(settings, [more])
    assert run.is_new
    for name in ("articles", "sentences", "mentions", "tones", "article_tones"):
        before, after = objects(sample.settings, name), objects(settings, name)
        changed = {p for p in after if before.get(p) != after[p]}
        assert changed == {"2024-03"}, name
    before, after = objects(sample.settings, "series"), objects(settings, "series")
    # Rolling windows that begin in 2023 reach into the month.
    assert {p for p in after if before.get(p) != after[p]} == {"2023", "2024"}


def test_the_same_articles_in_other_files_give_the_same_snapshot(
    sample: Published, tmp_path: Path
) -> None:
    folder = tmp_path / "shuffled"
    shutil.copytree(SAMPLE, folder)
    lines = (folder / "articles_a.jsonl").read_text().splitlines(keepends=True)
    (folder / "articles_a.jsonl").unlink()
    (folder / "x.jsonl").write_text("".join(reversed(lines[10:])))
    (folder / "y.ndjson").write_text("".join(lines[:15]))  # five lines are in both
    settings = sample.settings.model_copy(update={"data": tmp_path / "data"})
    run = daily(settings, [folder])
    assert run.snapshot.split("-")[1] == sample.run.snapshot.split("-")[1]
    duplicates = dict(run.stages.select("stage", "n_duplicate").iter_rows())
    assert duplicates["articles"] == 5


def test_bad_input_is_named_counted_and_does_not_stop_the_rest(
    prefect: None,  # noqa: ARG001
    tmp_path: Path,
) -> None:
    good = "The minister said that Japan and the Philippines would go on with their talks."
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(
        f'{{"id": "1", "date": "2024-05-01", "text": "{good}"}}\n'
        '{"id": "2", "date": "2024-05-01", "text": " "}\n'
        f'{{"id": "3", "date": "2999-05-01", "text": "{good}"}}\n'
        f'{{"id": "4", "date": "some day", "text": "{good}"}}\n'
        f'{{"id": "5", "date": "2024-05-02", "text": "{good}"}}\n'
        f'{{"id": "5", "date": "2024-05-02", "text": "{good} No."}}\n'
        '{"id": "6", "text": "cut'
    )
    (tmp_path / "in" / "b.csv").write_text("what,when\n1,2\n")
    settings = Settings(data=tmp_path / "data", sources=tmp_path / "none.toml")
    run = daily(settings, [tmp_path / "in", tmp_path / "missing.csv"])
    assert run.exit_code == 3
    found = {(Path(r["file"]).name, r["row"], r["rule"]) for r in run.defects.iter_rows(named=True)}
    conflict = {f for f in found if f[2] == "conflicting_texts"}
    assert found - conflict == {
        ("a.jsonl", 2, "empty_body"),
        ("a.jsonl", 3, "future_date"),
        ("a.jsonl", 4, "unreadable_date"),
        ("a.jsonl", 7, "torn_line"),
        ("b.csv", 0, "missing_column"),
        ("missing.csv", 0, "unreadable_file"),
    }
    assert len(conflict) == 1
    held = table(settings, "select article_id from articles order by all")["article_id"].to_list()
    assert held == ["a/1", "a/5"]
    sums = table(settings, "select sum(n_in - n_out - n_duplicate - n_rejected) as x from ledger")
    assert sums["x"].item() == 0
    (tmp_path / "missing.csv").write_text(f"id,date,text\n9,2024-05-03,{good}\n")
    assert daily(settings, [tmp_path / "missing.csv"]).exit_code == 0


def test_nothing_received_is_a_failure(
    prefect: None,  # noqa: ARG001
    tmp_path: Path,
) -> None:
    settings = Settings(data=tmp_path / "data", sources=tmp_path / "none.toml")
    assert daily(settings, [tmp_path / "missing.csv"]).exit_code == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse import durable
left, promote = int(sys.argv[1]), durable.promote
def dying(source, target):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    promote(source, target)
durable.promote = dying
from flows.daily import daily
from flows.settings import Settings
daily(Settings(data=Path(sys.argv[2]), sources=Path(sys.argv[3])), [Path(sys.argv[4])])
"""


@pytest.mark.parametrize("after", [30, 230])
def test_a_killed_run_goes_on_where_it_was(sample: Published, tmp_path: Path, after: int) -> None:
    from prefect.settings import PREFECT_API_URL

    settings = sample.settings.model_copy(update={"data": tmp_path / "data"})
    arguments = [str(after), str(settings.data), str(settings.sources), str(SAMPLE)]
    url = PREFECT_API_URL.value()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        cwd=ROOT,
        env={**os.environ, **({"PREFECT_API_URL": url} if url else {})},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    assert snapshots.current(Lake(settings.data)) is None
    ingest(settings, [SAMPLE])
    run = build(settings)
    assert run.n_computed < sample.run.n_computed or after < 100
    assert run.snapshot == sample.run.snapshot
    assert list(snapshots.verify(Lake(settings.data))) == []


def test_a_sample_goes_through_publication(sample: Published, tmp_path: Path) -> None:
    settings = copy(sample, tmp_path / "data").model_copy(
        update={"scorers": ["vader", "targeted"], "sample": 0.1, "companion": "vader"}
    )
    assert build(settings).is_new
    read = table(settings, "select scorer, min(inclusion), max(inclusion), count(*) from tones "
                 "group by scorer order by scorer").rows()  # fmt: skip
    (_, low, high, n_sample), (_, *whole, n_all) = read
    assert (low, high, whole) == (0.1, 0.1, [1.0, 1.0])
    assert 0 < n_sample < n_all / 4
    summed = table(settings, "select sum(n_sentences) as a, sum(n_scored) as s from article_tones "
                   "where scorer = 'targeted'").row(0)  # fmt: skip
    assert summed == (n_all, n_sample)
