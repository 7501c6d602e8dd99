"""Compare: a pair both ways, alliances side by side, a country's allies against others."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import filters, parts
from dashboards.filters import Period
from dashboards.labels import in_text, with_labels
from dashboards.pictures.base import tone_domain
from dashboards.pictures.dots import dots
from dashboards.pictures.lines import lines
from dashboards.statistics import with_bounds, with_interval
from dashboards.store import ask
from dashboards.words import days

PAIR, ALLIANCES, ALLIES = "A pair, both ways", "Alliances side by side", "Allies and others"
RELATIONS = {
    "within": "members of one another",
    "from_outside": "others of the members",
    "to_rivals": "members of their rivals",
    "from_allies": "its allies",
    "from_others": "others",
}
OF_ALLIANCES = ["within", "from_outside", "to_rivals"]
AGAINST = ["from_allies", "from_others"]
SIDE_BY_SIDE, MOST_ALLIANCES = 2, 6
BETTER = "difference of tone: above 0 allies speak better"


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    what = st.sidebar.selectbox(
        "Compare", [PAIR, ALLIANCES, ALLIES], key="compare", bind="query-params"
    )
    st.title("Pairs and alliances side by side", anchor=False)
    {PAIR: pair, ALLIANCES: alliances, ALLIES: allies}[what](scorer)


def pair(scorer: str) -> None:
    """Show how two countries speak of each other: over the whole span, and period by period."""
    known, first = filters.speakers(scorer)[1:], ask("pairs", scorer=scorer, most="1")
    if first.is_empty():
        parts.empty("No two countries speak of each other here.", "Outlets need a source country.")
        return
    begin = [known.index(code) for code in first.select("one", "other").row(0)]
    one = filters.country("One", "one", known, begin[0])
    other = filters.country("The other", "other", known, begin[1])
    span = filters.period(scorer, is_sparse=True)
    if one is None or other is None or one == other:
        parts.empty("These are not two countries.", "Choose another.")
        return
    codes = [one, other]
    title = " and ".join(in_text(filters.name_of(code)) for code in codes)
    whole_span(codes, span, scorer, title)
    by_period(codes, span, scorer, title)


def whole_span(codes: list[str], span: Period, scorer: str, title: str) -> None:
    """Show the tone of each toward the other over all the days chosen."""
    both = ",".join(codes)
    frame = with_interval(
        ask("matrix", countries=both, sources=both, scorer=scorer, **span.bounds)
    ).filter(pl.col("source_country") != pl.col("country"), "is_said")
    if frame.is_empty():
        parts.empty("Over all these days the two say too little of each other to show a tone.")
        return
    named = with_labels(frame, codes, codes, filters.names(), "country")
    parts.picture(
        dots(named),
        f"How {title} speak of each other, {days(span.since, span.until)}",
        parts.note(scorer, frame),
        frame,
        "matrix",
        "pair_whole",
    )


def by_period(codes: list[str], span: Period, scorer: str, title: str) -> None:
    """Show both directions of a pair in one picture over time."""
    both = ",".join(codes)
    found = ask(
        "over_time", countries=both, sources=both, grain=span.grain, scorer=scorer, **span.starts
    )
    frame = found.filter(pl.col("source_country") != pl.col("country"))
    if frame["mean"].drop_nulls().is_empty():
        parts.empty(
            f"No {span.grain} holds enough stories to show how the two speak of each other.",
            "Choose another pair." if span.grain == "year" else "Choose longer periods.",
        )
        return
    named = with_labels(frame, codes, codes, filters.names())
    parts.picture(
        lines(named, span.grain, clickable=False),
        f"How {title} speak of each other, by {span.grain}",
        f"{parts.note(scorer, frame)} · {parts.STATES}",
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
                f"{name}: its members, and others of them",
                f"{parts.note(scorer, frame)} · {parts.STATES}",
                frame,
                "tone_of_group",
                f"alliance_{n}",
            )


def allies(scorer: str) -> None:
    """Show how a country's allies and others speak of it, and by how much they differ."""
    groups = ask("groups", scorer=scorer).filter(pl.col("relation").is_in(AGAINST))
    both = groups.group_by("group_name", maintain_order=True).len().filter(pl.col("len") == 2)
    known = both["group_name"].to_list()
    chosen = filters.country("Spoken of", "of", known)
    span = filters.period(scorer, is_sparse=True)
    frame = of_group(chosen, span, scorer, AGAINST) if chosen else pl.DataFrame()
    if chosen is None or frame.is_empty():
        parts.empty("Nothing is known of how allies and others speak here.", "Choose another.")
        return
    name = in_text(filters.name_of(chosen))
    parts.picture(
        lines(frame, span.grain, clickable=False),
        f"How {name} is spoken of by its allies, and by others",
        f"{parts.note(scorer, frame)} · {parts.STATES} · allies: those with a defence pact on the "
        "day",
        frame,
        "tone_of_group",
        "allies",
    )
    less(chosen, name, span, scorer)


def less(country: str, name: str, span: Period, scorer: str) -> None:
    """Show by how much allies speak better than others, with its interval."""
    found = ask(
        "allies_less_others", country=country, grain=span.grain, scorer=scorer, **span.starts
    )
    if found["mean"].drop_nulls().is_empty():
        parts.empty("In no period do both allies and others say enough to be compared.")
        return
    frame = with_bounds(found).with_columns(label=pl.lit("allies less others"))
    parts.picture(
        lines(frame, span.grain, clickable=False, tone=BETTER),
        f"By how much its allies speak better of {name} than others do",
        f"{parts.note(scorer, frame)} (Welch) · {parts.STATES}",
        frame,
        "allies_less_others",
        "less",
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
