"""Commands that ask a published snapshot."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from flows.commands.console import (
    CLEAN,
    FAILED,
    Data,
    Format,
    console,
    errors,
    plain_errors,
    settings_of,
)  # fmt: skip


def query(
    name: str,
    *,
    param: Annotated[list[str], Parameter(name=["-p", "--param"], help="NAME=VALUE")] = [],  # noqa: B006
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Answer a named query from the published snapshot.

    Example: entente query tone_of_country -p country=JPN -p since=2024-01-01 --format csv
    """
    from dashboards.catalog import QueryError
    from dashboards.catalog import run as run_query
    from flows.show import write_out
    from warehouse import snapshots
    from warehouse.lake import Lake

    with plain_errors():
        given = dict(p.split("=", 1) for p in param if "=" in p)
        if bad := [p for p in param if "=" not in p]:
            raise QueryError(f"-p {bad[0]}: write NAME=VALUE")
        with snapshots.reading(Lake(settings_of(data).data)) as (snapshot, con):
            write_out(run_query(con, name, given), format, console, errors, snapshot)


def queries() -> None:
    """List the named queries, their parameters and an example of each.

    Example: entente queries
    """
    from dashboards.catalog import queries as known

    for found in known():
        console.print(f"[bold]{found.name}[/bold]  {found.title}", highlight=False)
        console.print(f"    {found.grain}", highlight=False)
        for p in found.params:
            default = "needed" if p.default is None else f"default {p.default!r}"
            console.print(f"    -p {p.name}  {p.meaning} ({default})", highlight=False)
        console.print(f"    entente query {found.name} {found.example}\n", style="green")


def sql(statement: str, *, format: Format = "table", data: Data = None) -> None:  # noqa: A002
    """Answer one SQL statement: read-only, with no way out of the database.

    Example: entente sql "select country, count(*) as n from mentions group by all order by n desc"
    """
    from dashboards.catalog import run_sql
    from flows.show import write_out
    from warehouse import snapshots
    from warehouse.lake import Lake

    with plain_errors(), snapshots.reading(Lake(settings_of(data).data)) as (snapshot, con):
        write_out(run_sql(con, statement), format, console, errors, snapshot)


def verify(*, data: Data = None) -> None:
    """Compare every published file and all bytes received with their hashes.

    Example: entente verify
    """
    from warehouse import snapshots
    from warehouse.lake import Lake

    with plain_errors():
        found = list(snapshots.verify(Lake(settings_of(data).data)))
        for line in found:
            errors.print(line, style="red", markup=False)
        console.print("damaged or missing files:", len(found))
        sys.exit(FAILED if found else CLEAN)
