"""How two sets of tones differ, adjusted for who speaks; ranks; events and breaks.

Everywhere `told` has one row per story and cell: story_id, outlet, source_country, country,
published_on, n (covered sentences) and s (their summed polarity).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl
import ruptures
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats

from transforms.clusters import CONFIDENCE
from transforms.errors import TooFewError

Speaker = Literal["none", "outlet", "source_country"]
FEWEST_PERIODS = 8
ENOUGH_OUTLETS = 10  # for the sandwich's error, which is too small with fewer
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """Mean of one set less that of the other, with its 95 % interval."""

    difference: float
    standard_error: float
    low: float
    high: float
    p_value: float
    n_stories: int
    n_sentences: int
    clustered_by: str
    n_clusters: int
    adjusted_for: str


def difference(told: pl.DataFrame, is_one: pl.Expr, speaker: Speaker = "none") -> Difference:
    """Return the mean tone where `is_one`, less that elsewhere.

    Least squares over sentences, with a fixed effect for each `speaker` (both sets are compared
    within the same outlet or source country; speakers heard in one set only tell nothing). Errors
    are clustered by outlet where at least 10 are there, else by story (Liang & Zeger 1986). Raises
    TooFewError where a set is empty, or no speaker is heard in both.
    """
    rows = told.filter(pl.col("n") > 0).with_columns(one=is_one.cast(pl.Float64))
    weight = rows["n"].to_numpy().astype(float)
    y, x = (rows["s"] / rows["n"]).to_numpy(), rows["one"].to_numpy()
    if not 0 < x.sum() < len(x):
        raise TooFewError("one of the two sets has no covered sentence")
    labels = np.zeros(len(rows))
    if speaker != "none":
        labels = rows[speaker].fill_null("").rank("dense").to_numpy().astype(float)
    y, x = _within(y, labels, weight), _within(x, labels, weight)
    if np.allclose(x, 0):
        raise TooFewError(f"no {speaker} speaks in both sets")
    by = "outlet" if rows["outlet"].n_unique() >= ENOUGH_OUTLETS else "story_id"
    groups = rows[by].rank("dense").to_numpy()
    n_clusters = len(np.unique(groups[np.abs(x) > 0]))
    fit = sm.WLS(y, x[:, None], weights=weight).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": True}, use_t=True
    )
    estimate, error = float(fit.params[0]), float(fit.bse[0])
    freedom = max(_effective(x, weight, groups) - 1, 1.0)
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    p_value = 2 * float(stats.t.sf(abs(estimate) / error, freedom)) if error > 0 else float("nan")
    return Difference(
        estimate,
        error,
        estimate - half,
        estimate + half,
        p_value,
        rows["story_id"].n_unique(),
        int(weight.sum()),
        "outlet" if by == "outlet" else "story",
        n_clusters,
        speaker,
    )


def _within(
    values: Floats,
    labels: Floats,
    weight: Floats,
) -> Floats:
    """Return values less the weighted mean of their label (Frisch & Waugh 1933)."""
    _, where = np.unique(labels, return_inverse=True)
    means = np.bincount(where, values * weight) / np.bincount(where, weight)
    return values - means[where]


def _effective(
    x: Floats,
    weight: Floats,
    groups: Floats,
) -> float:
    """Return the effective number of clusters: what each tells of the difference (Kish 1965)."""
    _, where = np.unique(groups, return_inverse=True)
    told = np.bincount(where, weight * x * x)
    return float(told.sum() ** 2 / (told**2).sum())


def ranks(means: pl.DataFrame) -> pl.DataFrame:
    """Return `means` with rank, and the best and the worst rank it may have, at 95 % together.

    In: mean, standard_error, freedom. A rank is bounded by how many others are for certain above
    and below it; pairs are tested with Bonferroni's correction (Mogstad, Romano, Shaikh & Wilhelm
    2024, Review of Economic Studies 91:476).
    """
    m, error = means["mean"].to_numpy(), means["standard_error"].to_numpy()
    freedom = means["freedom"].to_numpy()
    size = len(means)
    apart = m[:, None] - m[None, :]
    spread = np.hypot(error[:, None], error[None, :])
    level = 1 - (1 - CONFIDENCE) / max(size * (size - 1), 1)
    critical = stats.t.ppf(level, np.minimum(freedom[:, None], freedom[None, :]))
    is_above = apart > critical * spread
    return means.with_columns(
        rank=pl.Series(stats.rankdata(-m, "min")).cast(pl.Int64),
        best_rank=pl.Series(1 + is_above.sum(axis=0)).cast(pl.Int64),
        worst_rank=pl.Series(size - is_above.sum(axis=1)).cast(pl.Int64),
    ).sort("rank")


def effects(
    told: pl.DataFrame, events: pl.DataFrame, days: int, speaker: Speaker = "none"
) -> pl.DataFrame:
    """Return for each event the mean of the `days` after it less that of the `days` before.

    In: events with event_on, label, countries (list). Out: these, country, the columns of
    Difference, n_placebos, and placebo_p: the share of placebo dates (every `days` days, no event's
    windows among them) with as large a ratio of difference to error, the event itself counted
    (Fisher's exact logic). Events without stories on both sides are left out.
    """
    rows = []
    for event in events.explode("countries").iter_rows(named=True):
        about = told.filter(pl.col("country") == event["countries"])
        found = _step(about, event["event_on"], days, speaker)
        if found is None:
            continue
        placebos = [
            placebo
            for day in _placebo_dates(about, events["event_on"].to_list(), days)
            if (placebo := _step(about, day, days, speaker)) is not None
        ]
        as_large = sum(_ratio(p) >= _ratio(found) for p in placebos)
        rows.append(
            {
                "event_on": event["event_on"],
                "label": event["label"],
                "country": event["countries"],
                **found.__dict__,
                "n_placebos": len(placebos),
                "placebo_p": (1 + as_large) / (1 + len(placebos)) if placebos else None,
            }
        )
    return pl.DataFrame(rows)


def _step(told: pl.DataFrame, day: date, days: int, speaker: Speaker) -> Difference | None:
    """Return what changed on `day`, or None where a side has too little."""
    width = timedelta(days=days)
    near = told.filter(pl.col("published_on").is_between(day - width, day + width, closed="left"))
    try:
        found = difference(near, pl.col("published_on") >= day, speaker)
    except TooFewError:
        return None
    return found if found.standard_error > 0 else None


def _ratio(found: Difference) -> float:
    return abs(found.difference) / found.standard_error


def _placebo_dates(told: pl.DataFrame, events: Sequence[date], days: int) -> list[date]:
    """Return days on which nothing is said to have happened, `days` apart."""
    first, last = told["published_on"].min(), told["published_on"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return []
    width = timedelta(days=days)
    count = (last - first).days // days
    found = [first + width * i for i in range(1, count)]
    return [d for d in found if all(abs(d - e) >= 2 * width for e in events)]


def breaks(means: pl.DataFrame, penalty: float | None = None) -> tuple[list[date], float]:
    """Return the periods in which the level breaks, and the penalty of each break.

    In: period_start, mean in order. PELT (Killick, Fearnhead & Eckley 2012) on means in units of
    their noise, which is the median absolute first difference (so that breaks do not inflate it);
    by default the penalty is that of the Bayesian information criterion, 2 log n. Raises
    TooFewError below 8 periods.
    """
    shown = means.drop_nulls("mean")
    size = len(shown)
    if size < FEWEST_PERIODS:
        raise TooFewError(f"{size} periods with a mean; breaks need {FEWEST_PERIODS}")
    values = shown["mean"].to_numpy()
    noise = float(stats.median_abs_deviation(np.diff(values), scale="normal")) / np.sqrt(2)
    if noise == 0:
        raise TooFewError("the series does not vary")
    price = 2 * float(np.log(size)) if penalty is None else penalty
    fitted = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(values[:, None] / noise)
    ends = fitted.predict(pen=price)
    return [shown["period_start"][i] for i in ends[:-1]], price
