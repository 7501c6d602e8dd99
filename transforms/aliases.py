"""Folds text for matching, and compiles the alias rows into what to look for and its meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

# Folding replaces one character by one, so that offsets stay those of the text.
_SPACES = "\t\n\r\x0b\x0c\x00\x01\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_QUOTES = "\u2018\u2019\u201b\u02bb\u02bc\u2032\u00b4`"
_DASHES = "\u2010\u2011\u2012\u2013\u2212"
# No accent can be taken off these.
_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u0131": "i"}


def _fold_map() -> dict[str, str]:
    folded = dict.fromkeys(_SPACES, " ") | dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-")
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            folded[chr(code)] = base
    return folded | _LETTERS


FOLD = _fold_map()
_TRANSLATION = str.maketrans(FOLD)
SILENT = "\u00ad"
# Of a run of spaces only the first counts, and none after a hyphen: the others become silent.
SQUEEZE = {" " * n: " " + SILENT * (n - 1) for n in range(32, 1, -1)} | {"- ": "-" + SILENT}
# Marks that print nothing: soft hyphens, zero-width characters, combining accents.
_MARKS = [0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x300, 0x370)]
NOISE = "[" + "".join(map(chr, _MARKS)) + "]"
CLEAN = {k: v.replace(SILENT, "") for k, v in SQUEEZE.items()} | dict.fromkeys(map(chr, _MARKS), "")
ARTICLE = ["article_id", "version"]


def folded(texts: pl.LazyFrame) -> pl.LazyFrame:
    """Add `plain`, as long as text; `clean`, its ASCII without noise; and the `document`."""
    # A word broken at the end of a line is one word: its hyphen and line end become noise.
    whole = pl.col("text").str.replace_all(r"([a-z])-\n([a-z])", f"$1{SILENT}{SILENT}$2")
    clean = pl.col("plain").str.replace_many(CLEAN, leftmost=True)
    return (
        texts.with_columns(plain=whole.str.replace_many(FOLD))
        .with_columns(clean=clean.str.replace_all(r"[^\x00-\x7f]", "?"))
        .with_columns(document=pl.col("clean").str.join(" ").over(ARTICLE))
    )


def cuts() -> pl.Expr:
    """Return where in the clean text characters were left out, as offsets; NULL where nowhere."""
    plain = pl.col("plain")
    noisy = pl.when(plain.str.len_chars() != pl.col("clean").str.len_chars()).then(plain)
    marked = noisy.str.replace_many(SQUEEZE, leftmost=True).str.replace_all(NOISE, "\x01")
    ends = marked.str.split("\x01").list.eval(pl.element().str.len_chars().cum_sum())
    return ends.list.head(ends.list.len() - 1).cast(pl.List(pl.Int64))


def printed(offset: pl.Expr) -> pl.Expr:
    """Return the offset in the text of an offset in the clean text."""
    passed = (pl.col("cuts") - offset).list.eval(pl.element() <= 0)
    return offset + passed.list.sum().cast(pl.Int64).fill_null(0)


@dataclass(frozen=True)
class AliasTable:
    """What `mentions` needs, built once.

    `needles`: every form an alias is printed in, folded.
    `keys`: key (a needle), row (an alias row it may mean), and what must be known of that row
    while the text is at hand: is_leader, looks_beside, looks_around, forbid_document,
    require_document.
    `rows`: row, country, facet, facet_rank, start_on, end_on, rule, person, origin;
    is_read_undated; is_conditional, whether one of its patterns must match; and the patterns of
    its rule, as forbid_before … require_elsewhere, NULL where it has none.
    `title`: what of the text before a leader's name belongs to it, as a pattern.
    """

    needles: list[str]
    keys: pl.DataFrame
    rows: pl.DataFrame
    title: str


EFFECTS = ["forbid", "require"]
SCOPES = ["before", "after", "sentence", "document", "elsewhere"]
TITLED, COURTESY, INTRODUCED = "titled", "courtesy", "introduced"
GROUP = "group"
FACET_ORDER = ["name", "people", "capital", "government", "leader", "place", GROUP]


def fold(text: str) -> str:
    """Return text without accents, with plain quotes, hyphens and spaces; as long as before."""
    return text.translate(_TRANSLATION)


def forms(alias: str) -> set[str]:
    """Return every form an alias is printed in: hyphens, Saint, and, capitals."""
    found = {re.sub(r" +", " ", fold(alias).strip())}
    found |= {f.replace("-", " ") for f in found}
    found |= {f.replace("&", "and") for f in found}
    found |= {re.sub(r"\b(?:St\.|Saint) ", s, f) for f in found for s in ("St. ", "St ", "Saint ")}
    found |= {"the" + f[3:] for f in found if f.startswith("The ")}
    # Three capitals or fewer are other things (MAY, RIO) too often.
    return found | {f.upper() for f in found if sum(c.isalpha() for c in f) > 3}


def compile_aliases(aliases: pl.DataFrame, rules: pl.DataFrame) -> AliasTable:
    """Return the table `mentions` works with, from Reference.aliases and Reference.rules."""
    rows = aliases.with_row_index("row").with_columns(
        pl.col("row").cast(pl.Int64),
        facet_rank=pl.col("facet").replace_strict(
            FACET_ORDER, range(len(FACET_ORDER)), return_dtype=pl.Int64
        ),
    )
    forms_of = [
        (f, row)
        for row, alias in rows.select("row", "alias").iter_rows()
        for f in sorted(forms(alias))
    ]
    keys = pl.DataFrame(forms_of, schema={"key": pl.String, "row": pl.Int64}, orient="row")
    ready = (
        rows.join(_undated(keys, rows), on="row", maintain_order="left")
        .join(_patterns(rows, rules), on="row", how="left", maintain_order="left")
        .drop("alias", "source")
    )
    ready = ready.with_columns(is_conditional=_has("require", *SCOPES))
    return AliasTable(
        sorted(set(keys["key"])), keys.join(_early(ready), on="row"), ready, _title(rules)
    )


def _has(effect: str, *scopes: str) -> pl.Expr:
    """Return whether a row has a pattern of this effect in one of these scopes."""
    return pl.any_horizontal(pl.col(f"{effect}_{scope}").is_not_null() for scope in scopes)


def _early(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what AliasTable.keys says of a row."""
    beside, around = ("before", "after", "elsewhere"), ("sentence",)
    return rows.select(
        "row",
        "forbid_document",
        "require_document",
        is_leader=pl.col("facet") == "leader",
        looks_beside=_has("forbid", *beside) | _has("require", *beside),
        looks_around=_has("forbid", *around) | _has("require", *around),
    )


def _undated(keys: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return row and is_read_undated: whether it is read in a document without a date.

    It is where all rows of its key mean one country, or else where it holds to this day. A
    courtesy title (Mr. Brown) says too little without a date.
    """
    meant = keys.join(
        rows.select("row", "end_on", "rule", pl.col("country").fill_null("")), on="row"
    )
    is_one = pl.col("country").n_unique().over("key") == 1
    is_courtesy = pl.col("rule").eq(COURTESY).fill_null(False)
    is_read = (is_one | pl.col("end_on").is_null()) & ~is_courtesy
    return (
        meant.with_columns(is_read_undated=is_read)
        .group_by("row")
        .agg(pl.col("is_read_undated").all())
    )


def _title(rules: pl.DataFrame) -> str:
    """Return the pattern of a title, with the space after it, at the end of a text."""
    is_title = pl.col("rule").is_in([TITLED, COURTESY]) & pl.col("effect").eq("require")
    titles = rules.filter(is_title, scope="before")["pattern"].to_list()
    return "(?:^|[^A-Za-z])((?:" + "|".join(titles or ["x^"]) + "))"


def _patterns(rows: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Return row and, for each effect and scope, its rule's patterns as one, the alias put in."""
    named = rows.select("row", "alias", pl.col("rule").str.split(" ")).explode("rule")
    joined = named.join(rules, on="rule", maintain_order="left")
    pattern = [
        p.replace("{alias}", re.escape(fold(a)))
        for a, p in joined.select("alias", "pattern").iter_rows()
    ]
    ready = joined.with_columns(pattern=pl.Series(pattern, dtype=pl.String))
    return ready.group_by("row", maintain_order=True).agg(
        pl.col("pattern")
        .filter(effect=effect, scope=scope)
        .str.join("|")
        .replace("", None)
        .alias(f"{effect}_{scope}")
        for effect in EFFECTS
        for scope in SCOPES
    )
