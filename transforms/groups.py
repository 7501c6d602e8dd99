"""article_tones, stories, alliances, rivals -> group_series: within, toward and from groups."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.cells import ARTICLE, DAY, LONG, OF_ARTICLE, PAIR, SAID, Span, by_article, by_period
from transforms.series import statistics, total, types_of

_KEPT = [*ARTICLE, *OF_ARTICLE, *SAID]
_ROW = [*PAIR, *ARTICLE]
# Of older pacts the table alliances has only those that lasted: membership before is unknown.
KNOWN_FROM = date(1945, 1, 1)
FEWEST_MEMBERS = 3  # what two states say of one another is a dyad
KEY = ["group_name", "relation"]


def group_series(
    speakers: pl.DataFrame, alliances: pl.DataFrame, rivals: pl.DataFrame, span: Span
) -> pl.DataFrame:
    """Return one row per alliance or country, relation, period of `span`, and scorer.

    In: what transforms.cells.by_speaker returns. The columns are those of group_series. Membership
    is that of the day of publication; articles of days on which it is unknown are left out, and so
    is what a state says of itself. An article that speaks of several members is one voice.
    """
    foreign = speakers.filter(pl.col("source_country") != pl.col("country")).with_columns(
        pl.col(PAIR).cast(pl.String)
    )
    relations = [
        *_of_alliances(foreign, alliances),
        _to_rivals(foreign, alliances, rivals),
        *_of_allies(foreign, alliances),
    ]
    rows = by_article(pl.concat([r.select(*KEY, *_KEPT) for r in relations]), KEY)
    found = statistics(total(by_period(rows, KEY, LONG, span), KEY))
    return found.select(pl.col(n).cast(t) for n, t in types_of("group_series").items())


def pacts(alliances: pl.DataFrame) -> pl.DataFrame:
    """Return ordered pairs of members: alliance, kind, source_country, country, start_on, end_on.

    Both orders stand, so that every tie is symmetric; the pair begins with the later entry.
    """
    one = alliances.select("alliance", "kind", "member", "start_on", "end_on", "known_until")
    pairs = one.join(one, on=["alliance", "kind"], suffix="_b")
    return pairs.filter(pl.col("member") != pl.col("member_b")).select(
        "alliance",
        "kind",
        source_country="member",
        country="member_b",
        start_on=pl.max_horizontal("start_on", "start_on_b"),
        end_on=pl.min_horizontal("end_on", "end_on_b"),
        known_until="known_until",
    )


def holds() -> pl.Expr:
    """Return whether a tie holds, for certain, on the day of publication."""
    is_begun = (pl.col("start_on") <= DAY) & (DAY >= KNOWN_FROM)
    is_ended = pl.col("end_on").is_not_null() & (pl.col("end_on") <= DAY)
    return is_begun & ~is_ended & (pl.col("known_until") >= DAY)


def _of_alliances(foreign: pl.DataFrame, alliances: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what members say of one another, and what others say of them."""
    large = alliances.filter(pl.col("member").n_unique().over("alliance") >= FEWEST_MEMBERS)
    tied = pacts(large).rename({"alliance": "group_name"})
    within = foreign.join(tied, on=PAIR).filter(holds())
    members = large.rename({"alliance": "group_name", "member": "country"})
    toward = foreign.join(members, on="country").filter(holds())
    outside = toward.join(within, on=["group_name", *_ROW], how="anti")
    return [_named(within, "within"), _named(outside, "from_outside")]


def _to_rivals(
    foreign: pl.DataFrame, alliances: pl.DataFrame, rivals: pl.DataFrame
) -> pl.DataFrame:
    """Return what members say of their alliance's rivals."""
    members = alliances.rename({"member": "source_country"})
    opposed = rivals.select(
        "alliance", country="rival", opposed_on="start_on", reconciled_on="end_on"
    )
    is_opposed = (pl.col("opposed_on") <= DAY) & (
        pl.col("reconciled_on").is_null() | (pl.col("reconciled_on") > DAY)
    )
    tied = members.join(opposed, on="alliance").rename({"alliance": "group_name"})
    return _named(foreign.join(tied, on=PAIR).filter(holds() & is_opposed), "to_rivals")


def _of_allies(foreign: pl.DataFrame, alliances: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what a country's allies, by a defence pact, and what others say of it."""
    tied = pacts(alliances.filter(pl.col("kind") == "defence_pact"))
    allied = foreign.join(tied, on=PAIR).filter(holds()).unique(_ROW)
    last = alliances.select(pl.col("known_until").max())
    known = foreign.join(last, how="cross").filter(DAY.is_between(KNOWN_FROM, "known_until"))
    others = known.join(allied, on=_ROW, how="anti")
    named = [rows.with_columns(group_name=pl.col("country")) for rows in (allied, others)]
    return [_named(named[0], "from_allies"), _named(named[1], "from_others")]


def _named(rows: pl.DataFrame, relation: str) -> pl.DataFrame:
    return rows.with_columns(
        pl.col("group_name").cast(pl.Categorical), relation=pl.lit(relation, pl.Categorical)
    )
