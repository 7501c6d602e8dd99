from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows import direct, method
from flows.cli import app
from flows.scorers import get
from warehouse.contracts import MentionsOut, TonesOut

METHOD = method.load(["textblob"], [])
TEXTBLOB = get("textblob")


def test_mentions_of_ones_own_texts() -> None:
    texts = pl.DataFrame({"doc_id": ["a", "b"], "text": ["Tokyo thanked the Filipinos.", "None."]})
    found = direct.find(texts, METHOD)
    assert found.columns == MentionsOut.column_names()
    assert found.select("doc_id", "surface", "country", "facet").rows() == [
        ("a", "Tokyo", "JPN", "capital"),
        ("a", "Filipinos", "PHL", "people"),
    ]


def test_dates_decide_who_leads() -> None:
    text = "Prime Minister Fumio Kishida spoke."
    texts = pl.DataFrame(
        {"doc_id": [1, 2], "text": [text, text], "published_on": ["2024-05-01", "2012-05-01"]}
    )
    leaders = direct.find(texts, METHOD).filter(pl.col("facet") == "leader")
    assert leaders["doc_id"].to_list() == ["1"]


def test_tones_toward_each_country() -> None:
    texts = pl.DataFrame({"sentence_id": ["s"], "text": ["Japan is a good friend of France."]})
    found = direct.score(texts, METHOD, TEXTBLOB)
    assert found.columns == TonesOut.column_names()[:9]
    assert found.select("start", "end", "country", "coverage").rows() == [
        (0, 5, "JPN", 1),
        (26, 32, "FRA", 1),
    ]
    assert found["polarity"].to_list() == pytest.approx([0.7, 0.7])


def test_tones_toward_a_given_target() -> None:
    text = "Ana praised Japan, a good friend."
    texts = pl.DataFrame(
        {"sentence_id": ["p", "c", "n"], "text": [text] * 3, "start": [0, 12, None],
         "end": [3, 17, None]}
    )  # fmt: skip
    found = direct.score(texts, METHOD, TEXTBLOB)
    assert found.select("sentence_id", "start", "end", "country").rows() == [
        ("p", 0, 3, None),
        ("c", 12, 17, "JPN"),
        ("n", 12, 17, "JPN"),
    ]


def test_a_targets_own_words_carry_no_tone() -> None:
    texts = pl.DataFrame(
        {"sentence_id": ["s"], "text": ["Great Lovely signed."], "start": [0], "end": [12]}
    )
    assert direct.score(texts, METHOD, TEXTBLOB)["coverage"].to_list() == [0]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_the_commands(tmp_path: Path, ending: str) -> None:
    source, out = tmp_path / "in.csv", tmp_path / f"out.{ending}"
    source.write_text("doc_id,sentence_id,text\n7,7,Japan is good.\n")
    app(["mentions", str(source), "--out", str(out)], result_action="return_value")
    read = {"csv": pl.read_csv, "jsonl": pl.read_ndjson, "parquet": pl.read_parquet}[ending]
    assert read(out)["country"].to_list() == ["JPN"]
    command = ["tones", str(source), "--out", str(out), "--scorer", "textblob"]
    app(command, result_action="return_value")
    assert read(out)["polarity"].to_list() == pytest.approx([0.7])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mentions", "missing.csv", "--out", "x.csv"], "missing.csv"),
        (["mentions", "{}", "--out", "x.csv"], "no column 'doc_id'; it has: a, b"),
        (["mentions", "{}", "--out", "x.xls"], "no column"),
        (["tones", "{}", "--out", "x.csv", "--scorer", "nope"], "no scorer 'nope'"),
        (["query", "nope", "--data", "none"], "nothing is published"),
        (["run", "--sources", "none.toml"], "name a PATH"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SystemExit) as stopped:
        app([a.format(tmp_path / "in.csv") for a in arguments])
    assert stopped.value.code == 1
    assert said in " ".join(capsys.readouterr().err.split())


def test_every_command_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    names = [n for n in app if not n.startswith("-")]
    assert {"run", "query", "sql", "serve", "mentions", "tones", "verify"} <= set(names)
    for name in names:
        app([name, "--help"], result_action="return_value")
        assert f"Example: entente {name}" in " ".join(capsys.readouterr().out.split())
