"""What the command line says where a scorer cannot be had: one line, with what to do."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from flows import scorers
from flows.cli import app


def said(folder: Path, scorer: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `entente tones` says before it stops with exit code 1."""
    source = folder / "texts.csv"
    source.write_text("sentence_id,text\n1,Japan met France.\n")
    with pytest.raises(SystemExit) as stopped:
        app(["tones", str(source), "--out", str(folder / "out.csv"), "--scorer", scorer])
    assert stopped.value.code == 1
    return " ".join(capsys.readouterr().err.split())


FILES = [
    ("targeted", "targeted.json"),
    ("targeted", "targeted.onnx"),
    ("targeted", "tokenizer.json"),
    ("linear", "linear.json"),
    ("linear", "linear.parquet"),
]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `targeted` and `linear` read their files from a copy."""
    folder = tmp_path / "models"
    folder.mkdir()
    for _, name in FILES:
        shutil.copy(scorers.MODELS / name, folder / name)
    for name, load in (("targeted", scorers.load_targeted), ("linear", scorers.load_linear)):
        monkeypatch.setitem(scorers.LOADERS, name, partial(load, folder))
    return folder


def test_an_unknown_scorer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = said(tmp_path, "nope", capsys)
    assert "no scorer 'nope'; there are: " in line
    assert all(name in line for name in scorers.LOADERS)


@pytest.mark.parametrize(("scorer", "name"), FILES)
def test_a_file_is_missing(
    scorer: str, name: str, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (models / name).unlink()
    line = said(tmp_path, scorer, capsys)
    assert f"{name}. Restore the file from the release, or make the models anew" in line


@pytest.mark.parametrize(("scorer", "name"), FILES)
def test_a_file_is_damaged(
    scorer: str, name: str, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = bytearray((models / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (models / name).write_bytes(content)
    line = said(tmp_path, scorer, capsys)
    assert "is damaged" in line
    assert "Restore the file" in line


def test_a_share_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        app(["build", "--sample", "2"])
    assert stopped.value.code == 2
    assert "Must be <= 1" in " ".join(capsys.readouterr().err.split())


def test_the_version_is_the_projects(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    with pytest.raises(SystemExit):
        app(["--version"])
    assert capsys.readouterr().out.strip() == version("entente") != "0.0.0"
