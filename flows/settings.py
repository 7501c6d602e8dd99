"""Settings: from the environment (ENTENTE_…), each with a default that works."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are, and how much may be used."""

    model_config = SettingsConfigDict(env_prefix="ENTENTE_", extra="ignore")

    data: Path = Path("data")
    sources: Path = Path("sources.toml")
    scorers: list[str] = ["targeted", "linear", "textblob"]
    aliases: list[Path] = []  # the user's own names of countries, as in warehouse/reference
    sample: float = Field(default=1.0, gt=0, le=1)  # share of sentences that targeted scorers read
    companion: str = "linear"  # reads them all where the others read a sample
    workers: int = 2  # partitions computed at once; memory is that many partitions
    patience: float = 600  # seconds to wait for another run to end
    keep: int = 3  # snapshots kept
    pace: float = 1.0  # seconds between two requests to one host
    back_off: float = 1.0  # seconds after a first failure; doubled after each that follows
    deadline: float = 30.0  # seconds for a whole request
    hosts: int = 64  # outlets read at once; one host is asked by one of them at a time
    # Loopback ports that may be asked, for tests with servers of their own. Leave it empty: it
    # opens them to every address that a feed or a redirect names.
    admitted_ports: list[int] = []

    @property
    def method(self) -> tuple[list[str], list[Path]]:
        """What decides the tables besides the text: arguments of method.load."""
        return self.scorers, self.aliases


def quiet_prefect(home: Path) -> None:
    """Set what Prefect reads from the environment, where the user has not set it.

    Must run before prefect is imported. `home` holds its database and is not shared between an
    embedded and a standing server, which would disturb each other.
    """
    if "PREFECT_API_URL" not in os.environ and "PREFECT_HOME" not in os.environ:
        home.mkdir(parents=True, exist_ok=True)  # Prefect makes one level only
        os.environ["PREFECT_HOME"] = str(home.resolve())
    defaults = {
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 s fail on a fresh home
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_LEVEL": "WARNING",  # a task a partition: its comings and goings are noise
        "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
        "DO_NOT_TRACK": "1",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
