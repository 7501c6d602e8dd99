"""Commands for human coders: a sheet to code, and what coded sheets say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
from cyclopts import Parameter

from flows.commands.console import Data, Scorer, console, plain_errors, settings_of


def sample(
    *,
    countries: Annotated[str, Parameter(help="Countries spoken of, joined by commas.")],
    size: Annotated[int, Parameter(help="About how many sentences.")] = 400,
    seed: int = 1,
    scorer: Scorer = None,
    data: Data = None,
    out: Path = Path("coding"),
) -> None:
    """Draw sentences for coders: sheet.csv, sheet.html (a page for one coder), and frame.parquet.

    Strata are country, year, source country and score band. Neither sheet shows the score; the
    page works offline and saves its codes as CSV. Give each coder a copy, and keep frame.parquet.

    Example: entente sample --countries JPN,USA --size 400 --out coding
    """
    with plain_errors():
        from dashboards.catalog import run, scorer_of
        from flows.coding import save_sheets
        from transforms.coding import draw
        from warehouse import snapshots
        from warehouse.lake import Lake

        with snapshots.reading(Lake(settings_of(data).data)) as (_, con):
            read = scorer or scorer_of(con)
            frames = [
                run(con, "told_sentences", {"country": c, "scorer": read}).with_columns(
                    country=pl.lit(c), scorer=pl.lit(read)
                )
                for c in countries.split(",")
            ]
        frame = pl.concat(frames)
        drawn = draw(frame, size, seed)
        for path in save_sheets(frame, drawn, out):
            console.print(f"written: {path}", highlight=False)


def code(
    *sheets: Path,
    folder: Annotated[Path, Parameter(help="Folder that entente sample wrote.")] = Path("coding"),
    seed: int = 1,
    keep: Annotated[
        bool, Parameter(help="Keep the codes in the data folder: the next build corrects series.")
    ] = False,
    data: Data = None,
) -> None:
    """Read two or more coders' sheets: agreement, disagreements, gold, and corrected means.

    Each sheet has the columns unit and code (-1, 0, 1). Writes gold.csv (each unit with all its
    codes and their mean), disagreements.csv and corrected.csv beside the frame. With --keep the
    next `entente build` gives series a corrected mean beside the raw one.

    Example: entente code ann.csv ben.csv --folder coding
    """
    with plain_errors():
        from flows.coding import keep_codes, read_codes, save_results
        from flows.tabular import show
        from transforms.coding import agreement
        from warehouse.lake import Lake

        codes = read_codes(sheets)
        found = agreement(codes, seed)
        console.print(
            "Krippendorff's alpha (ordinal): {alpha:.3f} [{low:.3f}, {high:.3f}], "
            "{n_units} units coded twice (.80 is good, .667 tentative)".format(**found),
            highlight=False,
        )
        gold, corrected, paths = save_results(codes, folder)
        if keep:
            settings = settings_of(data)
            lake = Lake(settings.data)
            with lake.lock(settings.patience, console.print):
                keep_codes(lake, gold)
        show(corrected, console, "Means of the score, and corrected by the coders")
        for path in paths:
            console.print(f"written: {path}", highlight=False)
