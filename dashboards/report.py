"""A report on one country: one page with pictures, figures, sentences and method, for sending.

Nothing in it is fetched or run: pictures are drawn here, and its policy forbids scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import polars as pl

from dashboards import catalog, reader, render
from dashboards.grains import long_enough, suited
from dashboards.labels import EVERYONE, in_text, lines_title, name_in, with_labels
from dashboards.pictures.dots import dots
from dashboards.pictures.lines import lines
from dashboards.statistics import with_interval
from dashboards.words import counted, first_day, interval, signed

Ask = Callable[..., pl.DataFrame]
FEW_YEARS, MOST_SPEAKERS, MOST_SENTENCES = 6, 15, 12
QUERIES = ["over_time", "matrix", "sentences"]


class NothingToReportError(catalog.QueryError):
    """Nothing was said of the country in the period."""


@dataclass(frozen=True)
class Subject:
    """What the report is about."""

    country: str
    since: date
    until: date
    scorer: str
    grain: str

    @property
    def bounds(self) -> dict[str, str]:
        """The days and the scorer, as queries take them."""
        return {"since": str(self.since), "until": str(self.until), "scorer": self.scorer}


@dataclass(frozen=True)
class Picture:
    """A picture with its title, what it states, and its rows."""

    title: str
    chart: Any
    note: str
    rows: pl.DataFrame


def subject_of(
    ask: Ask, country: str, since: date | None, until: date | None, scorer: str
) -> Subject:
    """Return what to report on, within the days of the snapshot; raises NothingToReportError."""
    first, last = ask("span", scorer=scorer).row(0)
    if first is None:
        known = ", ".join(ask("scorers")["scorer"]) or "none"
        raise NothingToReportError(f"no scorer '{scorer}' in this snapshot; there are: {known}")
    begin, end = max(since or first, first), min(until or last, last)
    grain = long_enough(ask, scorer, suited((end - begin).days))
    # Where only years say enough, and there are few of them, windows show more of the way.
    if grain == "year" and (end - begin).days <= FEW_YEARS * 365:
        grain = "rolling_4_quarters"
    return Subject(country.upper(), begin, end, scorer, grain)


def over_time(ask: Ask, subject: Subject, snapshot: str) -> Picture:
    """Return how everyone speaks of the country over time; raises NothingToReportError."""
    names = dict(ask("country_names").iter_rows())
    found = ask(
        "over_time", countries=subject.country, sources=EVERYONE, grain=subject.grain,
        **subject.bounds | {"since": str(first_day(subject.since, subject.grain))},
    )  # fmt: skip
    if found.is_empty():
        raise NothingToReportError(
            f"nothing was said of {subject.country} from {subject.since} to {subject.until} "
            f"that {subject.scorer} judged"
        )
    rows = with_labels(found, [EVERYONE], [subject.country], names)
    title = lines_title([subject.country], [EVERYONE], subject.grain, names)
    chart = lines(rows, subject.grain, clickable=False)
    return Picture(title, chart, _note(ask, subject, snapshot, rows, subject.grain), rows)


def by_speaker(ask: Ask, subject: Subject, snapshot: str) -> Picture:
    """Return each source country's tone toward the country; raises NothingToReportError."""
    names = dict(ask("country_names").iter_rows())
    cells = ask("matrix", countries=subject.country, **subject.bounds)
    said = with_interval(cells).filter("is_said")
    most = said.top_k(MOST_SPEAKERS, by=["n_covered", "source_country"])
    rows = most.with_columns(label=pl.col("source_country").replace(names))
    if rows.is_empty():
        raise NothingToReportError(f"no source country says enough of {subject.country}")
    rows = rows.sort("mean", "label", descending=[True, False])
    title = f"How each country speaks of {in_text(name_in(names, subject.country))}"
    return Picture(title, dots(rows), _note(ask, subject, snapshot, rows), rows)


PICTURES = {"over_time": over_time, "by_speaker": by_speaker}


def html(ask: Ask, subject: Subject, snapshot: str) -> str:
    """Return the report as one HTML page; raises NothingToReportError."""
    parts = [_figure(over_time(ask, subject, snapshot))]
    with suppress(NothingToReportError):
        parts.append(_figure(by_speaker(ask, subject, snapshot)))
    name = in_text(name_in(dict(ask("country_names").iter_rows()), subject.country))
    sentences = ask(
        "sentences", country=subject.country, most=str(MOST_SENTENCES), **subject.bounds
    )
    parts += ["<h2>The sentences farthest from neutral</h2>", reader.cards(sentences)]
    parts += ["<h2>How this was asked</h2>", *_queries(QUERIES)]
    page = Template((files("dashboards") / "report.html").read_text("utf-8"))
    return page.substitute(
        title=escape(f"How {name} is spoken of, {subject.since} to {subject.until}"),
        note=escape(f"Entente · snapshot {snapshot} · scorer {subject.scorer}"),
        body="\n".join(parts),
    )


def drawn(picture: Picture, kind: Any) -> bytes:
    """Return the picture as png or svg."""
    return render.picture(picture.chart, kind, picture.title, picture.note)


def _note(ask: Ask, subject: Subject, snapshot: str, rows: pl.DataFrame, grain: str = "") -> str:
    versions = ask("scorers").filter(pl.col("scorer") == subject.scorer)["scorer_version"]
    told = counted(rows, {"n_sentences": "sentence"}, grain)
    return (
        f"Snapshot {snapshot} · scorer {subject.scorer} {', '.join(versions)} · {told[0]} · "
        "95 % intervals, clustered by story or outlet"
    )


def _figure(picture: Picture) -> str:
    svg = drawn(picture, "svg").decode()
    return (
        f"<figure>{svg}</figure><details><summary>The figures</summary>{_table(picture.rows)}"
        "</details>"
    )


def _table(rows: pl.DataFrame) -> str:
    lines_ = [
        [
            str(row.get("period_start") or row["label"]),
            signed(row["mean"]),
            interval(row["low"], row["high"]),
            f"{row['n_sentences']:,}",
        ]
        for row in rows.iter_rows(named=True)
    ]
    head = ["", "mean tone", "95 % interval", "sentences"]
    return f"<table>{_row(head, 'th')}{''.join(_row(line, 'td') for line in lines_)}</table>"


def _row(cells: Iterable[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _queries(names: Iterable[str]) -> list[str]:
    return [
        f"<details><summary>{escape(name)}</summary><pre>{escape(catalog.find(name).sql)}</pre>"
        "</details>"
        for name in names
    ]
