from __future__ import annotations

import pytest

from tests.simulation import Cells


@pytest.mark.parametrize(
    "cells",
    [
        Cells(20, of_story=0),  # sentences alone differ
        Cells(5),
        Cells(20, is_unbalanced=True),
        Cells(60, outlets=8, of_outlet=0.15),
        Cells(120, outlets=20, of_outlet=0.15, is_unbalanced=True),
    ],
    ids=["sentences", "few stories", "unequal stories", "outlets", "unequal outlets"],
)
def test_intervals_cover_the_truth(cells: Cells) -> None:
    covered, shown = cells.covered(2_000)
    assert 0.93 <= covered <= 0.97
    assert shown > 0.9
