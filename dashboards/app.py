"""The dashboard's frame: which snapshot is shown, the pages, and what is said when it fails.

`entente dashboard` starts it. It reads one published snapshot and runs named queries only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import duckdb
import streamlit as st

from dashboards import store
from dashboards.catalog import QueryError
from dashboards.pages import compare, coverage, matrix, method, over_time, why
from dashboards.parts import plain
from warehouse import snapshots

# Named icons and emoji of Streamlit are fetched from elsewhere; this one lies here.
ICON = Path(__file__).parent / "icon.svg"
WATCH = "15s"  # how often an open page looks whether another snapshot was published
LATEST = "the latest"


PAGES: dict[str, Callable[[], None]] = {
    "Over time": over_time.page,
    "Compare": compare.page,
    "Who speaks of whom": matrix.page,
    "Why did it move": why.page,
    "Coverage": coverage.page,
    "Method and citation": method.page,
}


def main() -> None:
    """Show the page that the address names.

    Streamlit's own pages, opened by their address, ask for files that are not there and forget
    what was chosen elsewhere: there is one page to Streamlit, and a choice that names ours.
    """
    st.set_page_config(page_title="Entente", page_icon=str(ICON), layout="wide")
    st.navigation([st.Page(show, title="Entente", default=True)], position="hidden").run()


def show() -> None:
    """Let the reader choose a page, and show it."""
    chosen = st.segmented_control(
        "Page",
        list(PAGES),
        default=next(iter(PAGES)),
        required=True,
        key="page",
        label_visibility="collapsed",
        bind="query-params",
    )
    try:
        choose_snapshot()
        PAGES[chosen]()
    except snapshots.NothingPublishedError:
        nothing_published()
    except (QueryError, duckdb.Error, OSError) as error:
        failed(f"This could not be read from the snapshot: {error}")
        st.caption("`entente verify` compares the published files with their hashes.")
    except Exception:
        logging.getLogger(__name__).exception("the page %s failed", chosen)
        failed("This page failed. What happened stands in the log of `entente dashboard`.")


def failed(why: str) -> None:
    """Say that a page could not be shown."""
    st.error(plain(why), icon=":material/error:")


def choose_snapshot() -> None:
    """Let the reader keep to a snapshot that is still there; else follow the one in force."""
    older = [LATEST, *reversed(snapshots.kept(store.lake()))]
    chosen = st.sidebar.selectbox(
        "Snapshot", older, key="snapshot", bind="query-params",
        help="A link that names a snapshot gives the same figures as long as it is kept.",
    )  # fmt: skip
    shown = store.choose(None if chosen == LATEST else chosen)
    watch(shown)


@st.fragment(run_every=WATCH)
def watch(shown: str) -> None:
    """Show a snapshot published while the page is open, without being asked."""
    follows = st.session_state.get("snapshot", LATEST) == LATEST
    if follows and snapshots.current(store.lake()) not in (shown, None):
        st.rerun()


def nothing_published() -> None:
    """Say what to do where there is no snapshot yet."""
    st.title("Nothing is published yet")
    st.markdown(
        "There is no snapshot in the data folder of this dashboard. Make one from your text:\n\n"
        "```sh\nentente run PATH --data DIR\nentente dashboard --data DIR\n```\n\n"
        "This page looks again when you reload it."
    )


main()
