from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows.build import build
from flows.cli import app
from flows.coding import read_codes, save_results, save_sheets
from flows.tabular import TableError
from tests.conftest import Published
from transforms.coding import draw
from warehouse import snapshots
from warehouse.lake import Lake


def frame(n: int = 120) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "article_id": [f"o/{i:03}" for i in range(n)],
            "version": 1,
            "sentence_no": 1,
            "country": "JPN",
            "published_on": date(2024, 5, 1),
            "outlet": "o",
            "source_country": "USA",
            "story_id": [f"o/{i:03}" for i in range(n)],
            "polarity": rng.uniform(-1, 1, n),
            "sentence": ["=SUM(A1) <script>alert(1)</script> Japan"] * n,
        }
    )


def sheets(folder: Path, codes: list[list[str]]) -> list[Path]:
    paths = []
    for number, given in enumerate(codes):
        paths.append(folder / f"coder{number}.csv")
        lines = [f"{unit},{code}" for unit, code in enumerate(given, 1)]
        paths[-1].write_text("\n".join(["unit,code", *lines]) + "\n")
    return paths


def test_sheets_go_out_and_come_back(tmp_path: Path) -> None:
    rows = frame()
    drawn = draw(rows, 60, 1)
    paths = save_sheets(rows, drawn, tmp_path)
    sheet, page = paths[2].read_text(), paths[3].read_text()
    assert "polarity" not in sheet
    assert "'=SUM" in sheet
    assert "<script>alert" not in page
    assert "http" not in page
    one = ["1" if i % 3 else "-1" for i in range(len(drawn))]
    other = ["0", *one[1:-1], ""]
    codes = read_codes(sheets(tmp_path, [one, other]))
    _, found, written = save_results(codes, tmp_path)
    assert found["n_coded_stories"].to_list() == [len(drawn)]
    assert found["reason"].to_list() == [None]
    assert found["corrected_low"][0] < found["corrected_mean"][0] < found["corrected_high"][0]
    assert pl.read_csv(written[1])["unit"].to_list() == [1]
    gold = pl.read_csv(written[0])
    assert gold["code"][0] == -0.5
    assert gold["coder0"].to_list() == [int(c) for c in one]


@pytest.mark.parametrize(
    ("codes", "reason"),
    [([["2"], ["0"]], "none of -1, 0, 1"), ([["1"]], "two sheets"), ([["x"], ["0"]], "none of")],
)
def test_a_sheet_that_is_wrong_says_where(
    tmp_path: Path, codes: list[list[str]], reason: str
) -> None:
    with pytest.raises(TableError, match=reason):
        read_codes(sheets(tmp_path, codes))


def test_kept_codes_correct_the_series_of_the_next_build(
    sample: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = sample.settings.model_copy(update={"data": tmp_path / "data"})
    shutil.copytree(sample.settings.data, settings.data)
    to = ["--data", str(settings.data)]
    folder = tmp_path / "coding"
    app(["sample", "--countries", "USA", "--size", "999", "--out", str(folder), *to],
        result_action="return_value")  # fmt: skip
    units = pl.read_csv(folder / "sheet.csv")["unit"].to_list()
    given = ["1" if unit % 4 else "-1" for unit in units]
    coders = [str(path) for path in sheets(tmp_path, [given, given])]
    app(["code", *coders, "--folder", str(folder), "--keep", *to], result_action="return_value")
    assert "alpha" in capsys.readouterr().out
    assert build(settings).is_new
    with snapshots.reading(Lake(settings.data)) as (_, con):
        rows = con.sql(
            "select year(period_start) as period, n_coded, n_stories, corrected_mean, "
            "not_corrected from series where country = 'USA' and kind = 'country' "
            "and grain = 'year' and n_covered > 0 and scorer = 'targeted'"
        ).pl()
        others = con.sql(
            "select distinct not_corrected from series where country = 'JPN' or scorer = 'linear'"
        ).pl()
    assert others["not_corrected"].to_list() == ["no sentence was coded"]
    # The sheet had every covered sentence: where it can be said, the mean is the coders' own.
    gold = pl.read_csv(folder / "gold.csv").group_by("period").agg(pl.col("code").mean())
    for row in rows.join(gold, on="period").iter_rows(named=True):
        assert row["n_coded"] == row["n_stories"]
        if row["n_coded"] < 20:
            assert row["not_corrected"] == f"{row['n_coded']} coded stories; 20 are needed"
        else:
            assert row["corrected_mean"] == pytest.approx(row["code"], abs=1e-5)
    assert rows["corrected_mean"].drop_nulls().len() > 0
