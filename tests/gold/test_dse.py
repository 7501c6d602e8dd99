"""Measures DSE's country targets themselves: what its development split can tell of a scorer.

Skipped where ../shared is absent. dse_reading.csv refers to sentences by their digest and holds
the code, -2 to 2, that a reader gave who saw neither DSE's labels nor the target's name.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows.training import data
from flows.training.corpora import digests

READING = Path(data.__file__).parents[1] / "validation" / "dse_reading.csv"
GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.exists(), reason="../shared/gold is absent")


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    found = data.read(GOLD).filter(source=data.DSE)
    return found.with_columns(letters=data.letters(), digest=digests(pl.col("sentence")))


@pytest.fixture(scope="module")
def dev(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the country targets of the development split; is_shared: training has it, too."""
    trained = rows.filter(split="train")["letters"].unique()
    countries = rows.filter(pl.col("is_country"), split="dev")
    return countries.with_columns(is_shared=pl.col("letters").is_in(trained.implode()))


@needs_gold
def test_a_quarter_of_the_development_split_stands_in_training(
    rows: pl.DataFrame, dev: pl.DataFrame
) -> None:
    train = rows.filter(split="train").select("letters", "start", "end", trained="label")
    again = dev.join(train, on=["letters", "start", "end"])
    print(f"{dev['is_shared'].sum()} of {len(dev)} places; same label: {len(again)}")
    assert dev["is_shared"].sum() == 101
    assert len(dev) == 430
    assert again["label"].equals(again["trained"])
    assert len(again) == 100


@needs_gold
def test_a_readers_codes_agree_with_its_labels_by_half(dev: pl.DataFrame) -> None:
    reading = pl.read_csv(READING)
    told = dev.join(
        reading, left_on=["digest", "start", "end"], right_on=["sentence", "start", "end"]
    )
    assert len(told) == len(reading) == len(dev)
    r = told.select(pl.corr("code", "label")).item()
    apart = told.filter(~pl.col("is_shared")).select(pl.corr("code", "label")).item()
    print(f"r of the reader {r:.3f}; where training lacks the sentence {apart:.3f}")
    assert r == pytest.approx(0.500, abs=0.001)
    assert apart < 0.5
