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
) -> Iterator[tuple[int, Iterator[tuple[int, float]]]]:
    """Yield row and the (earlier row, overlap) of each text it is a copy of, the likest first.

    In: bodies in their order of publication, and when they were published, in days. A copy lies
    within `window`, overlaps by OVERLAP at least and tells the same facts. Pairs are judged as
    they are asked for: that is what takes time.
    """
    for later, earlier in _candidates(*_sketches(bodies), days, window / timedelta(days=1)):
        triples, heads = _read(bodies, np.unique(np.concatenate([later, earlier])))
        for row, likest in _overlapping(later, earlier, triples).items():
            yield row, _judged(row, likest, heads)


def _judged(
    row: int, likest: list[tuple[int, float]], heads: dict[int, list[str]]
) -> Iterator[tuple[int, float]]:
    for other, overlap in likest:
        if is_copy(heads[row], heads[other]):
            yield other, overlap


def _overlapping(
    later: Rows, earlier: Rows, triples: dict[int, Hashes]
) -> dict[int, list[tuple[int, float]]]:
    """Return row -> (earlier row, overlap) where that is enough, the likest first."""
    found: dict[int, list[tuple[int, float]]] = {}
    for row, other in zip(later.tolist(), earlier.tolist(), strict=True):
        overlap = _overlap(triples[row], triples[other])
        if overlap >= _least(min(len(triples[row]), len(triples[other]))):
            found.setdefault(row, []).append((other, overlap))
    return {row: sorted(pairs, key=lambda p: (-p[1], p[0])) for row, pairs in found.items()}


def _read(bodies: pl.Series, rows: Rows) -> tuple[dict[int, Hashes], dict[int, list[str]]]:
    """Return the triples of each of these rows, and the words of its head."""
    words, counts = _words(bodies.gather(rows))
    begins = np.cumsum(counts) - counts
    spans = zip(begins.tolist(), np.minimum(counts, HEAD).tolist(), strict=True)
    heads = [_regular(words.slice(begin, n)).to_list() for begin, n in spans]
    names = rows.tolist()
    triples = dict(zip(names, _triples(words, counts), strict=True))
    return triples, dict(zip(names, heads, strict=True))


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
    if shorter == longer[: len(shorter)]:
        return True
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
    """Return all words of all texts as printed, one after another, and how many each text has."""
    lists = texts.str.extract_all(_WORD)
    counts = lists.list.len().to_numpy().astype(np.int64)
    return lists.explode(empty_as_null=False), counts


def _regular(words: pl.Series) -> pl.Series:
    """Return words without points and apostrophes inside them."""
    return words.str.replace_all(_INSIDE, "$1")


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
    bound = np.uint64(2**64 // SHARE)
    sketches = [np.empty(0, np.uint64)]
    for start in range(0, len(bodies), _SLICE):
        of_slice = _triples(*_words(bodies[start : start + _SLICE]))
        # Copied, so that the other triples are let go.
        sketches += [t[: max(LEAST, int(np.searchsorted(t, bound)))].copy() for t in of_slice]
    sizes = [len(sketch) for sketch in sketches[1:]]
    return np.repeat(np.arange(len(bodies)), sizes), np.concatenate(sketches)


def _triples(words: pl.Series, counts: Rows) -> Iterator[Hashes]:
    """Yield each text's distinct triples of words, sorted."""
    word = _hashed(words)
    triple = word.copy()
    for ahead in (1, 2):
        triple = _mix(triple)
        triple[:-ahead] += word[ahead:]
    triple = _mix(triple)
    for end, count in zip(np.cumsum(counts).tolist(), counts.tolist(), strict=True):
        yield np.unique(triple[end - count : max(end - count, end - 2)])  # two words begin none


def _hashed(words: pl.Series) -> Hashes:
    """Return the first 8 bytes of each word's BLAKE2 hash, in small letters."""
    distinct = words.unique()
    hashes = pl.Series(
        [
            int.from_bytes(hashlib.blake2b(w.encode(), digest_size=8).digest())
            for w in _regular(distinct).str.to_lowercase()
        ],
        dtype=pl.UInt64,
    )
    found: Hashes = words.replace_strict(distinct, hashes, return_dtype=pl.UInt64).to_numpy()
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
) -> Iterator[tuple[Rows, Rows]]:
    """Yield (later row, earlier row) of the pairs whose sketches agree enough to be judged.

    A slice of the later rows at a time, in order: phrases that all use make very many pairs.
    """
    sizes = np.bincount(row, minlength=len(days))
    ends = np.cumsum(sizes)
    order = np.argsort(triple, kind="stable")  # rows stay in order
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    row, triple = row[order], triple[order]
    for start in range(0, len(days), _SLICE):
        begin, end = ends[start] - sizes[start], ends[min(start + _SLICE, len(days)) - 1]
        at = place[begin:end]
        pairs = np.concatenate([_pairs(at, lag, row, triple) for lag in range(1, LAGS + 1)])
        pair, shared = np.unique(pairs, return_counts=True)
        later, earlier = pair >> 32, pair & 0xFFFFFFFF
        smaller = np.minimum(sizes[later], sizes[earlier])
        kept = shared >= np.maximum(LOOSE * smaller, 2 - (smaller < LEAST))
        kept &= np.abs(days[later] - days[earlier]) <= window
        yield later[kept], earlier[kept]


def _pairs(at: Rows, lag: int, row: Rows, triple: Hashes) -> Rows:
    """Return the rows at these places and those `lag` places before, where the triple is one.

    A pair is one number, the later row first.
    """
    at = at[at >= lag]
    at = at[triple[at] == triple[at - lag]]
    return row[at] << 32 | row[at - lag]


def _overlap(one: Hashes, other: Hashes) -> float:
    """Return the share of the smaller set that is in the other."""
    return len(np.intersect1d(one, other, assume_unique=True)) / max(1, min(len(one), len(other)))
