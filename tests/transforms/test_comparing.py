from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
import statsmodels.formula.api as smf

from transforms.comparing import breaks, difference, effects, ranks
from transforms.errors import TooFewError

RNG = np.random.default_rng(3)
START = date(2024, 1, 1)


def told(n: int = 240, gap: float = 0.2, outlets: int = 12) -> pl.DataFrame:
    """Return stories on two countries; outlet o likes all by 0.1 o, and one it names more often."""
    outlet = RNG.integers(0, outlets, n)
    is_one = RNG.random(n) < (outlet + 1) / (outlets + 2)
    size = RNG.integers(1, 5, n)
    tone = 0.1 * outlet + gap * is_one + RNG.normal(0, 0.1, n)
    return pl.DataFrame(
        {
            "story_id": [f"s{i}" for i in range(n)],
            "outlet": [f"o{o:02}" for o in outlet],
            "source_country": [f"C{o % 3}" for o in outlet],
            "country": np.where(is_one, "JPN", "KOR"),
            "published_on": [START + timedelta(days=int(d)) for d in RNG.integers(0, 360, n)],
            "n": size,
            "s": tone * size,
        }
    )


ONE = pl.col("country") == "JPN"


def test_outlets_are_taken_out_as_a_regression_with_a_dummy_for_each_does() -> None:
    rows = told()
    found = difference(rows, ONE, "outlet")
    frame = rows.with_columns(
        y=pl.col("s") / pl.col("n"), x=ONE.cast(pl.Float64), g=pl.col("outlet").rank("dense")
    )
    fit = smf.wls("y ~ x + C(outlet)", frame.to_pandas(), weights=frame["n"].to_numpy()).fit(
        cov_type="cluster", cov_kwds={"groups": frame["g"].to_numpy(), "use_correction": False}
    )
    assert found.difference == pytest.approx(fit.params["x"], abs=1e-9)
    size, groups = len(frame), 12
    correction = np.sqrt(groups / (groups - 1) * (size - 1) / (size - 1))
    assert found.standard_error == pytest.approx(fit.bse["x"] * correction, rel=1e-6)
    assert found.low < 0.2 < found.high
    assert (found.clustered_by, found.n_clusters) == ("outlet", 12)


def test_without_it_those_who_speak_are_taken_for_what_is_said() -> None:
    rows = told()
    assert difference(rows, ONE).difference > 0.4
    assert difference(rows, ONE, "outlet").difference == pytest.approx(0.2, abs=0.05)


def test_nothing_is_compared_with_nothing() -> None:
    with pytest.raises(TooFewError, match="no covered sentence"):
        difference(told().filter(ONE), ONE)
    apart = told().with_columns(outlet="country")
    with pytest.raises(TooFewError, match="no outlet speaks in both"):
        difference(apart, ONE, "outlet")


def test_differences_cover_the_truth() -> None:
    """Outlets with effects of their own, unequal; 95 % intervals hold 91 to 98.5 % of 200 times."""
    hits = 0
    for _ in range(200):
        found = difference(told(n=150, outlets=20), ONE, "outlet")
        hits += found.low <= 0.2 <= found.high
    assert 0.91 <= hits / 200 <= 0.985


def test_ranks_are_as_wide_as_they_must_be() -> None:
    means = pl.DataFrame({"country": list("abcd"), "mean": [0.5, 0.1, 0.12, -0.4]})
    means = means.with_columns(standard_error=pl.lit(0.02), freedom=pl.lit(60.0))
    found = ranks(means).select("country", "rank", "best_rank", "worst_rank").rows()
    assert found == [("a", 1, 1, 1), ("c", 2, 2, 3), ("b", 3, 2, 3), ("d", 4, 4, 4)]
    unsure = ranks(means.with_columns(standard_error=pl.lit(1.0)))
    assert set(unsure.select("best_rank", "worst_rank").rows()) == {(1, 4)}


def test_an_event_stands_out_from_dates_on_which_nothing_happened() -> None:
    rows = told(n=1200, outlets=1).with_columns(country=pl.lit("JPN"))
    day = START + timedelta(days=180)
    jump = pl.when(pl.col("published_on") >= day).then(0.3 * pl.col("n")).otherwise(0)
    quiet = rows.with_columns(s=RNG.normal(0, 0.1, 1200) * rows["n"].to_numpy())
    events = pl.DataFrame({"event_on": [day], "label": ["summit"], "countries": [["JPN"]]})
    found = effects(quiet.with_columns(s=pl.col("s") + jump), events, 20).row(0, named=True)
    assert found["low"] < 0.3 < found["high"]
    assert found["n_placebos"] >= 10
    assert found["placebo_p"] == pytest.approx(1 / (1 + found["n_placebos"]))
    nothing = effects(quiet, events, 20).row(0, named=True)
    assert nothing["placebo_p"] > 0.05


def test_breaks_are_found_where_they_are_and_nowhere_else() -> None:
    months = [date(2015 + i // 12, 1 + i % 12, 1) for i in range(96)]
    noise = RNG.normal(0, 0.05, 96)
    flat = pl.DataFrame({"period_start": months, "mean": noise})
    assert breaks(flat)[0] == []
    level = flat.with_columns(mean=pl.Series(noise + 0.3 * (np.arange(96) >= 40)))
    found, penalty = breaks(level)
    assert found == [months[40]]
    assert penalty == pytest.approx(2 * np.log(96))
    with pytest.raises(TooFewError):
        breaks(flat.head(5))
