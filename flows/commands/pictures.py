"""Commands that show a published snapshot: the dashboard, and a report for sending."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from cyclopts import Parameter

from flows.commands.console import Data, Scorer, console, plain_errors, settings_of


def dashboard(
    *,
    data: Data = None,
    port: Annotated[int, Parameter(help="Port on this machine.")] = 8501,
    open: Annotated[bool, Parameter(help="Open it in the browser.")] = True,  # noqa: A002
    events: Annotated[
        Path | None, Parameter(help="Events to mark: columns date, label, countries.")
    ] = None,
) -> None:
    """Show the published snapshot in the browser: on this machine only, sending nothing anywhere.

    Example: entente dashboard --data data/mine --events summits.csv
    """
    os.environ["ENTENTE_DATA"] = str(settings_of(data).data.resolve())
    with plain_errors():
        from dashboards.server import serve
        from flows.events import read_events

        if events is not None:
            read_events(events)  # what is wrong with it is said now, not on a page
            os.environ["ENTENTE_EVENTS"] = str(events.resolve())
        serve(port, headless=not open)


def report(
    *,
    country: Annotated[str, Parameter(help="Country spoken of (ISO 3166 alpha-3).")],
    out: Annotated[Path, Parameter(help="File to write.")],
    since: Annotated[str | None, Parameter(help="First day: 2023, 2023-05 or 2023-05-17.")] = None,
    until: Annotated[str | None, Parameter(help="Last day, in the same way.")] = None,
    scorer: Scorer = None,
    format: Annotated[  # noqa: A002
        Literal["html", "png", "svg"], Parameter(help="The whole report, or one of its pictures.")
    ] = "html",
    picture: Annotated[
        Literal["over_time", "by_speaker"], Parameter(help="Which, where it is one.")
    ] = "over_time",
    data: Data = None,
) -> None:
    """Write a report on one country: one page with pictures, sentences and method, for sending.

    Example: entente report --country JPN --since 2023 --out report.html
    """
    with plain_errors():
        from dashboards import catalog
        from dashboards import report as reports
        from warehouse import snapshots
        from warehouse.lake import Lake

        first, last = day(since, is_last=False), day(until, is_last=True)
        with snapshots.reading(Lake(settings_of(data).data)) as (snapshot, con):

            def ask(query: str, **given: str) -> pl.DataFrame:
                return catalog.run(con, query, given)

            read = scorer or catalog.scorer_of(con)
            subject = reports.subject_of(ask, country, first, last, read)
            if format == "html":
                out.write_text(reports.html(ask, subject, snapshot), encoding="utf-8")
            else:
                one = reports.PICTURES[picture](ask, subject, snapshot)
                out.write_bytes(reports.drawn(one, format))
    console.print(f"wrote {out}", highlight=False)


def day(text: str | None, is_last: bool) -> date | None:
    """Return the first or the last day of a year, a month or a day; raises QueryError."""
    from dashboards.catalog import QueryError
    from dashboards.words import last_day

    if text is None:
        return None
    grain = {4: "year", 7: "month", 10: "day"}.get(len(text), "day")
    try:
        first = date.fromisoformat(text + {"year": "-01-01", "month": "-01", "day": ""}[grain])
    except ValueError as error:
        told = f"'{text}' is no year, month or day, as in 2023, 2023-05, 2023-05-17"
        raise QueryError(told) from error
    return last_day(first, grain) if is_last else first
