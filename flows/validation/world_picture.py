"""What the world says, printed and drawn."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import polars as pl
from rich.console import Console

from flows.tabular import show, write_table


def show_world(found: pl.DataFrame, snapshot: str, console: Console) -> None:
    """Print the table; a question that could not be asked says why."""
    known = {c: pl.col(c) for c in found.columns}
    absent = pl.lit(None, pl.Float64)
    interval = pl.format(
        "{} [{}, {}]", *(known.get(c, absent).round(4) for c in ("estimate", "low", "high"))
    )
    placebo = pl.format(
        "{} found in {} % of {}",
        known.get("placebo", absent),
        (100 * known.get("placebos_found", absent)).round(1),
        known.get("n_placebos", absent),
    )
    shown = found.select(
        "scorer",
        "question",
        effect=pl.coalesce(interval, "reason"),
        p=known.get("p_value", absent).round(4),
        rows=known.get("n_rows", absent),
        placebo=placebo,
        placebo_p=known.get("placebo_p", absent).round(3),
    )
    show(shown, console, f"The world, from snapshot {snapshot}: 95 % intervals; placebos at 5 %")


def save_world(found: pl.DataFrame, folder: Path) -> list[Path]:
    """Write the table and its picture (SVG and PNG); return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("world.csv", "world.svg", "world.png")]
    write_table(found, paths[0])
    picture = _picture(found.filter(pl.col("reason").is_null()))
    for path in paths[1:]:
        picture.save(path, scale_factor=2)
    return paths


def _picture(found: pl.DataFrame) -> alt.FacetChart:
    rows = alt.Chart(found.to_arrow())
    base = rows.encode(y=alt.Y("scorer:N", title=None))
    zero = rows.mark_rule(strokeDash=[3, 3], color="grey").encode(x=alt.datum(0))
    points = base.mark_point(filled=True, size=45).encode(x=alt.X("estimate:Q", title=None))
    intervals = base.mark_rule().encode(x="low:Q", x2="high:Q")
    chart = (zero + intervals + points).properties(width=420, height=60)
    header = alt.Header(labelAngle=0, labelAlign="left", labelLimit=200)
    faceted: alt.FacetChart = chart.facet(
        row=alt.Row("question:N", title=None, sort=None, header=header)
    )
    return faceted.properties(title="Tone and the world: effects with 95 % intervals")
