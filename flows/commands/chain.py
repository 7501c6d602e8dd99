"""Commands that receive, build, publish and schedule."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.console import (
    CLEAN,
    DEGRADED,
    FAILED,
    Data,
    Sample,
    Sources,
    console,
    errors,
    plain_errors,
    settings_of,
)  # fmt: skip
from flows.settings import quiet_prefect


def run(
    *paths: Path,
    map: Annotated[str, Parameter(help="Columns: body=text,published_at=date")] = "",  # noqa: A002
    outlet: Annotated[str | None, Parameter(help="Outlet of rows that name none.")] = None,
    country: Annotated[str | None, Parameter(help="Their source country (ISO alpha-3).")] = None,
    sources: Sources = None,
    data: Data = None,
    sample: Sample = None,
) -> None:
    """Receive files and folders, build, and publish a snapshot.

    Without PATHS, all that sources.toml lists is received. What was done before is not done again.

    Example: entente run speeches.csv --map body=text,published_at=date --country JPN
    """
    settings = settings_of(data, sources, sample)
    quiet_prefect(settings.data / "prefect" / "embedded")
    with plain_errors():
        from flows.daily import daily
        from flows.show import show_run

        if not paths and not settings.sources.exists():
            errors.print(f"entente: name a PATH, or list outlets in {settings.sources}")
            sys.exit(FAILED)
        done = daily(settings, list(paths), map, outlet, country)
        sys.exit(show_run(done, console, errors))


def ingest(
    *paths: Path,
    map: Annotated[str, Parameter(help="Columns: body=text,published_at=date")] = "",  # noqa: A002
    outlet: Annotated[str | None, Parameter(help="Outlet of rows that name none.")] = None,
    country: Annotated[str | None, Parameter(help="Their source country (ISO alpha-3).")] = None,
    sources: Sources = None,
    data: Data = None,
) -> None:
    """Receive files and folders, or all that sources.toml lists, and build nothing yet.

    Example: entente ingest articles/
    """
    settings = settings_of(data, sources)
    quiet_prefect(settings.data / "prefect" / "embedded")
    with plain_errors():
        from flows.ingest import ingest as flow

        names = flow(settings, list(paths), map, outlet, country)
        failed = sum(name.startswith("failed-") for name in names)
        console.print(f"received: {len(names) - failed}; not to be had: {failed}")
        sys.exit(DEGRADED if failed else CLEAN)


def build(*, data: Data = None, sample: Sample = None) -> None:
    """Build and publish a snapshot from all that was received.

    Example: entente build
    """
    settings = settings_of(data, sample=sample)
    quiet_prefect(settings.data / "prefect" / "embedded")
    with plain_errors():
        from flows.build import build as flow
        from flows.show import show_run

        sys.exit(show_run(flow(settings), console, errors))


def serve(
    *,
    daily_at: Annotated[str, Parameter(help="Cron of the daily flow, UTC.")] = "15 4 * * *",
    build_at: Annotated[str, Parameter(help="Cron of the build flow, UTC.")] = "45 * * * *",
    data: Data = None,
    sources: Sources = None,
) -> None:
    """Run the flows on a schedule on this machine, until stopped.

    Starts a Prefect server of its own under the data folder, unless PREFECT_API_URL names one.

    Example: entente serve --daily-at "0 6 * * *"
    """
    from flows.serve import serve as start

    with plain_errors():
        start(settings_of(data, sources), daily_at, build_at)
