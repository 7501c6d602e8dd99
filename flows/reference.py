"""The commands of `entente reference`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

reference = App(
    name="reference",
    help="Prove the reference data, and compare it with others. Example: entente reference check",
)


@reference.command
def check(
    *,
    against: Annotated[
        Path | None, Parameter(help="Folder of outside sources (default: ../shared/reference).")
    ] = None,
    ambiguous: Annotated[
        bool, Parameter(help="List the forms that mean several countries, and their rules.")
    ] = False,
    out: Annotated[
        Path | None, Parameter(help="Where to write every difference (.csv, .jsonl, .parquet).")
    ] = None,
) -> None:
    """Prove the reference data whole, your own aliases included, and list what others say.

    Every problem is one line that names file, row and reason; with any, the exit code is 1. What
    outside sources say differently is listed and is no problem.

    Example: entente reference check
    """
    # Not at the top: the command line itself imports this module.
    from flows.commands.console import CLEAN, FAILED, console, errors, plain_errors

    with plain_errors():
        from flows import show_reference as shown
        from flows.settings import Settings
        from warehouse.reference import check as checking

        extra = Settings().aliases
        found = checking.problems(extra=extra)
        for line in found:
            errors.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
        console.print("problems:", len(found))
        if found:
            sys.exit(FAILED)
        files = checking.read(extra=extra)
        shown.sizes(files, console)
        if ambiguous:
            shown.ambiguous(files, console)
        shown.differences(files, against, out, console)
        sys.exit(CLEAN)
