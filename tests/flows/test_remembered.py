from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from flows.remembered import COLUMNS, Remembered, remembered
from flows.scorers import get


class Counting:
    """A scorer whose scores use every bit, and that counts what it reads."""

    name, version, is_targeted = "counting", "1", True

    def __init__(self) -> None:
        self.n_read = 0

    def score(self, masked: pl.Series) -> pl.DataFrame:
        self.n_read += len(masked)
        third = [len(t) / 3 % 1 / 3 for t in masked]
        rows = [(b - 0.1, len(t), b, 1 - 2 * b, b) for b, t in zip(third, masked, strict=True)]
        return pl.DataFrame(rows, schema=dict(zip(COLUMNS, TYPES, strict=True)), orient="row")


TYPES = [pl.Float64, pl.Int64, pl.Float64, pl.Float64, pl.Float64]
TEXTS = pl.Series([f"{'word ' * n}Xtarget" for n in range(50)])


def test_what_was_scored_is_not_scored_again_and_is_the_same(tmp_path: Path) -> None:
    plain, scorer = Counting().score(TEXTS), Counting()
    first = Remembered(scorer, tmp_path).score(TEXTS.head(30))
    again = Remembered(scorer, tmp_path).score(TEXTS.reverse())
    assert_frame_equal(first, plain.head(30), check_exact=True)
    assert_frame_equal(again, plain.reverse(), check_exact=True)
    assert scorer.n_read == 50


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(max_size=6), max_size=8))
def test_any_texts_in_any_order(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    masked = pl.Series(texts, dtype=pl.String)
    folder = tmp_path_factory.mktemp("kept")
    for _ in range(2):
        found = Remembered(Counting(), folder).score(masked)
        assert_frame_equal(found, Counting().score(masked), check_exact=True)


def test_a_flipped_bit_is_a_miss(tmp_path: Path) -> None:
    scorer = Counting()
    kept = Remembered(scorer, tmp_path)
    expected = kept.score(TEXTS)
    with sqlite3.connect(kept.path) as con:
        (key, value), *_ = con.execute("SELECT key, value FROM scores").fetchall()
        con.execute("UPDATE scores SET value = ? WHERE key = ?",
                    (bytes([value[0] ^ 1]) + value[1:], key))  # fmt: skip
    assert_frame_equal(kept.score(TEXTS), expected, check_exact=True)
    assert scorer.n_read == 51


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    scorer = Counting()
    kept = Remembered(scorer, tmp_path)
    kept.path.write_bytes(b"no database at all" * 100)
    expected = kept.score(TEXTS)
    assert_frame_equal(Counting().score(TEXTS), expected, check_exact=True)
    kept.score(TEXTS)
    kept.score(TEXTS)
    assert scorer.n_read == 50  # the damage was found, and the file written anew


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    kept = Remembered(Counting(), tmp_path)
    kept.path.mkdir()
    assert_frame_equal(kept.score(TEXTS), Counting().score(TEXTS), check_exact=True)


def test_workers_side_by_side(tmp_path: Path) -> None:
    kept = [Remembered(Counting(), tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda k: k.score(TEXTS), kept))
    for frame in found:
        assert_frame_equal(frame, Counting().score(TEXTS), check_exact=True)
    last = Counting()
    Remembered(last, tmp_path).score(TEXTS)
    assert last.n_read == 0


def test_another_version_knows_nothing_of_this_one(tmp_path: Path) -> None:
    Remembered(Counting(), tmp_path).score(TEXTS)
    other = Counting()
    other.version = "2"
    Remembered(other, tmp_path).score(TEXTS)
    assert other.n_read == 50


def test_only_the_models_are_remembered(tmp_path: Path) -> None:
    assert isinstance(remembered(get("targeted"), tmp_path), Remembered)
    textblob = get("textblob")
    assert remembered(textblob, tmp_path) is textblob
