"""The fast TextBlob scorer says what TextBlob says, of any text."""

from __future__ import annotations

from itertools import chain

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from textblob._text import ABBREVIATIONS, EMOTICONS, PUNCTUATION
from textblob.en import sentiment as LEXICON  # noqa: N812

from flows.scorers import get
from tests.conftest import shared
from transforms.scorers import lexicon
from transforms.scorers.lexicon import sentiments
from transforms.scorers.textblob_chunks import chunks, known, odd
from transforms.sentences import split

Sums = list[tuple[float, float, int]]

WORDS = sorted(LEXICON.keys())
ADVERBS = [w for w in WORDS if "RB" in LEXICON[w]]
SHORT = [*"aiIsdDoPb8357ßéÉİſı😀中_<♥", "of", "to", "No", "Mr", "St", "AL", "xD", "5%", "\u212a"]
SHORT += ["a_", "°o°", "x.x", ".x", ".."]
LONG = ["the", "Xother", "Xtarget", "1978", "1978)", "U.S.", "naïve", "Old.", "Ill.", "Mr.", "ED."]
MARKS = [*PUNCTUATION, *"/%<>\\“”‘’—–…", "...", "--", "(!)", "( ! )", "END-OF-SENTENCE"]
CONTRACTIONS = ["n't", "'s", "'d", "'ll", "'re", "'ve", "'m", "'t", "don't", "can't", "isn't"]
CONTRACTIONS += ["ain't", "AN'T", "aN't", "don’t", "an’t’s"]
SPACES = [*"\t\n\x0c\x1c\x1f\x85\xa0\u2028\u200b", "\n\n", "\r\n\r\n"]


def cased(words: list[str]) -> st.SearchStrategy[str]:
    spellings = st.sampled_from([str, str.capitalize, str.upper, str.swapcase])
    return st.builds(lambda word, spell: spell(word), st.sampled_from(words), spellings)


PIECES = st.one_of(
    cased(WORDS),
    cased(ADVERBS),
    cased(["no", "not", "never", "very", "really", "good", "bad", "old"]),
    cased(SHORT),
    cased(sorted(ABBREVIATIONS)),
    st.sampled_from(MARKS),
    st.sampled_from(sorted(chain(*EMOTICONS.values()))),
    st.sampled_from(CONTRACTIONS),
    st.sampled_from(LONG),
    st.sampled_from(SPACES),
    st.text(max_size=3),
)
GAPS = st.sampled_from([" ", " ", " ", " ", "", "  ", "\n"])
WORDY = st.lists(st.tuples(PIECES, GAPS), max_size=14).map(lambda p: "".join(chain(*p)))
# The same without what makes a sentence odd at once, so that chunks are put to the test.
CALM = WORDY.map(lambda text: text.translate(dict.fromkeys(map(ord, "!_|:;=<>*^\n"), ",")))


def of_textblob(texts: list[str]) -> Sums:
    found = [TextBlob(t).sentiment_assessments for t in texts]
    return [(f[0], f[1], sum(len(words) for words, *_ in f.assessments)) for f in found]


def same(texts: list[str]) -> None:
    """Assert that ours and TextBlob's are the same for every text; name the first that differs."""
    ours: Sums = sentiments(pl.Series("masked", texts, dtype=pl.String)).rows()
    for text, mine, theirs in zip(texts, ours, of_textblob(texts), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-12, rel=0), repr(text)


HARD = {
    "modifiers": "very good|really very good|very, very good|very ... good|very. good|VERY GOOD",
    "negations": "not good|not a good|not of good|not the good|no good|never really very good",
    "negation behind its modifier": "really not|really not the good|very not good|badly no, never",
    "small tokens": "very 5 good|very 5% good|very 50% good|not 5% good|very x/y good|not § good",
    "two known words": "good bad|good, bad|good. Bad|good-bad|good/bad|good--bad|good...bad",
    "hyphens": "well-off|far-reaching|far-out|so-called good|-good-|light-heartedly good|no-one",
    "periods": ".good|..good|good.|good..|good...|good.)|(good).|x.good|very .5 good|f*cking good",
    "abbreviations": "Old. Good|old. Good|OLD.|Old...|very Mr. good|very mr. good|very Mr good",
    "short abbreviations": "very ED. good|very ed. good|very al. good|not I. good|not i.e. good",
    "apostrophes": "isn't good|don't very good|very don't good|very don’t good|very AN'T good",
    "more apostrophes": "very an't good|goodn't|good's|'good'|’good’|very 'tis good|can'to good",
    "quotation": '"good"|“very” good|‘not’ good|very " good|not “ a ” good|«good»|`good`|‘’“”',
    "exclamations": "good!|good !|very! good|(!) good|good (!)|good ( ! )|!|!!!|¡good!|not good!",
    "emoticons": "good :)|: )|very :D good|(1978) good|(8) good|8 )|: 3 good|xD|max D|: s good",
    "emoticons of letters": "x-d good|X-D|o.o|O_o|o.Oops|°o°|♥ good|<3|< 3|the following: D. good",
    "characters": "goodé|égood|é good|very é good|not éé good|good—bad|very — good|not İ good",
    "lower case that is ASCII": "\u212aind|not \u212a good|fa\u017ft|very \u017ft good",
    "white space": "very\tgood|very\ngood|very\n\ngood|very\r\n\r\ngood|very\x1cgood|very\xa0good",
    "more white space": "very\u2028good|very\u200bgood|very\x85good|:\x1f)|:\xa0)| good |\n\n",
    "end of sentence": "very END-OF-SENTENCE good|very END-OF-SENTENCE. good|not end-of-sentence",
    "marks within": "good_bad|_good_|very _ good|good&bad|$good|good%|%good|(good",
    "masks": "very Xother good|Xtarget's very good|Xother-based good|not Xtarget: (good)",
    "nothing": "| |.|...|'|\"|-|7|x|the|no|not|not really|never, no",
}


@pytest.mark.parametrize("kind", HARD)
def test_hard_cases_are_textblobs_own(kind: str) -> None:
    same([*HARD[kind].split("|"), HARD[kind]])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(WORDY, CALM), min_size=1, max_size=8))
def test_any_text_of_hard_pieces_is_textblobs_own(texts: list[str]) -> None:
    same(texts)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_any_text_is_textblobs_own(texts: list[str]) -> None:
    same(texts)


def test_a_vertical_line_is_a_consonant_to_the_rule_for_abbreviations() -> None:
    same(["very A|. good", "very Ab|. good", "very |. good", "|good|", "not a| good"])


def test_every_word_is_found_wherever_it_stands() -> None:
    same(
        [t for w in WORDS for t in (w, f"very {w}", f"not a {w.title()}, good", f"({w}.) x {w}-x")]
    )


def test_real_sentences_are_textblobs_own_and_seldom_odd() -> None:
    path = shared("corpora/un_general_debate_1946_2024.parquet")
    bodies = pl.read_parquet(path, columns=["body"])["body"].gather_every(600)
    texts = [str(s["text"]) for body in bodies for s in split(body)]
    assert len(texts) > 3_000
    same(texts)
    assert pl.Series(texts).str.contains(odd()).mean() < 0.01  # type: ignore[operator]


def test_neither_slices_nor_neighbours_show_in_the_last_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = pl.Series([" or ".join(WORDS[n : n + 40]) + ".)!"[: n % 4] for n in range(300)])
    whole = sentiments(texts)
    assert sentiments(texts.reverse()).reverse().equals(whole)
    monkeypatch.setattr(lexicon, "SLICE", 7)
    assert sentiments(texts).equals(whole)


def test_no_sentence_is_no_score() -> None:
    scored = get("textblob").score(pl.Series([], dtype=pl.String))
    assert scored.schema == {"polarity": pl.Float64, "coverage": pl.Int64}
    assert scored.is_empty()


def test_chunks_are_few_and_short() -> None:
    texts = pl.Series(["The very, very good of the old; it is not really a “bad” one.", "Good!"])
    assert chunks(texts).rows() == [
        (0, "very, very good"),
        (0, "old"),
        (0, 'not really a "bad'),
        (1, "Good!"),
    ]
    assert {"good", "terribly", "no", "never"} <= known()
