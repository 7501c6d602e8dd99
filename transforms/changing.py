"""Why a mean moved: who spoke, what of the country they spoke of, and how each spoke.

`told` has one row per covered sentence: is_after, speaker, facet, story_id, polarity and more;
`sums` one per speaker, facet, side and story_group (the stories that a jackknife leaves out
together): n covered sentences, and s, their summed polarity.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from transforms.clusters import CONFIDENCE
from transforms.errors import TooFewError

PARTS = ["mix", "facet", "within"]
N_GROUPS = 40


def decompose(sums: pl.DataFrame) -> pl.DataFrame:
    """Return part, change, standard_error, low, high of mix, facet, within and total.

    The change of a mean is split exactly, each factor at the average of its two values (Kitagawa
    1955, Journal of the American Statistical Association 50:1168; nested as in Das Gupta 1993): mix
    is what the speakers' shares did, facet what each speaker's shares of facets did, within what
    each did to its tone. A speaker, or a facet of one, heard on one side only is all mix, or
    facet. Errors are from a jackknife that deletes stories in 40 groups (Kott 2001, Journal of
    Official Statistics 17:521); NULL where one group is all of a side. Raises TooFewError where a
    side is empty.
    """
    if sums["is_after"].n_unique() < 2:
        raise TooFewError("one of the two periods has no covered sentence")
    whole = _split(sums)
    groups = sums["story_group"].unique().sort()
    left = [sums.filter(pl.col("story_group") != group) for group in groups]
    has_both = all(rows["is_after"].n_unique() == 2 for rows in left)
    names, size = [*PARTS, "total"], len(left)
    change = np.array([whole[name] for name in names])
    table = {"part": names, "change": change}
    if not has_both:
        return pl.DataFrame(table).with_columns(
            pl.lit(None, pl.Float64).alias(name) for name in ("standard_error", "low", "high")
        )
    splits = [_split(rows) for rows in left]
    found = np.array([[split[name] for name in names] for split in splits])
    errors = np.sqrt((size - 1) / size * ((found - found.mean(axis=0)) ** 2).sum(axis=0))
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, size - 1)) * errors
    interval = {"standard_error": errors, "low": change - half, "high": change + half}
    return pl.DataFrame(table | interval)


def sums_of(told: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of sentences, their stories parted into 40 groups."""
    group = pl.col("story_id").rank("dense").mod(N_GROUPS)
    return (
        told.with_columns(pl.col("speaker", "facet").fill_null(""), story_group=group)
        .group_by("speaker", "facet", "story_group", "is_after")
        .agg(n=pl.len().cast(pl.Int64), s=pl.col("polarity").sum())
        .sort("speaker", "facet", "story_group", "is_after")
    )


def _split(sums: pl.DataFrame) -> dict[str, float]:
    """Return mix, facet, within and total of a table of n and s."""
    wide = (
        sums.group_by("speaker", "facet", maintain_order=True)
        .agg(
            pl.col(c).filter(pl.col("is_after") == side).sum().alias(f"{c}{int(side)}")
            for c in ("n", "s")
            for side in (False, True)
        )
        .with_columns(
            pl.col(f"{c}{side}").sum().over("speaker").alias(f"{c}_of_speaker{side}")
            for c in ("n", "s")
            for side in (0, 1)
        )
    )
    wide = _with_means(wide, "mean", "n", "s")
    wide = _with_means(wide, "speaker_mean", "n_of_speaker", "s_of_speaker")
    speakers = wide.unique("speaker", maintain_order=True)
    p0, p1 = (speakers[f"n_of_speaker{i}"] / wide[f"n{i}"].sum() for i in (0, 1))
    level = (speakers["speaker_mean0"] + speakers["speaker_mean1"]) / 2
    mix = float(((p1 - p0) * level).sum())
    # Of a speaker heard on one side only, nothing but its share has changed.
    both = wide.filter((pl.col("n_of_speaker0") > 0) & (pl.col("n_of_speaker1") > 0))
    share = (
        both["n_of_speaker0"] / wide["n0"].sum() + both["n_of_speaker1"] / wide["n1"].sum()
    ) / 2
    q0, q1 = (both[f"n{i}"] / both[f"n_of_speaker{i}"] for i in (0, 1))
    facet = float((share * (q1 - q0) * (both["mean0"] + both["mean1"]) / 2).sum())
    within = float((share * (q0 + q1) / 2 * (both["mean1"] - both["mean0"])).sum())
    means = [float(wide[f"s{i}"].sum()) / float(wide[f"n{i}"].sum()) for i in (0, 1)]
    return {"mix": mix, "facet": facet, "within": within, "total": means[1] - means[0]}


def _with_means(wide: pl.DataFrame, name: str, n: str, s: str) -> pl.DataFrame:
    """Return name0 and name1; a side that is empty takes the mean of the other."""
    own = [
        pl.when(pl.col(f"{n}{i}") > 0).then(pl.col(f"{s}{i}") / pl.col(f"{n}{i}")) for i in (0, 1)
    ]
    return wide.with_columns(
        own[0].fill_null(own[1]).alias(f"{name}0"), own[1].fill_null(own[0]).alias(f"{name}1")
    )


def contributions(told: pl.DataFrame) -> pl.DataFrame:
    """Return `told` with contribution: what each sentence adds to the change of the mean.

    Its distance from the middle of the two means, over the sentences of its side; less it before.
    They add up to the change exactly. Largest first.
    """
    side = pl.when("is_after").then(1.0).otherwise(-1.0)
    means = told.group_by("is_after").agg(pl.col("polarity").mean())["polarity"]
    middle = float(means.sum()) / 2
    share = side * (pl.col("polarity") - middle) / pl.len().over("is_after")
    return told.with_columns(contribution=share).sort(
        pl.col("contribution").abs(), "story_id", descending=[True, False]
    )
