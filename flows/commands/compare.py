"""Commands that compare: countries, periods and alliances; why tone moved; events and breaks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from cyclopts import Parameter

from flows.commands.console import (
    Data,
    Format,
    Scorer,
    console,
    errors,
    plain_errors,
    settings_of,
)  # fmt: skip

Speaker = Annotated[
    Literal["none", "outlet", "source_country"],
    Parameter(help="Whose fixed effects are taken out: compare within the same speaker."),
]
Period = Annotated[str, Parameter(help="Two days, FROM:TO, both counted.")]
Source = Annotated[
    str, Parameter(help="Source country, or alliance (its members of others); % for all.")
]
SENTENCES = 10


def compare(
    one: str,
    other: str,
    *,
    speaker: Speaker = "none",
    source: Source = "%",
    other_source: Annotated[
        str | None, Parameter(help="Who speaks of OTHER, where it is not the same source.")
    ] = None,
    during: Period = "0001-01-01:9999-12-31",
    scorer: Scorer = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Say how the tone toward ONE differs from that toward OTHER, with a 95 % interval.

    ONE and OTHER are countries, or lists of them joined by commas (the members of alliances).
    With --speaker, both are compared in the words of the same outlets or source countries.

    Example: entente compare JPN KOR --speaker outlet --during 2024-01-01:2024-12-31
    Example: entente compare USA USA --source NATO --other-source "Warsaw Pact"
    """
    from transforms.comparing import difference

    with plain_errors():
        since, until = _days(during)
        frames = []
        for is_one, countries, who in ((True, one, source), (False, other, other_source or source)):
            told, snapshot = _ask(
                data, "told", countries=countries, source=who, since=since, until=until,
                scorer=scorer,
            )  # fmt: skip
            frames.append(told.with_columns(is_one=pl.lit(is_one)))
        found = asdict(difference(pl.concat(frames), pl.col("is_one"), speaker))
        _write(pl.DataFrame([{"one": one, "other": other, **found}]), format, snapshot)


def pooled(
    country: str,
    *,
    every: Annotated[int, Parameter(help="Calendar years pooled into one figure.")] = 5,
    period: Annotated[
        list[str], Parameter(help="FROM:TO, instead; can be given again.", negative="")
    ] = [],  # noqa: B006
    source: Annotated[
        list[str],
        Parameter(
            help="Source country, or alliance (its members of others); can be given again; "
            "all by default.",
            negative="",
        ),
    ] = ["%"],  # noqa: B006
    scorer: Scorer = None,
    picture: Annotated[Path | None, Parameter(help="Picture to write: .svg or .png.")] = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Mean tone toward COUNTRY over several years at once, where one year has too few stories.

    Example: entente pooled USA --source JPN --every 10
    Example: entente pooled USA --source NATO --source "Warsaw Pact" --picture usa.svg
    """
    from transforms.pooling import pooled as pool
    from transforms.pooling import spans_of

    with plain_errors():
        frames, spans = [], [_dates(p) for p in period]
        for who in source:
            told, snapshot = _ask(data, "told", countries=country, source=who, scorer=scorer)
            days = told["published_on"].sort()
            own = spans_of(days[0], days[-1], every) if len(days) else []
            frames.append(pool(told, spans or own).select(pl.lit(who).alias("source"), pl.all()))
        found = pl.concat(frames)
        _write(found, format, snapshot)
        if picture:
            names, _ = _ask(data, "country_names")
            read = scorer or _ask(data, "scorers")[0]["scorer"][0]
            _draw(found, country, dict(names.iter_rows()), f"{snapshot} · {read}", picture)


def _draw(found: pl.DataFrame, country: str, names: dict[str, str], note: str, to: Path) -> None:
    """Draw pooled means, each at the middle year of its span."""
    from dashboards.labels import in_text, name_in
    from dashboards.pictures.lines import lines
    from dashboards.render import picture

    middle = pl.col("since") + (pl.col("until") - pl.col("since")) / 2
    rows = found.with_columns(
        label=pl.col("source").replace({"%": "Everyone"} | names),
        period_start=middle.dt.truncate("1y"),
        n_sentences="n_covered",
    )
    title = f"Tone toward {in_text(name_in(names, country))}, pooled over years"
    told = f"{found['n_stories'].sum():,} stories · 95 % intervals; open points are few"
    kind: Literal["png", "svg"] = "png" if to.suffix == ".png" else "svg"
    to.write_bytes(picture(lines(rows, "year", clickable=False), kind, title, f"{note} · {told}"))
    console.print(f"wrote {to}", highlight=False)


def changed(
    country: str,
    before: Period,
    after: Period,
    *,
    speaker: Speaker = "none",
    source: Source = "%",
    scorer: Scorer = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Say how far the tone toward COUNTRY moved from one period to another.

    Example: entente changed JPN 2023-01-01:2023-12-31 2024-01-01:2024-12-31 --speaker outlet
    """
    from transforms.comparing import difference

    with plain_errors():
        told, snapshot = _both(data, "told", before, after, countries=country, source=source,
                               scorer=scorer)  # fmt: skip
        found = asdict(difference(told, pl.col("is_after"), speaker))
        _write(pl.DataFrame([{"country": country, **found}]), format, snapshot)


def rank(
    period_start: Annotated[date, Parameter(help="First day of the period.")],
    *,
    grain: str = "year",
    source: Annotated[str, Parameter(help="Source country; * for everyone.")] = "*",
    scorer: Scorer = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Rank countries by the tone toward them, each with the best and worst rank it may have.

    All these bounds hold at once with 95 % confidence. Countries with too little to say are left
    out.

    Example: entente rank 2024-01-01 --source JPN
    """
    from transforms.comparing import ranks

    with plain_errors():
        means, snapshot = _ask(
            data, "means", period_start=period_start.isoformat(), grain=grain, source=source,
            scorer=scorer,
        )  # fmt: skip
        _write(ranks(means).drop("freedom"), format, snapshot)


def explain(
    country: str,
    before: Period,
    after: Period,
    *,
    speaker: Literal["outlet", "source_country"] = "outlet",
    source: Source = "%",
    scorer: Scorer = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Say why the tone toward COUNTRY moved: who spoke, of what, and how each spoke.

    The three parts add up to the change exactly; below them stand the sentences that moved it most.

    Example: entente explain JPN 2023-01-01:2023-12-31 2024-01-01:2024-12-31
    """
    from transforms.changing import contributions, decompose, sums_of

    with plain_errors():
        told, snapshot = _both(
            data, "told_sentences", before, after, country=country, source=source, scorer=scorer
        )
        _write(decompose(sums_of(told.with_columns(speaker=speaker))), format, snapshot)
        if format == "table":
            most = ["contribution", "published_on", "outlet", "facet", "polarity", "sentence"]
            _write(contributions(told).head(SENTENCES).select(most), format, snapshot)


def events(
    file: Path,
    *,
    days: Annotated[int, Parameter(help="Days before and after.")] = 30,
    speaker: Speaker = "none",
    scorer: Scorer = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """Compare the tone before and after each event of FILE, beside dates when nothing happened.

    FILE has the columns date, label, countries (codes separated by spaces).

    Example: entente events summits.csv --days 30
    """
    from flows.events import read_events
    from transforms.comparing import effects

    with plain_errors():
        listed = read_events(file)
        countries = ",".join(sorted(listed["countries"].explode().unique()))
        told, snapshot = _ask(data, "told", countries=countries, scorer=scorer)
        _write(effects(told, listed, days, speaker), format, snapshot)


def breaks(
    country: str,
    *,
    source: str = "*",
    grain: str = "month",
    penalty: Annotated[float | None, Parameter(help="Of a break; 2 log n by default.")] = None,
    scorer: Scorer = None,
    format: Format = "table",  # noqa: A002
    data: Data = None,
) -> None:
    """List the periods in which the level of a series breaks.

    Example: entente breaks USA --source RUS --grain year
    """
    from transforms.comparing import breaks as find

    with plain_errors():
        means, snapshot = _ask(
            data, "tone_of_country", country=country, source=source, grain=grain, scorer=scorer
        )
        found, price = find(means, penalty)
        _write(pl.DataFrame({"break_at": found}, schema={"break_at": pl.Date}), format, snapshot)
        errors.print(f"PELT, penalty {price:.2f} a break", style="dim")


def _ask(data: Path | None, query: str, **given: str | None) -> tuple[pl.DataFrame, str]:
    """Return the answer to a named query, and the snapshot that gave it."""
    from dashboards.catalog import run
    from warehouse import snapshots
    from warehouse.lake import Lake

    with snapshots.reading(Lake(settings_of(data).data)) as (snapshot, con):
        said = {name: value for name, value in given.items() if value is not None}
        return run(con, query, said), snapshot


def _both(
    data: Path | None, query: str, before: str, after: str, **given: str | None
) -> tuple[pl.DataFrame, str]:
    """Return what a query answers for two periods, with is_after."""
    frames = []
    for is_after, period in ((False, before), (True, after)):
        since, until = _days(period)
        found, snapshot = _ask(data, query, **given, since=since, until=until)
        frames.append(found.with_columns(is_after=pl.lit(is_after)))
    return pl.concat(frames), snapshot


def _days(period: str) -> tuple[str, str]:
    """Return the two days of FROM:TO; raises PeriodError."""
    since, until = _dates(period)
    return since.isoformat(), until.isoformat()


def _dates(period: str) -> tuple[date, date]:
    from transforms.errors import PeriodError

    parts = period.split(":")
    try:
        since, until = (date.fromisoformat(p) for p in parts)
    except ValueError as error:
        raise PeriodError(f"{period}: write FROM:TO, as in 2024-01-01:2024-12-31") from error
    if until < since:
        raise PeriodError(f"{period} ends before it begins")
    return since, until


def _write(frame: pl.DataFrame, kind: Format, snapshot: str) -> None:
    from flows.show import write_out

    write_out(frame, kind, console, errors, snapshot)
