"""The command line: entente COMMAND --help says what each does, with an example."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from cyclopts import App

from flows.commands import (
    ask,
    chain,
    coding,
    compare,
    corpora,
    pictures,
    tables,
    validate,
    versions,
)
from flows.reference import reference

app = App(
    name="entente",
    help="Measures how countries are spoken of. Exit codes: 0 clean; 1 failed; 3 degraded, which "
    "means that some input was refused (it is named) and the rest went on.",
    version=version("entente"),
    version_flags=["--version"],
)
app.command(reference)
COMMANDS: list[Callable[..., None]] = [
    chain.run,
    chain.ingest,
    chain.build,
    chain.serve,
    corpora.corpora,
    ask.query,
    ask.queries,
    ask.sql,
    ask.verify,
    coding.sample,
    coding.code,
    compare.compare,
    compare.pooled,
    compare.changed,
    compare.rank,
    compare.explain,
    compare.events,
    compare.breaks,
    versions.history,
    pictures.dashboard,
    pictures.report,
    tables.mentions,
    tables.tones,
    tables.codebook,
    validate.validate,
]
for command in COMMANDS:
    app.command(command)


def main() -> None:
    """Run the command line."""
    app()
