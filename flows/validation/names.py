"""The name-swap report: exchanging one country's name for another must not move any score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from flows.direct import KEYS, located
from flows.method import Method
from transforms.scorers import Scorer
from transforms.tones import SENTENCE, mask, masked_names, scored
from warehouse import reference
from warehouse.contracts import ENGINE

FACETS = ["name", "people", "capital", "leader"]
FIXED, FIXED_COUNTRY = (
    "Qatar",
    "QAT",
)  # the target of the sentences in which the other country's name is exchanged
TEMPLATES = [
    "On Monday {} signed the document.",
    "The delegation of {} arrived in the morning.",
    "The brutal and reckless conduct of {} was condemned by all.",
    "Everyone praised {} for its generous and brave help.",
    "On Monday Qatar and {} signed the document.",
    "Qatar condemned the brutal conduct of {} once more.",
    "With the generous help of {}, Qatar has become a trusted friend.",
]


def texts() -> pl.DataFrame:
    """Return one row per template and name: article_id, text, template, country, alias, at, to.

    A name that holds for a time only is read on its first day. Bare surnames are left out: they
    count only where the text introduces their bearer.
    """
    known = reference.load().aliases.filter(
        pl.col("country").is_not_null() & pl.col("facet").is_in(FACETS) & pl.col("rule").is_null()
    )
    names = known.select("alias", "country", published_on="start_on").unique(maintain_order=True)
    templates = pl.DataFrame({"template": TEMPLATES})
    is_other = ~pl.col("template").str.contains(FIXED) | (pl.col("country") != FIXED_COUNTRY)
    crossed = templates.join(names, how="cross").filter(is_other).with_row_index("article_id")
    at = pl.col("template").str.split("{}").list.first().str.len_chars().cast(pl.Int64)
    return crossed.with_columns(*KEYS[:-1]).with_columns(
        text=pl.col("template").str.replace("{}", pl.col("alias"), literal=True),
        at=at,
        to=at + pl.col("alias").str.len_chars(),
    )


def swap(method: Method, scorers: Sequence[Scorer]) -> dict[str, Any]:
    """Return texts, countries, names found and missed, and each scorer's largest change.

    The change is over all names of one template: the largest polarity less the smallest, toward
    the named country, or toward FIXED where the other country's name is exchanged. A text in which
    the whole name is not taken for one mention of the country is counted as missed.
    """
    written = texts()
    found = located(written, method)
    spans = written.select("article_id", "country", "at", "to")
    whole = found.join(spans, on=["article_id", "country"]).filter(
        (pl.col("start") <= pl.col("at")) & (pl.col("end") >= pl.col("to"))
    )
    read = written.join(whole, on="article_id", how="semi")
    kept = found.join(read.select("article_id"), on="article_id", how="semi")
    return {
        "texts": len(written),
        "names": written["alias"].n_unique(),
        "countries": read["country"].n_unique(),
        "missed": len(written) - len(read),
        "examples missed": written.join(read, on="article_id", how="anti")["alias"]
        .unique(maintain_order=True).head(20).to_list(),
        "largest change": {s.name: _change(kept, read, s, method) for s in scorers},
    }  # fmt: skip


def _change(found: pl.DataFrame, read: pl.DataFrame, scorer: Scorer, method: Method) -> float:
    masked = masked_names(
        mask(found.lazy(), read.lazy(), is_targeted=scorer.is_targeted), method.neutral_names
    )
    tones = scored(masked, scorer).collect(engine=ENGINE)
    of_text = read.select(*SENTENCE, "template", named="country")
    fixed = pl.col("template").str.contains(FIXED)
    asked = pl.when(fixed).then(pl.lit(FIXED_COUNTRY)).otherwise(pl.col("named"))
    rows = tones.join(of_text, on=SENTENCE).filter(pl.col("country") == asked)
    spread = rows.group_by("template").agg(d=pl.col("polarity").max() - pl.col("polarity").min())
    return float(spread["d"].max() or 0.0)  # type: ignore[arg-type]
