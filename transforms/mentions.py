"""Finds the mentions of countries in sentences.

Nothing here branches: each step adds columns to the rows of the one before, or drops rows, so
that the text is matched once however Polars plans the query. All that needs the text is done
before the first sort or join.
"""

from __future__ import annotations

import polars as pl

from transforms.aliases import (
    ARTICLE,
    EFFECTS,
    GROUP,
    INTRODUCED,
    AliasTable,
    cuts,
    folded,
    printed,
)

SENTENCE = [*ARTICLE, "sentence_no"]
COLUMNS = [*SENTENCE, "start", "end", "surface", "country", "facet", "alias"]
KEPT = [*SENTENCE, "text_no", "at", "to", "row", "start", "end"]
KEPT += [f"{effect}_by_document" for effect in EFFECTS]
BESIDE = 60  # code points that a rule sees before and after a mention
AROUND = 200  # how much of a long sentence it sees on either side
OPENING = 4000  # how much of a document can forbid a mention
WORD = "[A-Za-z0-9_]"


def mentions(sentences: pl.LazyFrame, articles: pl.LazyFrame, aliases: AliasTable) -> pl.LazyFrame:
    """Return one row per mention of a country in a sentence: the columns of mentions."""
    return of_countries(named(sentences, articles, aliases))


def of_countries(named: pl.LazyFrame) -> pl.LazyFrame:
    """Return, of all that is named, the mentions of countries."""
    return named.filter(pl.col("facet") != GROUP)


def of_groups(named: pl.LazyFrame) -> pl.LazyFrame:
    """Return, of all that is named, the mentions of groups: the columns of group_mentions."""
    return named.filter(pl.col("facet") == GROUP).rename({"country": "group_name"})


def named(sentences: pl.LazyFrame, articles: pl.LazyFrame, aliases: AliasTable) -> pl.LazyFrame:
    """Return one row per mention of a country or a group of states in a sentence.

    From `sentences` it takes article_id, version, sentence_no, text; from `articles`
    article_id, version, published_on. A sentence may be a whole document.
    """
    # A document is its sentences in their order, whatever order the rows come in.
    hits = _found(folded(sentences.select(*SENTENCE, "text").sort(SENTENCE)), aliases)
    read = _longest(_read(hits, aliases)).join(aliases.rows.lazy(), on="row")
    return _resolved(_introduced(_standing(_in_time(read, articles)))).select(COLUMNS)


def _found(texts: pl.LazyFrame, aliases: AliasTable) -> pl.LazyFrame:
    """Return one row per match of a whole word: text_no, at, to (offsets in `clean`) and key."""
    clean, at, key = pl.col("clean"), pl.col("at"), pl.col("key")
    found = (
        texts.with_columns(key=clean.str.extract_many(aliases.needles, overlapping=True))
        .filter(key.list.len() > 0)
        .with_columns(at=clean.str.find_many(aliases.needles, overlapping=True))
        .with_columns(cuts=cuts())
        .drop("plain")
        .with_row_index("text_no")
        .explode("at", "key", empty_as_null=False)
        .with_columns(at.cast(pl.Int64))
        .with_columns(to=at + key.str.len_bytes().cast(pl.Int64))
    )
    before = clean.str.slice((at - 1).clip(lower_bound=0), at.clip(upper_bound=1))
    after = clean.str.slice(pl.col("to"), 1)
    # An alias that ends in a full stop ends a word whatever follows.
    goes_on = after.str.contains(WORD) & ~key.str.ends_with(".")
    return found.filter(~before.str.contains(WORD) & ~goes_on)


def _read(hits: pl.LazyFrame, aliases: AliasTable) -> pl.LazyFrame:
    """Return one row per hit and alias row it may mean, with all that its text says of it.

    Adds row, start, end, surface, and what rules look at: before, after, sentence and whether
    the document holds a forbidding or a required word. Drops the texts: carried through the
    sorts to come, they would be copied once a hit.
    """
    at, to = pl.col("at"), pl.col("to")
    begin, far = (at - BESIDE).clip(lower_bound=0), (at - AROUND).clip(lower_bound=0)
    beside, around = (pl.when(c).then("clean") for c in ("looks_beside", "looks_around"))
    return (
        hits.join(aliases.keys.lazy(), on="key")
        .with_columns(start=printed(at - _title(aliases)), end=printed(to - 1) + 1)
        .with_columns(_document(effect) for effect in EFFECTS)
        .select(
            *KEPT,
            surface=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")),
            before=beside.str.slice(begin, at - begin),
            after=beside.str.slice(to, BESIDE),
            sentence=around.str.slice(far, to - far + AROUND),
        )
    )


def _title(aliases: AliasTable) -> pl.Expr:
    """Return how many characters of title stand before a leader's name: they belong to it."""
    at = pl.col("at")
    begin = (at - BESIDE).clip(lower_bound=0)
    before = pl.when("is_leader").then(pl.col("clean").str.slice(begin, at - begin))
    return before.str.extract(aliases.title, 1).str.len_chars().fill_null(0).cast(pl.Int64)


def _document(effect: str) -> pl.Expr:
    """Return whether the document matches the row's pattern of this effect, as a column."""
    # What a story is about shows early; somewhere in a long text every word is found.
    read = pl.col("document").str.slice(0, OPENING if effect == "forbid" else None)
    answer = read.str.contains(pl.col(f"{effect}_document"))
    return answer.fill_null(False).alias(f"{effect}_by_document")


def _longest(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Keep, of matches that overlap, the leftmost, and of those the longest; add its `spot`."""
    # One running maximum serves all texts: each has a range of offsets of its own.
    base = pl.col("text_no").cast(pl.Int64) * 2**32
    spot, reach = pl.col("spot"), pl.col("reach")
    is_new = (spot != spot.shift()) | (reach != reach.shift())
    covered = pl.when(is_new.fill_null(True)).then(reach.cum_max().shift(1, fill_value=0))
    return (
        hits.with_columns(spot=base + pl.col("at"), reach=base + pl.col("to"))
        .sort("spot", "reach", "row", descending=[False, True, False])
        .filter(spot >= covered.forward_fill())
        .drop("reach", "text_no", "at", "to")
    )


def _in_time(hits: pl.LazyFrame, articles: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the alias rows that held on the day of publication."""
    day = pl.col("published_on")
    dated = (pl.col("start_on").is_null() | (pl.col("start_on") <= day)) & (
        pl.col("end_on").is_null() | (day < pl.col("end_on"))
    )
    return hits.join(articles.select(*ARTICLE, "published_on"), on=ARTICLE, how="left").filter(
        pl.when(day.is_null()).then(pl.col("is_read_undated")).otherwise(dated)
    )


def _standing(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Drop hits that a pattern forbids, or that none allows where one must; add is_allowed.

    A bare surname is left for `_introduced` to judge.
    """
    is_bare = (pl.col("rule") == INTRODUCED).fill_null(False)
    is_allowed = (~pl.col("is_conditional") | _says("require")) & ~is_bare
    return hits.with_columns(is_allowed=is_allowed).filter(
        ~_says("forbid") & (pl.col("is_allowed") | is_bare)
    )


def _says(effect: str) -> pl.Expr:
    """Return whether any pattern of this effect matches, wherever it looks."""
    near = [
        pl.col(scope).str.contains(pl.col(f"{effect}_{scope}"))
        for scope in ("before", "after", "sentence")
    ]
    # The bar stands for the alias itself, so that a pattern may look at both its sides.
    pattern = pl.col(f"{effect}_elsewhere")
    sides = pl.concat_str("before", pl.lit("|"), "after")
    is_hit = pl.when(pattern.is_not_null()).then(sides).str.contains(pattern)
    elsewhere = is_hit.any().over(*ARTICLE, "row")
    return pl.any_horizontal(
        *(said.fill_null(False) for said in [*near, elsewhere]), f"{effect}_by_document"
    )


def _introduced(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Drop surnames of people whom the document never names in full or with a title."""
    is_known = pl.col("is_allowed").any().over(*ARTICLE, "person")
    return hits.filter(pl.col("is_allowed") | is_known)


def _resolved(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Keep one meaning a mention: no exclusion, the first facet, and one country in it.

    Several countries stand together only where every row says so with the rule `each`.
    """
    country = pl.col("country")
    # An exclusion comes before every facet, and where it is the first, nothing stands.
    rank = pl.when(country.is_not_null()).then("facet_rank").otherwise(-1)
    is_each = (pl.col("rule") == "each").fill_null(False)
    agreed = (country.min() == country.max()) | is_each.all()
    return (
        hits.filter((rank >= 0) & (rank == rank.min().over("spot")))
        .filter(agreed.over("spot"))
        .sort("spot", "row")
        .unique(subset=["spot", "country"], keep="first", maintain_order=True)
        .with_columns(alias=pl.col("origin"))
    )
