"""Parts of pages: a picture with its title, caption and downloads; sentences; empty states."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboards import catalog, reader, render, store
from dashboards.words import counted
from flows.tabular import encode

MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
SHOWN_SENTENCES = 12


def plain(text: str) -> str:
    """Return text from the data so that Markdown reads it as it stands."""
    return MARKDOWN.sub(r"\\\1", text)


STATES = "open points are wide, crosses too little to say"
COUNTED = {"n_sentences": "sentence", "n_stories": "story", "n_articles": "article"}


def note(scorer: str, frame: pl.DataFrame, grain: str = "") -> str:
    """Return what every picture states: vintage, scorer, n and how its intervals are made."""
    told = [f"Snapshot {shown()}", f"scorer {scorer} {store.scorer_version(scorer)}"]
    told += counted(frame, COUNTED, grain)
    return " · ".join([*told, "95 % intervals, clustered by story or outlet"])


def picture(
    chart: Any,
    title: str,
    caption: str,
    frame: pl.DataFrame,
    query: str,
    key: str,
    on_select: Callable[[], None] | None = None,
) -> None:
    """Show a picture under its title, with its caption, its rows to take away, and its SQL."""
    st.subheader(plain(title), anchor=False)
    clickable: dict[str, Any] = {"on_select": on_select} if on_select else {}
    st.altair_chart(chart, key=key, alt=f"{title}. {caption}", **clickable)
    st.caption(plain(caption))
    with st.expander(
        "Take it away: picture, figures, query", key=f"{key}_away", on_change="rerun"
    ) as away:
        if away.open:
            _takeaway(chart, title, caption, frame, query, key)


def _takeaway(
    chart: Any, title: str, caption: str, frame: pl.DataFrame, query: str, key: str
) -> None:
    """Offer files, and show the named query.

    They are made here, not when they are asked for: one made then belongs to no run of the page,
    and Streamlit deletes it as soon as the watch for a new snapshot ends its round.
    """
    ways = {
        "CSV": encode(frame, "csv"),
        "Parquet": encode(frame, "parquet"),
        "PNG": render.picture(chart, "png", title, caption),
        "SVG": render.picture(chart, "svg", title, caption),
    }
    row = st.container(horizontal=True)
    for kind, made in ways.items():
        row.download_button(
            kind,
            made,
            file_name=f"entente-{key}.{kind.lower()}",
            on_click="ignore",
            key=f"{key}_{kind}",
        )
    st.caption(f"`entente query {query}` asks the same at the command line:")
    st.code(catalog.find(query).sql, language="sql")


def table(frame: pl.DataFrame) -> None:
    """Show a small table, which scrolls where it is too wide; thousands are parted."""
    written = frame.to_pandas().style.format(thousands=",", na_rep="")
    st.table(written, hide_index=True, border="horizontal")


def sentences(frame: pl.DataFrame, total: int | None = None) -> None:
    """Show sentences to be read."""
    if frame.is_empty():
        empty("No sentence answers to this.")
        return
    st.html(reader.cards(frame))
    if total is not None and total > len(frame):
        st.caption(f"{len(frame)} of {total:,}: those farthest from neutral.")


def empty(why: str, remedy: str = "") -> None:
    """Say that there is nothing to show, why, and what to do."""
    st.info(" ".join(filter(None, [why, remedy])), icon=":material/inbox:")


def shown() -> str:
    """Return the name of the snapshot that is shown."""
    return store.held().name
