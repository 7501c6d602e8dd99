"""What pages work out from a query's sums: intervals, in the same way as the table series."""

from __future__ import annotations

import polars as pl
from scipy import special

from transforms.clusters import CONFIDENCE, FEWEST, FEWEST_EFFECTIVE

LEAST_FREEDOM = 0.1


def with_bounds(frame: pl.DataFrame) -> pl.DataFrame:
    """Add low and high, the 95 % interval (Student's t) of mean, standard_error and freedom."""
    freedom = frame["freedom"].clip(lower_bound=LEAST_FREEDOM).fill_null(LEAST_FREEDOM).to_numpy()
    half = frame["standard_error"] * pl.Series(special.stdtrit(freedom, (1 + CONFIDENCE) / 2))
    return frame.with_columns(low=frame["mean"] - half, high=frame["mean"] + half)


def with_interval(frame: pl.DataFrame) -> pl.DataFrame:
    """Add low, high (Student's t, n_effective - 1 degrees of freedom) and is_said.

    Takes mean, standard_error, n_effective and n_stories. is_said is false where there is too
    little to say: few stories, or a spread of 0, which is the luck of a few.
    """
    is_said = (
        (pl.col("n_stories") >= FEWEST)
        & (pl.col("n_effective") >= FEWEST_EFFECTIVE)
        & (pl.col("standard_error") > 0)
    )
    bounded = with_bounds(frame.with_columns(freedom=pl.col("n_effective") - 1))
    return bounded.drop("freedom").with_columns(is_said=is_said.fill_null(False))
