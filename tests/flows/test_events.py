from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.events import read_events
from flows.tabular import TableError


def test_events_are_read(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("date,label,countries\n2024-05-17,A summit,JPN USA\n")
    assert read_events(file).rows() == [(date(2024, 5, 17), "A summit", ["JPN", "USA"])]


WRONG = {
    "17.5.2024,A summit,JPN": "row 2: date '17.5.2024'",
    "2024-05-17,,JPN": "row 2: the event has no label",
    "2024-05-17,A summit,Japan": "row 2: countries 'Japan'",
    "2024-05-17,A summit,": "row 2: countries",
}


@pytest.mark.parametrize("row", WRONG)
def test_a_wrong_row_is_named(tmp_path: Path, row: str) -> None:
    file = tmp_path / "events.csv"
    file.write_text(f"date,label,countries\n2024-05-16,Before,KOR\n{row}\n")
    with pytest.raises(TableError, match=r"events\.csv, " + WRONG[row]):
        read_events(file)
