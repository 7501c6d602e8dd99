from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.transforms.test_series import SPAN, article
from transforms.cells import Span, by_speaker, voices
from transforms.groups import group_series, pacts
from warehouse.contracts import TABLES
from warehouse.reference import alliances

DAY = date(2024, 5, 6)


def member(alliance: str, country: str, start: str = "1950-01-01", **more: Any) -> dict[str, Any]:
    return {
        "alliance": alliance,
        "kind": "defence_pact",
        "member": country,
        "start_on": date.fromisoformat(start),
        "end_on": None,
        "known_until": date(2025, 12, 31),
        "source": "made for the test",
        **more,
    }


TIES = [member("North", c) for c in ("USA", "CAN", "GBR")]
TIES += [member("Pair", c) for c in ("USA", "JPN")]
RIVALS = [
    {"alliance": "North", "rival": "SUN", "start_on": date(1950, 1, 1), "end_on": date(2024, 5, 6)},
    {"alliance": "North", "rival": "RUS", "start_on": date(2024, 5, 6), "end_on": None},
]


def shape(rows: list[dict[str, Any]], table: str) -> pl.DataFrame:
    types = {n: c.dtype for n, c in TABLES[table].schema.columns().items()}
    return pl.DataFrame([{**dict.fromkeys(types), **r} for r in rows], schema=types)


def compute(
    rows: list[dict[str, Any]], ties: list[dict[str, Any]] = TIES, span: Span = SPAN
) -> dict[tuple[str, str], dict[str, Any]]:
    told = pl.DataFrame({"article_id": sorted({r["article_id"] for r in rows})}).with_columns(
        version=pl.lit(1, pl.Int64), story_id="article_id", is_first=pl.lit(value=True)
    )
    tones, codes = (shape(r, t).lazy() for r, t in ((rows, "article_tones"), ([], "coded_tones")))
    voiced = voices(tones, told.lazy(), codes).collect()
    found = group_series(
        by_speaker(voiced), shape(ties, "alliances"), shape(RIVALS, "rivals"), span
    )
    shaped = TABLES["group_series"].shape(found)
    TABLES["group_series"].schema.validate(shaped)
    years = shaped.filter(grain="year").iter_rows(named=True)
    return {(r["group_name"], r["relation"]): r for r in years}


def test_each_tone_goes_to_the_relations_it_has() -> None:
    found = compute(
        [
            article("a", 0.5, source_country="CAN", country="USA"),
            article("b", 0.1, source_country="FRA", country="USA"),
            article("c", -0.4, source_country="USA", country="RUS"),
            article("d", 0.9, source_country="USA", country="USA"),
            article("e", 0.3, source_country="JPN", country="USA"),
            article("f", 0.3, source_country=None, country="USA"),
        ]
    )
    means = {key: (round(r["mean"], 6), r["n_stories"]) for key, r in found.items()}
    assert means == {
        ("North", "within"): (0.5, 1),
        ("North", "from_outside"): (0.2, 2),  # of France and Japan
        ("North", "to_rivals"): (-0.4, 1),
        ("USA", "from_allies"): (0.4, 2),  # of Canada and, by the pair's pact, Japan
        ("USA", "from_others"): (0.1, 1),
        ("RUS", "from_others"): (-0.4, 1),
    }


def test_an_article_on_two_members_is_one_voice() -> None:
    rows = [article("a", 0.6, source_country="FRA", country=c, n=2) for c in ("USA", "CAN")]
    found = compute([*rows, article("b", 0.0, source_country="FRA", country="USA")])
    outside = found["North", "from_outside"]
    assert (outside["n_stories"], outside["n_covered"]) == (2, 5)
    assert outside["n_effective"] == pytest.approx(25 / (16 + 1))


def test_membership_is_that_of_the_day() -> None:
    late = [*TIES[1:3], member("North", "USA", "2024-05-07")]
    rows = [article("a", 0.5, source_country="CAN", country="USA")]
    assert compute(rows, late).keys() == {("USA", "from_others")}
    rows = [article("a", 0.5, source_country="CAN", country="USA", published_on=date(2024, 5, 7))]
    assert compute(rows, late).keys() == {("North", "within"), ("USA", "from_allies")}


def test_beyond_its_source_membership_is_unknown_and_not_absent() -> None:
    rows = [article("a", 0.5, source_country="CAN", country="USA", published_on=date(2026, 1, 1))]
    rows += [article("b", 0.5, source_country="FRA", country="USA", published_on=date(2026, 1, 1))]
    assert compute(rows, span=Span(2026, date(2026, 1, 1), date(2026, 12, 1))) == {}


def test_every_tie_of_the_reference_is_symmetric() -> None:
    members = alliances.load().members.with_columns(known_until=pl.lit(date(2025, 12, 31)))
    found = pacts(members).select("alliance", "source_country", "country", "start_on", "end_on")
    back = found.rename({"source_country": "country", "country": "source_country"})
    assert found.sort(pl.all()).equals(back.select(found.columns).sort(pl.all()))
    assert len(found.filter(source_country="JPN", country="USA")) >= 2


def test_rivals_are_known_alliances_with_sources() -> None:
    found = alliances.rivals()
    assert found["source"].null_count() == 0
    assert (found["end_on"].fill_null(date(9999, 1, 1)) > found["start_on"]).all()
