"""Reads labelled targets and masks them: gold files in, examples for training and measuring out.

The files are targets.parquet and country_targets.parquet with the columns source, split, sentence,
target, start, end, label (-1, 0, 1) and extra (JSON).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.training.corpora import known_aliases
from transforms.mentions import mentions
from transforms.scorers import OTHER, TARGET

NEWS, NEWS_DEV, DSE = "NewsMTSC-train", ("NewsMTSC-rw", "NewsMTSC-mt"), "DSE-ACL2021"
PLACE = ["source", "sentence", "start", "end"]
PRONOUNS = frozenset(
    [
        "he",
        "she",
        "him",
        "her",
        "his",
        "hers",
        "they",
        "them",
        "their",
        "it",
        "its",
        "i",
        "we",
        "you",
    ]
)
ZEROS_PER_OPINION = 2  # DSE's zeros that are kept for each of its other labels, countries apart
Span = tuple[int, int]


@dataclass(frozen=True)
class Example:
    """One labelled target: the sentence with only the target masked, and with the others too."""

    text: str
    text_with_others: str
    label: int
    source: str
    strength: float = 1.0  # how far the label is from neutral: the rest of 1 is neutral's
    judged: tuple[float, float, float] | None = None  # a teacher's chances, taught as they are

    @property
    def chances(self) -> tuple[float, float, float]:
        """Return the probability of negative, neutral and positive that is taught."""
        if self.judged is not None:
            return self.judged
        part = self.strength if self.label else 0.0
        return (part * (self.label < 0), 1 - part, part * (self.label > 0))


def read(folder: Path) -> pl.DataFrame:
    """Return one row per labelled target, as in places, with is_country and others (spans)."""
    rows = pl.read_parquet(folder / "targets.parquet")
    rows = rows.filter(pl.col("source").is_in([NEWS, *NEWS_DEV, DSE]))
    countries = pl.read_parquet(folder / "country_targets.parquet")
    marked = countries.select(*PLACE, is_country=True).unique()
    found = places(rows).join(marked, on=PLACE, how="left", maintain_order="left")
    return with_others(found.with_columns(pl.col("is_country").fill_null(False)))


def places(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per labelled place: PLACE, split, label, extra.

    Where a place has several labels (DSE has a row per pair), it gets its one opinion; places with
    opposite opinions are dropped.
    """
    label = pl.col("label")
    return (
        rows.group_by(*PLACE, "split", maintain_order=True)
        .agg(
            label=label.sum().sign(),
            is_torn=label.n_unique() - label.eq(0).any().cast(pl.UInt32) > 1,
            extra=pl.col("extra").first(),
        )
        .filter(~pl.col("is_torn"))
        .drop("is_torn")
    )


def with_others(places: pl.DataFrame) -> pl.DataFrame:
    """Add `others`: spans of the sentence's other labelled targets and of countries it names."""
    spans = countries_of(places["sentence"])
    for sentence, *span in places.select("sentence", "start", "end").iter_rows():
        spans.setdefault(sentence, []).append((span[0], span[1]))
    others = [sorted(set(spans[s])) for s in places["sentence"]]
    return places.with_columns(others=pl.Series(others, dtype=pl.List(pl.List(pl.Int64))))


def countries_of(sentences: pl.Series) -> dict[str, list[Span]]:
    """Return the spans of the countries that each sentence names."""
    keyed = sentences.alias("text").to_frame().unique(maintain_order=True).with_row_index("number")
    keyed = keyed.select(
        "text",
        article_id=pl.col("number").cast(pl.String),
        version=pl.lit(1, pl.Int64),
        sentence_no=pl.lit(1, pl.Int64),
        published_on=pl.lit(None, pl.Date),
    )
    found = mentions(keyed.lazy(), keyed.lazy(), known_aliases()).collect()
    spans: dict[str, list[Span]] = {}
    named = found.join(keyed, on="article_id").select("text", "start", "end").sort("text", "start")
    for text, start, end in named.iter_rows():
        spans.setdefault(text, []).append((start, end))
    return spans


def examples(rows: pl.DataFrame) -> list[Example]:
    """Return the examples of these rows, in their order."""
    return [_example(row) for row in rows.iter_rows(named=True)]


def _example(row: dict[str, Any]) -> Example:
    """Return one example; names of the target elsewhere in the sentence are masked as it is."""
    sentence = row["sentence"]
    same = [(row["start"], row["end"]), *_again(sentence, row["extra"])]
    others = [(start, end) for start, end in row["others"]]
    return Example(
        masked(sentence, same, []), masked(sentence, same, others), row["label"], row["source"]
    )


def _again(sentence: str, extra: str | None) -> list[Span]:
    """Return where else the sentence names the target, by NewsMTSC's notes; pronouns apart."""
    noted = (json.loads(extra) if extra else {}).get("further") or []
    names = {n["mention"] for n in noted} if isinstance(noted, list) else set()
    names = {n for n in names if n[:1].isupper() and n.lower() not in PRONOUNS}
    found = [m.span() for n in names for m in re.finditer(rf"\b{re.escape(n)}\b", sentence)]
    return sorted(found, key=lambda s: (s[0], -s[1]))


def masked(sentence: str, same: Iterable[Span], others: Iterable[Span]) -> str:
    """Return the sentence with TARGET and OTHER for the spans; the earlier in order wins."""
    taken: list[tuple[int, int, str]] = []
    for spans, symbol in ((same, TARGET), (others, OTHER)):
        for start, end in spans:
            if all(end <= s or e <= start for s, e, _ in taken):
                taken.append((start, end, symbol))
    pieces, at = [], 0
    for start, end, symbol in sorted(taken):
        pieces += [sentence[at:start], symbol]
        at = end
    return "".join([*pieces, sentence[at:]])


def training(rows: pl.DataFrame, *, with_dse: bool, seed: int, news: float = 1) -> pl.DataFrame:
    """Return the rows to train on: a share of NewsMTSC's and, where asked, DSE's, zeros thinned."""
    # Some sentences of DSE stand in both splits.
    rows = rows.with_columns(letters=letters())
    dev = rows.filter(pl.col("split") == "dev").select("letters").unique()
    train = rows.filter(pl.col("split") == "train").join(dev, on="letters", how="anti")
    persons = train.filter(pl.col("source") == NEWS)
    if news < 1:
        persons = persons.sample(fraction=news, seed=seed)
    if not with_dse:
        return persons
    dse = train.filter(pl.col("source") == DSE)
    is_kept = pl.col("is_country") | (pl.col("label") != 0)
    kept, rest = dse.filter(is_kept), dse.filter(~is_kept)
    wanted = max(0, ZEROS_PER_OPINION * dse.filter(pl.col("label") != 0).height - kept.height)
    return pl.concat([persons, kept, rest.sample(min(wanted, rest.height), seed=seed)])


def letters() -> pl.Expr:
    """Return the letters of the column sentence, in small letters: copies share them."""
    return pl.col("sentence").str.to_lowercase().str.replace_all(r"[^a-z]", "")


def development(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the development sets by name."""
    dev = rows.filter(pl.col("split") == "dev")
    return {
        "NewsMTSC rw dev": dev.filter(pl.col("source") == "NewsMTSC-rw"),
        "NewsMTSC mt dev": dev.filter(pl.col("source") == "NewsMTSC-mt"),
        "DSE dev, country targets": dev.filter((pl.col("source") == DSE) & pl.col("is_country")),
    }
