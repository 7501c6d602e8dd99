"""articles -> stories: near-identical copies, grouped.

An article joins a story if it is a copy of an earlier article of it, and was published within
WINDOW of the story's first. Earlier means by published_at, then article_id. So an article's story
depends on earlier articles only: days that are added later change nothing, and neither does the
order in which articles are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import polars as pl

WINDOW = timedelta(days=7)
_KEPT = ["article_id", "version", "published_at"]
_ROWS: dict[str, Any] = {
    "article_id": pl.String,
    "version": pl.Int64,
    "story_id": pl.String,
    "first_at": pl.Datetime("us", "UTC"),
    "copy_of": pl.String,
    "overlap": pl.Float64,
}
Link = tuple[int, int, float]  # row of a copy, row of the earlier article, their overlap


def stories(articles: pl.LazyFrame, tail: pl.LazyFrame, tail_stories: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per current article: the columns of stories.

    In: articles of one month; `tail`, the articles before it that stories may go on from, and
    their stories, which stand as they are.
    """
    standing = tail_stories.select("article_id", "version", "story_id", "first_at")
    known = tail.filter("is_current").select(*_KEPT, "body")
    new = articles.filter("is_current").select(*_KEPT, "body")
    rows = pl.concat(
        [known.join(standing, on=["article_id", "version"]), new], how="diagonal_relaxed"
    )
    return rows.map_batches(_group, schema=_ROWS).with_columns(
        is_first=pl.col("article_id") == pl.col("story_id")
    )


def _group(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the story of each row that has none yet."""
    ordered = rows.sort("published_at", "article_id", nulls_last=True)
    joined = _join(ordered, _links(ordered))
    return ordered.with_columns(joined).filter(ordered["story_id"].is_null()).select(*_ROWS)


def _links(rows: pl.DataFrame) -> Iterable[Link]:
    """Yield every copy with the earlier articles whose text is the same, word for word."""
    words = rows["body"].str.to_lowercase().str.replace_all(r"[^\pL\pN]+", " ").str.strip_chars()
    seen: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(words):
        yield from ((row, earlier, 1.0) for earlier in seen[text])
        seen[text].append(row)


def _join(rows: pl.DataFrame, links: Iterable[Link]) -> pl.DataFrame:
    """Return story_id, first_at, copy_of and overlap of each row."""
    ids, times = rows["article_id"].to_list(), rows["published_at"].to_list()
    story, first = rows["story_id"].to_list(), rows["first_at"].to_list()
    originals: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for copy, original, overlap in links:
        originals[copy].append((original, overlap))
    copy_of: list[str | None] = [None] * len(ids)
    overlaps: list[float | None] = [None] * len(ids)
    for row, is_known in enumerate([s is not None for s in story]):
        if is_known:
            continue
        story[row], first[row] = ids[row], times[row]
        near = [
            (o, share)
            for o, share in originals[row]
            if times[row] is None or times[row] - first[o] <= WINDOW
        ]
        if near:
            of_story = min(near, key=lambda n: (first[n[0]] or times[row], story[n[0]]))[0]
            story[row], first[row] = story[of_story], first[of_story]
            same = [n for n in near if story[n[0]] == story[row]]
            best = min(same, key=lambda n: (-n[1], n[0]))
            copy_of[row], overlaps[row] = ids[best[0]], best[1]
    return pl.DataFrame(
        {"story_id": story, "first_at": first, "copy_of": copy_of, "overlap": overlaps},
        schema={name: _ROWS[name] for name in ("story_id", "first_at", "copy_of", "overlap")},
    )
