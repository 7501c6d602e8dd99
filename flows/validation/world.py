"""The world: does tone agree with alliances, votes, and known friends and foes? And placebos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from dashboards.catalog import run
from flows.method import Method
from flows.tabular import TableError, read_table
from transforms.errors import TooFewError
from transforms.groups import KNOWN_FROM, pacts
from transforms.world import changes, effect, other_names, other_years, with_facts
from warehouse.reference import FOLDER

SPEECH = [["speaker", "year"]]  # compares what a state says of others in one year
PAIR_AND_YEAR = [["speaker", "target"], ["year"]]
YEAR = [["year"]]
FEWEST_VOTES = 10  # roll calls in a year, for an agreement to mean something
VOTES = ["focal", "other", "other_name", "year", "agreement", "n_votes"]
Shuffle = Callable[[pl.DataFrame, int], pl.DataFrame]


@dataclass(frozen=True)
class Question:
    """One question to the world: facts, how tone is compared, and what must find nothing."""

    name: str
    facts: pl.DataFrame
    otherwise: float | None
    effects: Sequence[Sequence[str]]
    shuffle: tuple[str, Shuffle] | None
    is_change: bool = False


def validate(
    con: duckdb.DuckDBPyConnection, method: Method, votes: Path | None, draws: int
) -> pl.DataFrame:
    """Return one row per scorer and question: the effect, and how often its placebos find one.

    Raises TableError where the votes cannot be read.
    """
    told = run(con, "pair_years", {})
    last = method.alliances["known_until"].max()
    known = told.filter(pl.col("published_on").is_between(KNOWN_FROM, pl.lit(last)))
    years = sorted(set(told["year"]))
    questions = questions_of(method, votes, years)
    rows = []
    for (scorer, version), pairs in known.group_by("scorer", "scorer_version", maintain_order=True):
        for question in questions:
            found = ask(pairs, question, draws)
            rows.append({"scorer": f"{scorer} {version}", "question": question.name, **found})
    return pl.DataFrame(rows, infer_schema_length=None).sort("scorer", maintain_order=True)


def questions_of(method: Method, votes: Path | None, years: Sequence[int]) -> list[Question]:
    """Return what is asked; nothing of votes where no file is named."""
    names = ("shuffled labels", other_names)
    asked = [Question("allies less others", allied(method, years), 0.0, SPEECH, names)]
    for kind in ("friend", "foe"):
        facts = extremes(kind, years)
        asked.append(Question(f"known {kind}s less others", facts, 0.0, SPEECH, names))
    if votes:
        facts = agreement(votes, method)
        shuffled = ("shuffled years", other_years)
        asked += [
            Question("votes, level", facts, None, SPEECH, names),
            Question("votes, within pairs", facts, None, PAIR_AND_YEAR, shuffled),
            Question("votes, first differences", facts, None, YEAR, shuffled, is_change=True),
        ]
    return asked


def ask(pairs: pl.DataFrame, question: Question, draws: int) -> dict[str, Any]:
    """Return the effect, and the share of placebo draws that find one at 5 %."""

    def answer(facts: pl.DataFrame) -> Any:
        rows = with_facts(pairs, facts, question.otherwise)
        return effect(changes(rows) if question.is_change else rows, question.effects)

    try:
        found = answer(question.facts)
    except TooFewError as error:
        return {"reason": str(error)}
    told: dict[str, Any] = {**asdict(found), "reason": None}
    if question.shuffle:
        name, shuffle = question.shuffle
        drawn = [_or_none(answer, shuffle(question.facts, seed)) for seed in range(draws)]
        known = [d for d in drawn if d is not None]
        told |= {"placebo": name, "n_placebos": len(known)}
        if known:
            told["placebos_found"] = sum(d.p_value < 0.05 for d in known) / len(known)
            ratio = abs(found.estimate) / found.standard_error
            larger = sum(abs(d.estimate) / d.standard_error >= ratio for d in known)
            told["placebo_p"] = (1 + larger) / (1 + len(known))
    return told


def _or_none(answer: Callable[[pl.DataFrame], Any], facts: pl.DataFrame) -> Any:
    try:
        return answer(facts)
    except TooFewError:
        return None


def _in_years(ties: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """Return speaker, target, year, x = 1 of ties in force on 1 July of the year."""
    day = pl.date(pl.col("year"), 7, 1)
    listed = ties.join(_as_frame(years), how="cross")
    is_on = (pl.col("start_on") <= day) & (pl.col("end_on").is_null() | (pl.col("end_on") > day))
    return listed.filter(is_on).select("speaker", "target", "year", x=1.0).unique()


def allied(method: Method, years: Sequence[int]) -> pl.DataFrame:
    """Return the pairs with a defence pact, by year."""
    ties = pacts(method.alliances.filter(pl.col("kind") == "defence_pact"))
    return _in_years(ties.rename({"source_country": "speaker", "country": "target"}), years)


def extremes(kind: str, years: Sequence[int]) -> pl.DataFrame:
    """Return the pairs declared friends or foes beforehand, by year."""
    declared = pl.read_csv(FOLDER / "extremes.csv", try_parse_dates=True)
    return _in_years(declared.filter(kind=kind).cast({"end_on": pl.Date}), years)


def agreement(path: Path, method: Method) -> pl.DataFrame:
    """Return agreement of votes (0 to 1) of pairs, both ways round, by year.

    The file has the columns VOTES; codes of two letters get the state's three by its name in
    other_name. Raises TableError where a column, or every name, is unknown.
    """
    rows = read_table(path, VOTES).filter(pl.col("n_votes") >= FEWEST_VOTES)
    rows = rows.with_columns(pl.col("year").cast(pl.Int64))
    called = rows.select("other", "other_name").unique("other", keep="first", maintain_order=True)
    for code, to in (("focal", "speaker"), ("other", "target")):
        names = called.rename({"other": code, "other_name": f"{code}_called"})
        rows = rows.join(names, on=code).join(
            _states(method, rows["year"].unique().to_list()),
            left_on=[f"{code}_called", "year"],
            right_on=["alias", "year"],
        )
        rows = rows.rename({"country": to})
    told = rows
    if told.is_empty():
        raise TableError(f"{path}: no state of other_name is known")
    one = told.select("speaker", "target", "year", x="agreement")
    other = one.rename({"speaker": "target", "target": "speaker"}).select(one.columns)
    return pl.concat([one, other]).unique(["speaker", "target", "year"], maintain_order=True)


def _states(method: Method, years: Sequence[int]) -> pl.DataFrame:
    """Return alias, year, country: what state each name stood for on 1 July of each year."""
    day = pl.date(pl.col("year"), 7, 1)
    listed = method.names.join(
        pl.DataFrame({"year": years}, schema={"year": pl.Int64}), how="cross"
    )
    is_on = (pl.col("start_on").fill_null(date(1, 1, 1)) <= day) & (
        pl.col("end_on").fill_null(date(9999, 12, 31)) > day
    )
    return listed.filter(is_on).select("alias", "year", "country").unique(["alias", "year"])


def _as_frame(years: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame({"year": years}, schema={"year": pl.Int64})
