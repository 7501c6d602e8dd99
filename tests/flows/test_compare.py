"""The commands that compare, on the published sample, as a user runs them."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from flows.cli import app
from tests.conftest import Published

YEARS = ["2023-01-01:2023-12-31", "2024-01-01:2024-12-31"]


def ask(sample: Published, capsys: pytest.CaptureFixture[str], *arguments: str) -> pl.DataFrame:
    """Return what a command prints as CSV."""
    data = ["--data", str(sample.settings.data), "--format", "csv"]
    app([*arguments, *data], result_action="return_value")
    return pl.read_csv(io.StringIO(capsys.readouterr().out), try_parse_dates=True)


def test_a_pooled_year_is_the_year_of_the_series(
    sample: Published, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ask(sample, capsys, "pooled", "USA", "--every", "1")
    series = ask(
        sample, capsys, "query", "tone_of_country", "-p", "country=USA", "-p", "grain=year"
    )
    columns = ["n_stories", "n_covered", "state"]
    assert found.select(columns).rows() == series.select(columns).rows()
    for name in ("mean", "low", "high"):
        for one, other in zip(found[name], series[name], strict=True):
            assert one == pytest.approx(other, abs=1e-9)


def test_pooled_periods_are_those_asked_for(
    sample: Published, capsys: pytest.CaptureFixture[str]
) -> None:
    both = ask(sample, capsys, "pooled", "USA", "--period", YEARS[0], "--period", YEARS[1])
    whole = ask(sample, capsys, "pooled", "USA", "--period", "2023-01-01:2024-12-31")
    assert both["n_stories"].sum() == whole["n_stories"].sum()
    assert whole["high"][0] - whole["low"][0] < max(both["high"] - both["low"])


def test_an_alliance_speaks_as_its_members_do_of_others(
    sample: Published, capsys: pytest.CaptureFixture[str]
) -> None:
    period = ["--period", "2024-01-01:2024-12-31"]
    allies = ask(sample, capsys, "pooled", "USA", "--source", "ANZUS", *period)
    australia = ask(sample, capsys, "pooled", "USA", "--source", "AUS", *period)
    # New Zealand is not in the sample, and the United States do not count for themselves.
    assert allies["n_stories"].to_list() == australia["n_stories"].to_list()
    assert allies["n_stories"][0] > 0


def test_pooled_means_of_several_are_drawn(
    sample: Published, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    to = tmp_path / "usa.svg"
    two = ["--source", "JPN", "--source", "CHN"]
    command = ["pooled", "USA", *two, "--every", "1", "--picture", str(to)]
    app([*command, "--data", str(sample.settings.data)], result_action="return_value")
    capsys.readouterr()
    drawn = to.read_text()
    assert "Tone toward the United States" in drawn
    assert drawn.count("symbol") > 4
    assert "Japan" in drawn
    assert "China" in drawn


def test_two_who_speak_are_compared(sample: Published, capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(sample, capsys, "compare", "USA", "USA", "--source", "JPN", "--other-source", "CHN")
    means = [
        ask(sample, capsys, "pooled", "USA", "--source", s, "--period", "2000-01-01:2030-01-01")
        for s in ("JPN", "CHN")
    ]
    gap = means[0]["mean"][0] - means[1]["mean"][0]
    assert found["difference"][0] == pytest.approx(gap, abs=1e-9)
    assert found["low"][0] < found["difference"][0] < found["high"][0]


def test_a_change_is_split_exactly(sample: Published, capsys: pytest.CaptureFixture[str]) -> None:
    changed = ask(sample, capsys, "changed", "USA", *YEARS)
    parts = ask(sample, capsys, "explain", "USA", *YEARS)
    held = dict(parts.select("part", "change").iter_rows())
    assert sum(held[p] for p in ("mix", "facet", "within")) == pytest.approx(
        held["total"], abs=1e-9
    )
    assert held["total"] == pytest.approx(changed["difference"][0], abs=1e-6)


def test_ranks_are_bounded(sample: Published, capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(sample, capsys, "rank", "2024-01-01")
    assert found["mean"].is_sorted(descending=True)
    assert (found["best_rank"] <= found["rank"]).all()
    assert (found["rank"] <= found["worst_rank"]).all()
    assert len(found) > 2


def test_events_are_read_from_a_file(
    sample: Published, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "events.csv"
    file.write_text("date,label,countries\n2024-01-01,New year,USA JPN\n")
    found = ask(sample, capsys, "events", str(file), "--days", "90")
    assert found["country"].to_list() == ["USA", "JPN"]
    assert found["label"].unique().to_list() == ["New year"]
    assert (found["low"] < found["high"]).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["changed", "USA", "2023", YEARS[1]], "write FROM:TO"),
        (["changed", "USA", "2024-01-02:2024-01-01", YEARS[1]], "ends before it begins"),
        (["changed", "USA", "1999-01-01:1999-12-31", YEARS[1]], "no covered sentence"),
        (["breaks", "USA", "--grain", "year"], "breaks need 8"),
        (["compare", "USA", "XYZ"], "no covered sentence"),
    ],
)
def test_what_cannot_be_compared_is_said(
    sample: Published, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as exit_:
        app([*arguments, "--data", str(sample.settings.data)])
    assert exit_.value.code == 1
    assert said in capsys.readouterr().err
