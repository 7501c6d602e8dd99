"""Why did it move: two periods, the change split into parts that add up, and its sentences."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import streamlit as st

from dashboards import filters, parts, store
from dashboards.labels import in_text
from dashboards.pictures.parts import parts as drawn_parts
from dashboards.store import ask
from dashboards.words import count, days, signed
from transforms.changing import decompose

CHART, MOST, KEY = "why", 12, ["article_id", "sentence_no"]
ONE_DAY = timedelta(days=1)
SPEAKERS = {"outlet": "outlets", "source_country": "source countries"}
Days = tuple[date, date]


def page() -> None:
    """Show the page."""
    scorer = filters.scorer()
    country = filters.country("Spoken of", "country", filters.spoken_of(scorer))
    source = filters.country("Spoken by", "source", filters.speakers(scorer))
    speaker = st.sidebar.selectbox(
        "Speakers are",
        list(SPEAKERS),
        format_func=SPEAKERS.__getitem__,
        key="speaker",
        bind="query-params",
    )
    st.title("Why did the tone move?", anchor=False)
    if country is None or source is None:
        parts.empty("No country is chosen.", "Choose who is spoken of, and by whom, at the left.")
        return
    before, after = two_periods(scorer)
    asked = {
        "country": country, "source": source, "scorer": scorer,
        "before": ":".join(map(str, before)), "after": ":".join(map(str, after)),
    }  # fmt: skip
    sums = ask("moved", **asked)
    if sums["is_after"].n_unique() < 2:
        parts.empty("One of the two periods has no covered sentence.", "Choose longer ones.")
        return
    split = decompose(sums.with_columns(speaker=pl.col(speaker).fill_null("")))
    total = split.row(by_predicate=pl.col("part") == "total", named=True)["change"]
    parts.picture(
        drawn_parts(split),
        f"The tone toward {in_text(filters.name_of(country))} moved by {signed(total, 3)}",
        f"{days(*before)} against {days(*after)} · snapshot {parts.shown()} · scorer {scorer} "
        f"{store.scorer_version(scorer)} · {count(int(sums['n'].sum()), 'covered sentence')} · "
        f"speakers are {SPEAKERS[speaker]} · lines are 95 % intervals by a jackknife over stories",
        split,
        "moved",
        CHART,
    )
    moved_most(asked)


def two_periods(scorer: str) -> tuple[Days, Days]:
    """Choose the two periods; to begin with, the two halves of what is there."""
    first, last = ask("span", scorer=scorer).row(0)
    middle = first + (last - first) / 2
    starts = {
        "From": ("b0", first), "to": ("b1", middle), "Against, from": ("a0", middle + ONE_DAY),
        "until": ("a1", last),
    }  # fmt: skip
    chosen = [
        st.sidebar.date_input(
            label, value=value, min_value=first, max_value=last, key=key, bind="query-params",
            format="YYYY-MM-DD",
        )
        for label, (key, value) in starts.items()
    ]  # fmt: skip
    return (chosen[0], chosen[1]), (chosen[2], chosen[3])


def moved_most(asked: dict[str, str]) -> None:
    """Show the sentences that added most to the change."""
    st.subheader("The sentences that moved it most", anchor=False)
    most = ask("moved_most", most=str(MOST), **asked)
    keys = "\n".join(f"{article}#{n}" for article, n in most.select(*KEY).iter_rows())
    found = ask(
        "sentences", country=asked["country"], scorer=asked["scorer"], keys=keys, most=str(MOST)
    )
    parts.sentences(most.select(*KEY).join(found, on=KEY, maintain_order="left"))
