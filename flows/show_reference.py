"""What `entente reference` prints."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich.console import Console

from flows.tabular import show, write_table
from warehouse.reference import FOLDER, compare, meanings, outside
from warehouse.reference.check import Files

BESIDE = FOLDER.parents[2] / "shared" / "reference"  # where the outside sources lie, if anywhere
SHOWN = 3  # rows of each kind of difference


def sizes(files: Files, console: Console) -> None:
    """Print how many rows each file has."""
    frames = {"countries.csv": files.countries, **files.aliases, "rules.csv": files.rules}
    frames |= {"leaders.csv": files.leaders, "alliances.csv": files.alliances.members}
    frames |= {"groups.csv": files.alliances.groups}
    sizes = {"file": list(frames), "rows": [len(frame) for frame in frames.values()]}
    show(pl.DataFrame(sizes), console, "Whole")


def ambiguous(files: Files, console: Console) -> None:
    """Print the forms that mean several countries at one time."""
    found = meanings.ambiguous(files.meanings)
    show(found, console, "Forms of several countries at one time, and the rules that decide")
    console.print(f"ambiguous forms: {found['alias'].n_unique()}", highlight=False)


def differences(files: Files, against: Path | None, out: Path | None, console: Console) -> None:
    """Print what the outside sources say differently; write it whole to `out`."""
    folder = against or BESIDE
    if not folder.is_dir() and against is None:
        console.print(f"no outside sources at {folder}: nothing compared", highlight=False)
        return
    if not (present := outside.present(folder)):
        raise FileNotFoundError(f"{folder}: holds none of {', '.join(outside.FILES.values())}")
    found = compare.differences(folder, files)
    kinds = ["file", "kind", "source"]
    show(found.group_by(kinds, maintain_order=True).len("n"), console, "Differences")
    first = found.group_by(kinds, maintain_order=True).head(SHOWN)
    show(first, console, f"The first {SHOWN} of each kind")
    if absent := sorted(set(outside.FILES) - set(present)):
        console.print(f"not there: {', '.join(absent)}", highlight=False)
    if out is not None:
        write_table(found, out)
    where = f"; all in {out}" if out else "; --out FILE.csv writes all"
    console.print(f"differences: {len(found)}{where}", highlight=False)
