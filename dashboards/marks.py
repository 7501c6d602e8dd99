"""What is marked on a picture over time besides tones: events, and breaks in the level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboards.filters import Period
from dashboards.words import WINDOWS, count, signed
from transforms.comparing import breaks
from transforms.errors import TooFewError


def events_within(events: pl.DataFrame, countries: Sequence[str], span: Period) -> pl.DataFrame:
    """Return date and label of the events of some countries within a span, one a day and label."""
    about = pl.col("countries").list.set_intersection(list(countries)).list.len() > 0
    within = pl.col("event_on").is_between(span.since, span.until)
    chosen = events.filter(about & within)
    return chosen.select(date="event_on", label="label").unique(maintain_order=True)


def breaks_in(frame: pl.DataFrame, grain: str) -> tuple[pl.DataFrame, str]:
    """Return where each series' level breaks (label, period_start, note), and how that was sought.

    `frame` has label, period_start and mean. Windows that overlap are not searched: their means
    hang together, so that a single story looks like a level.
    """
    schema = {"label": pl.String, "period_start": pl.Date, "note": pl.String}
    if grain in WINDOWS:
        return pl.DataFrame(schema=schema), "no breaks are sought in windows that overlap"
    rows, prices, unread = [], [], 0
    for (label,), series in frame.group_by("label", maintain_order=True):
        shown = series.drop_nulls("mean").sort("period_start")
        try:
            found, price = breaks(shown)
        except TooFewError:
            unread += 1
            continue
        prices.append(price)
        rows += [(label, day, note) for day, note in _levels(shown, found)]
    told = f"{count(len(rows), 'break')} in level (PELT"
    told += f", penalty 2 log n, at most {max(prices):.1f} a break)" if prices else ")"
    if unread:
        told += f", none sought in {unread} with too few periods"
    return pl.DataFrame(rows, schema=schema, orient="row"), told


def _levels(shown: pl.DataFrame, found: Sequence[date]) -> list[tuple[date, str]]:
    """Return each break with the mean level before and after it."""
    level = pl.col("period_start").is_in(found).cum_sum().alias("level")
    means = shown.group_by(level, maintain_order=True).agg(pl.col("mean").mean())["mean"]
    pairs = zip(found, means[:-1], means[1:], strict=True)
    return [(day, f"from {signed(before)} to {signed(after)}") for day, before, after in pairs]
