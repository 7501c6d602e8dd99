from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows import corpora
from flows.corpora import CorpusError
from flows.sources.guard import Guard
from flows.sources.read import read
from tests.conftest import shared
from tests.flows.test_archives import tar
from tests.servers import Reply, serving
from warehouse import durable
from warehouse.lake import Lake

UN = corpora.find("un_general_debate")
SPEECHES = tar(
    "gz",
    ("TXT/Session 78 - 2023/JPN_78_2023.txt", b"Mr. President, we thank our friends."),
    ("TXT/Session 78 - 2023/._JPN_78_2023.txt", b"\0\1"),
    ("TXT/Session 01 - 1946/USA_01_1946.txt", b"Mr. President, we are glad to be here."),
)


def rows_of(lake: Lake) -> list[tuple[str, str, str, str]]:
    (receipt,) = lake.records("receipts")
    path, name = lake.raw_path(receipt["sha256"]), receipt["names"][0]
    chunks = read(path, name, receipt["format"], receipt["mapping"], receipt["defaults"])
    columns = ("outlet", "source_country", "published", "date_precision")
    return [r for c in chunks if len(c.frame) for r in c.frame.select(columns).iter_rows()]


@pytest.mark.parametrize("is_sound", [True, False])
def test_a_corpus_is_had_by_its_doi_and_proved(tmp_path: Path, is_sound: bool) -> None:
    stated = hashlib.md5(SPEECHES if is_sound else b"other").hexdigest()  # noqa: S324 - as stated
    listed = [
        {"dataFile": {"id": 1, "filename": "README.txt", "md5": "x"}},
        {"dataFile": {"id": 7, "filename": "UNGDC_1946-2024.tgz", "md5": stated}},
    ]
    with serving() as server:
        server.answers |= {
            f"/api/datasets/:persistentId/?persistentId=doi:{UN.doi}": Reply(
                200, json.dumps({"data": {"latestVersion": {"files": listed}}}).encode()
            ),
            "/api/access/datafile/7": Reply(302, headers={"Location": "/stored"}),
            "/stored": Reply(200, SPEECHES),
        }
        corpus, guard = replace(UN, server=server.base), Guard(frozenset({server.port}))
        if not is_sound:
            with pytest.raises(CorpusError, match="its archive states"):
                corpora.download(corpus, tmp_path / "corpora", guard)
            return
        path = corpora.download(corpus, tmp_path / "corpora", guard)
    lake = Lake(tmp_path)
    corpora.receive(lake, corpus, path, is_renewed=False)
    assert rows_of(lake) == [
        ("UN General Debate", "JPN", "2023", "year"),
        ("UN General Debate", "USA", "1946", "year"),
    ]


def test_a_local_file_needs_no_network_and_another_one_is_refused(tmp_path: Path) -> None:
    lake, path = Lake(tmp_path / "data"), tmp_path / "UNGDC.tgz"
    path.write_bytes(SPEECHES)
    corpora.receive(lake, UN, path, is_renewed=False)
    about = durable.read_json(lake.record_path("corpora", UN.name))
    assert about["sha256"] == hashlib.sha256(SPEECHES).hexdigest()
    assert (about["licence"], about["doi"]) == ("CC0-1.0", UN.doi)
    path.write_bytes(tar("gz", ("A_1_2000.txt", b"Other.")))
    with pytest.raises(CorpusError, match="--renew"):
        corpora.receive(lake, UN, path, is_renewed=False)
    corpora.receive(lake, UN, path, is_renewed=True)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="un_general_debate"):
        corpora.find("nope")
    with pytest.raises(CorpusError, match="no such file"):
        corpora.receive(Lake(tmp_path), UN, tmp_path / "none.tgz", is_renewed=False)
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(CorpusError, match="no known format"):
        corpora.receive(Lake(tmp_path / "d"), UN, tmp_path / "a.pdf", is_renewed=False)


def test_the_copy_at_hand_is_read() -> None:
    path = shared("corpora/un_general_debate_1946_2024.parquet")
    chunk = next(iter(read(path, path.name, "parquet", {}, UN.defaults)))
    assert set(chunk.frame["date_precision"]) == {"year"}
    assert chunk.frame["source_country"].null_count() == 0
