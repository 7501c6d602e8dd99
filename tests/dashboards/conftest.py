"""A snapshot whose headlines hold scripts."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import Published
from tests.dashboards.republish import republished

SCRIPT = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"


@pytest.fixture(scope="session")
def hostile(sample: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder in which every headline ends with a script, and every link is one."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(sample.settings.data, data)
    republished(
        data,
        {"title": pl.col("title") + SCRIPT, "url": pl.lit("javascript:window.hacked=1")},
    )
    return data
