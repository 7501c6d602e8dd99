"""The figures that come with a release: those of its scorers, from `entente validate`.

They hold figures only, and no sentence of the sets. `python -m flows.validation.shipped REPORT`
takes them from a validation.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from flows.validation.agreement import FEWEST

SHIPPED = Path(__file__).with_name("shipped.json")
AS_SCORED = "target and others"  # masked as the pipeline masks
PAIRS = ["pairs", "sentences right", "pairs right"]


def figures_of(report: dict[str, Any]) -> dict[str, Any]:
    """Return what is shipped of a report: agreement by source, exchanged names, minimal pairs."""
    kept = {"group": ["all"], "masking": [AS_SCORED], "scorer": report["scorers"]}
    return {
        "scorers": report["scorers"],
        "agreement": [
            row
            for row in report.get("agreement", [])
            if row["rows"] >= FEWEST and all(row[key] in known for key, known in kept.items())
        ],
        "names": {k: v for k, v in report["names"].items() if k != "examples missed"},
        "pairs": {name: {k: told[k] for k in PAIRS} for name, told in report["pairs"].items()},
    }


def shipped() -> dict[str, Any]:
    """Return the figures that came with this release."""
    told: dict[str, Any] = json.loads(SHIPPED.read_text("utf-8"))
    return told


if __name__ == "__main__":
    report = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    SHIPPED.write_text(json.dumps(figures_of(report), indent=1, ensure_ascii=False) + "\n", "utf-8")
