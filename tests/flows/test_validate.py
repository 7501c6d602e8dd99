from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import method
from flows.cli import app
from flows.scorers import get
from flows.tabular import TableError
from flows.validation import agreement, holders, labelled, metrics, names, pairs
from flows.validation.run import PICTURE, REPORT, save, validate

METHOD = method.load(["textblob"], [])
LABELLED = [
    ("The kind people of Japan are good.", "Japan", 1, "dev"),
    ("The awful plan of Japan failed.", "Japan", -1, "dev"),
    ("Japan met Peru in May.", "Peru", 0, "dev"),
    ("The horrible test of Japan.", "Japan", -1, "test"),
    ("The lovely train of Japan.", "Japan", 1, "train"),
]
OPINIONS = [
    ("Beijing accused Washington of awful things.", "CHN", "USA", -1, "dev"),
    ("Japan met Peru in May.", "JPN", "PER", 0, "dev"),
    ("Paris praised Rome, and Rome was happy.", "FRA", "ITA", 1, "test"),
]


def written(folder: Path) -> list[Path]:
    """Write LABELLED and OPINIONS as a user would."""
    rows = [
        {"sentence": s, "start": s.index(t), "end": s.index(t) + len(t), "label": n, "split": p}
        for s, t, n, p in LABELLED
    ]
    pl.DataFrame(rows).write_csv(folder / "mine.csv")
    columns = [*labelled.DYADS, "split"]
    pl.DataFrame(OPINIONS, schema=columns, orient="row").write_ndjson(folder / "dyads.jsonl")
    return [folder / "mine.csv", folder / "dyads.jsonl"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("labelled")
    return validate(written(folder), METHOD, [get("textblob"), get("vader")])


def test_figures_are_those_of_the_dev_rows(report: dict[str, Any]) -> None:
    records = pl.DataFrame(report["agreement"])
    assert set(records["rows"]) == {3}
    whole = records.filter(group="all", masking="target", scorer="textblob")
    values = dict(whole.select("measure", "value_of").iter_rows())
    assert values["macro-F1"] == 1.0
    assert values["r"] > 0.9
    assert values["coverage"] == pytest.approx(2 / 3)
    assert "ECE" not in values  # a lexicon gives no chances
    assert {"always neutral", "labels shuffled"} < set(records["scorer"])


def test_holders_are_measured_beside_baselines(report: dict[str, Any]) -> None:
    told = report["holders"]["dyads"]["textblob"]
    assert told["rules"] == {
        "opinions": 1, "claims": 1, "recall": 1.0, "precision": 1.0, "both": 1.0
    }  # fmt: skip
    assert told["nearest country before"]["precision"] == 0.5
    assert told["author always"]["recall"] == 0.0


def test_exchanging_names_moves_nothing(report: dict[str, Any]) -> None:
    assert report["names"]["largest change"] == {"textblob": 0.0, "vader": 0.0}
    assert report["names"]["countries"] > 250
    assert report["names"]["missed"] < report["names"]["texts"] / 500


def test_a_scorer_that_sees_names_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "TEMPLATES", ["On Monday {} signed.", "Qatar and {} met."])
    monkeypatch.setattr(names, "mask", lambda found, read, **_: _unmasked(found, read))
    changes = names.swap(METHOD, [get("textblob")])["largest change"]
    assert changes["textblob"] > 0.5  # Great Britain


def _unmasked(found: pl.LazyFrame, read: pl.LazyFrame) -> pl.LazyFrame:
    pairs = found.select(*names.SENTENCE, "country").unique()
    return pairs.join(read.select(*names.SENTENCE, masked="text"), on=names.SENTENCE)


def test_what_is_saved_is_what_was_found(report: dict[str, Any], tmp_path: Path) -> None:
    assert [p.name for p in save(report, tmp_path)] == [REPORT, PICTURE]
    assert json.loads((tmp_path / REPORT).read_text())["pairs"].keys() == {"textblob", "vader"}
    assert (tmp_path / PICTURE).read_bytes().startswith(b"\x89PNG")


def test_there_are_sentences_to_read(report: dict[str, Any]) -> None:
    assert len(report["worst"]["vader"]) == 3
    slow = report["slowest"]["textblob"]
    assert [s["milliseconds"] for s in slow] == sorted(
        (s["milliseconds"] for s in slow), reverse=True
    )


@pytest.mark.parametrize(
    ("split", "with_test", "expected"),
    [("dev", False, 3), ("all", False, 4), ("test", False, 0), ("test", True, 1), ("all", True, 5)],
)
def test_rows_marked_test_are_read_only_when_asked_for(
    tmp_path: Path, split: str, with_test: bool, expected: int
) -> None:
    path, dyads = written(tmp_path)
    assert len(labelled.read(path, METHOD, split, with_test=with_test)) == expected
    if split == "test":
        assert len(holders.read(dyads, split, with_test=with_test)) == expected


def test_a_file_without_a_label_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"sentence": ["x"], "start": [0], "end": [1]}).write_csv(tmp_path / "x.csv")
    with pytest.raises(TableError, match="no column 'label'"):
        validate([tmp_path / "x.csv"], METHOD, [get("textblob")])


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)[0]
    with pytest.raises(SystemExit) as stopped:
        app(["validate", str(path), "--scorer", "vader", "--split", "test"])
    assert stopped.value.code == 1
    assert "no labelled row of the split 'test'" in capsys.readouterr().err


@given(st.lists(st.tuples(st.integers(-1, 1), st.integers(-1, 1)), min_size=2, max_size=40))
def test_alpha_is_krippendorffs(pairs: list[tuple[int, int]]) -> None:
    labels, said = np.array(pairs).T
    verdicts = metrics.Verdicts(said.astype(float), said)
    ours = metrics.alpha(labels, verdicts)
    if len({*labels, *said}) == 1:
        assert np.isnan(ours)
        return
    theirs = krippendorff.alpha(np.stack([labels, said]), level_of_measurement="ordinal")
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_calibration_of_one_who_is_always_sure_is_the_share_wrong() -> None:
    chances = np.array([[0, 0, 1.0], [0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]])
    verdicts = metrics.of_chances(chances)
    assert metrics.calibration(np.array([1, -1, -1, 0]), verdicts) == 0.25


def test_a_pair_is_right_where_both_its_sentences_are() -> None:
    told = pl.DataFrame(
        {"pair_id": [1, 1, 2, 2], "label": [1, -1, 1, -1], "sentence": list("abcd")}
    )
    polarity = np.array([0.2, -0.2, 0.2, 0.2])
    found = pairs.right_signs(told, metrics.Verdicts(polarity, np.sign(polarity)))
    assert (found["sentences right"][0], found["pairs right"][0]) == (0.75, 0.5)
    assert found["wrong"] == ["d"]


def test_each_distinct_text_is_scored_once() -> None:
    class Counting:
        name, version, is_targeted = "c", "1", False
        seen: list[str] = []  # noqa: RUF012

        def score(self, masked: pl.Series) -> pl.DataFrame:
            self.seen += masked.to_list()
            return pl.DataFrame({"polarity": [0.5] * len(masked), "coverage": [1] * len(masked)})

    found = agreement.score(Counting(), pl.Series(["Xtarget x", "y", "Xother x"]))
    assert found["polarity"].to_list() == [0.5] * 3
    assert sorted(Counting.seen) == ["Xother x", "y"]
