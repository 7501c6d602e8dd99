"""How long the periods are that are shown first: as short as suits, and as says something."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from dashboards.words import GRAINS

# Spans of at most so many days are first shown by such periods; longer ones by year.
SHORT_SPANS = {21: "day", 120: "week", 550: "month", 2190: "quarter"}
MOST_SAID = 0.8  # of the sentences: periods in which fewer can be shown are not shown first


def suited(n_days: int) -> str:
    """Return the period that suits a span of days."""
    return next((grain for most, grain in SHORT_SPANS.items() if n_days <= most), "year")


def long_enough(ask: Callable[..., pl.DataFrame], scorer: str, grain: str) -> str:
    """Return the shortest period from `grain` on in which most that was said can be shown."""
    said = dict(ask("grains", scorer=scorer).select("grain", "share_said").iter_rows())
    order = list(reversed(GRAINS))
    longer = order[order.index(grain) :]
    return next((grain for grain in longer if said.get(grain, 0) >= MOST_SAID), "year")
