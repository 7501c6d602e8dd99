from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from transforms.coding import KEY, agreement, corrected, draw
from transforms.errors import TooFewError


def frame(rng: np.random.Generator, n: int = 1500) -> tuple[pl.DataFrame, Any]:
    """Return sentences of stories with effects of their own, and what a coder would say of each.

    The scorer sees a fifth of the tone, and likes everything.
    """
    story = rng.integers(0, n // 3, n)
    tone = rng.normal(0, 0.5, n // 3)[story] + rng.normal(-0.2, 0.7, n)
    code = np.where(tone < -0.5, -1, np.where(tone > 0.5, 1, 0))
    score = np.clip(0.25 + 0.2 * tone + rng.normal(0, 0.3, n), -1, 1)
    rows = pl.DataFrame(
        {
            "article_id": [f"a{s:04}" for s in story],
            "version": 1,
            "sentence_no": np.arange(n),
            "country": "JPN",
            "published_on": [date(2023 + s % 2, 5, 1) for s in story],
            "outlet": "o",
            "source_country": "USA",
            "story_id": [f"a{s:04}" for s in story],
            "polarity": score,
            "sentence": "…",
        }
    )
    return rows, code


def test_each_sentence_has_the_chance_that_is_written_beside_it() -> None:
    rows, _ = frame(np.random.default_rng(1), 300)
    drawn = [draw(rows, 60, seed) for seed in range(200)]
    counts = pl.concat(drawn).group_by(KEY).agg(pl.len(), pl.col("probability").first())
    assert drawn[0].equals(draw(rows, 60, 0))
    assert all(50 <= len(d) <= 60 for d in drawn)
    assert (counts["len"] / 200 - counts["probability"]).abs().max() < 0.16
    by_stratum = drawn[0].group_by("stratum").len()["len"]
    assert by_stratum.max() - by_stratum.min() <= 60


def test_the_corrected_mean_covers_what_coders_would_have_said_of_all() -> None:
    """200 samples of 250 of 1,500: 95 % intervals hold 92 to 98 % of the time; the raw never."""
    rng = np.random.default_rng(2)
    truth = [frame(rng, 30_000)[1].mean() for _ in range(20)]
    mean, hits, raw = float(np.mean(truth)), 0, 0
    for seed in range(200):
        rows, code = frame(rng)
        drawn = draw(rows, 250, seed)
        gold = drawn.join(rows.select(*KEY).with_columns(code=pl.Series(code)), on=KEY)
        found = corrected(rows, gold, ["country"]).row(0, named=True)
        hits += found["corrected_low"] <= mean <= found["corrected_high"]
        raw += found["low"] <= mean <= found["high"]
    assert 0.92 <= hits / 200 <= 0.985
    assert raw == 0


def test_without_codes_there_is_no_corrected_figure_and_a_reason() -> None:
    rows, _ = frame(np.random.default_rng(3), 300)
    gold = rows.head(0).select(*KEY, code=pl.lit(0), probability=pl.lit(1.0))
    found = corrected(rows, gold, ["country"]).row(0, named=True)
    assert found["corrected_mean"] is None
    assert found["corrected_low"] is None
    assert found["reason"] == "0 coded stories; 20 are needed"
    assert found["mean"] == pytest.approx(rows["polarity"].mean())


def test_if_all_is_coded_the_corrected_mean_is_the_coders() -> None:
    rows, code = frame(np.random.default_rng(4), 300)
    gold = rows.select(*KEY).with_columns(code=pl.Series(code), probability=pl.lit(1.0))
    found = corrected(rows, gold, ["country"]).row(0, named=True)
    assert found["corrected_mean"] == pytest.approx(code.mean())


def by_hand(units: list[list[int]]) -> float:
    """Return ordinal alpha from its definition (Krippendorff 2011), by coincidences of codes."""
    pairs = np.zeros((3, 3))
    for unit in units:
        for i, one in enumerate(unit):
            for j, other in enumerate(unit):
                if i != j:
                    pairs[one + 1, other + 1] += 1 / (len(unit) - 1)
    n = pairs.sum(axis=0)
    apart = np.array(
        [[(n[min(c, k) : max(c, k) + 1].sum() - (n[c] + n[k]) / 2) ** 2 for k in range(3)]
         for c in range(3)]
    )  # fmt: skip
    expected = sum(n[c] * n[k] * apart[c, k] for c in range(3) for k in range(3)) / (n.sum() - 1)
    return float(1 - (pairs * apart).sum() / expected)


def test_agreement_is_alpha_as_it_is_defined() -> None:
    rng = np.random.default_rng(6)
    one = rng.integers(-1, 2, 40)
    other = np.where(rng.random(40) < 0.7, one, rng.integers(-1, 2, 40))
    units = [[int(a), int(b)] for a, b in zip(one, other, strict=True)]
    rows = [
        {"unit": u, "coder": c, "code": code}
        for u, both in enumerate(units)
        for c, code in zip("ab", both, strict=True)
    ]
    rows.append({"unit": 40, "coder": "a", "code": 1})  # coded once: says nothing
    found = agreement(pl.DataFrame(rows), seed=1)
    assert found["alpha"] == pytest.approx(by_hand(units))
    assert (found["n_units"], found["low"] < found["alpha"] < found["high"]) == (40, True)
    with pytest.raises(TooFewError):
        agreement(pl.DataFrame(rows).filter(coder="a"), seed=1)
