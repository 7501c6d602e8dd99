"""The questions that `problems` asks of the reference files, one function each.

A function takes the name of a file and its frame, with `row`, and returns a line per problem.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from warehouse.reference.meanings import plain
from warehouse.reference.periods import END, FIRST, START, overlaps
from warehouse.reference.tables import SURNAME_RULES

OFFICES = [
    "head_of_state", "head_of_government", "party_leader", "paramount_leader",
    "foreign_minister", "defence_minister",
]  # fmt: skip
# A state's name outlives it: "Czechoslovakia" in a text of 2010 still means that state.
OUTLIVING = ["name", "people", "place"]


def _lines(file: str, bad: pl.DataFrame, reason: str) -> list[str]:
    """Return a line per row of `bad`, which shows its first column and `row`."""
    first = next(column for column in bad.columns if column != "row")
    rows = bad.select("row", first).iter_rows()
    return [f"{file}, row {row} ({shown}): {reason}" for row, shown in rows]


def _pair_lines(file: str, pairs: pl.DataFrame, by: Sequence[str], reason: str) -> list[str]:
    rows = pairs.select("row", "row_right", pl.concat_str(by, separator=", ")).iter_rows()
    return [f"{file}, rows {one} and {other} ({shown}): {reason}" for one, other, shown in rows]


def unsorted(file: str, raw: pl.DataFrame, by: Sequence[str]) -> list[str]:
    """Name the first row that should stand before the row above it. In: the columns of `by`."""
    keys = [tuple(value or "" for value in row) for row in raw.select(by).iter_rows()]
    late = (n for n, key in enumerate(keys[1:], start=3) if key < keys[n - 3])
    first = next(late, None)
    if first is None:
        return []
    return [f"{file}, row {first} ({keys[first - 2][0]}): not sorted by {', '.join(by)}"]


def unknown_codes(
    file: str, frame: pl.DataFrame, column: str, countries: pl.DataFrame
) -> list[str]:
    """Name rows whose country is not in countries.csv."""
    bad = frame.filter(~pl.col(column).is_in(countries["country"].implode()))
    return _lines(file, bad, f"{column} is not in countries.csv")


def outside_the_state(
    file: str, frame: pl.DataFrame, column: str, countries: pl.DataFrame
) -> list[str]:
    """Name rows of a historical state that outlast it or end before it begins.

    A row may begin before its state: Tito led Yugoslavia before it was a republic. Names may be
    open at the end; a date that is stated must still be the state's.
    """
    ends = countries.filter(pl.col("end_on").is_not_null()).select(
        pl.col("country").alias(column), _from=START, _to="end_on"
    )
    outlives = pl.col("facet").is_in(OUTLIVING) if "facet" in frame.columns else pl.lit(False)
    end = pl.when(outlives).then(pl.col("end_on").fill_null(FIRST)).otherwise(END)
    is_early = pl.col("end_on") <= pl.col("_from")
    rows = frame.join(ends, on=column, maintain_order="left")
    bad = rows.filter((end > pl.col("_to")) | is_early | (pl.col("_to") <= START))
    return _lines(file, bad, "outside the dates of the state in countries.csv")


def overlapping(file: str, frame: pl.DataFrame, by: Sequence[str]) -> list[str]:
    """Name rows that agree in `by` and share a day: two holders of an office, a member twice."""
    return _pair_lines(file, overlaps(frame, by), by, "their periods overlap")


def lopsided(file: str, members: pl.DataFrame) -> list[str]:
    """Name alliances of one member, of two with unlike periods, or of two kinds.

    In: row, alliance, kind, member, start_on, end_on.
    """
    period = pl.struct("start_on", "end_on")
    per_member = members.group_by("alliance", "member").agg(
        pl.col("row").min(), periods=period.sort(), kinds=pl.col("kind").unique()
    )
    per_alliance = per_member.group_by("alliance", maintain_order=True).agg(
        pl.col("row").min(),
        n=pl.len(),
        n_periods=pl.col("periods").n_unique(),
        n_kinds=pl.col("kinds").explode().n_unique(),
    ).sort("row")  # fmt: skip
    is_uneven = (pl.col("n") == 2) & (pl.col("n_periods") > 1)
    return [
        *_lines(file, per_alliance.filter(n=1), "an alliance of one member"),
        *_lines(file, per_alliance.filter(is_uneven), "its two members have unlike periods"),
        *_lines(file, per_alliance.filter(pl.col("n_kinds") > 1), "an alliance of two kinds"),
    ]


def unknown_offices(file: str, leaders: pl.DataFrame) -> list[str]:
    """Name tenures of an office that is none of OFFICES, or without a first day."""
    known = pl.col("office").is_in(OFFICES).fill_null(False)
    return [
        *_lines(file, leaders.filter(~known), f"office is none of {', '.join(OFFICES)}"),
        *_lines(file, leaders.filter(pl.col("start_on").is_null()), "start_on is empty"),
    ]


def cut_tenures(file: str, leaders: pl.DataFrame) -> list[str]:
    """Name tenures that go on in the next row, the same person in the same office."""
    same = ["country", "office", "person"]
    pairs = leaders.join(leaders, left_on=[*same, "end_on"], right_on=[*same, "start_on"])
    by = ["person", "office"]
    return _pair_lines(file, pairs, by, "one tenure in two rows")


def strange_surnames(file: str, leaders: pl.DataFrame) -> list[str]:
    """Name leaders whose surname stands in none of their names."""
    names = pl.concat_str("person", "title_forms", separator="|", ignore_nulls=True)
    is_found = plain(names).str.contains(plain(pl.col("surname")), literal=True)
    return _lines(file, leaders.filter(~is_found), "surname stands in none of the person's names")


def unknown_rules(file: str, aliases: pl.DataFrame, rules: pl.DataFrame) -> list[str]:
    """Name aliases with a rule that rules.csv does not define."""
    known = rules["rule"].unique().to_list()
    unknown = pl.col("rule").str.split(" ").list.set_difference(known).list.len() > 0
    return _lines(file, aliases.filter(unknown), "rule is not in rules.csv")


def unused_rules(file: str, rules: pl.DataFrame, used: pl.Series) -> list[str]:
    """Name rules that no alias uses; `used` is the column rule of every file of aliases."""
    names = used.drop_nulls().str.split(" ").explode().to_list()
    # Each surname of leaders.csv stands under these.
    bad = rules.filter(~pl.col("rule").is_in([*names, *SURNAME_RULES]))
    return _lines(file, bad.unique("rule", keep="first", maintain_order=True), "no alias uses it")


def shared_forms(file: str, groups: pl.DataFrame) -> list[str]:
    """Name forms that stand for a group twice. In: row, group, alias."""
    open_ended = groups.with_columns(start_on=pl.lit(None), end_on=pl.lit(None))
    return _pair_lines(file, overlaps(open_ended, ["alias"]), ["alias"], "one form stands twice")


def memberless(
    file: str, groups: pl.DataFrame, members: pl.DataFrame, without: Sequence[str]
) -> list[str]:
    """Name groups that have no members in alliances.csv and are not declared to have none."""
    known = [*members["alliance"].unique(), *without]
    bad = groups.filter(~pl.col("group").is_in(known))
    reason = "no such alliance in alliances.csv, nor in without_members of the provenance"
    return _lines(file, bad.unique("group", keep="first", maintain_order=True), reason)


def forms_of_countries(file: str, groups: pl.DataFrame, meant: pl.DataFrame) -> list[str]:
    """Name forms of a group that also mean a country. In: meanings, as there."""
    forms = groups.select("alias", "row", form=plain(pl.col("alias")))
    bad = forms.join(meant.select("form").unique(), on="form", how="semi")
    return _lines(file, bad, "the same form means a country")
