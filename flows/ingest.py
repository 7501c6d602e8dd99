"""ingest: receive files, and what feeds name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from flows import pages, receipts
from flows.receipts import Source
from flows.settings import Settings
from flows.sources.columns import parse_mapping
from flows.sources.guard import Guard
from flows.sources.outlets import Outlet, read_outlets
from flows.sources.web import Pace, Web
from warehouse.lake import Lake


@task(cache_policy=NO_CACHE)
def receive_files(settings: Settings, sources: Sequence[Source]) -> list[str]:
    """Receive files; return the names of their receipts and failures."""
    lake = Lake(settings.data)
    return [receipts.receive_file(lake, source) for source in sources]


@task(task_run_name="feed {outlet.name}", cache_policy=NO_CACHE)
def receive_feed(settings: Settings, web: Web, outlet: Outlet) -> list[str]:
    """Receive what is new or changed of an outlet's feed; return receipts and failures."""
    done = pages.receive_feed(Lake(settings.data), web, outlet)
    failed = sum(name.startswith("failed-") for name in done)
    get_run_logger().info("%s: %d received, %d not", outlet.name, len(done) - failed, failed)
    return done


def web_of(settings: Settings) -> Web:
    """Return the web as the settings let it be asked."""
    pace = Pace(settings.pace, settings.back_off, deadline=settings.deadline)
    return Web(Lake(settings.data), Guard(frozenset(settings.admitted_ports)), pace)


RUNNER: Any = ThreadPoolTaskRunner(max_workers=Settings().hosts)


@flow(name="ingest", task_runner=RUNNER, validate_parameters=False)
def ingest(
    settings: Settings | None = None,
    paths: Sequence[Path] = (),
    mapping: str = "",
    outlet: str | None = None,
    country: str | None = None,
    web: Web | None = None,
) -> list[str]:
    """Receive files and folders; where none are named, all that the sources list.

    `mapping` names columns (field=column,…); `outlet` and `country` are for rows that name none.
    Returns the names of receipts and failures.
    """
    settings = settings or Settings()
    lake, logger = Lake(settings.data), get_run_logger()
    given = {"outlet": outlet, "source_country": country}
    defaults = {k: v for k, v in given.items() if v}
    outlets = read_outlets(settings.sources) if settings.sources.exists() else []
    with lake.lock(settings.patience, logger.warning):
        receipts.keep_outlets(lake, outlets)
        sources = list(receipts.expand(paths, parse_mapping(mapping), defaults))
        if not paths:
            for listed in outlets:
                if listed.path:
                    place = settings.sources.parent / listed.path
                    sources += receipts.expand([place], {}, {"outlet": listed.name})
        done = receive_files(settings, sources)
        logger.info("files received: %d", sum(not d.startswith("failed-") for d in done))
        if not paths:
            web = web or web_of(settings)
            feeds = [listed for listed in outlets if listed.feed]
            futures = [receive_feed.submit(settings, web, listed) for listed in feeds]
            for future in futures:
                done += future.result()
    return done
