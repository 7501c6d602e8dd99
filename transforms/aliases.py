"""Compiles the alias rows into the keys to look for and what each of them means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

# Folding replaces one character by one, so that offsets stay those of the text.
_SPACES = "\t\n\r\x0b\x0c\x00\x01\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B)))
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
# Of a run of spaces only the first counts; the others become silent.
SQUEEZE = {" " * n: " " + SILENT * (n - 1) for n in range(32, 1, -1)}


@dataclass(frozen=True)
class AliasTable:
    """What `mentions` needs, built once.

    `needles`: every form an alias is printed in, folded.
    `meanings`: for each needle the numbers of the alias rows it may mean, as in "7,12".
    `rows`: row, country, facet, facet_rank, start_on, end_on, rule, person, origin;
    is_read_undated; is_conditional, whether one of its patterns must match; and the patterns of
    its rule, as forbid_before … require_elsewhere, NULL where it has none.
    `title`: what of the text before a leader's name belongs to it, as a pattern.
    """

    needles: list[str]
    meanings: list[str]
    rows: pl.DataFrame
    title: str


EFFECTS = ["forbid", "require"]
SCOPES = ["before", "after", "sentence", "document", "elsewhere"]
TITLED, INTRODUCED = "titled", "introduced"
FACET_ORDER = ["name", "people", "capital", "government", "leader", "place"]


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
        facet_rank=pl.col("facet").replace_strict(FACET_ORDER, range(len(FACET_ORDER)),
                                                  return_dtype=pl.Int64))
    printed = [(f, row) for row, alias in rows.select("row", "alias").iter_rows()
               for f in sorted(forms(alias))]
    keys = pl.DataFrame(printed, schema={"key": pl.String, "row": pl.Int64}, orient="row")
    meanings = keys.group_by("key").agg(pl.col("row").sort().cast(pl.String).str.join(",")
                                        ).sort("key")
    ready = (rows.join(_undated(keys, rows), on="row", maintain_order="left")
             .join(_patterns(rows, rules), on="row", how="left", maintain_order="left")
             .drop("alias", "source"))
    is_conditional = pl.any_horizontal(pl.col(f"require_{s}").is_not_null() for s in SCOPES)
    return AliasTable(meanings["key"].to_list(), meanings["row"].to_list(),
                      ready.with_columns(is_conditional=is_conditional), _title(rules))


def _undated(keys: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return row and is_read_undated: whether it is read in a document without a date.

    It is where all rows of its key mean one country, or else where it holds to this day.
    """
    meant = keys.join(rows.select("row", "end_on", pl.col("country").fill_null("")), on="row")
    is_read = (pl.col("country").n_unique().over("key") == 1) | pl.col("end_on").is_null()
    return meant.with_columns(is_read_undated=is_read).group_by("row").agg(
        pl.col("is_read_undated").all())


def _title(rules: pl.DataFrame) -> str:
    """Return the pattern of a title, with the space after it, at the end of a text."""
    titles = rules.filter(rule=TITLED, effect="require", scope="before")["pattern"].to_list()
    return "(?:^|[^A-Za-z])((?:" + "|".join(titles or ["x^"]) + "))"


def _patterns(rows: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Return row and, for each effect and scope, its rule's patterns as one, the alias put in."""
    joined = rows.select("row", "alias", "rule").join(rules, on="rule", maintain_order="left")
    pattern = [p.replace("{alias}", re.escape(fold(a)))
               for a, p in joined.select("alias", "pattern").iter_rows()]
    ready = joined.with_columns(pattern=pl.Series(pattern, dtype=pl.String))
    return ready.group_by("row", maintain_order=True).agg(
        pl.col("pattern").filter(effect=effect, scope=scope).str.join("|")
        .replace("", None).alias(f"{effect}_{scope}") for effect in EFFECTS for scope in SCOPES)
