"""daily: ingest, then build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

from flows.build import build
from flows.ingest import ingest
from flows.report import Run
from flows.settings import Settings


@flow(name="daily", validate_parameters=False)
def daily(
    settings: Settings | None = None,
    paths: Sequence[Path] = (),
    mapping: str = "",
    outlet: str | None = None,
    country: str | None = None,
) -> Run:
    """Receive files and folders, or all that the sources list; then build and publish."""
    settings = settings or Settings()
    received = ingest(settings, paths, mapping, outlet, country)
    return build(settings).of(received)
