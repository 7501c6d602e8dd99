"""Compares the reference data with outside sources and lists every difference.

A difference is no error: the sources disagree among themselves, and the provenance files say why
ours keeps what it has.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from warehouse.reference import outside
from warehouse.reference.check import Files
from warehouse.reference.compare_dated import nato, pacts, tenures
from warehouse.reference.meanings import plain

DIFFERENCE = ["file", "kind", "key", "ours", "theirs", "source"]
LAST_YEAR = {"ATOP": 2018, "COW": 2012}


def differences(folder: Path, files: Files) -> pl.DataFrame:
    """Return all differences from the sources that are in the folder.

    Out: file (ours), kind, key (what it is about), ours (empty where we have nothing), theirs,
    source.
    """
    nothing = pl.DataFrame(schema=dict.fromkeys(DIFFERENCE, pl.String))
    found = [
        _compared(folder, source, files).with_columns(source=pl.lit(source)).select(DIFFERENCE)
        for source in outside.present(folder)
    ]
    return pl.concat([nothing, *found])


def _compared(folder: Path, source: str, files: Files) -> pl.DataFrame:
    if source == "countrycode":
        found, file = codes(files.countries, outside.read(folder, source)), "countries.csv"
    elif source in ("REIGN", "Archigos"):
        found, file = tenures(files.leaders, outside.rulers(folder, source)), "leaders.csv"
    elif source in LAST_YEAR:
        theirs = outside.pact_years(folder, source)
        found = pacts(files.alliances.members, theirs, LAST_YEAR[source])
        file = "alliances.csv"
    elif source == "NATO":
        found = nato(files.alliances, outside.read(folder, source)["iso3"])
        file = "alliances.csv"
    else:
        found = forms(files.meanings, outside.printed_forms(folder, source))
        file = "aliases.csv"
    return found.with_columns(file=pl.lit(file))


def codes(countries: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """Return the codes of the crosswalk that countries.csv has not.

    Its states without an ISO code ended before 1945, or are in countries.csv by a code of ISO
    3166-3; Zanzibar and the United Arab Republic are in neither.
    """
    unknown = ~pl.col("iso3c").is_in(countries["country"].implode())
    return crosswalk.filter(unknown).select(
        kind=pl.lit("no such code"),
        key="iso3c",
        ours=pl.lit(None, pl.String),
        theirs="country.name.en",
    )


def forms(meant: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Return the names that no alias of ours covers; `ours` is what the form means instead.

    In: meanings; and country, kind, form, where a form may end in an asterisk.
    """
    ours = meant.select("country", word=_word("alias")).unique()
    wanted = theirs.with_columns(
        word=_word("form").str.strip_chars_end("*"), is_stem=pl.col("form").str.ends_with("*")
    ).with_row_index("at")
    same = pl.col("word_right") == pl.col("word")
    begins = pl.col("is_stem") & pl.col("word_right").str.starts_with(pl.col("word"))
    covered = wanted.join(ours, on="country").filter(same | begins)
    instead = ours.group_by("word").agg(ours=pl.col("country").sort().str.join(" "))
    missing = wanted.join(covered, on="at", how="anti").join(instead, on="word", how="left")
    kind = pl.col("kind") + " without an alias"
    listed = missing.select(kind=kind, key="country", ours="ours", theirs="form")
    return listed.sort("kind", "key", "theirs")


def _word(column: str) -> pl.Expr:
    """Return a form as the matcher takes it: without accents and case, Saint as St."""
    word = plain(pl.col(column)).str.to_lowercase().str.strip_chars()
    return word.str.replace_all(r"\b(?:saint|st\.) ", "st ")
