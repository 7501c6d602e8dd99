"""Well-known corpora by name: had from their archive by DOI, or from a local file; never unproved.

A Dataverse archive states an MD5 for each of its files: what is downloaded must have it. The
SHA-256 of what was received first is kept beside the data, and another one is refused later.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin

from flows import receipts
from flows.receipts import Source
from flows.sources.columns import FILE_NAME
from flows.sources.guard import Guard
from flows.sources.http import Answer, FetchError, request
from flows.sources.web import HOPS, MOVED
from warehouse import durable
from warehouse.lake import Lake

MOST_BYTES = 1 << 30
SECONDS = 1_800.0


class CorpusError(ValueError):
    """No corpus of that name, or its file is not the one that was meant."""


@dataclass(frozen=True)
class Corpus:
    """One entry of corpora.toml."""

    name: str
    title: str
    doi: str
    licence: str
    citation: str
    server: str
    file: str
    file_name: str
    defaults: dict[str, str]


def corpora() -> Iterator[Corpus]:
    """Yield the corpora that are known."""
    written = tomllib.loads(files("flows").joinpath("corpora.toml").read_text())
    yield from (Corpus(name=name, **entry) for name, entry in written.items())


def find(name: str) -> Corpus:
    """Return the corpus called `name`; raises CorpusError."""
    known = {c.name: c for c in corpora()}
    if name not in known:
        raise CorpusError(f"no corpus '{name}'; there are: {', '.join(known)}")
    return known[name]


def download(corpus: Corpus, folder: Path, guard: Guard) -> Path:
    """Get the corpus from its archive; return the file. Raises CorpusError, FetchError."""
    query = f"{corpus.server}/api/datasets/:persistentId/?persistentId=doi:{corpus.doi}"
    try:
        listed = json.loads(_get(query, guard).body)["data"]["latestVersion"]["files"]
        held = [f["dataFile"] for f in listed if re.search(corpus.file, f["dataFile"]["filename"])]
        number, stated = int(held[0]["id"]), str(held[0]["md5"])
        name = Path(str(held[0]["filename"])).name
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise CorpusError(f"doi:{corpus.doi} does not list the file that was meant") from error
    content = _get(f"{corpus.server}/api/access/datafile/{number}", guard).body
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != stated:
        raise CorpusError(f"{name} has MD5 {found}; its archive states {stated}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def _get(url: str, guard: Guard) -> Answer:
    for _ in range(HOPS + 1):
        answer = request(url, guard, seconds=SECONDS, most=MOST_BYTES)
        if answer.status == 200:
            return answer
        if answer.status not in MOVED or "location" not in answer.headers:
            raise FetchError("http_status", f"{url}: the server answered {answer.status}")
        url = urljoin(url, answer.headers["location"])
    raise FetchError("too_many_redirects", f"{url}: more than {HOPS} redirects")


def receive(lake: Lake, corpus: Corpus, path: Path, *, is_renewed: bool) -> str:
    """Receive the corpus's file with its provenance; return its receipt.

    Raises CorpusError where another file was received under that name, unless `is_renewed`.
    """
    if not path.is_file():
        raise CorpusError(f"{path}: no such file")
    sha256, record = durable.sha256_of(path), lake.record_path("corpora", corpus.name)
    known = durable.read_json(record)["sha256"] if record.exists() else sha256
    if known != sha256 and not is_renewed:
        raise CorpusError(
            f"{path} has SHA-256 {sha256[:16]}…; {corpus.name} was received with {known[:16]}…: "
            "name --renew to take the other one"
        )
    mapping = ((FILE_NAME, corpus.file_name),)
    name = receipts.receive_file(lake, Source(path, mapping, tuple(corpus.defaults.items())))
    if name.startswith("failed-"):
        raise CorpusError(
            f"{path}: {durable.read_json(lake.record_path('failures', name))['reason']}"
        )
    about = {
        "title": corpus.title, "doi": corpus.doi, "licence": corpus.licence,
        "citation": corpus.citation, "file": path.name, "sha256": sha256, "receipt_id": name,
        "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    durable.write_json(record, about)
    return name
