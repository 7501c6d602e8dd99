"""A snapshot of five million tones: random articles through the real series and publication.

`python -m tests.benchmarks.large FOLDER` leaves it there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from flows import steps
from flows.build import publish
from flows.made import Made
from flows.method import load
from flows.settings import Settings
from transforms.tones import article_tones
from warehouse.lake import Lake

FIRST, YEARS = 2015, 10
ARTICLES, SENTENCES, POOL = 1_000, 23, 10  # a month; an article; countries that it speaks of
SPEAKERS, OUTLETS = 20, 60
SCORER = {"scorer": "textblob", "scorer_version": "0.20.1"}
SENTENCE = ["article_id", "version", "sentence_no"]


def main(folder: Path) -> None:
    """Make and publish the snapshot in a data folder, and say how large it is."""
    began, settings = (
        time.perf_counter(),
        Settings(data=folder, sources=Path("none.toml"), scorers=["textblob"]),
    )
    lake, method = Lake(folder), load(*settings.method)
    names = method.countries.filter(pl.col("end_on").is_null()).select("country", "name")
    chance, made, n_tones = np.random.default_rng(7), Made(), 0
    with lake.lock(1, print):
        for start in months():
            tables = month(start, names, chance)
            for table, rows in tables.items():
                made.put(lake, table, f"{start:%Y-%m}", rows)
            n_tones += len(tables["tones"])
        sums, told = made.parts["article_tones"], made.parts["stories"]
        for year in steps.years(sums):
            made.add(steps.compute_series(lake, year, sums, told, {}, method))
        done = publish.fn(settings, made, {})
    n_series = sum(p.rows for parts in made.parts["series"].values() for p in parts)
    print(
        f"{done.name}: {n_tones:,} tones, {n_series:,} rows of series, made and published in "
        f"{time.perf_counter() - began:.0f} s",
        flush=True,
    )


def months() -> Iterator[date]:
    """Yield the first day of each month."""
    for n in range(YEARS * 12):
        yield date(FIRST + n // 12, n % 12 + 1, 1)


def month(start: date, names: pl.DataFrame, chance: np.random.Generator) -> dict[str, pl.DataFrame]:
    """Return a month's rows of articles, stories, sentences, mentions, tones and article_tones."""
    head = heads(start, names, chance)
    written = sentences(head, names, chance)
    starts = pl.col("text").str.len_chars().cast(pl.Int64) + 1
    written = written.with_columns(end=starts.cum_sum().over("article_id") - 1).with_columns(
        start=pl.col("end") - starts + 1
    )
    bodies = written.group_by("article_id", maintain_order=True).agg(
        body=pl.col("text").str.join(" ")
    )
    articles = head.join(bodies, on="article_id", maintain_order="left")
    mentions = pl.concat([mention(written, "first", 0), mention(written, "second", 1)])
    tones = toned(mentions, articles, chance)
    stories = articles.select(
        "article_id", "version", story_id="article_id", is_first=True, first_at="published_at",
        copy_of=None, overlap=None,
    )  # fmt: skip
    return {
        "articles": articles,
        "stories": stories,
        "sentences": written,
        "mentions": mentions,
        "tones": tones,
        "article_tones": article_tones(tones.lazy(), articles.lazy()).collect(),
    }


def heads(start: date, names: pl.DataFrame, chance: np.random.Generator) -> pl.DataFrame:
    """Return articles without their bodies, each of a random outlet and day."""
    outlet = chance.integers(0, OUTLETS, ARTICLES)
    day = pl.Series(chance.integers(0, 28, ARTICLES))
    speaker = pl.Series(outlet % SPEAKERS)
    return pl.DataFrame(
        {"n": range(ARTICLES), "source_country": names["country"].gather(speaker)}
    ).with_columns(
        article_id=pl.format("Outlet {}/{}-{}", pl.Series(outlet), pl.lit(f"{start:%Y%m}"), "n"),
        outlet=pl.format("Outlet {}", pl.Series(outlet)),
        published_on=pl.lit(start) + pl.duration(days=day),
        version=1, is_current=True, is_withdrawn=False, valid_until=None, language=pl.lit("en"),
        title=pl.format("Of the month {}", "n"), author=None,
        url=pl.format("https://example.org/{}", "n"), date_quality=pl.lit("stated"),
        date_precision=pl.lit("day"), updated_at=None, content_hash=pl.format("{}", "n"),
    ).with_columns(
        published_at=pl.col("published_on").cast(pl.Datetime("us", "UTC")),
        valid_from=pl.col("published_on").cast(pl.Datetime("us", "UTC")),
    )  # fmt: skip


def sentences(head: pl.DataFrame, names: pl.DataFrame, chance: np.random.Generator) -> pl.DataFrame:
    """Return each article's sentences, with the two countries that each names; few are frequent."""
    often = 1 / np.arange(1, len(names) + 1)
    pools = chance.choice(len(names), (ARTICLES, POOL), p=often / often.sum())
    picks = chance.integers(0, POOL, (ARTICLES, SENTENCES, 2))
    named = np.take_along_axis(pools[:, None, :], picks, axis=2).reshape(-1, 2)
    codes, words = names["country"], names["name"]
    columns = {
        f"{which}_{what}": of.gather(pl.Series(named[:, n]))
        for n, which in enumerate(("first", "second"))
        for what, of in (("country", codes), ("name", words))
    }
    numbers = pl.DataFrame({"sentence_no": range(1, SENTENCES + 1)})
    return (
        head.select("article_id", "version")
        .join(numbers, how="cross", maintain_order="left")
        .hstack(pl.DataFrame(columns))
        .with_columns(
            part=pl.lit("body"),
            is_quoted=False,
            text=pl.format(
                "{} told {} on Monday what stands in paragraph {}.",
                "first_name", "second_name", "sentence_no",
            ),
        )
    )  # fmt: skip


def mention(written: pl.DataFrame, which: str, place: int) -> pl.DataFrame:
    """Return the mentions of the first or of the second country of each sentence."""
    name = pl.col(f"{which}_name")
    before = pl.col("first_name").str.len_chars() + len(" told ") if place else pl.lit(0)
    start = before.cast(pl.Int64)
    return written.select(
        *SENTENCE, start=start, end=start + name.str.len_chars(), surface=name,
        country=f"{which}_country", facet=pl.lit("name"), alias=name,
    )  # fmt: skip


def toned(
    mentions: pl.DataFrame, articles: pl.DataFrame, chance: np.random.Generator
) -> pl.DataFrame:
    """Return a random tone of the article's own voice for each sentence and country."""
    pairs = mentions.select(*SENTENCE, "country").unique(maintain_order=True)
    holder = articles.select("article_id", holder="source_country")
    return pairs.join(holder, on="article_id", maintain_order="left").with_columns(
        polarity=pl.Series(np.clip(chance.normal(0.05, 0.3, len(pairs)), -1, 1)),
        coverage=pl.Series(chance.integers(0, 5, len(pairs))),
        p_negative=None, p_neutral=None, p_positive=None, inclusion=1.0,
        holder_role=pl.lit("author"), **{k: pl.lit(v) for k, v in SCORER.items()},
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
