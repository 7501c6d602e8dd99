from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import parse_date


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2023-02-03T08:10:00+08:00", datetime(2023, 2, 3, 0, 10, tzinfo=UTC)),
        ("2023-12-31T23:40:00-05:00", datetime(2024, 1, 1, 4, 40, tzinfo=UTC)),
        ("2023-08-19T11:00:00+0800", datetime(2023, 8, 19, 3, 0, tzinfo=UTC)),
        ("2023-01-16", datetime(2023, 1, 16, tzinfo=UTC)),
        ("Fri, 03 Feb 2023 08:10:00 GMT", datetime(2023, 2, 3, 8, 10, tzinfo=UTC)),
        ("Mar 14, 2025", datetime(2025, 3, 14, tzinfo=UTC)),
        ("Sept. 3, 2024", datetime(2024, 9, 3, tzinfo=UTC)),
        ("4 March 2024", datetime(2024, 3, 4, tzinfo=UTC)),
        ("20181231173000", datetime(2018, 12, 31, 17, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read(written: str, instant: datetime) -> None:
    assert parse_date(written) == (instant, "day")


def test_what_is_known_to_the_year_or_month_says_so() -> None:
    assert parse_date("1946") == (datetime(1946, 1, 1, tzinfo=UTC), "year")
    assert parse_date("2024-05") == (datetime(2024, 5, 1, tzinfo=UTC), "month")


@pytest.mark.parametrize(
    "written", ["", "yesterday", "Sunday morning", "03/04/2024", "2024-13-01", "2024-02-30", "on"]
)
def test_nothing_is_guessed(written: str) -> None:
    assert parse_date(written) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(written: str) -> None:
    parse_date(written)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))
def test_what_is_written_is_read_back(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == (moment.replace(tzinfo=UTC), "day")
