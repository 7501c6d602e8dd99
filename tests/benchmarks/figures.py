"""How fast series are computed from the tones of a large corpus, and in how much memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from flows import method
from tests.benchmarks.measuring import measured
from transforms.cells import EVERY, Span, by_holder, by_speaker, voices
from transforms.groups import group_series
from transforms.series import series
from warehouse.contracts import ENGINE, TABLES

TONES = [1_250_000, 5_000_000]

YEARS = range(2015, 2025)
N_OUTLETS, N_SOURCES, N_COUNTRIES = 250, 40, 200
SHARE_COPIED, SHARE_HELD = 0.15, 0.3
ARTICLE = 6  # tones an article
SENTENCES = 1.6  # tones of an article toward one country, whatever the holder


def corpus(n_tones: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return article_tones and stories of invented news, most of it by few, about few.

    Of seven articles one copies an earlier one; of ten tones three have a holder.
    """
    draw = np.random.default_rng(seed)
    n_articles, n_rows = n_tones // ARTICLE, int(n_tones / SENTENCES)
    states = method.load(["textblob"], []).countries["country"].unique().sort()
    states = states.head(N_COUNTRIES).to_numpy()
    outlet = draw.choice(N_OUTLETS, n_articles, p=_shares(N_OUTLETS))
    day = np.sort(draw.integers(0, 365 * len(YEARS), n_articles))
    articles = pl.DataFrame(
        {
            "outlet": outlet,
            "source_country": states[outlet % N_SOURCES],
            "published_on": np.datetime64(f"{YEARS[0]}-01-01") + day,
        }
    ).select(
        article_id=pl.format("a{}", pl.int_range(pl.len())),
        outlet=pl.format("outlet {}", "outlet"),
        source_country="source_country",
        published_on=pl.col("published_on").cast(pl.Date),
    )
    number = np.arange(n_articles)
    earlier = number - draw.integers(1, 40, n_articles)
    is_copy = draw.random(n_articles) < SHARE_COPIED
    # Of a copy of a copy the story is another.
    first = np.where(is_copy & ~is_copy[earlier.clip(0)], earlier.clip(0), number)
    stories = articles.select(
        "article_id",
        version=pl.lit(1, pl.Int64),
        story_id=articles["article_id"].gather(first),
    ).with_columns(is_first=pl.col("article_id") == pl.col("story_id"))
    whose = draw.choice(N_COUNTRIES, n_rows, p=_shares(N_COUNTRIES))
    holder = np.where(
        draw.random(n_rows) < SHARE_HELD,
        states[draw.choice(N_COUNTRIES, n_rows, p=_shares(N_COUNTRIES))],
        "*",
    )
    n = draw.poisson(SENTENCES - 1, n_rows) + 1
    said = articles[np.sort(draw.integers(0, n_articles, n_rows))]
    tones = said.with_columns(
        version=pl.lit(1, pl.Int64),
        country=pl.Series(states[whose]),
        holder=pl.Series(holder),
        scorer=pl.lit("textblob"),
        scorer_version=pl.lit("1"),
        date_precision=pl.lit("day"),
        n_sentences=pl.Series(n),
        n_scored=pl.Series(n),
        n_covered=pl.Series(draw.binomial(n, 0.7)),
    ).with_columns(
        polarity_micro=(pl.Series(draw.normal(0.1, 0.25, n_rows)).clip(-1, 1) * 1e6).cast(pl.Int64)
        * pl.col("n_covered")
    )
    key = ["article_id", "country", "holder"]
    return tones.unique(key, keep="first", maintain_order=True), stories


def _shares(n: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    weight = 1 / np.arange(1, n + 1)
    return weight / weight.sum()


def computed(n_tones: int) -> dict[str, float]:
    """Return seconds, rows and memory of all series of a corpus, year by year; and the plain way.

    The plain way is what a notebook does: means by outlet's country, country and period, and their
    standard deviation, without stories, intervals or twins.
    """
    in_force = method.load(["textblob"], [])
    tones, stories = corpus(n_tones)
    held = _peak()
    n_rows = 0
    began = time.perf_counter()
    for year in YEARS:
        span = Span(year, date(YEARS[0], 1, 1), date(YEARS[-1], 12, 1))
        told = tones.filter(pl.col("published_on").dt.year().is_in([year, year + 1])).lazy()
        grouped = stories.lazy().join(told.select("article_id").unique(), on="article_id")
        codes = TABLES["coded_tones"].schema.create_empty(lazy=True)
        voiced = voices(told, grouped, codes).collect(engine=ENGINE)
        speakers = by_speaker(voiced)
        n_rows += len(series(speakers, by_holder(voiced), span))
        n_rows += len(group_series(speakers, in_force.alliances, in_force.rivals, span))
    seconds = time.perf_counter() - began
    peak = _peak()
    began = time.perf_counter()
    for every in EVERY.values():
        for key in (["country"], ["source_country", "country"]):
            mean = pl.col("polarity_micro") / pl.col("n_covered")
            tones.group_by(*key, pl.col("published_on").dt.truncate(every)).agg(
                pl.len(), mean=mean.mean(), spread=mean.std()
            )
    return {
        "tones": int(tones["n_sentences"].sum()),
        "rows": n_rows,
        "seconds": seconds,
        "plain": time.perf_counter() - began,
        "corpus": held,
        "peak": peak,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print how fast, and that it grows no faster than the corpus."""
    small, large = (measured("figures", str(n)) for n in TONES)
    for m in (small, large):
        print(
            f"series: {m['tones']:,} tones, {m['rows']:,} rows in {m['seconds']:.1f} s "
            f"({m['seconds'] / m['plain']:.1f} times the plain way), peak {m['peak']:,.0f} MB, "
            f"of which the tones themselves {m['corpus']:,.0f} MB",
            flush=True,
        )
    tones, seconds = (large[k] / small[k] for k in ("tones", "seconds"))
    print(f"{tones:.1f} times the tones took {seconds:.1f} times as long", flush=True)


if __name__ == "__main__":
    print(json.dumps(computed(int(sys.argv[1]))))
