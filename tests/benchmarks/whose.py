"""How fast it is found whose a tone is, from mentions and sentences to holders."""

from __future__ import annotations

import time

import polars as pl

from flows import method
from flows.direct import KEYS, located
from transforms.holders import holders

WANTED = 500_000  # tones


def main(texts: pl.Series) -> None:
    """Print tones a second, on copies of the texts that make up about WANTED tones."""
    in_force = method.load(["textblob"], [])
    rows = pl.DataFrame({"text": texts}).with_row_index("article_id").with_columns(KEYS)
    found = located(rows, in_force)
    tones = found.select("article_id", "country").n_unique()
    copies = pl.DataFrame({"copy": range(max(1, WANTED // tones))})
    named = pl.format("{}-{}", "copy", "article_id").alias("article_id")
    mentions, sentences = (f.join(copies, how="cross").with_columns(named) for f in (found, rows))
    began = time.perf_counter()
    told = holders(
        mentions.lazy(), sentences.lazy(), sentences.lazy(), in_force.holder_rules
    ).collect(engine="in-memory")
    seconds = time.perf_counter() - began
    share = told["holder_role"].eq("speaker").mean()
    print(
        f"holders: {len(told):,} tones in {seconds:.1f} s, {len(told) / seconds:,.0f}/s; "
        f"{share:.1%} have a speaker",
        flush=True,
    )
