"""raw_articles -> candidates: what was received, made regular, or refused with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

import polars as pl
import py3langid

from transforms.dates import parse_date
from transforms.text import tidy, without_chrome

CLOCK_SKEW = timedelta(days=1)  # a day is ahead of UTC in some zone for up to 14 hours
LANGUAGE_SAMPLE = 3_000  # characters: more changes no answer and costs time
_DATE = pl.Struct({"at": pl.Datetime("us", "UTC"), "precision": pl.String})


def candidates(
    raw_articles: pl.LazyFrame,
    outlets: pl.LazyFrame,
    chrome: pl.DataFrame,
    states: Collection[str],
    received_at: datetime,
) -> pl.LazyFrame:
    """Return one row per raw article: the columns of candidates, and what is wrong with it.

    In: raw_articles; outlets (outlet, country); chrome (effect, pattern); the known state codes;
    when the bytes were received, which is what makes a date lie in the future. A row that
    is_withdrawn needs no text, but an identifier or address, and in updated when it was withdrawn.
    Out: candidates, with rule and reason (NULL where the row is good) and unknown_state (a source
    country that is no state: left empty).
    """
    regular = (
        raw_articles.with_columns(
            outlet=pl.coalesce(tidy(pl.col("outlet")), pl.lit("unknown")),
            title=tidy(pl.col("title")).str.replace_all("\n+", " "),
            body=tidy(without_chrome(tidy(pl.col("body")), chrome)),
            author=tidy(pl.col("author")),
            stated_country=tidy(pl.col("source_country")).str.to_uppercase(),
            published_date=_dates("published"),
            updated_date=_dates("updated"),
            is_withdrawn=_flag("is_withdrawn"),
            flag="is_withdrawn",
        )
        .with_columns(
            pl.when(~pl.col("is_withdrawn").fill_null(value=False)).then(c).name.keep()
            for c in ("title", "body")
        )
        .with_columns(body=_without_title(pl.col("body"), pl.col("title")))
        .join(outlets.select("outlet", outlet_country="country"), on="outlet", how="left")
    )
    return (
        regular.with_columns(
            source_country=pl.coalesce(
                pl.when(pl.col("stated_country").is_in(states)).then("stated_country"),
                "outlet_country",
            ),
            unknown_state=pl.when(~pl.col("stated_country").is_in(states)).then("stated_country"),
            language=pl.col("body").map_batches(_languages, return_dtype=pl.String),
            published_at=pl.col("published_date").struct["at"],
            date_precision=_precision(),
            updated_at=pl.col("updated_date").struct["at"],
            content_hash=_digest("outlet", "title", "body"),
        )
        .with_columns(article_id=_article_id(), date_quality=_quality(), **_faults(received_at))
        .with_columns(
            content_hash=pl.when("is_withdrawn")
            .then(_digest("article_id"))
            .otherwise("content_hash")
        )
    )


def _flag(column: str) -> pl.Expr:
    """Return what a yes or no, as written, means: nothing is no, anything else NULL."""
    written = pl.col(column).str.strip_chars().str.to_lowercase().fill_null("")
    return (
        pl.when(written.is_in(["true", "yes", "1"]))
        .then(pl.lit(value=True))
        .when(written.is_in(["false", "no", "0", ""]))
        .then(pl.lit(value=False))
    )


def _dates(column: str) -> pl.Expr:
    """Return (at, precision) of each date as written; NULL where it cannot be read."""

    def read(written: pl.Series) -> pl.Series:
        known = {w: parse_date(w) for w in written.unique() if w is not None}
        rows = [
            {"at": d[0], "precision": d[1]} if (d := known.get(w)) else {"at": None}
            for w in written
        ]
        return pl.Series(rows, dtype=_DATE)

    return pl.col(column).map_batches(read, return_dtype=_DATE)


def _without_title(body: pl.Expr, title: pl.Expr) -> pl.Expr:
    """Return the body without a first line that only repeats the headline."""
    first, rest = body.str.splitn("\n", 2).struct[0], body.str.splitn("\n", 2).struct[1]
    return pl.when(first == title).then(tidy(rest)).otherwise(body)


def _languages(bodies: pl.Series) -> pl.Series:
    """Return the language of each body (Lui & Baldwin 2012, as in py3langid)."""
    return pl.Series(
        [b and py3langid.classify(b[:LANGUAGE_SAMPLE])[0] for b in bodies], dtype=pl.String
    )


def _digest(*columns: str) -> pl.Expr:
    """Return the SHA-256 of the columns, NULL read as empty."""
    joined = pl.concat_str(
        [pl.col(c).cast(pl.String).fill_null("") for c in columns], separator="\x1f"
    )
    return joined.map_batches(
        lambda s: pl.Series([hashlib.sha256(t.encode()).hexdigest() for t in s], dtype=pl.String),
        return_dtype=pl.String,
    )


def _article_id() -> pl.Expr:
    """Return outlet and identifier: the source's, else its address, else its text and day."""
    by_text = pl.concat_str(
        pl.col("content_hash").str.head(16),
        pl.col("published_at").dt.strftime("%Y-%m-%d").fill_null("undated"),
        separator="@",
    )
    return pl.concat_str(
        "outlet",
        pl.coalesce(tidy(pl.col("native_id")), tidy(pl.col("url")), by_text),
        separator="/",
    )


def _precision() -> pl.Expr:
    """Return the coarser of what the source says and what the date as written shows."""
    said = pl.col("date_precision").str.to_lowercase()
    read = pl.col("published_date").struct["precision"]
    coarse = [pl.when((said == p) | (read == p)).then(pl.lit(p)) for p in ("year", "month")]
    return pl.coalesce(*coarse, read)


def _quality() -> pl.Expr:
    exact = (pl.col("date_precision") == "day") & ~pl.col("is_date_inferred")
    return (
        pl.when(pl.col("published_at").is_null())
        .then(pl.lit("absent"))
        .when(exact)
        .then(pl.lit("stated"))
        .otherwise(pl.lit("inferred"))
    )


def _faults(received_at: datetime) -> dict[str, pl.Expr]:
    """Return rule and reason of what is wrong with a row; both NULL where nothing is."""
    unread = (pl.col("published").str.strip_chars() != "") & pl.col("published_at").is_null()
    future = pl.col("published_at") > received_at + CLOCK_SKEW
    written = pl.col("published").str.head(60)
    withdrawn = pl.col("is_withdrawn").fill_null(value=False)
    unnamed = tidy(pl.col("native_id")).is_null() & tidy(pl.col("url")).is_null()
    cases = [
        (
            pl.col("is_withdrawn").is_null(),
            "unreadable_flag",
            pl.format("is_withdrawn is '{}', neither true nor false", "flag"),
        ),
        (
            withdrawn & unnamed,
            "unnamed_withdrawal",
            pl.lit("it names neither the identifier nor the address of what was withdrawn"),
        ),
        (
            withdrawn & pl.col("updated_at").is_null(),
            "undated_withdrawal",
            pl.lit("updated does not say when it was withdrawn"),
        ),
        (
            pl.col("body").is_null() & ~withdrawn,
            "empty_body",
            pl.lit("the body is empty"),
        ),
        (unread, "unreadable_date", pl.format("'{}' is not one date", written)),
        (
            future,
            "future_date",
            pl.format(
                "'{}' lies after the day it was received, {}",
                written,
                pl.lit(f"{received_at:%Y-%m-%d}"),
            ),
        ),
    ]
    return {
        "rule": pl.coalesce(pl.when(c).then(pl.lit(rule)) for c, rule, _ in cases),
        "reason": pl.coalesce(pl.when(c).then(reason) for c, _, reason in cases),
    }
