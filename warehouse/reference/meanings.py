"""What each printed form means and when, and where one form means two countries."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from warehouse.reference import tables
from warehouse.reference.periods import overlaps

MEANING = ["alias", "form", "country", "facet", "start_on", "end_on", "rule", "file", "row"]


def plain(text: pl.Expr) -> pl.Expr:
    """Return text without accents, with hyphens as spaces: what the matcher takes as the same."""
    bare = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return bare.str.replace_all(r"[‘’]", "'").str.replace_all("[-\u2010-\u2013 ]+", " ")  # noqa: RUF001


def meanings(aliases: Mapping[str, pl.DataFrame], leaders: pl.DataFrame) -> pl.DataFrame:
    """Return one row per meaning of a form, as MEANING; exclusions, which mean none, are left out.

    In: files of aliases by name; and the file of leaders expanded as in `leader_forms`.
    """
    own = [
        frame.select(*tables.ALIAS_COLUMNS[:-1], pl.lit(name).alias("file"), "row")
        for name, frame in aliases.items()
    ]
    return (
        pl.concat([*own, leaders])
        .filter(pl.col("country").is_not_null())
        .with_columns(form=plain(pl.col("alias")))
        .select(MEANING)
    )


def leader_forms(expanded: pl.DataFrame, leaders: pl.DataFrame) -> pl.DataFrame:
    """Return the forms of leaders.csv with file and row.

    In: the file as tables.leaders expands it; and as it stands, with row.
    """
    key = ["person", "country", "start_on"]
    # Two offices taken on one day give the same forms: the first row stands for both.
    rows = leaders.group_by(key).agg(pl.col("row").min())
    return expanded.join(rows, on=key, how="left").select(
        *tables.ALIAS_COLUMNS[:-1], pl.lit("leaders.csv").alias("file"), "row"
    )


def clashes(meant: pl.DataFrame) -> pl.DataFrame:
    """Return each pair of rows by which a form means two countries on one day."""
    return overlaps(meant, ["form"]).filter(pl.col("country") != pl.col("country_right"))


def undecided(meant: pl.DataFrame) -> list[str]:
    """Return a line per pair of rows between which neither a rule nor the facet decides.

    Of two facets the matcher takes the first (name, people, capital, government, leader, place),
    so a surname with its rules may also be a city. Within one facet both rows need a rule, and of
    two rows without any it would be chance which facet is meant.
    """
    bare, bare_right = pl.col("rule").is_null(), pl.col("rule_right").is_null()
    is_one_facet = pl.col("facet") == pl.col("facet_right")
    pairs = clashes(meant).filter(pl.when(is_one_facet).then(bare | bare_right)
                                  .otherwise(bare & bare_right))  # fmt: skip
    return [
        f"{p['file']}, row {p['row']} and {p['file_right']}, row {p['row_right']} ({p['alias']}): "
        f"it means {p['country']} and {p['country_right']} at one time, and no rule decides"
        for p in pairs.iter_rows(named=True)
    ]


def ambiguous(meant: pl.DataFrame) -> pl.DataFrame:
    """Return the forms that mean several countries at one time, and the rules that decide.

    Out: alias, country, facet, start_on, end_on, rules (a bar between those of which one will
    do; empty where the facet decides), rows.
    """
    pairs = clashes(meant)
    sides = [pairs.select("file", "row"), pairs.select(file="file_right", row="row_right")]
    found = meant.join(pl.concat(sides).unique(), on=["file", "row"], how="semi")
    found = found.filter(pl.col("form").is_in(pairs["form"].implode()))
    place = pl.concat_str("file", pl.lit(":"), "row")
    return (
        found.group_by("alias", "country", "facet", "start_on", "end_on")
        .agg(
            rules=pl.col("rule").drop_nulls().unique().sort().str.join(" | "),
            rows=place.unique().sort().str.join(" "),
        )
        .sort("alias", "country", "facet", "start_on")
    )
