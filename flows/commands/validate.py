"""The command that shows how well the measure measures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.console import Data, console, plain_errors, settings_of

Scorers = Annotated[list[str], Parameter(help="A scorer; repeat for more. All, where none.")]
WithTest = Annotated[bool, Parameter(help="Read rows marked test, too: once, at the very end.")]


def validate(
    *files: Path,
    scorer: Scorers = [],  # noqa: B006
    split: Annotated[str, Parameter(help="Split that is read, or all.")] = "dev",
    with_test: WithTest = False,
    world: Annotated[bool, Parameter(help="Ask the published tones about the world.")] = False,
    votes: Annotated[Path | None, Parameter(help="Agreement of UN votes, with --world.")] = None,
    draws: Annotated[int, Parameter(help="Placebo draws a question, with --world.")] = 200,
    data: Data = None,
    out: Path = Path("validation"),
) -> None:
    """Measure every scorer against labels, exchanged names and minimal pairs; or the world.

    FILES have a row per labelled target (sentence, start, end, label -1, 0 or 1; optionally source
    and split), or per opinion (text, holder_iso3, target_iso3, label). Rows marked test are never
    read unless asked for. Writes validation.json and validation.png into OUT.

    With --world, the published tones of states toward one another are compared with defence pacts,
    known friends and foes and, where VOTES is a file (focal, other, other_name, year, agreement,
    n_votes), votes in the UN; with placebos that must find nothing. Writes world.csv, world.svg and
    world.png into OUT.

    Example: entente validate labels.csv --scorer targeted --split all --out report
    Example: entente validate --world --votes agreement.parquet --data data --out report
    """
    if world:
        _of_the_world(data, votes, draws, out)
        return
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


def _of_the_world(data: Path | None, votes: Path | None, draws: int, out: Path) -> None:
    with plain_errors():
        from flows import method
        from flows.validation import world, world_picture
        from warehouse import snapshots
        from warehouse.lake import Lake

        settings = settings_of(data)
        in_force = method.load([], settings.aliases)
        with snapshots.reading(Lake(settings.data)) as (snapshot, con):
            found = world.validate(con, in_force, votes, draws)
        world_picture.show_world(found, snapshot, console)
        for path in world_picture.save_world(found, out):
            console.print(f"written: {path}", highlight=False)
