"""Receiving what a feed names: each page once, again where it changed, and its withdrawal."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import polars as pl

from flows import receipts
from flows.sandbox import DiedError, Sandbox
from flows.sources import visits
from flows.sources.feeds import FeedError
from flows.sources.http import Answer, FetchError, without_secrets
from flows.sources.outlets import Outlet
from flows.sources.web import Web, validators_of
from warehouse import durable, snapshots
from warehouse.contracts import TABLES
from warehouse.lake import Lake, Part

SANDBOX = Sandbox()
KEPT = ("native_id", "published", "title")  # of what a feed says, with a withdrawal


def receive_feed(lake: Lake, web: Web, outlet: Outlet) -> list[str]:
    """Receive the pages of a feed that are new, changed or due; return receipts and failures.

    Pages that were not finished before are due, whether or not the feed changed since.
    """
    feed = outlet.feed or ""
    path = lake.record_path("feeds", durable.digest(feed)[:24])
    known = path.exists()
    record = durable.read_json(path) if known else {"validators": {}, "pages": {}}
    record["feed"] = without_secrets(feed)
    done = _look(lake, web, feed, record)
    durable.write_json(path, record)
    for url in visits.due(record, web.now):
        done += _visit(lake, web, outlet.name, url, record["pages"][url])
        durable.write_json(path, record)
    visits.prune(record)
    durable.write_json(path, record)
    return done


def _look(lake: Lake, web: Web, feed: str, record: dict[str, Any]) -> list[str]:
    """Note what the feed names now; return its failure, if it has one."""
    name = record["feed"]
    try:
        answer = web.get(feed, record["validators"])
        if answer.status != 304:
            visits.listed(record, SANDBOX.feed(answer.body), web.now)
            record["validators"] = validators_of(answer)
    except FetchError as error:
        rule = "unreadable_feed" if error.rule == "http_status" else error.rule
        return [receipts.fail(lake, name, rule, str(error))]
    except (FeedError, DiedError) as error:
        return [receipts.fail(lake, name, "unreadable_feed", str(error))]
    receipts.recover(lake, name)
    return []


def _visit(lake: Lake, web: Web, outlet: str, url: str, page: dict[str, Any]) -> list[str]:
    """Ask for one page and keep what comes; return its receipt or failure, if there is one."""
    name = without_secrets(url)
    try:
        answer = web.get(url, page["validators"] if page["is_had"] else {})
    except FetchError as error:
        articles = _articles_at(lake, name) if error.status in {404, 410} else []
        if page["is_had"]:
            articles.append(_article(outlet, page))
        if visits.failed(page, error.rule, error.status, web.now, is_known=bool(articles)):
            receipts.recover(lake, name)
            return [_receive_withdrawal(lake, web, name, articles)]
        rule = "unreadable_page" if error.rule == "http_status" else error.rule
        return [receipts.fail(lake, name, rule, str(error))]
    fields = _fields(outlet, page, answer)
    visits.received(page, validators_of(answer), web.now)
    if answer.status == 304:
        receipts.recover(lake, name)
        return []
    return [receipts.receive(lake, io.BytesIO(answer.body), name, "html", {}, fields)]


def _fields(outlet: str, page: dict[str, Any], answer: Answer) -> dict[str, str]:
    """Return what is known of a page besides its bytes.

    When a page that was had before comes again and neither it nor the feed says when it was
    changed, the server's Last-Modified does.
    """
    fields = {**page["fields"], "outlet": outlet, "url": without_secrets(page["fields"]["url"])}
    changed = answer.headers.get("last-modified")
    if page["is_had"] and changed:
        fields.setdefault("updated", changed)
    return fields


def _article(outlet: str, page: dict[str, Any]) -> dict[str, Any]:
    return {"outlet": outlet, **{k: page["fields"].get(k) for k in KEPT}}


def _articles_at(lake: Lake, url: str) -> list[dict[str, Any]]:
    """Return the published articles of that address, from wherever they were received."""
    name = snapshots.current(lake)
    if name is None:
        return []
    months = snapshots.manifest(lake, name)["content"]["tables"]["articles"].values()
    parts = [Part(**part) for month in months for part in month]
    native_id = pl.col("article_id").str.strip_prefix(pl.col("outlet") + "/")
    found = lake.scan(TABLES["articles"], parts).filter(pl.col("url") == url, "is_current")
    published = pl.col("published_at").dt.to_string("iso:strict")
    return (
        found.select("outlet", "title", native_id=native_id, published=published)
        .collect()
        .to_dicts()
    )


def _receive_withdrawal(lake: Lake, web: Web, name: str, articles: list[dict[str, Any]]) -> str:
    """Keep the note that articles were taken back; return its receipt."""
    when = datetime.fromtimestamp(web.now, UTC).isoformat(timespec="seconds")
    known = {(a["outlet"], a["native_id"]): a for a in articles}
    rows = [{**a, "url": name, "is_withdrawn": True, "updated": when} for a in known.values()]
    note = io.BytesIO("".join(json.dumps(row) + "\n" for row in rows).encode())
    return receipts.receive(lake, note, f"{name} (withdrawn)", "jsonl", {}, {})
