"""Over time: how some countries speak of others, with intervals, gaps and the sentences behind."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboards import filters, marks, parts, store
from dashboards.filters import Period
from dashboards.labels import lines_title, with_labels
from dashboards.pictures.lines import SELECTION, lines
from dashboards.store import ask
from dashboards.words import count, interval, last_day, period, signed

CHART, READ = "lines", "read"


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    to = filters.countries("Spoken of", "to", filters.spoken_of(scorer), 3, filters.MOST_LINES)
    by = filters.countries("Spoken by", "by", filters.speakers(scorer), 1, filters.MOST_LINES)
    span = filters.period(scorer, with_windows=True)
    voice = filters.voice()
    events, with_breaks = choose_marks()
    st.title("How countries are spoken of, over time", anchor=False)
    if not to or not by:
        parts.empty("No country is chosen.", "Choose who is spoken of, and by whom, at the left.")
        return
    frame = series(to, by, span, scorer, voice)
    if frame.is_empty():
        parts.empty(
            "Nothing was said in this period.",
            "Choose longer periods, other countries, or another scorer.",
        )
        return
    said = [parts.note(scorer, frame, span.grain) + voice.note, parts.STATES]
    broken = None
    if with_breaks:
        broken, told = marks.breaks_in(frame, span.grain)
        said.append(told)
    happened = None
    if events is not None:
        happened = marks.events_within(events, to, span)
        said.append(count(len(happened), "event") + " of these countries")
    parts.picture(
        lines(frame, span.grain, happened, broken),
        lines_title(to, by, span.grain, filters.names()),
        " · ".join(said),
        frame,
        "over_time",
        CHART,
        on_select=take_click,
    )
    read_sentences(frame, span, scorer)


def choose_marks() -> tuple[pl.DataFrame | None, bool]:
    """Choose whether events, where the user has any, and breaks in the level are marked."""
    events = store.events()
    if events is not None and not st.sidebar.toggle(
        "Mark events", value=True, key="events", bind="query-params",
        help="Those of the file that `entente dashboard --events` named, if they are of a country "
        "that is shown.",
    ):  # fmt: skip
        events = None
    breaks = st.sidebar.toggle(
        "Mark breaks in the level", key="breaks", bind="query-params",
        help="Where the mean changes for good, by PELT; an unlikely level costs a penalty. They "
        "say that something changed, not why.",
    )  # fmt: skip
    return events, breaks


def series(
    to: list[str], by: list[str], span: Period, scorer: str, voice: filters.Voice
) -> pl.DataFrame:
    """Return the series to draw, each with its label."""
    frame = ask(
        "over_time",
        whose=voice.whose,
        countries=",".join(to),
        sources=",".join(by),
        grain=span.grain,
        scorer=scorer,
        **span.starts,
    )
    return with_labels(voice.of(frame), by, to, filters.names())


def options(frame: pl.DataFrame, grain: str) -> dict[str, dict[str, Any]]:
    """Return the points that can be read, by name, the latest first."""
    known = frame.sort("period_start", descending=True, maintain_order=True)
    return {
        f"{row['label']}, {period(row['period_start'], grain)}": row
        for row in known.iter_rows(named=True)
    }


def take_click() -> None:
    """Take a click on a point as the choice of what to read."""
    chosen = st.session_state[CHART].selection.get(SELECTION, [])
    if chosen:
        st.session_state[READ] = f"{chosen[0]['label']}, {chosen[0]['period_name']}"


def read_sentences(frame: pl.DataFrame, span: Period, scorer: str) -> None:
    """Show the sentences behind one point."""
    points = options(frame, span.grain)
    st.subheader("The sentences behind a point", anchor=False)
    chosen = st.selectbox(
        "Click a point above, or choose one",
        list(points),
        index=None,
        key=READ,
        bind="query-params",
        placeholder="no point chosen",
    )
    if chosen is None:
        return
    row = points[chosen]
    st.markdown(
        f"Mean tone **{signed(row['mean'], 3)}** (95 % interval "
        f"{interval(row['low'], row['high'])}), from {count(row['n_covered'], 'covered sentence')}"
        f" of {count(row['n_stories'], 'story', 'stories')}."
    )
    found = ask(
        "sentences",
        country=str(row["country"]),
        source=str(row["source_country"]),
        since=str(row["period_start"]),
        until=str(last_day(row["period_start"], span.grain)),
        scorer=scorer,
        most=str(parts.SHOWN_SENTENCES),
    )
    parts.sentences(found, row["n_sentences"])
