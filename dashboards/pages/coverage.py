"""Coverage: what came from each outlet and when, and what was refused, and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import filters, parts
from dashboards.pictures.coverage import coverage, expected, whole
from dashboards.store import ask
from dashboards.words import count, days

CHART, MOST_REFUSED = "coverage", "200"
SIZES, MOST_CELLS = [25, 50, 100, 250], 20_000
EXPECTED_DAYS = "31"
LEDGER = {
    "unit": "of what", "n_in": "came in", "n_out": "went on", "n_duplicate": "known already",
    "n_rejected": "refused or set aside",
}  # fmt: skip
REFUSED = {"severity": "how bad", "n": "how often", "example": "as in"}


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    span = filters.period(scorer, is_shown_whole=True)
    most = st.sidebar.selectbox("Outlets shown", SIZES, key="outlets", bind="query-params")
    st.title("What came in, and what did not", anchor=False)
    received(span, most)
    against_expected()
    st.subheader("From what came in to what is counted", anchor=False)
    parts.table(ask("ledger").rename(LEDGER))
    refused()


def received(span: filters.Period, most: int) -> None:
    """Show outlet by period, the outlets that gave most."""
    every = ask("received", grain=span.grain, **span.bounds)
    if every.is_empty():
        parts.empty("No article was published in this period.", "Choose a longer one.")
        return
    gave = every.group_by("outlet").agg(pl.col("n_articles").sum())
    top = gave.top_k(most, by=["n_articles", "outlet"])["outlet"]
    frame = every.filter(pl.col("outlet").is_in(top.implode()))
    grid = whole(frame, span.since, span.until, span.grain)
    if len(grid) > MOST_CELLS:
        parts.empty("These are too many cells to be seen.", "Choose longer periods, or fewer days.")
        return
    silent = int(grid["is_silent"].sum())
    parts.picture(
        coverage(grid, span.grain),
        f"Articles received from each outlet, by {span.grain}",
        f"Snapshot {parts.shown()} · {count(int(frame['n_articles'].sum()), 'article')} of "
        f"{count(len(top), 'outlet')} of {len(gave):,} · "
        f"{count(silent, 'silent cell')} in orange: nothing came",
        frame,
        "received",
        CHART,
    )


def against_expected() -> None:
    """Show what came day by day beside what sources.toml says to expect."""
    frame = ask("silence", span=EXPECTED_DAYS)
    if frame.is_empty():
        return
    on = frame["published_on"].sort()
    short = frame.filter(pl.col("state").is_in(["silent", "few"]))
    parts.picture(
        expected(frame),
        "Articles a day, expected and received, in the last month that anything came",
        f"{days(on[0], on[-1])} · snapshot {parts.shown()} · "
        f"{count(frame['outlet'].n_unique(), 'outlet')} of which sources.toml says what to expect "
        f"· {short['outlet'].n_unique()} fell short, on {count(len(short), 'day')} in all",
        frame,
        "silence",
        "expected",
    )


def refused() -> None:
    """Show what was refused or set aside, by rule, and the rows themselves."""
    st.subheader("What was refused or set aside, and why", anchor=False)
    counts = ask("rejected_counts")
    if counts.is_empty():
        parts.empty("Nothing was refused.")
        return
    parts.table(counts.rename(REFUSED))
    with st.expander("The rows themselves", key="refused_rows", on_change="rerun") as rows:
        if rows.open:
            st.dataframe(ask("rejected", most=MOST_REFUSED), hide_index=True)
