"""Agreement of scorers with human labels, by source, facet and length, beside baselines."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from flows.validation.labelled import MASKED
from flows.validation.metrics import Array, Verdicts, figures, of_scores
from transforms.scorers import OTHER, TARGET, Scorer

FEWEST = 20  # rows of a group that has figures of its own
FEWER = 200  # bootstrap samples of such a group
READ = 50  # sentences that are listed to be read
GROUPS = ["facet", "length"]


def score(scorer: Scorer, masked: pl.Series) -> pl.DataFrame:
    """Return the scores of masked texts; a scorer that tells no target sees every mention alike."""
    texts = masked if scorer.is_targeted else masked.str.replace_all(TARGET, OTHER)
    rows = texts.alias("masked").to_frame()
    distinct = rows.unique(maintain_order=True)
    scores = distinct.hstack(scorer.score(distinct["masked"]))
    return rows.join(scores, on="masked", how="left", maintain_order="left").drop("masked")


def measure(rows: pl.DataFrame, scorers: Sequence[Scorer]) -> list[dict[str, Any]]:
    """Return a record per source, masking, group, scorer and measure: value, low, high and rows.

    In: the columns of labelled.read. Baselines stand beside each source as a whole.
    """
    labels, found = rows["label"].to_numpy(), []
    for masking in MASKED:
        scored = {s.name: score(s, rows[masking]) for s in scorers}
        verdicts = {name: of_scores(frame) for name, frame in scored.items()}
        covered = {name: frame["coverage"].to_numpy() > 0 for name, frame in scored.items()}
        for source, group, value, at in _groups(rows):
            about = {"source": source, "masking": masking, "group": group, "value": value}
            beside = baselines(labels) if group == "all" and masking == next(iter(MASKED)) else {}
            found += _records(labels, verdicts | beside, covered, at, about)
    return found


def baselines(labels: Array) -> dict[str, Verdicts]:
    """Return what always saying one label, and the labels in another order, would give."""
    n = len(labels)
    drawn = np.random.default_rng(1).permutation(labels)
    always = {"neutral": 0, "negative": -1, "positive": 1}
    found = {
        f"always {k}": Verdicts(np.full(n, float(v)), np.full(n, v)) for k, v in always.items()
    }
    return found | {"labels shuffled": Verdicts(drawn.astype(float), drawn)}


def _groups(rows: pl.DataFrame) -> Iterator[tuple[str, str, str, Array]]:
    """Yield source, group, its value, and the numbers of its rows; each source whole first."""
    numbered = rows.with_row_index("at")
    for (source,), chosen in numbered.group_by("source", maintain_order=True):
        yield str(source), "all", "all", chosen["at"].to_numpy()
        for group in GROUPS:
            parts = chosen.group_by(group, maintain_order=True)
            for (value,), part in parts:
                if len(part) >= FEWEST:
                    yield str(source), group, str(value), part["at"].to_numpy()


def _records(
    labels: Array,
    verdicts: Mapping[str, Verdicts],
    covered: Mapping[str, Array],
    at: Array,
    about: dict[str, str],
) -> list[dict[str, Any]]:
    records = []
    for name, told in verdicts.items():
        samples = {} if about["group"] == "all" else {"samples": FEWER}
        values = figures(labels[at], told[at], **samples)
        if name in covered:
            share = float(covered[name][at].mean())
            values["coverage"] = [share, share, share]
        records += [
            {**about, "scorer": name, "measure": m, "value_of": v, "low": low, "high": high,
             "rows": len(at)}
            for m, (v, low, high) in values.items()
        ]  # fmt: skip
    return records


def worst(rows: pl.DataFrame, scorer: Scorer) -> list[dict[str, Any]]:
    """Return the sentences whose tone is farthest from the label, to be read."""
    polarity = score(scorer, rows["target"])["polarity"]
    judged = rows.with_columns(polarity=polarity, miss=(polarity - rows["label"]).abs())
    columns = ["source", "sentence", "start", "end", "label", "polarity", "miss"]
    return judged.sort("miss", "sentence", descending=[True, False]).head(READ)[columns].to_dicts()


def slowest(rows: pl.DataFrame, scorer: Scorer) -> list[dict[str, Any]]:
    """Return the sentences that take longest, each alone, among the longest; in milliseconds."""
    longest = rows.unique("target").sort(pl.col("target").str.len_chars(), "target").tail(4 * READ)
    spent = []
    for text in longest["target"]:
        began = time.perf_counter()
        score(scorer, pl.Series([text]))
        spent.append((time.perf_counter() - began) * 1000)
    timed = longest.select("source", "sentence", milliseconds=pl.Series(spent))
    return timed.sort("milliseconds", descending=True).head(READ).to_dicts()
