from __future__ import annotations

import random
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.warehouse.test_lake import ROWS
from warehouse import database, durable, snapshots
from warehouse.contracts import TABLES
from warehouse.lake import Lake


def publish(lake: Lake, rows: pl.DataFrame = ROWS, method: str = "1") -> snapshots.Published:
    parts = {"countries": {"all": [lake.put(TABLES["countries"], rows)]}}
    return snapshots.publish(lake, parts, {"code": method})


MORE = pl.concat([ROWS, ROWS.head(1).with_columns(country=pl.lit("PHL"))])


def test_the_same_is_published_once(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    first = publish(lake)
    assert first.is_new
    assert publish(lake) == snapshots.Published(first.name, is_new=False, warnings=[])


def test_a_new_method_is_a_new_snapshot_of_the_same_id(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    first, second = publish(lake), publish(lake, method="2")
    assert second.is_new
    assert first.name.split("-")[1] == second.name.split("-")[1]


def test_a_reader_keeps_its_snapshot_while_another_is_published(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    first = publish(lake)
    with snapshots.reading(lake) as (name, con):
        publish(lake, MORE)
        for method in "2345":
            publish(lake, MORE, method)
        snapshots.collect(lake, keep=1)
        assert name == first.name
        assert con.sql("select count(*) from countries").fetchall() == [(2,)]
        assert snapshots.folder(lake, first.name).exists()
    snapshots.collect(lake, keep=1)
    assert not snapshots.folder(lake, first.name).exists()
    with snapshots.reading(lake) as (_, con):
        assert con.sql("select count(*) from countries").fetchall() == [(3,)]


def test_collection_takes_what_no_kept_snapshot_needs(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    publish(lake)
    stray = lake.put(TABLES["countries"], ROWS.head(1))
    snapshots.collect(lake)
    assert not lake.object_path(stray.sha256).exists()
    assert list(snapshots.verify(lake)) == []


def test_a_failing_check_leaves_the_old_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(tmp_path)
    first = publish(lake)
    real = database.sql_files

    def with_a_failing_check(folder: str) -> dict[str, str]:
        return {"bad": "-- fail: always.\nselect 1 as x"} if folder == "checks" else real(folder)

    monkeypatch.setattr(database, "sql_files", with_a_failing_check)
    with pytest.raises(database.CheckError, match="bad: 1 rows"):
        publish(lake, MORE)
    assert snapshots.current(lake) == first.name


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(snapshots.NothingPublishedError, match="entente run"),
        snapshots.reading(Lake(tmp_path)),
    ):
        pass


def test_a_later_publication_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(tmp_path)
    publish(lake)
    build = database.build

    def overtaken(*args: object) -> None:
        (tmp_path / "CURRENT").write_text("000009-other\n")
        build(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "build", overtaken)
    with pytest.raises(snapshots.StaleBaseError):
        publish(lake, MORE)
    assert snapshots.current(lake) == "000009-other"


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    name = publish(lake).name
    sha256, _ = lake.keep_bytes((snapshots.folder(lake, name) / "manifest.json").open("rb"))
    durable.write_json(lake.record_path("receipts", "r"), {"sha256": sha256})
    assert list(snapshots.verify(lake)) == []
    rng = random.Random(3)
    folder = snapshots.folder(lake, name)
    files = [*(tmp_path / "objects").iterdir(), folder / "entente.duckdb", lake.raw_path(sha256)]
    for _ in range(60):
        path = rng.choice(files)
        whole = path.read_bytes()
        at = rng.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
        assert len(list(snapshots.verify(lake))) == 1
        path.write_bytes(whole)


def test_a_changed_manifest_is_found(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    path = snapshots.folder(lake, publish(lake).name) / "manifest.json"
    path.write_text(path.read_text().replace('"code": "1"', '"code": "3"'))
    assert any(line.startswith("manifest") for line in snapshots.verify(lake))


ATTACKS = [
    "create table x as select 1",
    "insert into countries select * from countries",
    "drop table countries",
    "copy countries to '{}/out.csv'",
    "select * from read_csv('/etc/passwd')",
    "select * from read_parquet('{}/objects/*.parquet')",
    "attach '{}/other.duckdb' as o",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "export database '{}/out'",
    "select * from 'https://localhost/x.csv'",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_reader_can_neither_write_nor_leave(tmp_path: Path, attack: str) -> None:
    lake = Lake(tmp_path)
    publish(lake)
    before = sorted(tmp_path.rglob("*"))
    with snapshots.reading(lake) as (_, con), pytest.raises(duckdb.Error):
        con.sql(attack.format(tmp_path)).fetchall()
    assert sorted(tmp_path.rglob("*")) == before


def test_another_client_opens_the_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    name = publish(lake).name
    path = snapshots.folder(lake, name) / "entente.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        said = con.sql(
            "select comment from duckdb_columns() where table_name = 'tones' "
            "and column_name = 'coverage'"
        ).fetchall()
    assert "not covered" in said[0][0]
    assert sorted(p.name for p in path.parent.iterdir()) == ["entente.duckdb", "manifest.json"]
