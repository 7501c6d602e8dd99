"""Running many tasks of one kind, with a line now and then for the person who watches."""

from __future__ import annotations

import logging
import time
from typing import Any

from prefect import Task
from prefect.futures import as_completed

from flows.made import Made
from flows.settings import Settings

EVERY = 2.0  # seconds between lines


def run_all(
    logger: logging.Logger | logging.LoggerAdapter[Any],
    what: str,
    task: Task[..., Made],
    settings: Settings,
    calls: list[dict[str, Any]],
) -> Made:
    """Run the task once a call, as many at a time as the flow's runner allows.

    Returns all that was made, in the order of the calls. The first error ends the run: what was
    made till then is remembered.
    """
    began = told = time.monotonic()
    futures = [task.submit(settings=settings, **call) for call in calls]
    for done, future in enumerate(as_completed(futures), start=1):
        future.result()
        if time.monotonic() - told > EVERY and done < len(futures):
            told = time.monotonic()
            logger.info("%s: %d of %d", what, done, len(futures))
    made = Made()
    for future in futures:
        made.add(future.result())
    logger.info(
        "%s: %d of %d in %.1f s; steps computed: %d",
        what, len(futures), len(futures), time.monotonic() - began, made.n_computed,
    )  # fmt: skip
    return made
