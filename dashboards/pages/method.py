"""Method and citation: what the figures are, how sure the scorers are, and how to cite them."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from pathlib import Path

import streamlit as st

from dashboards import catalog, parts, store, validated
from dashboards.store import ask
from flows.tabular import encode
from warehouse import codebook

CARDS = Path(str(files("transforms"))) / "scorers" / "models"


def page() -> None:
    """Show the page."""
    st.title("Method and citation", anchor=False)
    citing()
    measured()
    taking()
    with st.expander(
        "The codebook: every table and column", key="codebook", on_change="rerun"
    ) as it:
        if it.open:
            st.markdown(codebook.render())
    for card in sorted(CARDS.glob("*.md")):
        heading, text = card.read_text("utf-8").split("\n", 1)
        title = heading.removeprefix("# ").replace("`", "")
        with st.expander(title, key=f"card_{card.stem}", on_change="rerun") as shown:
            if shown.open:
                st.markdown(text)
    with st.expander("The SQL of every picture and query", key="sql", on_change="rerun") as it:
        if it.open:
            for query in catalog.queries():
                st.markdown(f"**{query.name}**: {parts.plain(query.title)} {query.grain}.")
                st.code(query.sql, language="sql")


def citing() -> None:
    """Say what is shown, under which licence, and how it is cited."""
    held = store.held()
    method = held.manifest["content"]["method"]
    scorers = ", ".join(f"{name} {version}" for name, version in method["scorers"].items())
    st.subheader("Cite the snapshot beside the figure", anchor=False)
    st.code(
        f"Entente {method['entente']}: how countries are spoken of. Snapshot {held.name}; "
        f"scorers {scorers}; reference data {method['reference'][:12]}.",
        language=None,
        wrap_lines=True,
    )
    st.markdown(
        "The code is Apache-2.0; the bundled sample is CC0 and invented. Articles keep the licence "
        "of their source. A figure is the mean tone of covered sentences, from \N{MINUS SIGN}1 "
        "(unfavourable) to +1 (favourable); its 95 % interval says how far it would vary were "
        "other stories drawn in the same way, and nothing of the scorer's own errors: those are "
        "in the scorer's card."
    )
    scorers_shown = ask("scorers").rename(
        {"scorer_version": "version", "n_sentences": "sentences judged", "n_covered": "covered"}
    )
    parts.table(scorers_shown)


def measured() -> None:
    """Show how the scorers agree with human labels, and that names do not move them."""
    st.subheader("How well the scorers measure", anchor=False)
    told, is_own = validated.found(store.lake().root)
    known = validated.of_versions(told, store.held().manifest["content"]["method"]["scorers"])
    if not known:
        parts.empty(
            "No figures are at hand of the very versions that made this snapshot.",
            f"Make them: entente validate LABELS --out {store.lake().root / 'validation'}",
        )
        return
    agreement = validated.agreement(told, known)
    if len(agreement):
        parts.table(agreement)
    parts.table(validated.names_and_pairs(told, known))
    st.caption(
        f"{'From this data folder' if is_own else 'From the release'}, by `entente validate`. "
        "Agreement with human labels on development splits, all countries masked as in the "
        "pipeline; in brackets 95 % bootstrap intervals. "
        f"In {told['names']['texts']:,} sentences one of {told['names']['names']:,} names was put "
        "in the place of another; minimal pairs differ in nothing but the tone toward a country."
    )


def taking() -> None:
    """Offer the series whole."""
    st.subheader("All series", anchor=False)
    row, whole = st.container(horizontal=True), store.later("all_series")
    for kind in ("csv", "parquet"):
        row.download_button(
            kind.upper() if kind == "csv" else "Parquet",
            partial(lambda kind: encode(whole(), kind), kind),
            file_name=f"entente-series-{store.held().name}.{kind}",
            on_click="ignore",
            key=f"series_{kind}",
        )
