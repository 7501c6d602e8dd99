"""Compares tenures and alliances with outside sources.

Each function returns the differences as kind, key, ours, theirs.
"""

from __future__ import annotations

from itertools import combinations

import polars as pl

from warehouse.reference.alliances import Alliances, members
from warehouse.reference.meanings import plain
from warehouse.reference.periods import OPEN

RULERS = ["head_of_state", "head_of_government", "party_leader", "paramount_leader"]
# The states whose rulers leaders.csv means to hold whole from 1945.
WHOLE = (
    "USA GBR FRA DEU DDR ITA CAN ESP PRT NLD BEL NOR DNK POL CZE CSK HUN ROU GRC TUR SWE FIN "
    "JPN KOR PRK CHN TWN PHL AUS NZL IND PAK IDN MYS SGP THA VNM VDR KHM MMR MNG SUN RUS UKR "
    "BLR KAZ GEO ISR EGY SYR IRQ IRN SAU JOR LBN LBY AFG CUB VEN BRA MEX ARG CHL COL NIC ZAF "
    "ETH NGA YUG SRB"
)
NEAR = 3  # days by which two sources may differ on a first day
FAR = 366  # days beyond which it is another tenure, or a namesake


def tenures(leaders: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Return tenures that start on another day, or are not ours; `ours` is the nearest start.

    In: leaders; and country, ruler, start_on. A ruler is the same where a word of the names is.
    Where only the day agrees it may be another spelling, or another office than theirs.
    """
    # The same person first, and of one person the nearest tenure, unless only a day agrees.
    is_best = pl.col("is_same") & pl.col("is_near")
    best = (
        _tenure_pairs(leaders, theirs)
        .sort("at", is_best, "is_near", "is_same", "apart",
              descending=[False, True, True, True, False], nulls_last=True)
        .unique("at", keep="first", maintain_order=True)
        .filter(~is_best)
    )  # fmt: skip
    return _tenure_rows(best)


def _tenure_pairs(leaders: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Pair each of their tenures with ours of the country: at, apart, is_same, is_near and both."""
    names = pl.concat_str("person", "surname", "title_forms", separator=" ", ignore_nulls=True)
    ours = leaders.filter(pl.col("office").is_in(RULERS)).select(
        "country", "person", our_start="start_on", our_words=_words(names)
    )
    apart = (pl.col("start_on") - pl.col("our_start")).dt.total_days().abs()
    is_same = pl.col("words").list.set_intersection("our_words").list.len() > 0
    return (
        theirs.with_columns(words=_words(pl.col("ruler")))
        .with_row_index("at")
        .join(ours, on="country", how="left")
        .with_columns(apart=apart, is_same=is_same.fill_null(False))
        .with_columns(is_near=(pl.col("apart") <= NEAR).fill_null(False))
    )


def _tenure_rows(best: pl.DataFrame) -> pl.DataFrame:
    is_whole = pl.col("country").is_in(WHOLE.split())
    kind = (
        pl.when("is_near").then(pl.lit("another ruler or spelling on the day"))
        .when(pl.col("is_same") & (pl.col("apart") <= FAR)).then(pl.lit("another start"))
        .when(is_whole).then(pl.lit("no such tenure"))
        .otherwise(pl.lit("no such tenure, state not held whole"))
    )  # fmt: skip
    ours = pl.concat_str(pl.col("person"), pl.lit(" "), pl.col("our_start"))
    listed = best.select(
        kind=kind, key="country", ours=ours, theirs=pl.concat_str("ruler", pl.lit(" "), "start_on")
    )
    return listed.sort("kind", "key", maintain_order=True)


def our_pact_years(alliances: pl.DataFrame, last: int) -> pl.DataFrame:
    """Return one, other and year of defence pacts as alliances.csv has them, 1945 to `last`.

    A year counts where the pact held on any of its days. The Soviet Union's stand under RUS.
    """
    kept = alliances.filter(kind="defence_pact").with_columns(
        pl.col("member").replace({"SUN": "RUS"}), pl.col("end_on").fill_null(OPEN)
    )
    found: set[tuple[str, str, int]] = set()
    for _, rows in kept.group_by("alliance"):
        periods = rows.select("member", "start_on", "end_on").rows()
        for (a, a_start, a_end), (b, b_start, b_end) in combinations(periods, 2):
            start, end = max(a_start, b_start), min(a_end, b_end)
            if a != b and start < end:
                years = range(max(1945, start.year), min(last, end.year) + 1)
                found |= {(min(a, b), max(a, b), year) for year in years}
    schema = {"one": pl.String, "other": pl.String, "year": pl.Int64}
    return pl.DataFrame(sorted(found), schema=schema, orient="row")


def pacts(alliances: pl.DataFrame, theirs: pl.DataFrame, last: int) -> pl.DataFrame:
    """Return the pairs whose years under a defence pact differ, the years as spans.

    In: alliances; and one, other, year.
    """
    pair = ["one", "other"]
    ours = our_pact_years(alliances, last).group_by(pair).agg(ours=pl.col("year").sort())
    other = theirs.group_by(pair).agg(theirs=pl.col("year").sort())
    both = ours.join(other, on=pair, how="full", coalesce=True)
    differing = both.filter(pl.col("ours").ne_missing(pl.col("theirs"))).sort(pair)
    kind = (
        pl.when(pl.col("ours").is_null()).then(pl.lit("no such pact"))
        .when(pl.col("theirs").is_null()).then(pl.lit("pact not theirs"))
        .otherwise(pl.lit("other years"))
    )  # fmt: skip
    spans = [pl.col(c).map_elements(_spans, return_dtype=pl.String) for c in ("ours", "theirs")]
    key = pl.concat_str(pair, separator="-")
    return differing.select(*spans, kind=kind, key=key)


def _spans(years: pl.Series) -> str:
    """Return sorted years as spans: 1950-1953 1955."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def nato(alliances: Alliances, theirs: pl.Series) -> pl.DataFrame:
    """Return the members of NATO that only one side has, on the last day our file covers."""
    ours = members(alliances, "NATO", alliances.coverage_end) or frozenset()
    here, there = sorted(ours - set(theirs)), sorted(set(theirs) - ours)
    return pl.DataFrame(
        {
            "kind": ["not a member there"] * len(here) + ["not a member here"] * len(there),
            "key": here + there,
            "ours": ["member"] * len(here) + [None] * len(there),
            "theirs": [None] * len(here) + ["member"] * len(there),
        },
        schema=dict.fromkeys(["kind", "key", "ours", "theirs"], pl.String),
    )


def _words(names: pl.Expr) -> pl.Expr:
    """Return the words of a name that can tell people apart."""
    return plain(names).str.to_lowercase().str.extract_all("[a-z]{3,}")
