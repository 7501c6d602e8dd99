from __future__ import annotations

import io
import multiprocessing
import time
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest

from warehouse.contracts import TABLES
from warehouse.lake import Lake, LockedError

TABLE = TABLES["countries"]
ROWS = pl.DataFrame(
    {
        "country": ["KOR", "JPN"],
        "name": ["South Korea", "Japan"],
        "start_on": [None, None],
        "end_on": [None, None],
        "successors": [None, None],
        "source": ["ISO", "ISO"],
    }
)


def test_an_object_is_sorted_and_named_by_its_bytes(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    part = lake.put(TABLE, ROWS)
    assert part == lake.put(TABLE, ROWS.reverse())
    assert len(list((tmp_path / "objects").iterdir())) == 1
    assert lake.scan(TABLE, [part]).collect()["country"].to_list() == ["JPN", "KOR"]


def test_nothing_breaks_a_contract_on_its_way_to_disk(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(dy.exc.ValidationError):
        lake.put(TABLE, ROWS.with_columns(country=pl.lit("Japan")))
    assert not (tmp_path / "objects").exists()


def test_no_parts_are_an_empty_table_of_the_right_types(tmp_path: Path) -> None:
    empty = Lake(tmp_path).scan(TABLE, []).collect()
    assert empty.schema == TABLE.shape(ROWS).schema
    assert empty.is_empty()


def test_bytes_are_kept_once(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    first = lake.keep_bytes(io.BytesIO(b"text"))
    assert first == lake.keep_bytes(io.BytesIO(b"text"))
    assert lake.raw_path(first[0]).read_bytes() == b"text"
    assert list(lake.staging.iterdir()) == []


def test_a_step_whose_object_is_gone_is_forgotten(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    part = lake.put(TABLE, ROWS)
    made = {"parts": {"countries": {"all": [part.__dict__]}}, "ledger": []}
    lake.remember("key", made)
    assert lake.recall("key") == made
    lake.object_path(part.sha256).unlink()
    assert lake.recall("key") is None


def _hold(root: Path, seconds: float) -> None:
    with Lake(root).lock(1, print):
        (root / "held").touch()
        time.sleep(seconds)


@pytest.fixture
def holder(tmp_path: Path) -> multiprocessing.Process:
    process = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path, 60))
    process.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.05)
    return process


def test_a_second_run_refuses_with_a_clear_message(
    tmp_path: Path, holder: multiprocessing.Process
) -> None:
    said: list[str] = []
    with (
        pytest.raises(LockedError, match="another run holds"),
        Lake(tmp_path).lock(0.3, said.append),
    ):
        pass
    assert len(said) == 1
    holder.kill()
    holder.join()


def test_a_killed_run_leaves_no_lock(tmp_path: Path, holder: multiprocessing.Process) -> None:
    (tmp_path / "staging").mkdir()
    (tmp_path / "staging" / "half").write_text("written")
    holder.kill()
    holder.join()
    with Lake(tmp_path).lock(1, print):
        assert not (tmp_path / "staging").exists()
