"""The published snapshot as pages see it: one connection a snapshot, each answer asked once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from dashboards import catalog
from flows.events import read_events
from warehouse import snapshots
from warehouse.lake import Lake

KEPT_OPEN = 3  # snapshots; those opened first are closed
KEPT_ANSWERS = 500
_CHOSEN = "_snapshot"


@dataclass(frozen=True)
class Held:
    """A snapshot that is open, read-only and sandboxed, and held against collection."""

    name: str
    manifest: dict[str, Any]
    con: duckdb.DuckDBPyConnection
    _open: ExitStack

    def close(self) -> None:
        """Let go of it."""
        self._open.close()


def lake() -> Lake:
    """Return the data folder that this app shows."""
    return Lake(Path(os.environ.get("ENTENTE_DATA", "data")))


def events() -> pl.DataFrame | None:
    """Return the user's events (event_on, label, countries), or None where no file was named."""
    path = os.environ.get("ENTENTE_EVENTS")
    return _events(path) if path else None


@st.cache_data(max_entries=1, show_spinner=False)
def _events(path: str) -> pl.DataFrame:
    return read_events(Path(path))


def choose(older: str | None) -> str:
    """Settle for this run of the page which snapshot is shown; return its name.

    Without `older` it is the one in force, so that one just published appears by itself.
    Raises NothingPublishedError.
    """
    name = older or snapshots.current(lake())
    if name is None:
        raise snapshots.NothingPublishedError(str(lake().root))
    st.session_state[_CHOSEN] = _hold(str(lake().root), name).name
    return name


def held() -> Held:
    """Return the snapshot that is shown."""
    root = str(lake().root)
    opened: Held = _hold(root, st.session_state[_CHOSEN])
    return opened


def ask(query: str, **given: str) -> pl.DataFrame:
    """Return what a named query answers; raises QueryError."""
    shown = st.session_state[_CHOSEN]
    answer: pl.DataFrame = _answer(str(lake().root), shown, query, tuple(sorted(given.items())))
    return answer


def later(query: str, **given: str) -> Callable[[], pl.DataFrame]:
    """Return what asks the query when it is called, from whatever thread, and keeps no answer."""
    root, shown = str(lake().root), st.session_state[_CHOSEN]
    return lambda: _run(root, shown, query, given)


@st.cache_resource(max_entries=KEPT_OPEN, show_spinner=False, on_release=Held.close)
def _hold(root: str, name: str) -> Held:
    stack = ExitStack()
    found, con = stack.enter_context(snapshots.reading(Lake(Path(root)), name))
    return Held(found, snapshots.manifest(Lake(Path(root)), found), con, stack)


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _answer(root: str, name: str, query: str, given: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    return _run(root, name, query, dict(given))


def _run(root: str, name: str, query: str, given: Mapping[str, str]) -> pl.DataFrame:
    # A cursor is a connection of its own to the same open file: sessions do not wait in line.
    with _hold(root, name).con.cursor() as con:
        return catalog.run(con, query, given)


def scorer_version(scorer: str) -> str:
    """Return the version of a scorer in the snapshot that is shown."""
    found = ask("scorers").filter(pl.col("scorer") == scorer)["scorer_version"]
    return ", ".join(found)
