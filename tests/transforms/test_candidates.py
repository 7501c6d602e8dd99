from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from transforms.candidates import candidates
from warehouse.contracts import TABLES
from warehouse.reference import FOLDER

CHROME = pl.read_csv(FOLDER / "chrome.csv")
OUTLETS = pl.LazyFrame({"outlet": ["Minato Evening"], "country": ["JPN"]})
RECEIVED = datetime(2025, 6, 30, 12, tzinfo=UTC)
ENGLISH = "The minister said on Monday that the two governments had agreed to go on with the talks."


def one(**columns: Any) -> dict[str, Any]:
    row = dict.fromkeys(TABLES["raw_articles"].columns) | {
        "receipt_id": "r",
        "row": 1,
        "file": "f.csv",
        "format": "csv",
        "native_id": "7",
        "outlet": "Minato Evening",
        "published": "2024-05-01",
        "title": "Talks go on",
        "body": ENGLISH,
        "is_date_inferred": False,
    }
    types = {n: c.dtype for n, c in TABLES["raw_articles"].schema.columns().items()}
    raw = pl.LazyFrame({k: [v] for k, v in {**row, **columns}.items()}, schema_overrides=types)
    return candidates(raw, OUTLETS, CHROME, {"JPN", "KOR"}, RECEIVED).collect().row(0, named=True)


def test_a_good_row_meets_the_contract() -> None:
    found = one()
    assert found["rule"] is None
    assert found["article_id"] == "Minato Evening/7"
    assert (found["language"], found["date_quality"], found["date_precision"]) == (
        "en", "stated", "day",
    )  # fmt: skip
    TABLES["candidates"].schema.validate(TABLES["candidates"].shape(pl.DataFrame([found])))


def test_the_source_country_is_the_speakers_then_the_outlets() -> None:
    assert one()["source_country"] == "JPN"
    assert one(source_country="kor")["source_country"] == "KOR"
    assert one(outlet="Unlisted")["source_country"] is None


def test_a_source_country_that_is_no_state_is_left_empty_and_noted() -> None:
    found = one(source_country="EU", outlet="Unlisted")
    assert (found["source_country"], found["unknown_state"], found["rule"]) == (None, "EU", None)


def test_faults_name_their_reason() -> None:
    assert one(body=" \u200b\n ")["rule"] == "empty_body"
    assert one(body="Share Tweet")["rule"] == "empty_body"
    unread = one(published="Sunday morning")
    assert unread["rule"] == "unreadable_date"
    assert "Sunday morning" in unread["reason"]
    assert one(published="2025-07-02")["rule"] == "future_date"
    assert one(published="2025-07-01")["rule"] is None  # it is tomorrow already, east of here


def test_a_withdrawal_has_no_text_and_says_of_what_and_when() -> None:
    found = one(is_withdrawn="True", updated="2024-05-03", published=None)
    assert (found["rule"], found["title"], found["body"], found["language"]) == (None,) * 4
    assert found["article_id"] == one()["article_id"]
    assert (
        found["content_hash"]
        != one(is_withdrawn="yes", updated="2024-05-03", native_id="8")["content_hash"]
    )
    TABLES["candidates"].schema.validate(TABLES["candidates"].shape(pl.DataFrame([found])))
    assert one(is_withdrawn="true")["rule"] == "undated_withdrawal"
    nameless = one(is_withdrawn="1", updated="2024-05-03", native_id=None)
    assert nameless["rule"] == "unnamed_withdrawal"


def test_a_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    assert one(is_withdrawn="perhaps")["rule"] == "unreadable_flag"
    assert one(is_withdrawn="false")["rule"] is None


def test_an_undated_article_is_kept_and_says_so() -> None:
    found = one(published=None)
    assert (found["rule"], found["published_at"], found["date_quality"]) == (None, None, "absent")
    assert found["date_precision"] is None


def test_dates_known_to_the_year_are_inferred() -> None:
    found = one(published="1946-09-20T00:00:00", date_precision="year")
    assert (found["date_quality"], found["date_precision"]) == ("inferred", "year")
    assert one(is_date_inferred=True)["date_quality"] == "inferred"


def test_without_an_identifier_the_address_or_the_text_serves() -> None:
    assert one(native_id=None, url="https://x.example/1")["article_id"].endswith("/1")
    by_text = one(native_id=None)["article_id"]
    assert by_text == one(native_id=" ", title="Talks  go on")["article_id"]
    assert by_text != one(native_id=None, published="2024-05-02")["article_id"]


def test_language_is_told_from_the_body() -> None:
    assert (
        one(body="日米比が初の首脳会談を行い、南シナ海での連携強化で一致した。")["language"] == "ja"
    )


def test_a_first_line_that_repeats_the_headline_goes() -> None:
    assert one(body=f"Talks go on\n{ENGLISH}")["body"] == ENGLISH
