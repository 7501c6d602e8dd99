"""Shared by all tests: the sample, run once through the real flows on a real Prefect server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flows.report import Run
    from flows.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "flows" / "sample"
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("PREFECT_LOGGING_SERVER_LEVEL", "CRITICAL")


@dataclass(frozen=True)
class Published:
    """A data folder in which the sample was published, and what the run said."""

    settings: Settings
    run: Run
    names: list[str]


@pytest.fixture(scope="session", autouse=True)
def unsynced() -> Iterator[None]:
    """Leave it to the system when files reach the disk: no test cuts the power.

    A run of the sample syncs a thousand times, which on a slow disk is most of its time.
    """
    from warehouse import durable

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(durable, "sync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def prefect() -> Iterator[None]:
    """Run a Prefect server of the tests' own."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def sample(prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Published:  # noqa: ARG001
    """Publish the sample once."""
    from flows.build import build
    from flows.ingest import ingest
    from flows.settings import Settings

    settings = Settings(
        data=tmp_path_factory.mktemp("data"), sources=SAMPLE / "outlets.toml", patience=5
    )
    names = ingest(settings, [SAMPLE])
    return Published(settings, build(settings), names)


def shared(name: str) -> Path:
    """Return a file of the folder of real data beside the project; skip where it is absent."""
    path = ROOT.parent / "shared" / name
    if not path.exists():
        pytest.skip(f"real data is not here: {name}")
    return path
