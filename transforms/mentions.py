"""Finds the mentions of countries in sentences.

Nothing here branches: each step adds columns to the rows of the one before, or drops rows, so
that the text is matched once however Polars plans the query. All that needs the text is done
before the first sort or join.
"""

from __future__ import annotations

import polars as pl

from transforms.aliases import EFFECTS, FOLD, INTRODUCED, SILENT, SQUEEZE, AliasTable

ARTICLE = ["article_id", "version"]
SENTENCE = [*ARTICLE, "sentence_no"]
COLUMNS = [*SENTENCE, "start", "end", "surface", "country", "facet", "alias"]
BESIDE = 60  # code points that a rule sees before and after a mention
AROUND = 200  # how much of a long sentence it sees on either side
# Marks that print nothing: soft hyphens, zero-width characters, combining accents.
NOISE = "[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]"
WORD = "[A-Za-z0-9_]"


def mentions(sentences: pl.LazyFrame, articles: pl.LazyFrame, aliases: AliasTable
             ) -> pl.LazyFrame:
    """Return one row per mention of a country in a sentence, as in the Mentions contract.

    From `sentences` it takes article_id, version, sentence_no, text; from `articles`
    article_id, version, published_on. A sentence may be a whole document.
    """
    hits = _found(_folded(sentences.select(*SENTENCE, "text")), aliases)
    read = _longest(_read(hits, aliases)).join(aliases.rows.lazy(), on="row")
    return _resolved(_introduced(_standing(_in_time(read, articles)))).select(COLUMNS)


def _folded(texts: pl.LazyFrame) -> pl.LazyFrame:
    """Add `folded`, as long as text; `clean`, its ASCII without noise; and the `document`."""
    # A word broken at the end of a line is one word: its hyphen and line end become noise.
    whole = pl.col("text").str.replace_all(r"([a-z])-\n([a-z])", f"$1{SILENT}{SILENT}$2")
    plain = whole.str.replace_all("-\n", "-" + SILENT, literal=True)
    folded = plain.str.replace_many(FOLD).str.replace_many(SQUEEZE, leftmost=True)
    clean = pl.col("folded").str.replace_all(NOISE, "").str.replace_all(r"[^\x00-\x7f]", "?")
    return texts.with_columns(folded=folded).with_columns(clean=clean).with_columns(
        document=pl.col("clean").str.join(" ").over(ARTICLE))


def _found(texts: pl.LazyFrame, aliases: AliasTable) -> pl.LazyFrame:
    """Return one row per match of a whole word: text_no, at, to (offsets in `clean`) and key."""
    clean, at, key = pl.col("clean"), pl.col("at"), pl.col("key")
    found = (
        texts.with_columns(at=clean.str.find_many(aliases.needles, overlapping=True),
                           key=clean.str.extract_many(aliases.needles, overlapping=True))
        .filter(at.list.len() > 0)
        .with_columns(cuts=_cuts(pl.col("folded")))
        .with_row_index("text_no")
        .explode("at", "key", empty_as_null=False)
        .with_columns(at.cast(pl.Int64))
        .with_columns(to=at + key.str.len_bytes().cast(pl.Int64))
    )
    before = clean.str.slice((at - 1).clip(lower_bound=0), at.clip(upper_bound=1))
    after = clean.str.slice(pl.col("to"), 1)
    inside = (before + key.str.head(1)).str.contains(WORD + "{2}") | (
        key.str.tail(1) + after).str.contains(WORD + "{2}")
    return found.filter(~inside)


def _read(hits: pl.LazyFrame, aliases: AliasTable) -> pl.LazyFrame:
    """Return one row per hit and alias row it may mean, with all that its text says of it.

    Adds row, start, end, surface, and what rules look at: before, after, sentence and whether
    the document holds a forbidding or a required word. Drops the texts: carried through the
    sorts and joins to come, they would be copied once a hit.
    """
    clean, at, to = pl.col("clean"), pl.col("at"), pl.col("to")
    begin, far = (at - BESIDE).clip(lower_bound=0), (at - AROUND).clip(lower_bound=0)
    rows = pl.col("key").replace_strict(aliases.needles, aliases.meanings, return_dtype=pl.String)
    return (
        hits.with_columns(row=rows.str.split(",")).explode("row")
        .with_columns(pl.col("row").cast(pl.Int64))
        .with_columns(head=at - _title(aliases))
        .with_columns(start=_printed(pl.col("head")), end=_printed(to - 1) + 1)
        .with_columns(_document(effect, aliases) for effect in EFFECTS)
        .select(*SENTENCE, "text_no", "at", "to", "row", "start", "end",
                "forbid_by_document", "require_by_document",
                surface=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")),
                before=clean.str.slice(begin, at - begin), after=clean.str.slice(to, BESIDE),
                sentence=clean.str.slice(far, to - far + AROUND))
    )


def _title(aliases: AliasTable) -> pl.Expr:
    """Return how many characters of title stand before a leader's name: they belong to it."""
    leaders = aliases.rows.filter(facet="leader")["row"]
    at = pl.col("at")
    begin = (at - BESIDE).clip(lower_bound=0)
    before = pl.when(pl.col("row").is_in(leaders.implode())).then(
        pl.col("clean").str.slice(begin, at - begin))
    return before.str.extract(aliases.title, 1).str.len_chars().fill_null(0).cast(pl.Int64)


def _document(effect: str, aliases: AliasTable) -> pl.Expr:
    """Return whether the document matches the row's pattern of this effect, as a column."""
    asked = aliases.rows.select("row", pattern=f"{effect}_document").drop_nulls()
    pattern = pl.col("row").replace_strict(asked["row"], asked["pattern"], default=None,
                                           return_dtype=pl.String)
    return pl.col("document").str.contains(pattern).fill_null(False).alias(f"{effect}_by_document")


def _cuts(folded: pl.Expr) -> pl.Expr:
    """Return where in the clean text characters were left out, as a list of offsets."""
    parts = folded.str.replace_all(NOISE, "\x01").str.split("\x01")
    ends = parts.list.eval(pl.element().str.len_chars().cum_sum().cast(pl.Int64))
    return ends.list.head(parts.list.len() - 1)


def _printed(offset: pl.Expr) -> pl.Expr:
    """Return the offset in the text of an offset in the clean text."""
    passed = (pl.col("cuts") - offset).list.eval(pl.element() <= 0)
    return offset + passed.list.sum().cast(pl.Int64)


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
        pl.col("end_on").is_null() | (day < pl.col("end_on")))
    return hits.join(articles.select(*ARTICLE, "published_on"), on=ARTICLE, how="left").filter(
        pl.when(day.is_null()).then(pl.col("is_read_undated")).otherwise(dated))


def _standing(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Drop hits that a pattern forbids, or that none allows where one must; add is_allowed.

    A bare surname is left for `_introduced` to judge.
    """
    is_bare = (pl.col("rule") == INTRODUCED).fill_null(False)
    is_allowed = (~pl.col("is_conditional") | _says("require")) & ~is_bare
    # Sorted, each pattern is compiled once.
    return hits.sort("row").with_columns(is_allowed=is_allowed).filter(
        ~_says("forbid") & (pl.col("is_allowed") | is_bare))


def _says(effect: str) -> pl.Expr:
    """Return whether any pattern of this effect matches, wherever it looks."""
    near = [pl.col(scope).str.contains(pl.col(f"{effect}_{scope}"))
            for scope in ("before", "after", "sentence")]
    elsewhere = pl.col("after").str.contains(pl.col(f"{effect}_elsewhere")).any().over(
        *ARTICLE, "row")
    return pl.any_horizontal(
        *(said.fill_null(False) for said in [*near, elsewhere]), f"{effect}_by_document")


def _introduced(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Drop surnames of people whom the document never names in full or with a title."""
    is_known = pl.col("is_allowed").any().over(*ARTICLE, "person")
    return hits.filter(pl.col("is_allowed") | is_known)


def _resolved(hits: pl.LazyFrame) -> pl.LazyFrame:
    """Keep one meaning a mention: no exclusion, the first facet, and one country in it.

    Several countries stand together only where every row says so with the rule `each`.
    """
    rank, country = pl.col("facet_rank"), pl.col("country")
    first = rank == rank.min().over("spot")
    agreed = (country.min().over("spot") == country.max().over("spot")) | (
        (pl.col("rule") == "each").fill_null(False).all().over("spot"))
    return hits.filter(country.is_not_null().all().over("spot")).filter(first).filter(
        agreed).unique(subset=["spot", "country"], keep="first", maintain_order=True
                       ).with_columns(alias=pl.col("origin"))
