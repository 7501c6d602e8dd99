"""How figures, periods and names are written on pages and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import polars as pl

GRAINS = {"year": "1y", "quarter": "1q", "month": "1mo", "week": "1w", "day": "1d"}
# Rolling windows: how long they last, and how long after one the next begins.
WINDOWS = {"rolling_4_quarters": "1y", "rolling_3_months": "3mo"}
STEPS = GRAINS | {"rolling_4_quarters": "1q", "rolling_3_months": "1mo"}
NAMED = {"rolling_4_quarters": "four rolling quarters", "rolling_3_months": "three rolling months"}
MINUS = "\N{MINUS SIGN}"


def signed(value: float | None, digits: int = 2) -> str:
    """Return a tone as written: with its sign, and nothing where there is none."""
    if value is None:
        return "no figure"
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else MINUS) + text


def interval(low: float | None, high: float | None) -> str:
    """Return an interval as written."""
    return "none" if low is None or high is None else f"{signed(low)} to {signed(high)}"


def count(n: int, one: str, many: str = "") -> str:
    """Return "1 sentence", "2,000 sentences"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def counted(frame: pl.DataFrame, columns: Mapping[str, str], grain: str = "") -> list[str]:
    """Return how many there are of each column's things, as written.

    Rolling windows share their stories, so theirs are not added up: the largest is told.
    """
    is_window, plural = grain in WINDOWS, {"story": "stories"}
    numbers = frame.select(
        (pl.col(c).max() if is_window else pl.col(c).sum()).fill_null(0)
        for c in columns
        if c in frame.columns
    )
    told = {
        c: count(int(n), columns[c], plural.get(columns[c], ""))
        for c, n in zip(numbers.columns, numbers.row(0), strict=True)
    }
    return [f"at most {text} a window" if is_window else text for text in told.values()]


def period(start: date, grain: str) -> str:
    """Return a period's name: 2024, 2024 Q2, May 2024, a week's or day's date, Jan to Mar 2024."""
    if grain in WINDOWS:
        return f"{start:%b %Y} to {last_day(start, grain):%b %Y}"
    return {
        "year": f"{start.year}",
        "quarter": f"{start.year} Q{(start.month + 2) // 3}",
        "month": f"{start:%b} {start.year}",
        "week": f"week of {start:%d %b} {start.year}",
        "day": f"{start:%d %b} {start.year}",
    }[grain]


def days(first: date, last: date) -> str:
    """Return a span of days as written: 13 Jan 2023 to 31 Mar 2024."""
    return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"


def first_day(day: date, grain: str) -> date:
    """Return the first day of the period that `day` lies in."""
    first: date = pl.Series([day]).dt.truncate(STEPS[grain])[0]
    return first


def last_day(start: date, grain: str) -> date:
    """Return the last day of the period that begins on `start`."""
    following: date = pl.Series([start]).dt.offset_by((GRAINS | WINDOWS)[grain])[0]
    return following - timedelta(days=1)


def listed(names: Iterable[str]) -> str:
    """Return "A", "A and B", "A, B and C"."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last
