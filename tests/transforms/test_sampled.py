from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import method
from flows.method import SampleError
from transforms.sampled import drawn, sampled
from transforms.tones import article_tones
from warehouse.contracts import TABLES

N = 400
TEXTS = pl.Series([f"sentence {n} about Xtarget" for n in range(N)])
ARTICLES = [f"a{n % 40}" for n in range(N)]
RNG = np.random.default_rng(7)
TRUE = RNG.uniform(-1, 1, N).round(3)  # what the slow scorer would say of each
ROUGH = (0.3 * TRUE + RNG.uniform(-0.6, 0.2, N)).round(3)  # the fast one: biased, and weak


def tones(scorer: str, polarity: np.ndarray, inclusion: float, at: list[bool]) -> pl.DataFrame:
    """Return the tones of one scorer that read the sentences `at`."""
    rows = pl.DataFrame({
        "article_id": ARTICLES, "version": 1, "sentence_no": range(N), "country": "JPN",
        "scorer": scorer, "scorer_version": "1", "polarity": polarity, "coverage": 1,
        "inclusion": inclusion, "holder": "USA", "holder_role": "author",
    })  # fmt: skip
    shaped = TABLES["tones"].shape(rows.with_columns(
        *(pl.lit(None, pl.Float64).alias(f"p_{c}") for c in ("negative", "neutral", "positive"))
    ))  # fmt: skip
    return shaped.join(rows.filter(at).select("article_id", "sentence_no"),
                       on=["article_id", "sentence_no"], how="semi")  # fmt: skip


ABOUT = pl.DataFrame({
    "article_id": sorted(set(ARTICLES)), "version": 1, "outlet": "o", "source_country": "USA",
    "published_on": None, "date_precision": None,
}).lazy()  # fmt: skip
FAST = tones("fast", ROUGH, 1.0, [True] * N)


def summed(share: float, seed: int) -> pl.DataFrame:
    slow = tones("slow", TRUE, share, drawn(TEXTS, share, seed).to_list())
    found = article_tones(pl.concat([FAST, slow]).lazy(), ABOUT, {"slow": "1"}, "fast")
    return TABLES["article_tones"].shape(found)


def test_the_estimate_is_right_on_average_over_draws() -> None:
    totals = []
    for seed in range(150):
        rows = summed(0.2, seed).filter(scorer="slow")
        assert rows["n_sentences"].sum() == N
        totals.append(rows["polarity_micro"].sum() / 1e6 / N)
    error = np.std(totals, ddof=1) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - TRUE.mean()) < 3.5 * error
    assert abs(ROUGH.mean() - TRUE.mean()) > 20 * error  # the fast one alone is far off


def test_the_clustered_error_includes_the_sampling() -> None:
    estimates, errors = [], []
    for seed in range(150):
        by_article = summed(0.2, seed).filter(scorer="slow")["polarity_micro"].to_numpy() / 1e6
        estimates.append(by_article.sum() / N)
        residual = by_article - by_article.sum() / N * (N / 40)
        errors.append(np.sqrt(40 / 39 * (residual**2).sum()) / N)
    # Articles are drawn once here, so their own spread is in the error, but not in the estimates.
    assert np.mean(errors) > np.std(estimates)


def test_what_was_read_is_counted_and_the_companion_is_untouched() -> None:
    rows = summed(0.2, 1)
    n = int(drawn(TEXTS, 0.2, 1).sum())
    assert rows.filter(scorer="slow")["n_scored"].sum() == n
    alone = TABLES["article_tones"].shape(article_tones(FAST.lazy(), ABOUT))
    assert rows.filter(scorer="fast").equals(alone)


def test_where_nothing_is_drawn_the_companion_speaks() -> None:
    found = article_tones(FAST.lazy(), ABOUT, {"slow": "2"}, "fast")
    rows = TABLES["article_tones"].shape(found).filter(scorer="slow")
    assert rows["n_scored"].sum() == 0
    assert set(rows["scorer_version"]) == {"2"}
    total = FAST["polarity"].sum()
    assert rows["polarity_micro"].sum() / 1e6 == pytest.approx(total)


@given(st.lists(st.text(max_size=5), max_size=20), st.integers(0, 9))
def test_a_sentence_is_in_or_out_whatever_stands_beside_it(texts: list[str], seed: int) -> None:
    together = drawn(pl.Series(texts, dtype=pl.String), 0.5, seed).to_list()
    assert together == [drawn(pl.Series([t]), 0.5, seed).item() for t in texts]
    more = drawn(pl.Series(texts, dtype=pl.String), 0.8, seed).to_list()
    assert all(b or not a for a, b in zip(together, more, strict=True))


def test_the_share_drawn_is_the_share_asked_for() -> None:
    many = pl.Series([str(n) for n in range(20_000)])
    assert drawn(many, 0.3).mean() == pytest.approx(0.3, abs=0.015)


def test_only_targeted_scorers_read_a_sample_and_never_without_their_companion() -> None:
    in_force = method.load(["targeted", "vader"], [])
    targeted = in_force.scorers[0]
    assert sampled(targeted, "vader", 0.5)
    assert not sampled(targeted, "vader", 1.0)
    assert not sampled(targeted, "targeted", 0.5)
    assert in_force.sampled(0.5, "vader") == {"targeted": targeted.version}
    with pytest.raises(SampleError, match="needs 'linear' to read all"):
        in_force.sampled(0.5, "linear")
