"""Measures country mentions against human labels. Skipped where ../shared is absent.

The protocol:

1. GeoWebNews, LGL and TR-News carry spans with a country code. The countries' spans are those whose
   text is a name, a demonym or a capital of the very country in the code, by a list that is not
   ours (../shared/reference/countries_mledoze) and the short forms in SHORT, and those of kind
   `country`. All other spans with a code are places. Spans without a code are not asked for.
2. A gold span is found if a mention of its country overlaps it. A mention is right if it overlaps a
   span with its country; a span that stands for several countries is right if one of them is.
3. Only mentions of facet name, people and capital are judged against countries' spans: none of the
   sets marks governments or leaders throughout. Places are judged apart.
4. LGL and TR-News leave many demonyms out: a mention of facet people that touches no gold span at
   all is not counted against precision there. `strict` figures count it.
5. Nothing else is left out, and no label is corrected: the Soviet Union coded RUS, Washington coded
   RUS, Lebanon (Pennsylvania) coded LBN, road numbers and company names coded as countries all
   count as our errors.
6. Reuters has tags of documents. A document filed from London is tagged GBR though its text may
   never name Britain: so the date line, which the gold left out, is put back in front (from
   ../shared/corpora). Judged are the documents not tagged USA. Precision is printed and has no
   floor: to be named is not to be what a story is about, so it is low for any finder of mentions.

Metonyms and demonyms of GeoWebNews have no precision of their own (a mention does not say which
kind it is), so their figure is F1 of their recall with the precision of the whole set.
"""

from pathlib import Path

import polars as pl
import pytest

from transforms.aliases import compile_aliases, fold
from transforms.mentions import mentions
from transforms.sentences import sentences
from warehouse import reference

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = SHARED / "gold" / "country_mentions.parquet"
DATE_LINES = SHARED / "corpora" / "reuters_21578_1987.parquet"
REUTERS = "Reuters-21578"
pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="../shared/gold is absent")

SHORT = {
    "USA": "US|U.S.|U.S|USA|U.S.A.|America|Washington|Washington, D.C.|Washington, DC",
    "GBR": "UK|U.K.|Britain|Great Britain|England|English|Scotland|Scottish|Wales|Welsh|Britons",
    "ARE": "UAE", "PRK": "DPRK", "RUS": "Russian Federation|Soviet Union|Soviet", "NLD": "Holland",
    "TUR": "Turk|Turks", "ESP": "Spaniard|Spaniards", "DNK": "Dane|Danes", "SWE": "Swede|Swedes",
    "POL": "Pole|Poles", "SRB": "Serb|Serbs", "PSE": "Palestine", "FRA": "Frenchman",
}  # fmt: skip
SPAN = ["article_id", "start", "end"]
COUNTRY_FACETS = ["name", "people", "capital"]


@pytest.fixture(scope="module")
def gold() -> pl.DataFrame:
    lines = pl.read_parquet(DATE_LINES).select(
        pl.lit(REUTERS).alias("source"), doc_id="article_id", line=pl.col("dateline") + "\n"
    )
    return (
        pl.read_parquet(GOLD)
        .join(lines, on=["source", "doc_id"], how="left")
        .with_columns(
            article_id=pl.col("source") + "/" + pl.col("doc_id"),
            text=pl.col("line").fill_null("") + pl.col("text"),
        )
    )


@pytest.fixture(scope="module")
def found(gold: pl.DataFrame) -> pl.DataFrame:
    known = reference.load()
    articles = gold.select(
        "article_id",
        version=pl.lit(1, pl.Int64),
        is_current=True,
        language=pl.lit("en"),
        title=pl.lit(None, pl.String),
        body="text",
        published_on=pl.col("published_at").dt.date(),
    )
    divided = sentences(articles.lazy()).collect()
    table = compile_aliases(known.aliases, known.rules)
    rows = mentions(divided.lazy(), articles.lazy(), table).collect()
    places = divided.select("article_id", "sentence_no", at="start")
    return rows.join(places, on=["article_id", "sentence_no"]).with_columns(
        start=pl.col("start") + pl.col("at"), end=pl.col("end") + pl.col("at")
    )


def names() -> set[tuple[str, str]]:
    """Return (text, country) of every name, demonym and capital of a list that is not ours."""
    listed = pl.read_parquet(SHARED / "reference" / "countries_mledoze.parquet")
    pairs = {(n, iso) for iso, short in SHORT.items() for n in short.split("|")}
    for column in ["common", "official", "alt", "capital", "demonym_m", "demonym_f"]:
        many = (
            listed.select("iso3", name=column).explode("name")
            if listed.schema[column] == pl.List
            else listed.select("iso3", name=column)
        )
        for iso, name in many.drop_nulls().iter_rows():
            if len(name) > 2:
                plural = {name + "s"} if column.startswith("demonym") else set()
                pairs |= {(n, iso) for n in {name} | plural}
    return {(fold(n).lower(), iso) for n, iso in pairs}


def compare(
    gold: pl.DataFrame, found: pl.DataFrame, source: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the spans of a set and our mentions in it, each with is_country and is_right."""
    known = names()
    spans = (
        gold.filter(source=source)
        .select("article_id", "spans")
        .explode("spans")
        .unnest("spans")
        .filter(pl.col("iso3").is_not_null() | pl.col("surface").is_not_null())
    )
    plain = [fold(s or "").lower().removeprefix("the ").strip() for s in spans["surface"]]
    is_name = [(s, iso) in known for s, iso in zip(plain, spans["iso3"], strict=True)]
    spans = spans.with_columns(
        is_country=pl.col("iso3").is_not_null()
        & (pl.Series(is_name) | (pl.col("kind") == "country"))
    ).with_row_index("span")
    ours = found.filter(pl.col("article_id").str.starts_with(source + "/"))
    pairs = ours.join(spans, on="article_id", suffix="_gold").filter(
        pl.col("start") < pl.col("end_gold"), pl.col("start_gold") < pl.col("end")
    )
    right = pairs.filter(pl.col("country") == pl.col("iso3"))
    spans = spans.with_columns(is_right=pl.col("span").is_in(right["span"].unique().implode()))
    ours = (
        ours.unique(SPAN, keep="any")
        .join(right.select(SPAN).unique().with_columns(is_right=True), on=SPAN, how="left")
        .join(pairs.select(SPAN).unique().with_columns(touches=True), on=SPAN, how="left")
    )
    return spans, ours.with_columns(pl.col("is_right", "touches").fill_null(False))


def score(spans: pl.DataFrame, ours: pl.DataFrame) -> dict[str, float]:
    recall, precision = spans["is_right"].mean(), ours["is_right"].mean()
    return {
        "gold": spans.height,
        "ours": ours.height,
        "recall": round(recall, 4),
        "precision": round(precision, 4),
        "f1": round(2 * recall * precision / (recall + precision), 4),
    }


@pytest.mark.parametrize(
    ("source", "floor"), [("GeoWebNews", 0.98), ("LGL", 0.95), ("TR-News", 0.985)]
)
def test_countries_peoples_and_capitals(gold, found, source, floor):
    spans, ours = compare(gold, found, source)
    judged = ours.filter(pl.col("facet").is_in(COUNTRY_FACETS))
    unmarked = (pl.col("facet") == "people") & ~pl.col("touches")
    kept = judged if source == "GeoWebNews" else judged.filter(~unmarked)
    result = score(spans.filter("is_country"), kept)
    places = score(
        spans.filter(~pl.col("is_country"), pl.col("iso3").is_not_null()),
        ours.filter(facet="place"),
    )
    print(source, result, "strict", score(spans.filter("is_country"), judged), "places", places)
    assert result["f1"] >= floor


def test_metonyms_and_demonyms(gold, found):
    spans, ours = compare(gold, found, "GeoWebNews")
    kinds = spans.filter("is_country", pl.col("kind").is_in(["Metonymic", "Demonym"]))
    result = score(kinds, ours.filter(pl.col("facet").is_in(COUNTRY_FACETS)))
    print(result)
    assert result["f1"] >= 0.98


def test_countries_of_reuters_stories(gold, found):
    tagged = gold.filter(
        pl.col("source") == REUTERS,
        pl.col("countries").list.len() > 0,
        ~pl.col("countries").list.contains("USA"),
    )
    tags = tagged.select("article_id", country="countries").explode("country")
    ours = found.join(tagged, on="article_id", how="semi").select("article_id", "country").unique()
    hits = tags.join(ours, on=["article_id", "country"])
    recall, precision = hits.height / tags.height, hits.height / ours.height
    print(REUTERS, {"tags": tags.height, "recall": recall, "precision": precision})
    assert recall >= 0.985
