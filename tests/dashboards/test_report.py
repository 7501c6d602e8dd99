from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.cli import app
from flows.commands.pictures import day
from tests.conftest import Published


def written(hostile: Path, out: Path, *more: str) -> bytes:
    command = ["report", "--country", "JPN", "--out", str(out), "--data", str(hostile), *more]
    app(command, result_action="return_value")
    return out.read_bytes()


def test_a_report_is_whole_in_itself(hostile: Path, tmp_path: Path) -> None:
    page = written(hostile, tmp_path / "r.html", "--since", "2023").decode()
    assert page.count("<svg") == 2
    assert 'aria-roledescription="point"' in page
    assert "<mark" in page
    assert "<script" not in page
    assert "<img" not in page
    assert not re.findall(r'(?:href|src)="(?!#)[^"]*"', page)
    assert "default-src 'none'" in page


def test_a_single_picture_is_written(hostile: Path, tmp_path: Path) -> None:
    assert written(hostile, tmp_path / "r.png", "--format", "png").startswith(b"\x89PNG")
    assert written(hostile, tmp_path / "r.svg", "--format", "svg").startswith(b"<svg")


@pytest.mark.parametrize(
    "wrong",
    [["--since", "2099"], ["--scorer", "nope"], ["--until", "soon"], ["--since", "2023-13"]],
)
def test_what_cannot_be_reported_is_said(
    sample: Published, tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        written(sample.settings.data, tmp_path / "r.html", *wrong)
    assert ended.value.code == 1
    assert "entente:" in capsys.readouterr().err


def test_a_year_or_a_month_is_taken_whole() -> None:
    assert str(day("2024", is_last=False)) == "2024-01-01"
    assert str(day("2024-02", is_last=True)) == "2024-02-29"
    assert day(None, is_last=True) is None
