"""Reads labelled files, of ours or of a user: sentence, target's span, and label -1, 0 or 1."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.direct import KEYS, located
from flows.method import Method
from flows.tabular import TableError, read_table
from flows.training.data import examples, places, with_others

NEEDED = ["sentence", "start", "end", "label"]
DYADS = ["text", "holder_iso3", "target_iso3", "label"]
OPTIONAL = {"source": None, "split": "all", "extra": None}
LENGTHS = [15, 30]  # words: up to and with these, and longer
# What a sentence is given to a scorer with: the target masked, or all else that is labelled too.
MASKED = {"target": "text", "target and others": "text_with_others"}


def is_dyads(path: Path) -> bool:
    """Return whether the file holds opinions of one country about another."""
    return {*DYADS} <= {*read_table(path, []).columns}


def read(
    path: Path, method: Method, split: str = "dev", *, with_test: bool = False
) -> pl.DataFrame:
    """Return one row per labelled target of the split, or of all where it is 'all'.

    Out: source, split, sentence, start, end, label, facet, length, and the texts of MASKED. A split
    whose name holds 'test' is left out unless `with_test`; a file without splits is read whole.
    Rows without a span are left out: they label a document, and no target in it.
    """
    rows = read_table(path, NEEDED)
    if not set(rows["label"].unique()) <= {-1, 0, 1}:
        raise TableError(f"{path}: a label is none of -1, 0, 1")
    chosen = of_split(rows, split, with_test=with_test).filter(pl.col("start").is_not_null())
    # One source can stand in several files, as a part of it: each is a set of its own.
    chosen = chosen.with_columns(
        source=pl.concat_str(pl.lit(path.stem), "source", separator=": ", ignore_nulls=True)
    )
    found = with_others(places(chosen))
    told = examples(found)
    masked = {name: [getattr(e, field) for e in told] for name, field in MASKED.items()}
    return found.select(
        "source", "split", "sentence", "start", "end", "label",
        facet=_facets(found, method), length=_length(),
    ).with_columns(pl.Series(n, texts, pl.String) for n, texts in masked.items())  # fmt: skip


def of_split(rows: pl.DataFrame, split: str, *, with_test: bool) -> pl.DataFrame:
    """Return the rows of the split, with source, split and extra where they are absent."""
    absent = [pl.lit(v, pl.String).alias(c) for c, v in OPTIONAL.items() if c not in rows.columns]
    named = pl.col("split").str.to_lowercase()
    is_asked = pl.lit(value=True) if split == "all" else named.is_in([split, "all"])
    is_free = pl.lit(with_test) | ~named.str.contains("test")
    return rows.with_columns(absent).filter(is_asked & is_free)


def _length() -> pl.Expr:
    words = pl.col("sentence").str.count_matches(r"\S+")
    short, middle = LENGTHS
    return (
        pl.when(words <= short)
        .then(pl.lit(f"up to {short} words"))
        .when(words <= middle)
        .then(pl.lit(f"{short + 1} to {middle}"))
        .otherwise(pl.lit(f"over {middle}"))
    )


def _facets(rows: pl.DataFrame, method: Method) -> pl.Series:
    """Return the facet of the country that each target names, 'none' where it names none."""
    spans = rows.select("start", "end", text="sentence").with_row_index("article_id")
    keyed = spans.with_columns(KEYS)
    found = located(keyed, method).select("article_id", "facet", at="start", to="end")
    inside = keyed.join(found, on="article_id").filter(
        (pl.col("at") < pl.col("end")) & (pl.col("to") > pl.col("start"))
    )
    first = inside.group_by("article_id").agg(pl.col("facet").cast(pl.String).first())
    joined = keyed.join(first, on="article_id", how="left", maintain_order="left")
    return joined["facet"].fill_null("none")
