from __future__ import annotations

import polars as pl
import pytest

from flows import method
from flows.direct import KEYS, located
from transforms.holders import compile_rules, holders
from warehouse.contracts import TABLES
from warehouse.reference import ReferenceError as BadReferenceError
from warehouse.reference import holders as tables

METHOD = method.load(["textblob"], [])
NOBODY = (None, "unclear")


def told(text: str, source: str | None = "AUS", *, is_quoted: bool = False) -> dict[str, object]:
    """Return (holder, role) of each country that the text mentions."""
    rows = pl.DataFrame({"article_id": ["a"], "text": [text]}).with_columns(KEYS)
    rows = rows.with_columns(source_country=pl.lit(source), is_quoted=pl.lit(is_quoted))
    found = holders(located(rows, METHOD).lazy(), rows.lazy(), rows.lazy(), METHOD.holder_rules)
    shaped = TABLES["holders"].shape(found)
    return {c: (h, str(r)) for c, h, r in shaped["country", "holder", "holder_role"].iter_rows()}


def test_the_table_meets_its_contract() -> None:
    rows = pl.DataFrame({"article_id": ["a"], "text": ["Iran thanked Oman."]}).with_columns(KEYS)
    found = located(rows, METHOD).lazy()
    shaped = TABLES["holders"].shape(holders(found, rows.lazy(), rows.lazy(), METHOD.holder_rules))
    TABLES["holders"].schema.validate(shaped)


@pytest.mark.parametrize(
    ("text", "holder", "target"),
    [
        ("Beijing accused Washington of bad faith.", "CHN", "USA"),
        ("Washington was accused by Beijing of bad faith.", "CHN", "USA"),
        ("Kishida, who was Prime Minister Kishida of Japan, hopes to assert that the alliance with "
         "Washington holds.", "JPN", "USA"),
        ("There are deep concerns in Tokyo about Washington.", "JPN", "USA"),
        ("Tokyo is all in on the alliance with Washington.", "JPN", "USA"),
        ("Canberra's criticism of Jakarta was sharp.", "AUS", "IDN"),
        ("Seoul said that Tokyo had gone back on its word.", "KOR", "JPN"),
        ("Tehran broke the deal, Israeli officials said.", "ISR", "IRN"),
    ],
)  # fmt: skip
def test_a_speaker_is_found(text: str, holder: str, target: str) -> None:
    assert told(text, "FRA")[target] == (holder, "speaker")


@pytest.mark.parametrize(
    "text",
    ["Beijing accused Washington of bad faith.", "Washington was accused by Beijing of bad faith."],
)
def test_toward_the_speaker_the_tone_is_the_authors(text: str) -> None:
    assert told(text)["CHN"] == ("AUS", "author")


@pytest.mark.parametrize(
    "text",
    [
        "As a student of relations with Washington, I believe that Tokyo has shown a keen desire.",
        "We met the minister of Oman, and we condemn Iran.",
    ],
)
def test_who_says_i_or_we_is_the_author(text: str) -> None:
    assert {role for _, role in told(text).values()} == {"author"}


def test_a_speaker_may_be_quoted_with_we() -> None:
    assert told("Oman's minister said: “we condemn Iran.”")["IRN"] == ("OMN", "speaker")


def test_side_by_side_is_no_opinion() -> None:
    found = told("The talks between Japan and Korea go on in May; Chad and Mali stay away.")
    assert {role for _, role in found.values()} == {"author"}


def test_without_a_source_country_the_author_is_nobody_known() -> None:
    assert told("The typhoon hit Japan.", None)["JPN"] == (None, "author")


def test_somebody_who_is_not_named_is_unclear() -> None:
    assert told("Critics say that Japan has failed.")["JPN"] == NOBODY
    assert told("“Japan has failed.”", is_quoted=True)["JPN"] == NOBODY


def test_every_pattern_matches_its_own_example() -> None:
    known = tables.load()
    sentence = pl.col("order") == "sentence"
    for row in known.patterns.filter(~sentence).iter_slices(1):
        rules = compile_rules(known.words, row)
        rows = pl.DataFrame({"article_id": ["a"], "text": row["example"]}).with_columns(KEYS)
        frames = located(rows, METHOD).lazy(), rows.lazy(), rows.lazy()
        roles = holders(*frames, rules).collect()["holder_role"]
        assert "speaker" in roles.to_list(), row["pattern"].item()
    for text in known.patterns.filter(sentence)["example"]:
        assert NOBODY in told(text).values()


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("holder_words.csv", ",judge,", ",judges,", "kind is none of"),
        ("holder_patterns.csv", "holder_first", "first", "order is none of"),
        ("holder_patterns.csv", "holder_first,1,80", "holder_first,x,80", "no whole number"),
    ],
)
def test_a_bad_row_is_refused(tmp_path, file, old, new, reason) -> None:  # type: ignore[no-untyped-def]
    for name in (tables.WORDS, tables.PATTERNS):
        text = (tables.FOLDER / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(old, new, 1) if name == file else text, "utf-8")
    with pytest.raises(BadReferenceError, match=f"{file}.*{reason}"):
        tables.load(tmp_path)
