"""The command line: entente COMMAND --help says what each does, with an example."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.console import Console

from flows.reference import reference
from flows.settings import Settings, quiet_prefect

CLEAN, FAILED, DEGRADED = 0, 1, 3  # as in flows.report.Run.exit_code

app = App(
    name="entente",
    help="Measures how countries are spoken of. Exit codes: 0 clean; 1 failed; 3 degraded, which "
    "means that some input was refused (it is named) and the rest went on.",
    version_flags=["--version"],
)
# Not at a terminal (a pipe, a log) there is no width to fit.
console = Console() if sys.stdout.isatty() else Console(width=140)
errors = Console(stderr=True)
app.command(reference)
Data = Annotated[Path | None, Parameter(help="Data folder (default: $ENTENTE_DATA, or ./data).")]
Sources = Annotated[Path | None, Parameter(help="List of outlets (default: ./sources.toml).")]
Format = Literal["table", "csv", "json", "parquet"]


def _settings(data: Path | None = None, sources: Path | None = None) -> Settings:
    given = {"data": data, "sources": sources}
    return Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say in one line what the user can mend; let what is our fault show where it happened."""
    from dashboards.catalog import QueryError
    from flows.scorers import ModelError, UnknownScorerError
    from flows.sources.columns import MappingError
    from flows.sources.outlets import SourcesError
    from flows.tabular import TableError
    from warehouse.database import CheckError
    from warehouse.lake import LockedError
    from warehouse.reference import ReferenceError as BadReferenceError
    from warehouse.snapshots import NothingPublishedError, StaleBaseError

    known = (
        QueryError, MappingError, SourcesError, TableError, UnknownScorerError, ModelError,
        CheckError, LockedError, BadReferenceError, NothingPublishedError, StaleBaseError, OSError,
    )  # fmt: skip
    try:
        yield
    except known as error:
        errors.print(f"entente: {error}", style="red", markup=False, highlight=False)
        sys.exit(FAILED)


@app.command
def run(
    *paths: Path,
    map: Annotated[str, Parameter(help="Columns: body=text,published_at=date")] = "",  # noqa: A002
    outlet: Annotated[str | None, Parameter(help="Outlet of rows that name none.")] = None,
    country: Annotated[str | None, Parameter(help="Their source country (ISO alpha-3).")] = None,
    sources: Sources = None,
    data: Data = None,
) -> None:
    """Receive files and folders, build, and publish a snapshot.

    Without PATHS, all that sources.toml lists is received. What was done before is not done again.

    Example: entente run speeches.csv --map body=text,published_at=date --country JPN
    """
    settings = _settings(data, sources)
    quiet_prefect(settings.data / "prefect" / "embedded")
    with _plain_errors():
        from flows.daily import daily
        from flows.show import show_run

        if not paths and not settings.sources.exists():
            errors.print(f"entente: name a PATH, or list outlets in {settings.sources}")
            sys.exit(FAILED)
        done = daily(settings, list(paths), map, outlet, country)
        sys.exit(show_run(done, console, errors))


@app.command
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
    settings = _settings(data, sources)
    quiet_prefect(settings.data / "prefect" / "embedded")
    with _plain_errors():
        from flows.ingest import ingest as flow

        names = flow(settings, list(paths), map, outlet, country)
        failed = sum(name.startswith("failed-") for name in names)
        console.print(f"received: {len(names) - failed}; not to be had: {failed}")
        sys.exit(DEGRADED if failed else CLEAN)


@app.command
def build(*, data: Data = None) -> None:
    """Build and publish a snapshot from all that was received.

    Example: entente build
    """
    settings = _settings(data)
    quiet_prefect(settings.data / "prefect" / "embedded")
    with _plain_errors():
        from flows.build import build as flow
        from flows.show import show_run

        sys.exit(show_run(flow(settings), console, errors))


@app.command
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

    with _plain_errors():
        start(_settings(data, sources), daily_at, build_at)


@app.command
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

    with _plain_errors():
        given = dict(p.split("=", 1) for p in param if "=" in p)
        if bad := [p for p in param if "=" not in p]:
            raise QueryError(f"-p {bad[0]}: write NAME=VALUE")
        with snapshots.reading(Lake(_settings(data).data)) as (snapshot, con):
            write_out(run_query(con, name, given), format, console, errors, snapshot)


@app.command
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


@app.command
def sql(statement: str, *, format: Format = "table", data: Data = None) -> None:  # noqa: A002
    """Answer one SQL statement: read-only, with no way out of the database.

    Example: entente sql "select country, count(*) as n from mentions group by all order by n desc"
    """
    from dashboards.catalog import run_sql
    from flows.show import write_out
    from warehouse import snapshots
    from warehouse.lake import Lake

    with _plain_errors(), snapshots.reading(Lake(_settings(data).data)) as (snapshot, con):
        write_out(run_sql(con, statement), format, console, errors, snapshot)


@app.command
def mentions(source: Path, *, out: Path) -> None:
    """Find the countries mentioned in your own texts.

    SOURCE has columns doc_id, text and optionally published_on (it decides which leaders and
    states are meant). OUT gets doc_id, start, end, surface, country, facet. Both are Parquet, CSV
    or JSON lines by their endings.

    Example: entente mentions texts.csv --out mentions.csv
    """
    with _plain_errors():
        from flows import direct, method
        from flows.tabular import read_table, write_table

        settings = _settings()
        texts = read_table(source, ["doc_id", "text"])
        write_table(direct.find(texts, method.load(*settings.method)), out)


@app.command
def tones(source: Path, *, out: Path, scorer: str = "textblob") -> None:
    """Score the tone of your own sentences toward a target, or toward each country they mention.

    SOURCE has columns sentence_id, text and optionally start and end of the target (in
    characters) and published_on. OUT gets sentence_id, start, end, country, scorer, polarity,
    coverage, and p_negative, p_neutral, p_positive where the scorer has them.

    Example: entente tones sentences.jsonl --out tones.parquet --scorer textblob
    """
    with _plain_errors():
        from flows import direct, method
        from flows.scorers import get
        from flows.tabular import read_table, write_table

        settings, chosen = _settings(), get(scorer)
        texts = read_table(source, ["sentence_id", "text"])
        write_table(direct.score(texts, method.load(*settings.method), chosen), out)


@app.command
def verify(*, data: Data = None) -> None:
    """Compare every published file and all bytes received with their hashes.

    Example: entente verify
    """
    from warehouse import snapshots
    from warehouse.lake import Lake

    with _plain_errors():
        found = list(snapshots.verify(Lake(_settings(data).data)))
        for line in found:
            errors.print(line, style="red", markup=False)
        console.print("damaged or missing files:", len(found))
        sys.exit(FAILED if found else CLEAN)


@app.command
def codebook(*, out: Path = Path("CODEBOOK.md")) -> None:
    """Write the codebook from the contracts.

    Example: entente codebook --out CODEBOOK.md
    """
    from warehouse.codebook import render

    with _plain_errors():
        out.write_text(render())


def main() -> None:
    """Run the command line."""
    app()
