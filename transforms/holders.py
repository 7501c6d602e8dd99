"""Says whose tone toward a country a sentence holds: the author's, or that of a country it names.

Each ordered pair of countries that a sentence mentions is read by patterns: what stands before,
between and after the two mentions. The words and the patterns are data
(warehouse/reference/holder_*.csv). Nothing is parsed: the rules are the plain ones of opinion
holder extraction (Kim & Hovy 2006; Wiegand & Klakow 2012): judging and reporting verbs, voice,
nouns of judgement, quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

SENTENCE = ["article_id", "version", "sentence_no"]
AUTHOR, SPEAKER, UNCLEAR = "author", "speaker", "unclear"
BESIDE = 60  # characters before and after a pair that a pattern sees
PASSIVE = ["judge", "act", "report"]  # kinds whose participles make a passive
SIDES = ["before", "between", "after"]


@dataclass(frozen=True)
class HolderRules:
    """The compiled patterns: `pairs` (pattern, order, rank, reach, SIDES, forbidden); `someone`.

    `someone` matches a sentence in which somebody speaks whom no mention need name.
    """

    pairs: pl.DataFrame
    someone: str


def compile_rules(words: pl.DataFrame, patterns: pl.DataFrame) -> HolderRules:
    """Return the rules of the two files, the words put into the patterns."""
    forms = words.select("kind", pl.col("forms").str.split("|")).explode("forms")
    kinds = {str(k): _any(rows["forms"]) for (k,), rows in forms.group_by("kind")}
    passive = words.filter(pl.col("kind").is_in(PASSIVE))["participle"].drop_nulls()
    kinds["participle"] = _any(passive)
    named = re.compile(r"\{(" + "|".join(kinds) + r")\}")
    columns = [*SIDES, "forbidden"]
    filled = patterns.with_columns(pl.col(columns).fill_null("")).with_columns(
        pl.col(c).map_elements(
            lambda p: named.sub(lambda m: kinds[m.group(1)], p), return_dtype=pl.String
        )
        for c in columns
    )
    is_pair = pl.col("order") != "sentence"
    someone = "|".join(filled.filter(~is_pair)["between"])
    return HolderRules(filled.filter(is_pair), someone or "x^")


def _any(forms: pl.Series) -> str:
    """Return an expression of any of the forms, the longest first."""
    distinct = sorted(set(forms), key=lambda form: (-len(form), form))
    return "(?:" + "|".join(map(re.escape, distinct)) + ")"


def holders(
    mentions: pl.LazyFrame, sentences: pl.LazyFrame, articles: pl.LazyFrame, rules: HolderRules
) -> pl.LazyFrame:
    """Return one row per sentence and country it mentions: SENTENCE, country, holder, holder_role.

    In: of mentions the key, country, start, end; of sentences the key, text, is_quoted; of
    articles the key and source_country. A speaker is a country that the sentence names; else the
    tone is the author's, whose country is the article's source country; where somebody else
    speaks, or the sentence is a quotation, it is unclear and the holder NULL.
    """
    spoken = _nearest(_claims(pairs(mentions, sentences), rules))
    is_unclear = pl.col("is_quoted") | _plain(pl.col("text")).str.contains(rules.someone)
    about = sentences.select(*SENTENCE, is_unclear=is_unclear)
    origin = articles.select("article_id", "version", "source_country")
    is_speaker = pl.col("speaker").is_not_null()
    is_author = ~is_speaker & ~pl.col("is_unclear")
    return (
        mentions.select(*SENTENCE, "country")
        .unique()
        .join(about, on=SENTENCE)
        .join(origin, on=["article_id", "version"], how="left")
        .join(spoken, on=[*SENTENCE, "country"], how="left")
        .select(
            *SENTENCE,
            "country",
            holder=pl.when(is_speaker)
            .then("speaker")
            .when(is_author)
            .then(pl.col("source_country")),
            holder_role=pl.when(is_speaker)
            .then(pl.lit(SPEAKER))
            .when(is_author)
            .then(pl.lit(AUTHOR))
            .otherwise(pl.lit(UNCLEAR)),
        )
    )


def pairs(mentions: pl.LazyFrame, sentences: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per two mentions of different countries in a sentence, either as target.

    Out: SENTENCE, country, speaker, is_holder_first, n_between (mentions between the two), and
    what stands before, between and after them, in lower case with plain quotes.
    """
    ours = mentions.select(*SENTENCE, "country", "start", "end").unique()
    ordered = ours.with_columns(no=pl.col("start").rank("dense").over(SENTENCE).cast(pl.Int64))
    both = ordered.join(ordered, on=SENTENCE, suffix="_of_speaker").rename(
        {"country_of_speaker": "speaker"}
    )
    start, end = (pl.col(c, f"{c}_of_speaker") for c in ("start", "end"))
    first, second = pl.min_horizontal(end), pl.max_horizontal(start)
    opening = pl.min_horizontal(start)
    text = pl.col("text")
    return (
        both.filter((pl.col("country") != pl.col("speaker")) & (first <= second))
        .join(sentences.select(*SENTENCE, "text"), on=SENTENCE)
        .select(
            *SENTENCE,
            "country",
            "speaker",
            is_holder_first=pl.col("start_of_speaker") < pl.col("start"),
            n_between=(pl.col("no") - pl.col("no_of_speaker")).abs() - 1,
            before=_plain(text.str.slice((opening - BESIDE).clip(0), opening.clip(0, BESIDE))),
            between=_plain(text.str.slice(first, second - first)),
            after=_plain(text.str.slice(pl.max_horizontal(end), BESIDE)),
        )
    )


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all("[‘’]", "'")  # noqa: RUF001


def _claims(pairs: pl.LazyFrame, rules: HolderRules) -> pl.LazyFrame:
    """Return the pairs that a pattern takes for holder and target, with the lowest rank."""
    matched = [
        pl.when(_matches(row)).then(pl.lit(row["rank"], pl.Int64))
        for row in rules.pairs.iter_rows(named=True)
    ]
    return pairs.with_columns(rank=pl.min_horizontal(matched)).filter(pl.col("rank").is_not_null())


def _matches(row: dict[str, str]) -> pl.Expr:
    is_first = row["order"] == "holder_first"
    fits = (pl.col("is_holder_first") == is_first) & (
        pl.col("between").str.len_chars() <= int(row["reach"])
    )
    for side in SIDES:
        if row[side]:
            fits &= pl.col(side).str.contains(row[side])
    return fits & ~pl.col("between").str.contains(row["forbidden"]) if row["forbidden"] else fits


def _nearest(claims: pl.LazyFrame) -> pl.LazyFrame:
    """Return, for each sentence and country, the speaker of the lowest rank and nearest to it."""
    order = ["rank", "n_between", pl.col("between").str.len_chars(), "speaker"]
    best = pl.col("speaker").sort_by(order).first()
    return claims.group_by(*SENTENCE, "country").agg(best)
