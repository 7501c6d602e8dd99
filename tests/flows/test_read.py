from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.columns import MappingError, parse_mapping
from flows.sources.read import format_of, read
from tests.conftest import SAMPLE

LINE = '{"id": "%d", "source": "O", "date": "2024-05-01", "text": "Japan is %d."}\n'


def readings(path: Path, **options: Any) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    kind = format_of(path.name)
    assert kind is not None
    chunks = list(
        read(path, path.name, kind, options.get("mapping", {}), options.get("defaults", {}))
    )
    frames = [c.frame for c in chunks if len(c.frame)]
    return (
        pl.concat(frames) if frames else pl.DataFrame(),
        [refused for chunk in chunks for refused in chunk.refused],
    )


def write(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_json_lines(tmp_path: Path) -> None:
    frame, refused = readings(write(tmp_path, "a.jsonl", LINE % (1, 1) + "\n" + LINE % (2, 2)))
    assert frame.select("row", "native_id", "outlet", "published", "body").rows() == [
        (1, "1", "O", "2024-05-01", "Japan is 1."),
        (3, "2", "O", "2024-05-01", "Japan is 2."),
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b'{"text": "cut', "torn_line"),
        (b'{"text": nope}\n', "invalid_json"),
        (b'{"text": "\xff"}\n', "invalid_utf8"),
        (b"[1, 2]\n", "invalid_json"),
        (b"[" * 100_000 + b"\n", "invalid_json"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: bytes, rule: str) -> None:
    good = (LINE % (1, 1)).encode()
    frame, refused = readings(write(tmp_path, "a.jsonl", good + line))
    assert len(frame) == 1
    assert [(r["row"], r["rule"]) for r in refused] == [(2, rule)]


def test_columns_that_come_and_go_are_read_where_they_are(tmp_path: Path) -> None:
    lines = '{"text": "One.", "date": "2024"}\n{"body": "Two.", "published": "2025", "n": [1]}\n'
    frame, _ = readings(write(tmp_path, "a.ndjson", lines))
    assert frame.select("published", "body").rows() == [("2024", "One."), ("2025", "Two.")]


def test_csv(tmp_path: Path) -> None:
    text = 'id,text,date\n1,"Two\nlines, and a comma",2024-05-01\n2,Short\n3,Fine.,2024\n'
    frame, refused = readings(write(tmp_path, "a.csv", "\ufeff" + text))
    assert frame["body"].to_list() == ["Two\nlines, and a comma", "Fine."]
    assert [(r["row"], r["rule"]) for r in refused] == [(2, "invalid_csv")]


def test_csv_with_bytes_that_are_not_text(tmp_path: Path) -> None:
    content = b"id,text\n1,Good.\n2,Caf\xe9\n3,Good too.\n"
    frame, refused = readings(write(tmp_path, "a.csv", content))
    assert frame["native_id"].to_list() == ["1", "3"]
    assert refused[0]["rule"] == "invalid_utf8"


def test_csv_with_a_quotation_mark_that_never_closes(tmp_path: Path) -> None:
    frame, refused = readings(write(tmp_path, "a.csv", 'id,text\n1,Good.\n2,"Cut\n'))
    assert len(frame) == 1
    assert refused[0]["rule"] == "torn_line"


def test_parquet_and_its_types(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "article_id": [1, 2],
            "published_at": [pl.datetime(2024, 5, 1), None],
            "body": ["A.", "B."],
        }
        | {"tags": [["x"], []], "speaker_iso3": ["JPN", None]},
        strict=False,
    ).with_columns(published_at=pl.Series(["2024-05-01T10:00:00", None]).str.to_datetime())
    table.write_parquet(tmp_path / "a.parquet")
    frame, refused = readings(tmp_path / "a.parquet")
    assert frame.select("native_id", "published", "source_country").rows() == [
        ("1", "2024-05-01T10:00:00", "JPN"),
        ("2", None, None),
    ]
    assert refused == []


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl.gz", "a.html", "a.csv.gz"])
def test_a_file_that_is_not_what_it_says(tmp_path: Path, name: str) -> None:
    frame, refused = readings(write(tmp_path, name, b"\x00\x01nothing of the kind"))
    assert frame.is_empty()
    assert [r["row"] for r in refused] == [0]


def test_a_cut_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress("".join(LINE % (i, i) for i in range(5_000)).encode())
    frame, refused = readings(write(tmp_path, "a.jsonl.gz", whole[: len(whole) // 2]))
    assert 0 < len(frame) < 5_000
    assert refused[-1]["rule"] == "unreadable_file"


def test_gzip_of_any(tmp_path: Path) -> None:
    (tmp_path / "plain.parquet").write_bytes(b"")
    pl.DataFrame({"text": ["A."]}).write_parquet(tmp_path / "plain.parquet")
    packed = gzip.compress((tmp_path / "plain.parquet").read_bytes())
    assert readings(write(tmp_path, "a.parquet.gz", packed))[0]["body"].to_list() == ["A."]
    text = gzip.compress(b"Talks resume\n\nThe talks went on.")
    assert readings(write(tmp_path, "b.txt.gz", text))[0]["title"].to_list() == ["Talks resume"]


def test_a_mapping_names_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "what,when,text\nA.,2024,wrong\n")
    mapping = parse_mapping("body=what, published_at=when")
    frame, _ = readings(path, mapping=mapping, defaults={"outlet": "Mine"})
    assert frame.select("body", "published", "outlet").rows() == [("A.", "2024", "Mine")]


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "what,when\nA.,2024\n")
    for mapping, said in ({}, "--map body=COLUMN"), ({"body": "nope"}, "no column 'nope'"):
        frame, refused = readings(path, mapping=mapping)
        assert frame.is_empty()
        assert refused[0]["rule"] == "missing_column"
        assert said in refused[0]["reason"]


@pytest.mark.parametrize("written", ["body", "nope=x", "body="])
def test_a_bad_mapping_is_refused(written: str) -> None:
    with pytest.raises(MappingError, match="the fields are"):
        parse_mapping(written)


def test_an_outlet_is_the_files_name_where_none_is_given(tmp_path: Path) -> None:
    frame, _ = readings(write(tmp_path, "daily.news.jsonl", '{"text": "A."}\n'))
    assert frame["outlet"].to_list() == ["daily"]


def test_the_samples_pages() -> None:
    broken, _ = readings(SAMPLE / "sampaguita-sabina-broken.html")
    row = broken.row(0, named=True)
    assert row["title"] == "Rammed again: ship’s hull torn at Sabina"
    assert row["outlet"] == "Sampaguita Tribune"
    assert row["published"] == "2024-09-01T05:30:00+08:00"
    assert not row["is_date_inferred"]
    assert "Israel condemns Syria" not in row["body"]
    assert "Cuba" not in row["body"]


def test_a_date_that_had_to_be_searched_for_is_inferred(tmp_path: Path) -> None:
    text = "The talks between the two governments went on for a third day in the capital. " * 5
    page = f"<html><body><article><h1>T</h1><p>{text}</p></article>" + (
        "<footer>Updated on 3 May 2024</footer></body></html>"
    )
    row = readings(write(tmp_path, "a.html", page))[0].row(0, named=True)
    assert row["published"] is None or row["is_date_inferred"]
    stated = readings(tmp_path / "a.html", defaults={"published": "2024-05-04T00:00:00+00:00"})[0]
    assert stated.select("published", "is_date_inferred").row(0) == (
        "2024-05-04T00:00:00+00:00",
        False,
    )


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["jsonl", "csv", "parquet", "txt", "html"]))
def test_no_bytes_break_a_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str
                                 ) -> None:  # fmt: skip
    path = tmp_path_factory.getbasetemp() / f"fuzz.{kind}"
    path.write_bytes(content)
    readings(path)
