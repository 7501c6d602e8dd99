from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from transforms.errors import TooFewError
from transforms.world import changes, effect, other_names, other_years, with_facts

SPEECH = [["speaker", "year"]]
PAIR_AND_YEAR = [["speaker", "target"], ["year"]]


def pairs(slope: float, seed: int, n_states: int = 14, n_years: int = 6) -> pl.DataFrame:
    """Return pairs of states with tones of their own for speakers, targets and speeches."""
    rng = np.random.default_rng(seed)
    states = [f"S{i:02}" for i in range(n_states)]
    grid = pl.DataFrame(
        [(s, t, y) for s in states for t in states if s != t for y in range(n_years)],
        schema=["speaker", "target", "year"],
        orient="row",
    )

    def own(*columns: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        ids = grid.select(pl.struct(columns).rank("dense")).to_series().to_numpy()
        return rng.normal(0, 0.2, ids.max() + 1)[ids]

    x = own("speaker", "target") + own("target") + rng.normal(0, 0.2, len(grid))
    n = rng.integers(1, 9, len(grid))
    tone = slope * x + own("speaker", "year") + own("target") + rng.normal(0, 0.2, len(grid))
    return grid.with_columns(x=x, n=n, s=tone * n)


def facts(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("speaker", "target", "year", "x")


def test_effects_are_taken_out_as_dummies_take_them_and_errors_cluster_both_ways() -> None:
    rows = pairs(0.3, 1, n_states=8, n_years=4)
    found = effect(rows, PAIR_AND_YEAR)
    frame = rows.with_columns(
        y=pl.col("s") / pl.col("n"), pair=pl.col("speaker") + pl.col("target")
    )
    fit = smf.wls("y ~ x + C(pair) + C(year)", frame.to_pandas(), weights=rows["n"].to_numpy())
    fit = fit.fit()
    assert found.estimate == pytest.approx(fit.params["x"], abs=1e-7)
    groups = [frame[c].rank("dense").cast(pl.Int64).to_numpy() for c in ("speaker", "target")]
    at = list(fit.params.index).index("x")
    variance = max(v[at, at] for v in cov_cluster_2groups(fit, *groups))
    # statsmodels counts the dummies in its small-sample factor; the slope alone is counted here.
    size, width = len(frame), len(fit.params)
    assert found.standard_error == pytest.approx(
        np.sqrt(variance * (size - width) / (size - 1)), rel=1e-4
    )


def test_intervals_hold_the_truth_and_placebos_find_it_in_one_of_twenty() -> None:
    """60 worlds with effects of speeches and targets; clustered both ways, unlike by rows."""
    hits = [f.low <= 0.3 <= f.high for f in (effect(pairs(0.3, i), SPEECH) for i in range(60))]
    assert np.mean(hits) >= 0.88
    found = []
    for seed in range(60):
        rows = pairs(0.3, seed)
        mixed = with_facts(rows.drop("x"), other_names(facts(rows), seed))
        found.append(effect(mixed, SPEECH).p_value < 0.05)
    assert np.mean(found) <= 0.13


def test_first_differences_leave_what_lasts_out() -> None:
    rows = pairs(0.3, 2)
    slow = rows.with_columns(s=pl.col("s") + pl.col("n") * 5 * pl.col("target").rank("dense"))
    one, other = (effect(changes(r), [["year"]]) for r in (rows, slow))
    assert one.estimate == pytest.approx(other.estimate, abs=1e-9)
    assert len(changes(rows)) == len(rows) * 5 // 6


def test_shuffles_keep_the_pattern_and_lose_the_meaning() -> None:
    known = facts(pairs(0.0, 3))
    for shuffle in (other_names, other_years):
        mixed = shuffle(known, 1)
        assert sorted(mixed["x"]) == sorted(known["x"])
        assert shuffle(known, 1).equals(mixed)
        joined = mixed.join(known, on=["speaker", "target", "year"])
        assert abs(np.corrcoef(joined["x"], joined["x_right"])[0, 1]) < 0.9


def test_unknown_is_left_out_and_is_not_no() -> None:
    rows = pairs(0.3, 4).with_columns(x=pl.when(pl.col("year") < 5).then("x"))
    assert effect(rows, SPEECH) == effect(rows.filter(pl.col("year") < 5), SPEECH)
    with pytest.raises(TooFewError):
        effect(rows.with_columns(x=pl.lit(1.0)), SPEECH)
