"""Divide sentences into the chunks whose scores TextBlob adds up, without reading them one by one.

TextBlob's analyzer (De Smedt & Daelemans 2012, "Pattern for Python", JMLR 13) walks over a
sentence's tokens and remembers two things: a modifier ("very") and a negation ("not") that wait for
the next known word. An unknown token of three characters or more clears both, and so does a known
word that is no adverb. So a sentence's assessments are those of its chunks, one after another:

    adverbs and negations, with tokens of at most two characters between them, then one known word

A chunk reaches from the start of a token to the end of a token, and TextBlob itself reads it. It
may hold more than it must, never less: what only looks like a known word ("good" in "good-bye") is
for TextBlob to judge. Where something reaches across chunks (exclamation marks, emoticons,
paragraph breaks), or spelling matters in a way that plain text hides, the sentence is one chunk.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, product

import polars as pl
from textblob._text import ABBREVIATIONS, EMOTICONS, EOS, PUNCTUATION, RE_ABBR3
from textblob.en import sentiment as LEXICON  # noqa: N812

# Of plain text: what stands between tokens (quotation marks are tokens of their own), what stands
# in them, and what TextBlob strips from both their ends (a period only from the end).
BETWEEN = r"[\t-\r '\"]"
WITHIN = r"[!#-&(-~]"
STRIPPED = re.escape("".join(sorted(set(PUNCTUATION) - set(".'\""))))

# Python's white space beyond ASCII, and curly quotation marks.
WIDE = (
    r"[\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
    r"\x{2018}\x{2019}\x{201c}\x{201d}]"
)
# A token of three characters as it is spelled ("Mr."), of two and a period in lower case.
TITLE = r"(?-u:\b)([A-Z][b-df-hj-np-tv-xz])\."
# Rare characters, left to TextBlob: white space to Python only; longer, or ASCII, in lower case;
# a consonant to its rule for abbreviations; a letter to regular expressions, but stripped.
RARE = r"\x1c-\x1f\x{130}\x{212a}|_"


def chunks(texts: pl.Series) -> pl.DataFrame:
    """Return `row` (the position in `texts`) and `chunk`, for every chunk of every text."""
    whole = pl.DataFrame({"chunk": texts}).with_row_index("row")
    is_odd = whole["chunk"].str.contains(odd())
    divided = (
        whole.filter(~is_odd)
        .with_columns(plain(pl.col("chunk")).str.extract_all(pattern()))
        .explode("chunk", empty_as_null=False)
        # What is stripped from its ends cannot matter, and the fewer chunks differ, the better.
        .with_columns(pl.col("chunk").str.strip_chars(" '" + PUNCTUATION))
    )
    return pl.concat([divided, whole.filter(is_odd)])


def plain(text: pl.Expr) -> pl.Expr:
    """Return the text in lower-case ASCII, with tokens that mean the same to TextBlob.

    Any quotation mark is a token that says nothing, but the apostrophe makes contractions, so wide
    ones become the other. The digit 7 is in no known word, and keeps a token's length.
    """
    return (
        text.str.replace_all("n't", " n't", literal=True)
        .str.replace_all(TITLE, "${1}ww.")
        .str.replace_all(WIDE, '"')
        .str.replace_all(r"[^\t-\r -~]", "7")
        .str.to_lowercase()
    )


@cache
def known() -> frozenset[str]:
    """Return the words that change TextBlob's state: those it assesses, and negations."""
    # No token holds a space or an apostrophe, though some words of the lexicon do.
    words = {word for word in LEXICON if not re.search(r"[\s']", word)}
    return frozenset(words | {n for n in LEXICON.negations if "'" not in n})


@cache
def pattern() -> str:
    """Return the regular expression of a chunk in plain text."""
    last = {w for w in known() - set(LEXICON.negations) if "RB" not in LEXICON[w]}
    leading, final = _token(known() - last), _token(last)
    short = rf"[{STRIPPED}]*{WITHIN}{{1,2}}[{STRIPPED}.]*"
    gap = rf"{BETWEEN}+(?:{short}{BETWEEN}+)*[{STRIPPED}]*"
    start = rf"(?:^|{BETWEEN})[{STRIPPED}]*"
    return rf"{start}(?:{leading}(?:{gap}{leading})*(?:{gap}{final})?|{final})"


def _token(words: set[str] | frozenset[str]) -> str:
    """Return the expression of a token that begins with one of the words."""
    return rf"(?:{_any(words)})(?-u:\b){WITHIN}*"


def _any(words: set[str] | frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(words)))


@cache
def odd() -> str:
    """Return the regular expression of what must be read within its whole sentence."""
    parts = [
        f"[!{RARE}]",
        EOS,
        r"\n\r?\n",
        "N'[tT]|n'T",  # Contractions in lower case only.
        rf"(?-u:\b)(?:{_any(_cased_abbreviations())})",
        f"(?i:{'|'.join(map(_emoticon, sorted(chain(*EMOTICONS.values()))))})",
    ]
    return "|".join(parts)


def _cased_abbreviations() -> set[str]:
    """Return the spellings that lower case would make, or no longer make, an abbreviation.

    Only those that matter: a known word it hides ("Ill."), or two letters that become a token of
    three characters ("ED."). For the rest see TITLE.
    """
    titles = {word.capitalize() + "." for word in known()}
    hidden = {t for t in titles if RE_ABBR3.match(t)}
    hidden |= {a for a in ABBREVIATIONS if a[:-1].lower() in known()}
    short = [a[:2] for a in ABBREVIATIONS if re.fullmatch(r"[a-z]{2}\.", a)]
    cased = {f"{a}{b}." for x, y in short for a, b in product(x + x.upper(), y + y.upper())}
    return hidden | {s for s in cased - ABBREVIATIONS if not RE_ABBR3.match(s)}


def _emoticon(emoticon: str) -> str:
    """Return an expression of the emoticon with or without spaces in it, where a token may end."""
    end = r"(?:[^A-Za-z0-9]|n't|$)" if emoticon[-1].isalnum() else ""
    return r"\s*".join(map(re.escape, emoticon)) + end
