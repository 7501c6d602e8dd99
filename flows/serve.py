"""serve: the flows on a schedule, on one machine, with a Prefect server of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from flows.settings import Settings, quiet_prefect

PATIENCE = 180  # seconds for a fresh server to make its database


class ServerError(OSError):
    """The Prefect server did not start."""


def serve(settings: Settings, daily_at: str, build_at: str) -> None:
    """Run daily and build at their crons (UTC) until stopped."""
    # Scheduled runs are processes of their own: they find the folders in the environment.
    os.environ["ENTENTE_DATA"] = str(settings.data.resolve())
    os.environ["ENTENTE_SOURCES"] = str(settings.sources.resolve())
    quiet_prefect(settings.data / "prefect" / "server")
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    if "PREFECT_API_URL" in os.environ:
        _serve(daily_at, build_at)
        return
    with _server(settings.data / "prefect" / "server") as url:
        os.environ["PREFECT_API_URL"] = f"{url}/api"
        print(f"Prefect server: {url}")
        _serve(daily_at, build_at)


def _serve(daily_at: str, build_at: str) -> None:
    from prefect import serve as prefect_serve
    from prefect.schedules import Cron

    from flows.build import build
    from flows.daily import daily

    crons: list[tuple[Any, str]] = [(daily, daily_at), (build, build_at)]
    prefect_serve(
        *(
            flow.to_deployment("scheduled", schedule=Cron(cron, timezone="UTC"))
            for flow, cron in crons
        )
    )


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """Run a Prefect server on a free loopback port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log)  # noqa: S603
    try:
        _await(server, f"{url}/api/health", home / "server.log")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(server: subprocess.Popen[bytes], health: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            if httpx.get(health, timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise ServerError(f"the Prefect server did not start; see {log}")
