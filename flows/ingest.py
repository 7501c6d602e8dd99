"""ingest: receive files, and what feeds name."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner

from flows import receipts
from flows.receipts import Source
from flows.settings import Settings
from flows.sources.columns import parse_mapping
from flows.sources.feeds import Entry, FeedError, read_feed
from flows.sources.http import FetchError, fetch
from flows.sources.outlets import Outlet, read_outlets
from warehouse.lake import Lake

DELAYS: list[float] = [1, 5, 15]  # seconds before each new try


def _is_passing(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Try again only what may go better: a page that is gone stays gone."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, FetchError) and error.is_passing


def _network_task(function: Any) -> Any:
    return task(
        retries=len(DELAYS),
        retry_delay_seconds=DELAYS,
        retry_condition_fn=_is_passing,
        cache_policy=NO_CACHE,
    )(function)


@task(cache_policy=NO_CACHE)
def receive_files(settings: Settings, sources: Sequence[Source]) -> list[str]:
    """Receive files; return the names of their receipts and failures."""
    lake = Lake(settings.data)
    return [receipts.receive_file(lake, source) for source in sources]


@_network_task
def fetch_feed(url: str) -> list[Entry]:
    """Return what a feed names."""
    return read_feed(fetch(url))


@_network_task
def receive_page(settings: Settings, outlet: Outlet, entry: Entry) -> str:
    """Fetch and receive one article's page; return the name of its receipt."""
    defaults = {**entry.fields, "outlet": outlet.name}
    page = io.BytesIO(fetch(entry.url))
    return receipts.receive(Lake(settings.data), page, entry.url, "html", {}, defaults)


RUNNER: Any = ThreadPoolTaskRunner(max_workers=4)  # pages at once


@flow(name="ingest", task_runner=RUNNER, validate_parameters=False)
def ingest(
    settings: Settings | None = None,
    paths: Sequence[Path] = (),
    mapping: str = "",
    outlet: str | None = None,
    country: str | None = None,
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
            for listed in outlets:
                if listed.feed:
                    done += _receive_feed(settings, listed, listed.feed)
    return done


def _receive_feed(settings: Settings, outlet: Outlet, feed: str) -> list[str]:
    """Receive the pages a feed names that were not received before."""
    lake, logger = Lake(settings.data), get_run_logger()
    try:
        entries = fetch_feed(feed)
    except (FetchError, FeedError) as error:
        logger.error("%s: %s", feed, error)
        return [receipts.fail(lake, feed, "unreadable_feed", str(error))]
    receipts.recover(lake, feed)
    known = {name for receipt in lake.records("receipts") for name in receipt["names"]}
    new = [e for e in entries if e.url not in known]
    logger.info("%s: %d entries, %d new", feed, len(entries), len(new))
    futures = [(e, receive_page.submit(settings, outlet, e)) for e in new]
    done = []
    for entry, future in futures:
        try:
            done.append(future.result())
        except FetchError as error:
            logger.error("%s: %s", entry.url, error)
            done.append(receipts.fail(lake, entry.url, "unreadable_page", str(error)))
    return done
