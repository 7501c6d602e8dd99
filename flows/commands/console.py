"""What every command shares: settings, consoles, parameters, and errors said plainly."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, validators
from rich.console import Console

from flows.settings import Settings

CLEAN, FAILED, DEGRADED = 0, 1, 3  # as in flows.report.Run.exit_code

# Not at a terminal (a pipe, a log) there is no width to fit.
console = Console() if sys.stdout.isatty() else Console(width=140)
errors = Console(stderr=True)
Data = Annotated[Path | None, Parameter(help="Data folder (default: $ENTENTE_DATA, or ./data).")]
Sources = Annotated[Path | None, Parameter(help="List of outlets (default: ./sources.toml).")]
Sample = Annotated[
    float | None,
    Parameter(
        help="Share (to 1) of sentences that targeted scorers read; linear reads all.",
        validator=validators.Number(gt=0, lte=1),
    ),
]
Scorer = Annotated[
    str | None, Parameter(help="Scorer; by default targeted, or the first that the snapshot has.")
]
Format = Literal["table", "csv", "json", "parquet"]


def settings_of(
    data: Path | None = None, sources: Path | None = None, sample: float | None = None
) -> Settings:
    """Return the settings, with what the command line gives instead of the environment's."""
    given = {"data": data, "sources": sources, "sample": sample}
    return Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say in one line what the user can mend; let what is our fault show where it happened."""
    from dashboards.catalog import QueryError
    from flows.corpora import CorpusError
    from flows.method import SampleError
    from flows.scorers import ModelError, UnknownScorerError
    from flows.sources.columns import MappingError
    from flows.sources.http import FetchError
    from flows.sources.outlets import SourcesError
    from flows.tabular import TableError
    from transforms.errors import PeriodError, TooFewError
    from warehouse.database import CheckError
    from warehouse.lake import LockedError
    from warehouse.reference import ReferenceError as BadReferenceError
    from warehouse.snapshots import NothingPublishedError, StaleBaseError

    known = (
        QueryError, MappingError, SourcesError, TableError, UnknownScorerError, ModelError,
        SampleError, CheckError, LockedError, BadReferenceError, NothingPublishedError,
        StaleBaseError, OSError, PeriodError, TooFewError,
        CorpusError, FetchError,
    )  # fmt: skip
    try:
        yield
    except known as error:
        errors.print(
            f"entente: {error}", style="red", markup=False, highlight=False, soft_wrap=True
        )
        sys.exit(FAILED)
