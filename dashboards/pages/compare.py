"""Compare: a pair both ways, alliances side by side, a country's allies against others."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import filters, parts
from dashboards.filters import Period
from dashboards.labels import with_labels
from dashboards.pictures.base import tone_domain
from dashboards.pictures.lines import lines
from dashboards.store import ask

PAIR, ALLIANCES, ALLIES = "A pair, both ways", "Alliances side by side", "Allies and others"
RELATIONS = {
    "within": "of one another",
    "from_outside": "others of its members",
    "to_rivals": "of its rivals",
    "from_allies": "its allies",
    "from_others": "others",
}
OF_ALLIANCES = ["within", "from_outside", "to_rivals"]
AGAINST = ["from_allies", "from_others"]
SIDE_BY_SIDE, MOST_ALLIANCES = 2, 6


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    what = st.sidebar.selectbox(
        "Compare", [PAIR, ALLIANCES, ALLIES], key="compare", bind="query-params"
    )
    st.title("Pairs and alliances side by side", anchor=False)
    {PAIR: pair, ALLIANCES: alliances, ALLIES: allies}[what](scorer)


def pair(scorer: str) -> None:
    """Show how two countries speak of each other, in one picture."""
    known = filters.speakers(scorer)[1:]
    if len(known) < 2:
        parts.empty("No two countries speak in this snapshot.", "Outlets need a source country.")
        return
    one = filters.country("One", "one", known, 0)
    other = filters.country("The other", "other", known, 1)
    span = filters.period(scorer, is_sparse=True)
    both = f"{one},{other}"
    found = ask(
        "over_time", countries=both, sources=both, grain=span.grain, scorer=scorer, **span.starts
    )
    frame = found.filter(pl.col("source_country") != pl.col("country"))
    if one == other or frame.is_empty():
        parts.empty("Neither spoke of the other in this period.", "Choose others.")
        return
    codes = [str(one), str(other)]
    named = with_labels(frame, codes, codes, filters.names())
    parts.picture(
        lines(named, span.grain, clickable=False),
        f"How {filters.name_of(codes[0])} and {filters.name_of(codes[1])} speak of each other",
        parts.note(scorer, frame),
        frame,
        "over_time",
        "pair",
    )


def alliances(scorer: str) -> None:
    """Show small multiples of alliances, on one scale."""
    groups = ask("groups", scorer=scorer).filter(pl.col("relation").is_in(OF_ALLIANCES))
    known = groups["group_name"].unique(maintain_order=True).to_list()
    chosen = st.sidebar.multiselect(
        "Alliances", known, default=known[:4], key="alliances",
        max_selections=MOST_ALLIANCES, bind="query-params",
    )  # fmt: skip
    span = filters.period(scorer, is_sparse=True)
    frames = {name: of_group(name, span, scorer, OF_ALLIANCES) for name in chosen}
    frames = {name: frame for name, frame in frames.items() if len(frame)}
    if not frames:
        parts.empty("No alliance has anything said in this period.", "Choose others.")
        return
    domain = tone_domain(pl.concat(frames.values()))
    columns = st.columns(min(SIDE_BY_SIDE, len(frames)))
    for n, (name, frame) in enumerate(frames.items()):
        with columns[n % len(columns)]:
            parts.picture(
                lines(frame, span.grain, clickable=False, domain=domain),
                f"{name}: how its members speak",
                parts.note(scorer, frame),
                frame,
                "tone_of_group",
                f"alliance_{n}",
            )


def allies(scorer: str) -> None:
    """Show how a country's allies and others speak of it."""
    groups = ask("groups", scorer=scorer).filter(pl.col("relation").is_in(AGAINST))
    both = groups.group_by("group_name", maintain_order=True).len().filter(pl.col("len") == 2)
    known = both["group_name"].to_list()
    chosen = filters.country("Spoken of", "of", known)
    span = filters.period(scorer, is_sparse=True)
    frame = of_group(chosen, span, scorer, AGAINST) if chosen else pl.DataFrame()
    if frame.is_empty():
        parts.empty("Nothing is known of how allies and others speak here.", "Choose another.")
        return
    parts.picture(
        lines(frame, span.grain, clickable=False),
        f"How {filters.name_of(str(chosen))} is spoken of by its allies, and by others",
        parts.note(scorer, frame) + " · allies: those with a defence pact on the day",
        frame,
        "tone_of_group",
        "allies",
    )


def of_group(name: str, span: Period, scorer: str, relations: list[str]) -> pl.DataFrame:
    """Return a group's series of some relations, each with its label."""
    frame = ask("tone_of_group", name=name, grain=span.grain, scorer=scorer, **span.starts)
    order = pl.Enum(relations)
    return (
        frame.filter(pl.col("relation").is_in(relations))
        .sort(pl.col("relation").cast(order), "period_start")
        .with_columns(label=pl.col("relation").replace_strict(RELATIONS))
    )
