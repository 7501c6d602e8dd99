"""How fast articles are grouped into stories, against comparing each with all before it."""

from __future__ import annotations

import json
import random
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks.measuring import measured
from tests.conftest import ROOT, SAMPLE
from tests.gold.copies import EDITS, copy_of
from tests.torture.measure import peak
from transforms.copies import OVERLAP, is_copy
from transforms.stories import WINDOW, stories
from warehouse.contracts import TABLES

CORPORA = ["reuters_21578_1987", "us_whitehouse_briefings"]
N, N_SMALL = 100_000, 3_000
COPIED = 0.3  # of the articles
SENTENCES = (8, 28)  # of an article: some 400 words
BEGIN, DAYS = datetime(2024, 5, 1, tzinfo=UTC), 30


def sentences() -> list[str]:
    """Return the sentences of real news and briefings; without these, of the sample."""
    shared = ROOT.parent / "shared" / "corpora"
    if shared.exists():
        read = [pl.read_parquet(shared / f"{name}.parquet", columns=["body"]) for name in CORPORA]
        bodies = pl.concat(read)["body"]
    else:
        bodies = pl.read_ndjson(SAMPLE / "articles_a.jsonl")["body"]
    found = [s for body in bodies.drop_nulls() for s in re.split(r"(?<=[.!?])\s+", body)]
    return [s for s in found if len(s) > 40]


def write(n: int, to: Path) -> None:
    """Write n articles of one month, made of real sentences; of these, COPIED are copies."""
    draw, pool = random.Random(7), sentences()
    rows: list[dict[str, Any]] = []
    for number in range(n):
        at = BEGIN + timedelta(days=draw.uniform(0, DAYS))
        if rows and draw.random() < COPIED:
            one, other = draw.choice(rows), draw.choice(rows)
            edit = EDITS[number % len(EDITS)]
            body = copy_of(one["body"], other["body"], edit, draw)
            at = one["published_at"] + timedelta(hours=draw.uniform(0.1, 72))
        else:
            body = "\n\n".join(draw.choices(pool, k=draw.randint(*SENTENCES)))
        rows.append({"article_id": f"{number:06d}", "body": body, "published_at": at})
    frame = pl.DataFrame(rows).with_columns(version=pl.lit(1, pl.Int64), is_current=True)
    frame.sort("article_id").write_parquet(to)


def ours(path: Path) -> tuple[set[tuple[str, str]], dict[str, float]]:
    """Return copy and story of each article that is a copy, and what it cost."""
    articles = pl.scan_parquet(path)
    none = TABLES["stories"].schema.create_empty().lazy()
    began, spent = time.perf_counter(), time.process_time()
    found = stories(articles, articles.clear(), none).collect()
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    copies = found.filter(~pl.col("is_first")).select("article_id", "story_id")
    figures = {
        "articles": len(found), "copies": len(copies), "seconds": seconds,
        "processor": processor, "peak_mb": peak(),
    }  # fmt: skip
    return set(copies.iter_rows()), figures


def plainly(path: Path) -> tuple[set[tuple[str, str]], float]:
    """Return the same, each article compared with all of the week before, and the seconds."""
    rows = pl.read_parquet(path).sort("published_at", "article_id").rows(named=True)
    began = time.perf_counter()
    for row in rows:
        row["words"] = re.findall(r"\w+", row["body"])
        row["triples"] = set(zip(row["words"], row["words"][1:], row["words"][2:], strict=False))
    story, first, copies = {}, {}, set()
    for number, row in enumerate(rows):
        name, at = row["article_id"], row["published_at"]
        story[name], first[name], best = name, at, 0.0
        for other in rows[:number]:
            if at - first[other["article_id"]] > WINDOW:
                continue
            shared = len(row["triples"] & other["triples"])
            overlap = shared / max(1, min(len(row["triples"]), len(other["triples"])))
            if overlap > max(best, OVERLAP) and is_copy(row["words"][:400], other["words"][:400]):
                best, story[name] = overlap, story[other["article_id"]]
        first[name] = first[story[name]]
        if story[name] != name:
            copies.add((name, story[name]))
    return copies, time.perf_counter() - began


def say(m: dict[str, Any]) -> None:
    """Print one measurement."""
    print(
        f"stories: {m['articles']:,} articles of one month, {m['copies']:,} of them copies, in "
        f"{m['seconds']:.0f} s ({m['processor']:.0f} s of processor), peak {m['peak_mb']:,.0f} MB",
        flush=True,
    )


def main(folder: Path) -> None:
    """Write the articles, group them in a process of their own, and compare on a few."""
    for n in (N, N_SMALL):
        write(n, folder / f"stories-{n}.parquet")
    large = measured("grouping", str(folder / f"stories-{N}.parquet"))
    say(large)
    found, small = ours(folder / f"stories-{N_SMALL}.parquet")
    plain, seconds = plainly(folder / f"stories-{N_SMALL}.parquet")
    print(
        f"stories, of {N_SMALL:,} articles: {small['seconds']:.1f} s; each compared with all of "
        f"the week before: {seconds:.1f} s; {seconds / small['seconds']:.0f} times as fast; "
        f"{len(found & plain)} copies are found both ways, {len(found ^ plain)} one way only",
        flush=True,
    )


if __name__ == "__main__":
    json.dump(ours(Path(sys.argv[1]))[1], sys.stdout)
