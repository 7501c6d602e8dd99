"""articles -> stories: near-identical copies, grouped.

An article joins the story of the earlier article that it overlaps most, if it is a copy of it
(transforms.copies) and was published within WINDOW of that story's first. Earlier means by
published_at, then article_id. So an article's story depends on earlier articles only: days that are
added later change nothing, and neither does the order in which articles are read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl

from transforms.copies import copies

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
_NEVER = -(2**50)  # when an undated article was published: far from any date, near its like


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
    return ordered.with_columns(_join(ordered)).filter(ordered["story_id"].is_null()).select(*_ROWS)


def _join(rows: pl.DataFrame) -> pl.DataFrame:
    """Return story_id, first_at, copy_of and overlap of each row, in order of publication."""
    ids, times = rows["article_id"].to_list(), rows["published_at"].to_list()
    days = rows["published_at"].dt.epoch("s").fill_null(_NEVER).to_numpy() / 86_400
    is_new = rows["story_id"].is_null().to_list()
    story = [i if new else s for i, new, s in zip(ids, is_new, rows["story_id"], strict=True)]
    first = [t if new else f for t, new, f in zip(times, is_new, rows["first_at"], strict=True)]
    copied: list[tuple[str | None, float | None]] = [(None, None)] * len(ids)
    for row, likest in copies(rows["body"], days, WINDOW):
        if not is_new[row]:
            continue
        for other, overlap in likest:
            if times[row] is None or times[row] - first[other] <= WINDOW:
                story[row], first[row] = story[other], first[other]
                copied[row] = ids[other], overlap
                break
    columns = [story, first, [c for c, _ in copied], [o for _, o in copied]]
    names = ["story_id", "first_at", "copy_of", "overlap"]
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema={n: _ROWS[n] for n in names})
