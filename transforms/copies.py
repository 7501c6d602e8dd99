"""Which articles are copies of earlier ones: candidates by sketches, then judged pair by pair.

Texts are compared by their triples of words (Broder 1997, "On the resemblance and containment of
documents"), hashed with BLAKE2, so that neither the library's version nor the machine matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt
import polars as pl

OVERLAP = 0.5  # of the shorter text's triples, that a copy shares
CHANGED = 0.03  # numbers and names, per word of the shorter text, that a copy may have changed
SHORT = 40  # triples
LEAD = 30  # words
LEAD_SHARED = 0.3  # of the lead's triples
SHARE = 4  # one triple in so many is in a sketch …
LEAST = 8  # … but so many at least: they find copies of short texts
LAGS = 5  # earlier articles with the same triple that are looked at, the latest first
LOOSE = 0.25  # share of the smaller sketch that makes a pair worth judging
HEAD = 400  # words in which facts are compared: what a text reports stands at its head
REPLACED = 12  # words: where more differ, text was exchanged and not a fact
ALIKE = 0.7  # likeness of two spellings of one name (Ratcliff & Obershelp 1988, as in difflib)
_SLICE = 2_000  # texts at once
# A number is one word, and so are U.S. and don't; scripts without spaces are read by character.
_WORD = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|\p{N}[\p{N}.,/:-]*\p{N}|\p{N}"
    r"|[\p{L}\p{M}]+(?:[.'\u2019][\p{L}\p{M}]+)*"
)
_INSIDE = r"(\p{L})[.'\u2019]"
_SMALL_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
     "twelve"]
)  # fmt: skip
Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]


def copies(
    bodies: pl.Series, days: npt.NDArray[np.float64], window: timedelta
) -> dict[int, list[tuple[int, float]]]:
    """Return row -> (earlier row, overlap) of the texts it is a copy of, the likest first.

    In: bodies in their order of publication, and when they were published, in days. A copy lies
    within `window`, overlaps by OVERLAP at least and tells the same facts.
    """
    later, earlier = _candidates(*_sketches(bodies), days, window / timedelta(days=1))
    rows = np.unique(np.concatenate([later, earlier]))
    texts = bodies.gather(rows)
    triples = dict(zip(rows.tolist(), _each(texts), strict=True))
    heads = dict(zip(rows.tolist(), _heads(texts), strict=True))
    found: dict[int, list[tuple[int, float]]] = {}
    for row, other in zip(later.tolist(), earlier.tolist(), strict=True):
        overlap = _overlap(triples[row], triples[other])
        if overlap >= _least(min(len(triples[row]), len(triples[other]))) and is_copy(
            heads[row], heads[other]
        ):
            found.setdefault(row, []).append((other, overlap))
    return {row: sorted(pairs, key=lambda p: (-p[1], p[0])) for row, pairs in found.items()}


def _least(triples: int) -> float:
    """Return the overlap that a copy of so many triples must reach: short texts share phrases."""
    return max(OVERLAP, 1 - triples / SHORT)


def is_copy(one: list[str], other: list[str]) -> bool:
    """Return whether one of two overlapping texts, given by their words, is a copy of the other.

    A copy begins where the other does (give or take a paragraph), and it leaves text out and puts
    text in, while a form (a dividend, a daily count) is the same text with other numbers and names
    in it.
    """
    shorter, longer = sorted(([w.lower() for w in one], [w.lower() for w in other]), key=len)
    if not (_has_lead(shorter, longer) or _has_lead(longer, shorter)):
        return False
    printed, other_printed = sorted((one, other), key=len)
    known = set(longer)
    changed = 0
    for what, i, j, k, m in SequenceMatcher(None, shorter, longer, autojunk=False).get_opcodes():
        if what != "equal" and max(j - i, m - k) <= REPLACED:
            changed += sum(_is_number(w) and w not in known for w in shorter[i:j])
            changed += _other_names(printed[i:j], other_printed[k:m])
    return changed <= CHANGED * len(shorter)


def _has_lead(text: list[str], other: list[str]) -> bool:
    """Return whether enough of the triples that `text` begins with stand in `other`."""
    lead, every = (set(zip(w, w[1:], w[2:], strict=False)) for w in (text[:LEAD], other))
    return len(lead & every) >= LEAD_SHARED * len(lead)


def _other_names(gone: Sequence[str], come: Sequence[str]) -> int:
    """Return how many names of `gone` have others in their place in `come`."""
    before, after = ({w for w in words if _is_name(w)} for words in (gone, come))
    new = after - before
    lost = [w for w in before - after if not any(_are_alike(w, n) for n in new)]
    return min(len(lost), len(new))


def _words(texts: pl.Series) -> tuple[pl.Series, Rows]:
    """Return all words of all texts, one after another, and how many each text has.

    Words are as printed, but for points and apostrophes inside them.
    """
    lists = texts.str.extract_all(_WORD)
    printed = lists.explode(empty_as_null=False)
    return printed.str.replace_all(_INSIDE, "$1"), lists.list.len().to_numpy().astype(np.int64)


def _heads(texts: pl.Series) -> Iterator[list[str]]:
    """Yield the first HEAD words of each text."""
    flat, counts = _words(texts)
    every = flat.to_list()
    for end, count in zip(np.cumsum(counts).tolist(), counts.tolist(), strict=True):
        yield every[end - count : end - count + min(count, HEAD)]


def _is_number(word: str) -> bool:
    return word[0].isnumeric() or word.lower() in _SMALL_NUMBERS


def _is_name(word: str) -> bool:
    return word[0].isupper() and not _is_number(word)


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= ALIKE


def _sketches(bodies: pl.Series) -> tuple[Rows, Hashes]:
    """Return row and hash of every triple in a text's sketch.

    The sketch holds the triples whose hash is below a bound, the same for all texts, so that the
    sketch of a part is part of the sketch (Irber et al. 2022, FracMinHash); and the LEAST smallest.
    """
    rows, hashes = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for start in range(0, len(bodies), _SLICE):
        row, triple = _triples(bodies[start : start + _SLICE])
        begins = np.searchsorted(row, row)  # sorted: where each one's text begins
        rank = np.arange(len(row)) - begins
        kept = (triple < np.uint64(2**64 // SHARE)) | (rank < LEAST)
        rows.append(row[kept] + start)
        hashes.append(triple[kept])
    return np.concatenate(rows), np.concatenate(hashes)


def _triples(bodies: pl.Series) -> tuple[Rows, Hashes]:
    """Return row and hash of every text's distinct triples of words, sorted by both."""
    words, counts = _words(bodies)
    word = _hashed(words.str.to_lowercase())
    row = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    triple = word.copy()
    for ahead in (1, 2):
        triple = _mix(triple)
        triple[:-ahead] += word[ahead:]
    whole = place <= counts[row] - 3  # the last two words of a text begin none
    row, triple = row[whole], _mix(triple)[whole]
    order = np.lexsort((triple, row))
    row, triple = row[order], triple[order]
    new = np.ones(len(row), dtype=np.bool_)
    new[1:] = (row[1:] != row[:-1]) | (triple[1:] != triple[:-1])
    return row[new], triple[new]


def _hashed(tokens: pl.Series) -> Hashes:
    """Return the first 8 bytes of each word's BLAKE2 hash."""
    distinct = tokens.unique()
    hashes = pl.Series(
        [int.from_bytes(hashlib.blake2b(w.encode(), digest_size=8).digest()) for w in distinct],
        dtype=pl.UInt64,
    )
    found: Hashes = tokens.replace_strict(distinct, hashes, return_dtype=pl.UInt64).to_numpy()
    return found


def _mix(values: Hashes) -> Hashes:
    """Return well-spread hashes of hashes (the finaliser of MurmurHash3, Appleby 2011)."""
    mixed: Hashes = values ^ (values >> np.uint64(33))
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed


def _candidates(
    row: Rows, triple: Hashes, days: npt.NDArray[np.float64], window: float
) -> tuple[Rows, Rows]:
    """Return (later row, earlier row) of the pairs whose sketches agree enough to be judged."""
    sizes = np.bincount(row, minlength=len(days))
    order = np.lexsort((row, triple))
    row, triple = row[order], triple[order]
    found = [np.empty(0, np.int64)]
    for lag in range(1, LAGS + 1):
        same = triple[lag:] == triple[:-lag]
        later, earlier = row[lag:][same], row[:-lag][same]
        near = np.abs(days[later] - days[earlier]) <= window
        found.append(later[near] << 32 | earlier[near])
    pair, shared = np.unique(np.concatenate(found), return_counts=True)
    later, earlier = pair >> 32, pair & 0xFFFFFFFF
    smaller = np.minimum(sizes[later], sizes[earlier])
    kept = shared >= np.maximum(LOOSE * smaller, 2 - (smaller < LEAST))
    return later[kept], earlier[kept]


def _each(bodies: pl.Series) -> Iterator[Hashes]:
    """Yield the triples of each text."""
    for start in range(0, len(bodies), _SLICE):
        texts = bodies[start : start + _SLICE]
        row, triple = _triples(texts)
        yield from np.split(triple, np.searchsorted(row, np.arange(1, len(texts))))


def _overlap(one: Hashes, other: Hashes) -> float:
    """Return the share of the smaller set that is in the other."""
    return len(np.intersect1d(one, other, assume_unique=True)) / max(1, min(len(one), len(other)))
