"""Starts the dashboard: on this machine only, with nothing sent anywhere."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from dashboards.palette import POSITIVE, SERIES, TONE

APP = files("dashboards") / "app.py"


def options(port: int, headless: bool) -> dict[str, Any]:
    """Return Streamlit's settings: loopback, no statistics, no tracebacks, our colours."""
    return {
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.headless": headless,
        "server.fileWatcherType": "none",
        "server.enableStaticServing": False,
        "browser.serverAddress": "127.0.0.1",
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "theme.headingFontSizes": json.dumps(["1.9rem", "1.5rem", "1.2rem"]),
        "theme.light.primaryColor": POSITIVE,
        "theme.dark.primaryColor": TONE[3],
        "theme.chartCategoricalColors": json.dumps(SERIES),
    }


def serve(port: int, headless: bool = True) -> None:
    """Serve the dashboard until stopped."""
    from streamlit.web import bootstrap

    # Loaded now, so that the first reader does not wait for it.
    from dashboards.pages import compare, coverage, matrix, method, over_time, why  # noqa: F401

    flags = {name.replace(".", "_"): value for name, value in options(port, headless).items()}
    bootstrap.load_config_options(flags)
    bootstrap.run(str(APP), False, [], flags)
