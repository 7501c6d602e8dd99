"""Coverage: what came from each outlet and when, and what was refused, and why."""

from __future__ import annotations

import streamlit as st

from dashboards import filters, parts
from dashboards.pictures.coverage import coverage, whole
from dashboards.store import ask
from dashboards.words import count

CHART, MOST_REFUSED = "coverage", "200"
LEDGER = {
    "unit": "of what", "n_in": "came in", "n_out": "went on", "n_duplicate": "known already",
    "n_rejected": "refused or set aside",
}  # fmt: skip
REFUSED = {"severity": "how bad", "n": "how often", "example": "as in"}


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    span = filters.period(scorer)
    st.title("What came in, and what did not", anchor=False)
    received(span)
    st.subheader("From what came in to what is counted", anchor=False)
    st.table(ask("ledger").rename(LEDGER), hide_index=True, border="horizontal")
    refused()


def received(span: filters.Period) -> None:
    """Show outlet by period."""
    frame = ask("received", grain=span.grain, **span.bounds)
    if frame.is_empty():
        parts.empty("No article was published in this period.", "Choose a longer one.")
        return
    grid = whole(frame, span.since, span.until, span.grain)
    silent = int(grid["is_silent"].sum())
    parts.picture(
        coverage(grid, span.grain),
        f"Articles received from each outlet, by {span.grain}",
        f"Snapshot {parts.shown()} · {count(int(frame['n_articles'].sum()), 'article')} of "
        f"{count(frame['outlet'].n_unique(), 'outlet')} · "
        f"{count(silent, 'silent cell')} in orange: nothing came",
        frame,
        "received",
        CHART,
    )


def refused() -> None:
    """Show what was refused or set aside, by rule, and the rows themselves."""
    st.subheader("What was refused or set aside, and why", anchor=False)
    counts = ask("rejected_counts")
    if counts.is_empty():
        parts.empty("Nothing was refused.")
        return
    st.table(counts.rename(REFUSED), hide_index=True, border="horizontal")
    with st.expander("The rows themselves", key="refused_rows", on_change="rerun") as rows:
        if rows.open:
            st.dataframe(ask("rejected", most=MOST_REFUSED), hide_index=True)
