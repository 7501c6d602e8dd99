"""articles -> sentences: current English articles, divided into sentences with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import polars as pl
import sentencex

# Double curly, double straight, then single curly marks, which also serve as apostrophes.
QUOTATION = re.compile(r"“[^”]*(?:”|$)|(?<!\w)\"[^\"]*(?:\"|$)|(?<!\w)\u2018[^\u2019]*\u2019(?!\w)")
# What sentencex 1.0 takes for the end of a sentence, and is none, and the other way round.
TITLE = re.compile(r"\b(?:Amb|Ft|Mt|Dr|Mr|Mrs|Ms|Gen|Gov|Sen|Rep|Lt|Sgt|Prof|Pres|Sec|St)\. $")
SHORT = re.compile(r"\b\w{1,4}\. $")
PAUSED = re.compile(r"…[”\"\u2019)]* (?=[A-Z“\"])")
_SENTENCE = pl.Struct(
    {"start": pl.Int64, "end": pl.Int64, "text": pl.String, "is_quoted": pl.Boolean}
)


def readable(articles: pl.LazyFrame) -> pl.LazyFrame:
    """Return articles with rule and reason of why one is not divided (NULL where it is)."""
    english = pl.col("language") == "en"
    withdrawn = pl.col("body").is_null()
    return articles.with_columns(
        rule=pl.when(withdrawn)
        .then(pl.lit("withdrawn"))
        .when(~pl.col("is_current"))
        .then(pl.lit("superseded"))
        .when(~english)
        .then(pl.lit("not_english")),
        reason=pl.when(withdrawn)
        .then(pl.lit("a tombstone: the source took the article back"))
        .when(~pl.col("is_current"))
        .then(pl.lit("a later version of the article is known, or it was withdrawn"))
        .when(~english)
        .then(pl.format("the language is '{}'; only English is scored", "language")),
    )


def sentences(articles: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per sentence of the readable `articles`: the columns of sentences.

    The title is sentence 0. Offsets count code points in the part they stand in.
    """
    parts = readable(articles).filter(pl.col("rule").is_null())
    keys = ["article_id", "version"]
    body = parts.select(*keys, part=pl.lit("body"), source="body")
    title = parts.filter(pl.col("title").is_not_null()).select(
        *keys, part=pl.lit("title"), source="title"
    )
    split = pl.col("source").map_batches(_split_all, return_dtype=pl.List(_SENTENCE))
    whole = pl.concat_list(
        pl.struct(
            start=pl.lit(0, pl.Int64),
            end=pl.col("source").str.len_chars().cast(pl.Int64),
            text="source",
            is_quoted=pl.lit(value=False),
        )
    )
    rows = pl.concat([body.with_columns(found=split), title.with_columns(found=whole)])
    return (
        rows.drop("source")
        .explode("found", empty_as_null=False)
        .unnest("found")
        .sort(*keys, pl.col("part") == "body", "start")
        .with_columns(is_body=(pl.col("part") == "body").cast(pl.Int64))
        .with_columns(sentence_no=pl.col("is_body").cum_sum().over(keys))
        .drop("is_body")
    )


def _split_all(bodies: pl.Series) -> pl.Series:
    return pl.Series([split(b) for b in bodies], dtype=pl.List(_SENTENCE))


def split(body: str) -> list[dict[str, object]]:
    """Return the sentences of one text: start, end, text, is_quoted.

    No sentence runs over a line break: the splitter, given several paragraphs at once, can return
    them as one. A sentence is quoted where more than half of it lies inside quotation marks, which
    are paired within a paragraph.
    """
    found = []
    for line in re.finditer(r"[^\n]+", body):
        quoted = [m.span() for m in QUOTATION.finditer(line[0])]
        for start, end in _spans(line[0]):
            inside = sum(max(0, min(end, e) - max(start, s)) for s, e in quoted)
            found.append(
                {
                    "start": line.start() + start,
                    "end": line.start() + end,
                    "text": line[0][start:end],
                    "is_quoted": 2 * inside > end - start,
                }
            )
    return found


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of one line: sentencex's, mended."""
    ends = [b["end_index"] for b in sentencex.get_sentence_boundaries("en", line)]
    ends = [e for e in ends if not _goes_on(line[:e], line[e:])]
    ends = sorted({*ends, *(m.end() for m in PAUSED.finditer(line)), len(line)})
    for start, end in pairwise([0, *ends]):
        text = line[start:end]
        if text.strip():
            yield start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _goes_on(before: str, after: str) -> bool:
    """Return whether a full stop that was taken for an end belongs to an abbreviation."""
    is_inside = before[-1:] == "." and after[:1].isalpha()  # Sino-U.|S. ties
    is_short = SHORT.search(before) is not None and after[:1].islower()  # $3 bn. |and rose
    return is_inside or is_short or TITLE.search(before) is not None
