"""One validation: every section that was asked for, saved as JSON and as a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.method import Method
from flows.tabular import TableError
from flows.validation import agreement, holders, labelled, names, pairs
from flows.validation.metrics import of_scores
from flows.validation.picture import draw
from transforms.scorers import Scorer

REPORT, PICTURE = "validation.json", "validation.png"


def validate(
    files: Sequence[Path],
    method: Method,
    scorers: Sequence[Scorer],
    split: str = "dev",
    *,
    with_test: bool = False,
) -> dict[str, Any]:
    """Return the sections: scorers, agreement, worst, slowest, holders, names and pairs.

    Files with the columns labelled.NEEDED are read for tone, those with labelled.DYADS for holders.
    Raises TableError where a file has neither, or no row of the split.
    """
    dyads = [path for path in files if labelled.is_dyads(path)]
    sets = [
        labelled.read(path, method, split, with_test=with_test)
        for path in files
        if path not in dyads
    ]
    if sets and not sum(map(len, sets)):
        raise TableError(f"no labelled row of the split '{split}'; name another with --split")
    report: dict[str, Any] = {"scorers": {s.name: s.version for s in scorers}}
    if sets:
        report |= _of_labels(pl.concat(sets), scorers)
    for path in dyads:
        opinions = holders.read(path, split, with_test=with_test)
        told = {s.name: holders.measure(opinions, method, s) for s in scorers}
        report.setdefault("holders", {})[path.stem] = told
    report["names"] = names.swap(method, scorers)
    told_pairs = pairs.read_pairs()
    report["pairs"] = {
        s.name: pairs.right_signs(told_pairs, of_scores(agreement.score(s, told_pairs["masked"])))
        for s in scorers
    }
    return report


def _of_labels(rows: pl.DataFrame, scorers: Sequence[Scorer]) -> dict[str, Any]:
    return {
        "agreement": agreement.measure(rows, scorers),
        "worst": {s.name: agreement.worst(rows, s) for s in scorers},
        "slowest": {s.name: agreement.slowest(rows, s) for s in scorers},
    }


def save(report: dict[str, Any], folder: Path) -> list[Path]:
    """Write the report as JSON and, where there are labels, the picture; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / REPORT]
    written[0].write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    if "agreement" in report:
        draw(report["agreement"], folder / PICTURE)
        written.append(folder / PICTURE)
    return written
