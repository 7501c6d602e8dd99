"""How often 95 % intervals hold the truth, over cells of many kinds."""

from __future__ import annotations

from tests.simulation import Cells

N_CELLS = 2_000
GRID = [
    *(Cells(n, is_unbalanced=u) for u in (False, True) for n in (5, 10, 20, 100)),
    *(Cells(n, of_story=0, is_unbalanced=u) for u in (False, True) for n in (20, 100)),
    *(
        Cells(n, outlets=o, of_outlet=0.15, is_unbalanced=u)
        for u in (False, True)
        for n, o in ((60, 4), (60, 8), (60, 12), (120, 20), (400, 40), (400, 100))
    ),
]


def main() -> None:
    """Print a line per kind of cell."""
    for cells in GRID:
        covered, shown = cells.covered(N_CELLS)
        print(f"interval holds {covered:.1%}, shown {shown:.0%} of the time: {cells}", flush=True)
