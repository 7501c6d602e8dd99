"""Checks that mentions are found where they stand, and nothing else is."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.aliases import AliasTable, compile_aliases, fold, forms
from transforms.mentions import COLUMNS, mentions, named, of_countries, of_groups
from warehouse import reference
from warehouse.contracts import TABLES

SUITE = Path(__file__).with_name("homographs.csv")


@pytest.fixture(scope="module")
def table() -> AliasTable:
    known = reference.load()
    return compile_aliases(known.aliases, known.rules)


def frames(texts: list[str], days: list[date | None], one_article: bool = False) -> pl.DataFrame:
    ids = ["a"] * len(texts) if one_article else [str(i) for i in range(len(texts))]
    return pl.DataFrame(
        {"article_id": ids, "sentence_no": range(len(texts)), "text": texts, "published_on": days},
        schema_overrides={"sentence_no": pl.Int64, "published_on": pl.Date},
    ).with_columns(version=pl.lit(1, pl.Int64))


def find(
    table: AliasTable, texts: list[str], day: date | None = None, one_article: bool = False
) -> list[list[str]]:
    """Return for each text its mentions as "surface=country:facet"."""
    rows = frames(texts, [day] * len(texts), one_article)
    articles = rows.select("article_id", "version", "published_on").unique()
    found = (
        mentions(rows.lazy(), articles.lazy(), table)
        .collect()
        .sort("article_id", "sentence_no", "start", "country")
    )
    shown: list[list[str]] = [[] for _ in texts]
    for row in found.iter_rows(named=True):
        shown[row["sentence_no"]].append(f"{row['surface']}={row['country']}:{row['facet']}")
        assert texts[row["sentence_no"]][row["start"] : row["end"]] == row["surface"]
    return shown


def test_homograph_suite(table):
    suite = pl.read_csv(SUITE, infer_schema=False).with_columns(
        pl.col("published_on").str.to_date()
    )
    assert suite.height >= 300
    rows = frames(suite["sentence"].to_list(), suite["published_on"].to_list())
    found = mentions(rows.lazy(), rows.lazy(), table).collect()
    got = found.group_by("sentence_no").agg(
        got=pl.format("{}={}:{}", "surface", "country", "facet").sort()
    )
    wanted = suite.with_row_index("sentence_no").select(
        pl.col("sentence_no").cast(pl.Int64),
        "sentence",
        "published_on",
        want=pl.col("expected").str.split("; ").list.sort().fill_null([]),
    )
    wrong = (
        wanted.join(got, on="sentence_no", how="left")
        .with_columns(pl.col("got").fill_null([]))
        .filter(pl.col("want") != pl.col("got"))
    )
    assert wrong.is_empty(), wrong.rows()


def test_the_columns_are_those_of_the_contract(table):
    rows = frames(["Japan and the two Koreas met in Tokyo."], [date(2001, 1, 1)])
    found = mentions(rows.lazy(), rows.lazy(), table).collect()
    assert found.columns == COLUMNS == TABLES["mentions"].columns
    TABLES["mentions"].schema.validate(TABLES["mentions"].shape(found))
    assert found.filter(country="JPN", facet="name")["alias"].to_list() == ["aliases.csv: Japan"]


def test_no_text_gives_no_mention(table):
    rows = frames(["", "Nothing here."], [None, None])
    assert mentions(rows.lazy(), rows.lazy(), table).collect().is_empty()
    empty = rows.clear()
    assert mentions(empty.lazy(), empty.lazy(), table).collect().columns == COLUMNS


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("in New\nZealand now", "New\nZealand"),
        ("in New\u00a0Zealand now", "New\u00a0Zealand"),
        ("in New  \r\n   Zealand now", "New  \r\n   Zealand"),
        ("in Ja\u200bpan now", "Ja\u200bpan"),
        ("a\u200b b\u00ad in Ger\u00admany now", "Ger\u00admany"),
        ("in Ger-\nmany now", "Ger-\nmany"),
        ("in Guinea-\nBissau now", "Guinea-\nBissau"),
        ("Co\u0302te d\u2019Ivoire voted", "Co\u0302te d\u2019Ivoire"),
        ("the U.S.", "U.S."),
        ("the U.S.'s view", "U.S."),
        ("China\u2019s view", "China"),
        ("(Japan)", "Japan"),
        ("\u201cJapan\u201d", "Japan"),
        ("\u65e5\u672c is Japan", "Japan"),
        ("Japan\x00", "Japan"),
    ],
)
def test_a_name_is_found_however_it_is_printed(table, text, surface):
    assert [m.split("=")[0] for m in find(table, [text])[0]] == [surface]


@pytest.mark.parametrize("text", ["Japanned boxes", "a Romanesque church", "USAble", "Chadwick"])
def test_a_part_of_a_word_is_no_mention(table, text):
    assert find(table, [text]) == [[]]


def test_a_title_belongs_to_the_mention_of_a_leader(table):
    told = ["Foreign Minister Wang Yi and President\u00a0Xi met."]
    assert find(table, told, date(2019, 1, 1)) == [
        ["Foreign Minister Wang Yi=CHN:leader", "President\u00a0Xi=CHN:leader"]
    ]


def test_a_surname_counts_once_its_bearer_is_introduced(table):
    told = ["Abe flew home.", "Shinzo Abe met Modi.", "Abe smiled."]
    found = find(table, told, date(2019, 1, 1), one_article=True)
    assert found[0] == found[2] == ["Abe=JPN:leader"]
    assert find(table, ["Abe flew home."], date(2019, 1, 1)) == [[]]


def test_a_document_about_a_town_is_not_about_the_capital(table):
    told = ["Firefighters in Paris saved a barn.", "Paris, Texas, has two engines."]
    assert find(table, told, one_article=True) == [[], ["Texas=USA:place"]]
    assert find(table, ["Strikes hit Paris."]) == [["Paris=FRA:capital"]]


def test_without_a_date_an_alias_means_what_it_means_today(table):
    assert find(table, ["Moscow protested."]) == [["Moscow=RUS:capital"]]
    assert find(table, ["Barack Obama spoke."]) == [["Barack Obama=USA:leader"]]


def test_a_whole_document_may_be_one_sentence(table):
    one = find(table, ["Japan met China. " * 400 + "Tokyo protested."])[0]
    assert len(one) == 801
    assert one[-1] == "Tokyo=JPN:capital"


def test_both_engines_agree_and_repeat(table):
    rows = frames(
        ["Japan, Georgia and Washington", "The U.S.S.R. and Mr. Reagan"] * 50,
        [date(1985, 1, 1)] * 100,
    )
    plan = mentions(rows.lazy(), rows.lazy(), table)
    first = plan.collect(engine="in-memory").sort(COLUMNS)
    assert first.equals(plan.collect(engine="streaming").sort(COLUMNS))
    assert first.equals(plan.collect(engine="in-memory").sort(COLUMNS))


PIECES = st.sampled_from(
    [
        "Japan",
        "the U.S.",
        "C\u00f4te d\u2019Ivoire",
        "New\nZealand",
        " and ",
        ", ",
        "\u200b",
        "\u00e9",
        "\U0001f600",
        "-",
        "\n",
        "  ",
        "US",
        "President Obama",
        "Guinea-Bissau",
        "x",
        "\u00ad",
        "\x00",
    ]
)


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(PIECES, max_size=12))
def test_offsets_always_give_the_surface_and_never_overlap(table, pieces):
    text = "".join(pieces)
    rows = frames([text], [date(2012, 1, 1)])
    found = mentions(rows.lazy(), rows.lazy(), table).collect().sort("start")
    last = 0
    for start, end, surface in found.select("start", "end", "surface").iter_rows():
        assert text[start:end] == surface
        assert start >= last
        last = end


def test_folding_keeps_the_length():
    text = "C\u00f4te d\u2019Ivoire \u2013 T\u00fcrkiye\u00a0\u0141\u00f3d\u017a"
    assert fold(text) == "Cote d'Ivoire - Turkiye Lodz"
    assert len(fold(text)) == len(text)


def test_forms_of_an_alias():
    assert forms("St. Lucia") >= {"St. Lucia", "St Lucia", "Saint Lucia", "SAINT LUCIA"}
    assert forms("Guinea-Bissau") >= {"Guinea-Bissau", "Guinea Bissau", "GUINEA-BISSAU"}
    assert forms("The Hague") >= {"The Hague", "the Hague"}
    assert forms("May") == {"May"}


def test_groups_are_kept_apart_and_never_spread_over_their_members(table):
    text = "NATO and the European Union thanked Japan; the Warsaw Pact and the allies did not."
    sentences = pl.LazyFrame(
        {"article_id": ["a"], "version": [1], "sentence_no": [1], "text": [text]}
    )
    articles = pl.LazyFrame(
        {"article_id": ["a"], "version": [1], "published_on": [None]},
        schema_overrides={"published_on": pl.Date},
    )
    both = named(sentences, articles, table).collect().lazy()
    assert of_countries(both).collect()["country"].to_list() == ["JPN"]
    groups = of_groups(both).collect().sort("start").select("surface", "group_name")
    assert groups.rows() == [
        ("NATO", "NATO"),
        ("European Union", "EU"),
        ("Warsaw Pact", "Warsaw Pact"),
        ("the allies", "Allies"),
    ]
