from __future__ import annotations

import pytest

from tests.conftest import ROOT
from warehouse import database
from warehouse.codebook import render
from warehouse.contracts import TABLES


def test_the_codebook_is_not_stale() -> None:
    """After a change of the contracts: make codebook."""
    assert (ROOT / "CODEBOOK.md").read_text() == render()


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_means(name: str) -> None:
    table = TABLES[name]
    assert table.schema.__doc__
    assert all(column.description for column in table.schema.columns().values())
    assert set(table.sort_by) <= set(table.columns)


@pytest.mark.parametrize("folder", ["views", "checks"])
def test_every_sql_file_is_headed_by_its_meaning(folder: str) -> None:
    for name, sql in database.sql_files(folder).items():
        said = database.heading(sql)
        assert said, name
        assert folder != "checks" or said.startswith(("fail: ", "warn: ")), name
