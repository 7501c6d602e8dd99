from __future__ import annotations

import polars as pl
import pytest

from flows.training.linear import Plan, learn
from transforms.scorers import OTHER, PROBABILITIES, TARGET
from transforms.scorers.linear import CLASSES, LinearScorer, tokens

MILLION = 1_000_000


def weights(*rows: tuple[str, str | None, str | None, float]) -> pl.DataFrame:
    """One row a feature; its worth speaks for positive and against negative."""
    table = [(k, w, p, int(-v * MILLION), 0, int(v * MILLION)) for k, w, p, v in rows]
    types = {"kind": pl.String, "word": pl.String, "previous": pl.String}
    return pl.DataFrame(table, schema={**types, **dict.fromkeys(CLASSES, pl.Int32)}, orient="row")


def polarity(scorer: LinearScorer, *texts: str) -> list[float]:
    return [round(p, 6) for p in scorer.score(pl.Series(texts))["polarity"]]


def test_places_are_counted_from_the_nearest_target() -> None:
    found = tokens(pl.Series([f"Much later {OTHER} praised {TARGET} and {TARGET}'s army."]))
    places = dict(found.select("word", "place").unique("word", keep="first").iter_rows())
    assert places["praised"] == 0  # the token before
    assert places[OTHER.lower()] == 1
    assert places["much"] == 2
    assert places["and"] == 6  # of two as near, the target before it counts
    assert places["s"] == 6
    assert places["army"] == 7
    assert tokens(pl.Series(["Nobody is meant."]))["place"].null_count() == 3


def test_a_sentence_ends_what_a_negator_and_a_target_reach() -> None:
    found = tokens(pl.Series([f"{TARGET} did not", "lie to anyone"]))
    assert found["is_negated"].to_list() == [False, False, False, False, False, False]
    assert found["place"].to_list()[3:] == [None, None, None]
    assert found["previous"].to_list()[3] is None
    assert tokens(pl.Series(["It didn\u2019t lie"]))["is_negated"].to_list()[-1]


def test_each_kind_of_feature_is_added_up() -> None:
    scorer = LinearScorer(
        weights(
            ("bias", None, None, 0.0),
            ("word", "praised", None, 1.0),
            ("not", "praised", None, -1.0),
            ("before0", "feared", None, -2.0),
            ("pair", TARGET.lower(), "thanked", 3.0),
        ),
        "v",
    )
    praised, negated, near, far, pair, unknown = polarity(
        scorer,
        f"They praised {TARGET}",
        f"They never praised {TARGET}",
        f"They feared {TARGET}",
        f"They feared what {TARGET} thought",
        f"They thanked {TARGET}",
        f"They saw {TARGET}",
    )
    assert praised == -negated > 0
    assert near < -praised
    assert far == 0
    assert pair > praised
    assert unknown == 0
    scored = scorer.score(pl.Series([f"They saw {TARGET}", f"They praised {OTHER}", ""]))
    assert scored["coverage"].to_list() == [0, 1, 0]
    assert scored.select(pl.sum_horizontal(PROBABILITIES)).to_series().to_list() == pytest.approx(
        [1, 1, 1]
    )


def test_a_score_does_not_depend_on_company_or_order() -> None:
    texts = [f"They {w} {TARGET} {n} times" for n in range(40) for w in ("praised", "feared")]
    scorer = LinearScorer(
        weights(
            ("bias", None, None, 0.1), ("word", "praised", None, 0.3), ("word", "feared", None, -1)
        ),
        "v",
    )
    together = scorer.score(pl.Series(texts))
    backward = scorer.score(pl.Series(texts[::-1]))[::-1]
    alone = pl.concat(scorer.score(pl.Series([t])) for t in texts)
    assert together.equals(backward)
    assert together.equals(alone)


def test_it_learns_which_side_of_the_verb_the_target_is_on() -> None:
    verbs = ["accused", "blamed", "praised", "thanked"]
    sign = {"accused": -1, "blamed": -1, "praised": 1, "thanked": 1}
    taught = []
    for n in range(200):
        verb = verbs[n % 4]
        is_object = n % 8 < 4
        pair = (OTHER, TARGET) if is_object else (TARGET, OTHER)
        label = sign[verb] if is_object else 0
        chances = [float(label == c) for c in (-1, 0, 1)]
        taught.append((f"{pair[0]} {verb} {pair[1]} on day {n}", *chances, 1.0))
    judged = pl.DataFrame(taught, schema=["masked", *PROBABILITIES, "weight"], orient="row")
    scorer = LinearScorer(learn(judged, {"blamed": -1.0}, Plan(penalty=0.1)), "v")
    blamed, blaming, thanked = polarity(
        scorer, f"{OTHER} blamed {TARGET}", f"{TARGET} blamed {OTHER}", f"{OTHER} thanked {TARGET}"
    )
    assert blamed < -0.5
    assert abs(blaming) < 0.2
    assert thanked > 0.5


def test_the_lexicon_speaks_for_words_that_are_rare() -> None:
    common = [(f"They were good to {TARGET} {n}", 0.0, 0.0, 1.0, 1.0) for n in range(30)]
    common += [(f"They were bad to {TARGET} {n}", 1.0, 0.0, 0.0, 1.0) for n in range(30)]
    rare = [(f"They were vile, base and mean to {TARGET}", 0.3, 0.4, 0.3, 1.0)] * 3
    judged = pl.DataFrame(common + rare, schema=["masked", *PROBABILITIES, "weight"], orient="row")
    lexicon = {"good": 2.0, "bad": -2.0, "vile": -3.0}
    scorer = LinearScorer(learn(judged, lexicon, Plan()), "v")
    (vile,) = polarity(scorer, f"They were vile to {TARGET}")
    (base,) = polarity(scorer, f"They were base to {TARGET}")
    assert vile < base
