"""What a reader chooses. Each choice stands in the address, so that a link gives the picture.

A value in the address that is no option is dropped by the widget and does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from dashboards.grains import long_enough, suited
from dashboards.labels import EVERYONE, name_in
from dashboards.store import ask
from dashboards.words import GRAINS, NAMED, WINDOWS, first_day

MOST_LINES = 8
OUTLET, HOLDER = "outlet", "holder"
WHOSE = {OUTLET: "of a country's outlets", HOLDER: "of the country itself, whoever reports it"}


@dataclass(frozen=True)
class Period:
    """The days asked about, and how they are cut."""

    since: date
    until: date
    grain: str = "year"

    @property
    def bounds(self) -> dict[str, str]:
        """The days as queries take them."""
        return {"since": str(self.since), "until": str(self.until)}

    @property
    def starts(self) -> dict[str, str]:
        """The same for queries of series: the first period holds the first day."""
        return {"since": str(first_day(self.since, self.grain)), "until": str(self.until)}


@dataclass(frozen=True)
class Voice:
    """Whose tone is counted, and whether copies of a story count again."""

    whose: str
    is_reprints: bool

    @property
    def note(self) -> str:
        """What a picture says of it."""
        whose = " · each country's own tone, whoever reports it" if self.whose == HOLDER else ""
        return whose + (" · every copy of a story counted" if self.is_reprints else "")

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the series with the twin in the place of the mean, where copies count."""
        if not self.is_reprints:
            return frame
        return frame.with_columns(mean="reprint_mean", low="reprint_low", high="reprint_high")


def voice() -> Voice:
    """Choose whose tone is counted."""
    whose = st.sidebar.selectbox(
        "Whose tone",
        [OUTLET, HOLDER],
        format_func=WHOSE.__getitem__,
        key="whose",
        bind="query-params",
        help="What Chinese outlets print of Japan, or what China says of Japan in any outlet.",
    )
    reprints = st.sidebar.toggle(
        "Count every copy of a story", key="copies", bind="query-params",
        help="Else a story speaks once, in its first article, however often it was reprinted.",
    )  # fmt: skip
    return Voice(whose, reprints)


def names() -> dict[str, str]:
    """Return the English name of each country."""
    return dict(ask("country_names").iter_rows())


def name_of(code: str) -> str:
    """Return a country's name, or the code where there is none."""
    return name_in(names(), code)


def named(codes: pl.Series) -> pl.Series:
    """Return the names of a column of countries."""
    return codes.replace(names())


def scorer() -> str:
    """Choose the scorer."""
    known = ask("scorers")["scorer"].to_list()
    chosen: str = st.sidebar.selectbox(
        "Scorer",
        known,
        key="scorer",
        bind="query-params",
        help="What judged the tone. Figures of two scorers are never joined.",
    )
    return chosen


def period(
    scorer: str,
    with_grain: bool = True,
    with_windows: bool = False,
    is_sparse: bool = False,
    is_shown_whole: bool = False,
) -> Period:
    """Choose first and last day, and the length of a period.

    It is first as short as suits the days and shows most tones, or a year where tones are sparse;
    where all is shown, however little, the days alone decide.
    """
    first, last = ask("span", scorer=scorer).row(0)
    if first is None:
        return Period(date.min, date.max)
    kept = {"min_value": first, "max_value": last, "bind": "query-params", "format": "YYYY-MM-DD"}
    since = st.sidebar.date_input("From", value=first, key="since", **kept)
    until = st.sidebar.date_input("To", value=last, key="until", **kept)
    if not with_grain:
        return Period(since, until)
    default = "year" if is_sparse else suited((last - first).days)
    if not is_shown_whole:
        default = long_enough(ask, scorer, default)
    order = [*GRAINS, *WINDOWS] if with_windows else list(GRAINS)
    grain = st.sidebar.selectbox(
        "By",
        order,
        index=order.index(default),
        format_func=lambda grain: NAMED.get(grain, grain),
        key="grain",
        bind="query-params",
        help="Rolling windows overlap: neighbouring points share most of their stories."
        if with_windows
        else None,
    )
    return Period(since, until, grain)


def countries(label: str, key: str, options: Sequence[str], first: int, most: int) -> list[str]:
    """Choose one or several countries; the first few are chosen to begin with."""
    known = names()
    chosen: list[str] = st.sidebar.multiselect(
        label,
        list(options),
        default=list(options[:first]),
        format_func=partial(name_in, known),
        key=key,
        max_selections=most,
        bind="query-params",
    )
    return chosen


def country(label: str, key: str, options: Sequence[str], index: int = 0) -> str | None:
    """Choose one country."""
    known = names()
    chosen: str | None = st.sidebar.selectbox(
        label,
        list(options),
        index=min(index, len(options) - 1) if options else None,
        format_func=partial(name_in, known),
        key=key,
        bind="query-params",
    )
    return chosen


def spoken_of(scorer: str) -> list[str]:
    """Return the countries spoken of, the most often first."""
    return ask("spoken_of", scorer=scorer)["country"].to_list()


def speakers(scorer: str) -> list[str]:
    """Return everyone, then the source countries, the most talkative first."""
    return [EVERYONE, *ask("speakers", scorer=scorer)["source_country"].to_list()]
