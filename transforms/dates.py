"""Dates as written, read without guessing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FORMATS = [
    "%Y-%m-%d %H:%M:%S %z",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%A, %B %d, %Y",
    "%Y%m%d%H%M%S",
    "%b %d, %Y %I:%M %p",
    "%B %d, %Y %I:%M %p",
]
PARTIAL = [(re.compile(r"\d{4}"), "%Y", "year"), (re.compile(r"\d{4}-\d{2}"), "%Y-%m", "month")]


def parse_date(written: str) -> tuple[datetime, str] | None:
    """Return the UTC instant that `written` names and its precision (day, month or year).

    A time without a zone is taken as UTC; a day without a time is that day at 00:00 UTC, so that
    an outlet's local day keeps its date. Returns None where the text cannot be read as one date:
    03/04/2024 is two dates, and so none.
    """
    written = " ".join(written.split())
    for shape, pattern, precision in PARTIAL:
        if shape.fullmatch(written):
            return _utc(_try(written, pattern), precision)
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _utc(reader(written), "day")
        except (ValueError, IndexError, TypeError):
            continue
    tidied = re.sub(r"\b([A-Z][a-z]{2,3})\.", r"\1", written).replace("Sept ", "Sep ")
    return next((d for f in FORMATS if (d := _utc(_try(tidied, f), "day"))), None)


def _try(written: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(written, pattern)
    except ValueError:
        return None


def _utc(moment: datetime | None, precision: str) -> tuple[datetime, str] | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), precision
    try:
        return moment.astimezone(UTC), precision
    except OverflowError:  # year 1 or 9999 moved over the edge by its offset
        return None
