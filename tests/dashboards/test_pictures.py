from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboards import render
from dashboards.blocs import in_blocs
from dashboards.filters import Period
from dashboards.labels import in_text
from dashboards.marks import breaks_in, events_within
from dashboards.pictures.base import tone_domain, with_gaps
from dashboards.pictures.coverage import coverage, expected, whole
from dashboards.pictures.dots import dots
from dashboards.pictures.lines import at_foot, lines
from dashboards.pictures.matrix import matrix
from dashboards.pictures.parts import parts
from dashboards.statistics import with_interval
from dashboards.words import count, days, first_day, interval, last_day, listed, period, signed

YEARS = [(2020, 0.1, "ok"), (2021, 0.2, "ok"), (2023, None, "too_few"), (2024, 0.3, "few")]


def tones() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "label": "Japan", "period_start": date(year, 1, 1), "mean": mean,
                "low": None if mean is None else mean - 0.05,
                "high": None if mean is None else mean + 0.05, "state": state,
                "n_sentences": 50, "n_stories": 20, "n_articles": 22, "n_outlets": 3,
            }
            for year, mean, state in YEARS
        ]
    )  # fmt: skip


def marks(svg: bytes, role: str) -> int:
    return svg.decode().count(f'aria-roledescription="{role}"')


def test_lines_break_where_nothing_is_known() -> None:
    rows = with_gaps(tones(), "year")
    assert rows["period_start"].dt.year().to_list() == [2020, 2021, 2022, 2023, 2024]
    assert rows["mean"].to_list() == [0.1, 0.2, None, None, 0.3]
    assert rows["is_joined"].to_list() == [True, True, False, False, False]
    assert rows["is_sure"].to_list() == [True, True, False, False, False]


def test_a_wide_interval_does_not_flatten_the_picture() -> None:
    wide = tones().with_columns(high=pl.lit(40.0))
    assert tone_domain(wide)[1] < 0.7
    assert tone_domain(tones())[0] <= 0 <= tone_domain(tones())[1]


def test_each_state_has_its_own_mark() -> None:
    svg = render.picture(lines(tones(), "year"), "svg", "t", "n")
    # Two full points, one open one, one cross, and three unseen ones to touch.
    assert marks(svg, "point") == 7
    assert marks(svg, "line mark") == 1


def test_events_and_breaks_are_drawn() -> None:
    events = pl.DataFrame({"date": [date(2021, 6, 1)], "label": ["A summit"]})
    breaks = pl.DataFrame(
        {"label": ["Japan"], "period_start": [date(2021, 1, 1)], "note": ["0.1 to 0.3"]}
    )
    svg = render.picture(lines(tones(), "year", events, breaks), "svg", "t", "n").decode()
    assert "A summit" in svg
    assert "the level of: Japan" in svg


def test_cells_with_too_little_to_say_have_no_colour() -> None:
    cells = with_interval(
        pl.DataFrame(
            {
                "source": ["A", "A", "B"], "target": ["B", "C", "C"], "mean": [0.1, 0.9, 0.2],
                "standard_error": [0.01, 0.0, None], "n_effective": [30.0, 2.0, 1.0],
                "n_stories": [40, 2, 1], "n_covered": [90, 2, 1],
            }
        )
    )  # fmt: skip
    assert cells["is_said"].to_list() == [True, False, False]
    svg = render.picture(matrix(cells, ["A", "B"], ["B", "C"]), "svg", "t", "n")
    assert marks(svg, "rect mark") == 1
    assert "+0.10" in svg.decode()


def test_an_interval_is_students() -> None:
    cell = pl.DataFrame(
        {"mean": [0.0], "standard_error": [0.1], "n_effective": [10.0], "n_stories": [10]}
    )
    assert with_interval(cell)["high"][0] == pytest.approx(0.2262157)  # t(.975, 9) = 2.262157


def test_silence_is_drawn() -> None:
    came = pl.DataFrame({"outlet": ["A"], "period_start": [date(2024, 1, 1)], "n_articles": [3]})
    grid = whole(came, date(2024, 1, 15), date(2024, 3, 2), "month")
    assert grid["n_articles"].to_list() == [3, 0, 0]
    assert marks(render.picture(coverage(grid, "month"), "svg", "t", "n"), "rect mark") == 3


def test_what_is_expected_stands_beside_what_came() -> None:
    frame = pl.DataFrame(
        {
            "outlet": ["A", "A"], "published_on": [date(2024, 1, 1), date(2024, 1, 2)],
            "n_articles": [0, 9], "fewest": [1, 1], "most": [5, 5], "state": ["silent", "many"],
        }
    )  # fmt: skip
    svg = render.picture(expected(frame), "svg", "t", "n")
    assert marks(svg, "rect mark") == 2
    assert "expected at most: 5" in svg.decode()


def test_crosses_of_two_series_do_not_hide_each_other() -> None:
    frame = pl.DataFrame({"label": ["x", "y"], "state": ["too_few", "too_few"]})
    feet = at_foot(frame, ["x", "y"], (-1.0, 1.0))["foot"].to_list()
    assert -1 < feet[0] < feet[1] < -0.8


def test_events_are_those_of_the_countries_and_days_shown() -> None:
    events = pl.DataFrame(
        {
            "event_on": [date(2020, 5, 1), date(2021, 5, 1), date(2030, 5, 1)],
            "label": ["one", "other's", "later"],
            "countries": [["JPN", "KOR"], ["USA"], ["JPN"]],
        }
    )
    found = events_within(events, ["JPN"], Period(date(2020, 1, 1), date(2024, 1, 1)))
    assert found.to_dicts() == [{"date": date(2020, 5, 1), "label": "one"}]


def test_a_break_tells_the_levels_and_its_penalty() -> None:
    means = [0.1, 0.11, 0.1, 0.09, 0.1, 0.4, 0.41, 0.4, 0.39, 0.4]
    starts = [date(2000 + n, 1, 1) for n in range(len(means))]
    frame = pl.DataFrame({"label": "Japan", "period_start": starts, "mean": means})
    found, told = breaks_in(frame, "year")
    assert found.rows() == [("Japan", date(2005, 1, 1), "from +0.10 to +0.40")]
    assert told == "1 break in level (PELT, penalty 2 log n, at most 4.6 a break)"
    assert breaks_in(frame, "rolling_4_quarters")[0].is_empty()
    assert "none sought in 1" in breaks_in(frame.head(5), "year")[1]


def test_allies_stand_together() -> None:
    pacts = [("P", "A"), ("P", "C"), ("Q", "C"), ("Q", "E"), ("R", "B"), ("R", "D")]
    assert in_blocs(["A", "B", "C", "D", "E", "F"], pacts) == ["A", "C", "E", "B", "D", "F"]


def test_dots_are_drawn_by_group() -> None:
    frame = pl.DataFrame(
        {
            "label": ["x", "y"], "mean": [0.1, -0.1], "low": [0.0, -0.3], "high": [0.2, 0.1],
            "n_sentences": [9, 9], "group": ["allies", "others"],
        }
    )  # fmt: skip
    svg = render.picture(dots(frame, ["allies", "others"]), "svg", "t", "n")
    assert marks(svg, "point") == 2
    assert "allies" in svg.decode()


def test_parts_stand_one_upon_another() -> None:
    change = {"mix": 0.1, "facet": -0.05, "within": 0.2, "total": 0.25}
    frame = pl.DataFrame({"part": list(change), "change": list(change.values())}).with_columns(
        low=pl.col("change") - 0.1, high=pl.col("change") + 0.1
    )
    chart = parts(frame)
    drawn = chart.to_dict()
    rows = drawn["datasets"][drawn["layer"][1]["data"]["name"]]
    assert [round(r["end"], 9) for r in rows] == [0.1, 0.05, 0.25, 0.25]
    assert marks(render.picture(chart, "svg", "t", "n"), "bar") == 4


def test_nothing_is_fetched_for_a_picture() -> None:
    class Outside:
        def to_dict(self) -> dict[str, Any]:
            return {
                "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
                "data": {"url": "http://127.0.0.1:9/x.json"}, "mark": "point",
            }  # fmt: skip

    with pytest.raises(ValueError, match="allowed"):
        render.picture(Outside(), "svg", "t", "n")


def test_a_png_is_one() -> None:
    assert render.picture(lines(tones(), "year"), "png", "t", "n").startswith(b"\x89PNG")


def test_figures_are_written_with_their_sign() -> None:
    assert [signed(v) for v in (0.123, -0.126, 0.001, None)] == [
        "+0.12", "\N{MINUS SIGN}0.13", "0.00", "no figure",
    ]  # fmt: skip
    assert interval(-0.1, 0.2) == "\N{MINUS SIGN}0.10 to +0.20"
    assert interval(None, None) == "none"
    assert count(1, "story", "stories") == "1 story"
    assert count(2000, "story", "stories") == "2,000 stories"
    assert listed(["A", "B", "C"]) == "A, B and C"


def test_periods_are_named_and_end() -> None:
    day = date(2024, 5, 17)
    named = {g: period(first_day(day, g), g) for g in ("year", "quarter", "month", "week", "day")}
    assert named == {
        "year": "2024", "quarter": "2024 Q2", "month": "May 2024",
        "week": "week of 13 May 2024", "day": "17 May 2024",
    }  # fmt: skip
    assert last_day(date(2024, 4, 1), "quarter") == date(2024, 6, 30)
    assert days(date(2024, 4, 1), date(2024, 6, 30)) == "1 Apr 2024 to 30 Jun 2024"


def test_windows_are_named_by_their_months() -> None:
    assert period(date(2024, 4, 1), "rolling_4_quarters") == "Apr 2024 to Mar 2025"
    assert period(date(2024, 4, 1), "rolling_3_months") == "Apr 2024 to Jun 2024"
    assert first_day(date(2024, 5, 17), "rolling_4_quarters") == date(2024, 4, 1)


def test_names_take_their_article_within_a_sentence() -> None:
    names = ["United States", "Philippines", "Dominican Republic", "Solomon Islands", "Japan"]
    assert [in_text(name) for name in names] == [*(f"the {n}" for n in names[:4]), "Japan"]
