"""Who speaks of whom: a matrix for a period, allies beside allies."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import filters, parts
from dashboards.blocs import in_blocs
from dashboards.filters import Period
from dashboards.pictures.matrix import matrix
from dashboards.statistics import with_interval
from dashboards.store import ask
from dashboards.words import days

CHART, SIZES = "matrix", [8, 14, 25, 50]


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    span = filters.period(scorer, with_grain=False)
    most = st.sidebar.selectbox("Countries shown", SIZES, index=1, key="most", bind="query-params")
    st.title("Who speaks of whom", anchor=False)
    frame = cells(span, scorer, most)
    if frame.is_empty():
        parts.empty("Nobody with a known country spoke in this period.", "Choose a longer one.")
        return
    order = ask("pacts", day=str(span.until)).rows()
    sources, targets = (
        [filters.name_of(c) for c in in_blocs(frame[side], order)]
        for side in ("source_country", "country")
    )
    named = frame.with_columns(
        source=filters.named(frame["source_country"]), target=filters.named(frame["country"])
    )
    parts.picture(
        matrix(named, sources, targets),
        f"How countries spoke of each other, {days(span.since, span.until)}",
        f"{parts.note(scorer, frame)} · paler is less sure, a dot is too little to say · "
        "allies by defence pact stand together",
        frame,
        "matrix",
        CHART,
    )


def cells(span: Period, scorer: str, most: int) -> pl.DataFrame:
    """Return the cells among the speakers and the countries most spoken of."""
    frame = ask("matrix", scorer=scorer, **span.bounds)
    spoken = frame.group_by("country").agg(pl.col("n_covered").sum())
    top = spoken.top_k(most, by=["n_covered", "country"])["country"].implode()
    speaking = frame.group_by("source_country").agg(pl.col("n_covered").sum())
    first = speaking.top_k(most, by=["n_covered", "source_country"])["source_country"].implode()
    chosen = frame.filter(pl.col("country").is_in(top) & pl.col("source_country").is_in(first))
    return with_interval(chosen)
