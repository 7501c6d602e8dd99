"""The command that shows how well the measure measures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.console import console, plain_errors, settings_of

Scorers = Annotated[list[str], Parameter(help="A scorer; repeat for more. All, where none.")]
WithTest = Annotated[bool, Parameter(help="Read rows marked test, too: once, at the very end.")]


def validate(
    *files: Path,
    scorer: Scorers = [],  # noqa: B006
    split: Annotated[str, Parameter(help="Split that is read, or all.")] = "dev",
    with_test: WithTest = False,
    out: Path = Path("validation"),
) -> None:
    """Measure every scorer against labels, exchanged names and minimal pairs.

    FILES have a row per labelled target (sentence, start, end, label -1, 0 or 1; optionally source
    and split), or per opinion (text, holder_iso3, target_iso3, label). Rows marked test are never
    read unless asked for. Writes validation.json and validation.png into OUT.

    Example: entente validate labels.csv --scorer targeted --split all --out report
    """
    with plain_errors():
        from flows import method
        from flows.scorers import LOADERS, get
        from flows.validation.run import save
        from flows.validation.run import validate as run
        from flows.validation.show import show_report

        chosen = [get(name) for name in scorer or LOADERS]
        in_force = method.load(*settings_of().method)
        report = run(files, in_force, chosen, split, with_test=with_test)
        show_report(report, console)
        for path in save(report, out):
            console.print(f"written: {path}", highlight=False)
