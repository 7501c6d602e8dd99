"""The steps: scan, transform, split good rows from refused ones, write, remember.

Only here do lake and transforms meet. A step is remembered under a key of its inputs' hashes and
of its code, so that nothing is computed twice and a killed run goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from flows.made import Made, step
from flows.method import Method
from flows.sandbox import Sandbox
from transforms.articles import articles
from transforms.candidates import candidates
from transforms.cells import Span, by_holder, by_speaker, voices
from transforms.groups import group_series
from transforms.holders import holders
from transforms.mentions import named, of_countries, of_groups
from transforms.scorers import Scorer
from transforms.sentences import readable, sentences
from transforms.series import series
from transforms.stories import WINDOW, stories
from transforms.tones import article_tones, coded_tones, tones
from warehouse.contracts import ENGINE, TABLES
from warehouse.lake import Lake, Part

UNDATED = "undated"
SANDBOX = Sandbox()
REFUSAL = {
    "file": pl.String, "row": pl.Int64, "rule": pl.String, "reason": pl.String,
    "record": pl.String, "severity": pl.String,
}  # fmt: skip


def read_receipt(lake: Lake, receipt: Mapping[str, Any]) -> Made:
    """raw_articles from the bytes of one receipt, chunk by chunk."""
    receipt_id, name = receipt["receipt_id"], receipt["names"][0]

    def make(made: Made) -> None:
        n_rows, refused = 0, []
        path = lake.raw_path(receipt["sha256"])
        chunks = SANDBOX.read(
            path, name, receipt["format"], receipt["mapping"], receipt["defaults"]
        )
        for chunk in chunks:
            refused += chunk.refused
            n_rows += len(chunk.frame)
            if len(chunk.frame):
                rows = chunk.frame.with_columns(
                    receipt_id=pl.lit(receipt_id),
                    file=pl.col("file") if "file" in chunk.frame.columns else pl.lit(name),
                    format=pl.lit(receipt["format"]),
                )
                made.put(lake, "raw_articles", receipt_id, rows)
        rows = pl.DataFrame(refused, schema=REFUSAL).with_columns(
            pl.col("file").fill_null(name),
            pl.col("severity").fill_null("defect"),
            receipt_id=pl.lit(receipt_id),
        )
        for (severity,), of_kind in rows.group_by("severity", maintain_order=True):
            made.refuse(lake, "read", receipt_id, of_kind.drop("severity"), str(severity))
        made.count(
            "read",
            receipt_id,
            "row",
            n_in=n_rows + len(refused),
            n_out=n_rows,
            n_rejected=len(refused),
        )

    return step(lake, "read", receipt_id, [name], make)


def normalise(
    lake: Lake,
    receipt: Mapping[str, Any],
    raw: Sequence[Part],
    method: Method,
    outlets: Mapping[str, Any],
) -> Made:
    """Candidates of one receipt, divided by month of publication."""
    receipt_id = receipt["receipt_id"]
    received_at = datetime.fromisoformat(receipt["received_at"])
    countries = pl.DataFrame(
        [{"outlet": o, "country": about["country"]} for o, about in outlets.items()],
        schema={"outlet": pl.String, "country": pl.String},
    )

    def make(made: Made) -> None:
        n_in = n_out = 0
        for part in raw:
            rows = candidates(
                lake.scan(TABLES["raw_articles"], [part]),
                countries.lazy(),
                method.chrome,
                method.states,
                received_at,
            ).collect(engine=ENGINE)
            good = made.keep_good(lake, "candidates", "normalise", receipt_id, rows)
            _note_unknown_states(made, lake, receipt_id, rows)
            months = good.group_by(_month(), maintain_order=True)
            for (month,), frame in months:
                made.put(lake, "candidates", str(month), frame)
            n_in, n_out = n_in + len(rows), n_out + len(good)
        made.count("normalise", receipt_id, "row", n_in=n_in, n_out=n_out, n_rejected=n_in - n_out)

    # When it was received is no input: it tells future dates, and those are settled once.
    said = sorted(countries.iter_rows())
    inputs = [[p.sha256 for p in raw], said, sorted(method.states), method.chrome_version]
    return step(lake, "normalise", receipt_id, inputs, make)


def _month() -> pl.Expr:
    return pl.col("published_at").dt.strftime("%Y-%m").fill_null(UNDATED).alias("month")


def _note_unknown_states(made: Made, lake: Lake, receipt_id: str, rows: pl.DataFrame) -> None:
    unknown = rows.filter(pl.col("rule").is_null() & pl.col("unknown_state").is_not_null())
    noted = unknown.with_columns(
        rule=pl.lit("unknown_state"),
        reason=pl.format("'{}' is no state; the source country is left empty", "unknown_state"),
    )
    made.refuse(lake, "normalise", receipt_id, noted, severity="value")


def home_months(lake: Lake, parts: Mapping[str, Sequence[Part]]) -> dict[str, str]:
    """Return article -> month, for just the articles whose rows lie in several months.

    All versions of an article are settled in the first of its months.
    """
    rows = [
        lake.scan(TABLES["candidates"], held).select("article_id", month=pl.lit(month))
        for month, held in parts.items()
    ]
    if not rows:
        return {}
    straying = (
        pl.concat(rows)
        .unique()
        .group_by("article_id")
        .agg(n=pl.len(), home=pl.col("month").min())
        .filter(pl.col("n") > 1)
        .collect()  # streamed: this one frame grows with the corpus
    )
    return dict(straying.select("article_id", "home").iter_rows())


def settle_articles(
    lake: Lake, month: str, parts: Mapping[str, Sequence[Part]], homes: Mapping[str, str]
) -> Made:
    """Articles of one month: exact duplicates out, versions in order."""
    mine = sorted(p.sha256 for p in parts[month])
    leaving = sorted(a for a, home in homes.items() if home != month)
    coming = sorted(a for a, home in homes.items() if home == month)
    elsewhere = [p for m, held in parts.items() if m != month for p in held] if coming else []

    def make(made: Made) -> None:
        table = TABLES["candidates"]
        rows = articles(
            pl.concat(
                [
                    lake.scan(table, parts[month]).filter(~pl.col("article_id").is_in(leaving)),
                    lake.scan(table, elsewhere).filter(pl.col("article_id").is_in(coming)),
                ]
            )
        ).collect(engine=ENGINE)
        good = rows.filter("stands")
        conflicts = rows.filter("is_conflict")
        made.put(lake, "articles", month, good)
        made.refuse(lake, "articles", month, conflicts)
        made.count(
            "articles",
            month,
            "row",
            n_in=len(rows),
            n_out=len(good),
            n_rejected=len(conflicts),
            n_duplicate=int(rows["is_duplicate"].sum()),
        )

    strays = [leaving, coming, sorted(p.sha256 for p in elsewhere)] if homes else []
    return step(lake, "articles", month, [mine, strays], make)


def group_stories(
    lake: Lake, month: str, of_articles: Mapping[str, Sequence[Part]], before: Made
) -> Made:
    """Stories of one month's current articles; those of the month before it (`before`) stand.

    A story can begin in the last days of the month before: only those are read again.
    """
    earlier = _month_before(month)
    article_parts, tail_parts = of_articles[month], of_articles.get(earlier, [])
    story_parts = before.of("stories", earlier)

    def make(made: Made) -> None:
        table = TABLES["articles"]
        known = lake.scan(table, tail_parts)
        if tail_parts:
            begins = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
            known = known.filter(pl.col("published_at") >= begins - WINDOW)
        rows = TABLES["stories"].shape(
            stories(
                lake.scan(table, article_parts), known, lake.scan(TABLES["stories"], story_parts)
            )
        )
        made.put(lake, "stories", month, rows)
        made.count("stories", month, "current article", n_in=len(rows), n_out=len(rows))

    return step(
        lake, "stories", month, [_shas(article_parts), _shas(tail_parts), _shas(story_parts)], make
    )


def _month_before(month: str) -> str:
    """Return the month before; of UNDATED, a month that is none."""
    if month == UNDATED:
        return ""
    first = datetime.fromisoformat(f"{month}-01")
    return f"{first - timedelta(days=1):%Y-%m}"


def split_sentences(lake: Lake, month: str, article_parts: Sequence[Part]) -> Made:
    """Sentences of one month's current English articles; the others are set aside."""

    def make(made: Made) -> None:
        known = lake.scan(TABLES["articles"], article_parts)
        rows = readable(known).select("article_id", "rule", "reason").collect(engine=ENGINE)
        aside = rows.filter(pl.col("rule").is_not_null())
        made.put(lake, "sentences", month, sentences(known))
        made.refuse(lake, "sentences", month, aside, severity="set_aside")
        made.count(
            "sentences",
            month,
            "article version",
            n_in=len(rows),
            n_out=len(rows) - len(aside),
            n_rejected=len(aside),
        )

    return step(lake, "sentences", month, _shas(article_parts), make)


def find_mentions(lake: Lake, month: str, of_month: Made, method: Method) -> Made:
    """Mentions and group_mentions in one month's sentences."""
    article_parts, sentence_parts = (of_month.of(t, month) for t in ("articles", "sentences"))

    def make(made: Made) -> None:
        found = named(
            lake.scan(TABLES["sentences"], sentence_parts),
            lake.scan(TABLES["articles"], article_parts),
            method.aliases,
        ).collect(engine=ENGINE)  # once, for two tables
        frame = TABLES["mentions"].shape(of_countries(found.lazy()))
        made.put(lake, "mentions", month, frame)
        made.put(lake, "group_mentions", month, of_groups(found.lazy()))
        n_in = sum(p.rows for p in sentence_parts)
        n_out = frame.select("article_id", "version", "sentence_no").n_unique()
        made.count("mentions", month, "sentence", n_in=n_in, n_out=n_out, n_rejected=n_in - n_out)

    inputs = [_shas(article_parts), _shas(sentence_parts), method.reference_version]
    return step(lake, "mentions", month, inputs, make)


def find_holders(lake: Lake, month: str, of_month: Made, method: Method) -> Made:
    """Holders of one month's tones, whatever the scorer."""
    tables = ["mentions", "sentences", "articles"]
    parts = [of_month.of(t, month) for t in tables]

    def make(made: Made) -> None:
        found, texts, about = _scans(lake, tables, parts)
        made.put(lake, "holders", month, holders(found, texts, about, method.holder_rules))

    inputs = [*map(_shas, parts), method.holder_version]
    return step(lake, "holders", month, inputs, make)


def score_tones(
    lake: Lake,
    month: str,
    of_month: Made,
    scorer: Scorer,
    names: Sequence[str],
    share: float = 1.0,
) -> Made:
    """Tones of one month by one scorer, which reads a share of the sentences."""
    tables = ["mentions", "sentences", "holders"]
    parts = [of_month.of(t, month) for t in tables]

    def make(made: Made) -> None:
        found, texts, told = _scans(lake, tables, parts)
        part = made.put(lake, "tones", month, tones(found, texts, told, scorer, names, share))
        n_in = sum(p.rows for p in parts[-1])
        made.count(
            "tones",
            f"{month} {scorer.name}",
            "sentence and country",
            n_in=n_in,
            n_out=part.rows,
            n_rejected=n_in - part.rows,
        )

    method = [scorer.name, scorer.version, list(names), share]
    inputs = [*map(_shas, parts), method]
    return step(lake, "tones", month, inputs, make)


def correct_tones(lake: Lake, month: str, of_month: Made, codes: Sequence[Part]) -> Made:
    """coded_tones of one month: its tones beside the codes that people gave, where they did."""
    tone_parts = of_month.of("tones", month)

    def make(made: Made) -> None:
        coded = lake.scan(TABLES["codes"], codes)
        made.put(
            lake, "coded_tones", month, coded_tones(lake.scan(TABLES["tones"], tone_parts), coded)
        )

    return step(lake, "coded_tones", month, [_shas(tone_parts), _shas(codes)], make)


def sum_articles(
    lake: Lake, month: str, of_month: Made, sampled: Mapping[str, str], companion: str
) -> Made:
    """article_tones of one month; `sampled` are the scorers (name: version) that read a sample."""
    article_parts, tone_parts = (of_month.of(t, month) for t in ("articles", "tones"))

    def make(made: Made) -> None:
        found = article_tones(
            lake.scan(TABLES["tones"], tone_parts),
            lake.scan(TABLES["articles"], article_parts),
            sampled,
            companion,
        )
        frame = TABLES["article_tones"].shape(found)
        made.put(lake, "article_tones", month, frame)
        n_in = sum(p.rows for p in tone_parts)
        n_out = int(frame["n_scored"].sum())
        made.count("article_tones", month, "tone", n_in=n_in, n_out=n_out, n_rejected=n_in - n_out)

    inputs = [_shas(article_parts), _shas(tone_parts), dict(sampled), companion if sampled else ""]
    return step(lake, "article_tones", month, inputs, make)


def years(parts: Mapping[str, Sequence[Part]]) -> list[str]:
    """Return the years in which periods of these months can begin, and UNDATED if it is there.

    The first days of January lie in a week that begins in December.
    """
    dated = {int(month[:4]) for month in parts if month != UNDATED}
    januaries = {int(m[:4]) - 1 for m in parts if m.endswith("-01")}
    undated = [UNDATED] if UNDATED in parts else []
    return [*(f"{y:04d}" for y in sorted(dated | januaries)), *undated]


def months_of_series(year: str, parts: Mapping[str, Sequence[Part]]) -> dict[str, list[str]]:
    """Return which months the series of a year are summed from: its own, and those after it.

    Its last week and its rolling windows end in the next year.
    """
    if year == UNDATED:
        return {"own": [UNDATED], "after": []}
    after = f"{int(year) + 1:04d}"
    return {
        to: [m for m in sorted(parts) if m[:4] == y] for to, y in (("own", year), ("after", after))
    }


def span_of(year: str, parts: Mapping[str, Sequence[Part]]) -> Span:
    """Return the periods of a year; windows reach no farther than the months that are held."""
    held = sorted(m for m in parts if m != UNDATED)
    first = max(held[0], f"{year}-01")
    last = min(held[-1], f"{int(year) + 1:04d}-12")
    return Span(int(year), *(date.fromisoformat(f"{m}-01") for m in (first, last)))


def compute_series(
    lake: Lake,
    year: str,
    sums: Mapping[str, Sequence[Part]],
    of_stories: Mapping[str, Sequence[Part]],
    of_codes: Mapping[str, Sequence[Part]],
    method: Method,
) -> Made:
    """Series and group_series of the periods that begin in one year.

    `year` may be UNDATED: then nothing can be computed, and the ledger says so.
    """
    months = months_of_series(year, sums)
    own, after = ([p for m in held for p in sums[m]] for held in months.values())
    told, coded = (
        [p for held in months.values() for m in held for p in of.get(m, [])]
        for of in (of_stories, of_codes)
    )
    span = None if year == UNDATED else span_of(year, sums)

    def make(made: Made) -> None:
        n_in = sum(p.rows for p in own)
        if span:
            rows = lake.scan(TABLES["article_tones"], [*own, *after])
            grouped = lake.scan(TABLES["stories"], told)
            codes = lake.scan(TABLES["coded_tones"], coded)
            voiced = voices(rows, grouped, codes).collect(engine=ENGINE)
            speakers = by_speaker(voiced)
            made.put(lake, "series", year, series(speakers, by_holder(voiced), span))
            tied = method.alliances, method.rivals
            made.put(lake, "group_series", year, group_series(speakers, *tied, span))
        n_out = n_in if span else 0
        made.count(
            "series", year, "article and country", n_in=n_in, n_out=n_out, n_rejected=n_in - n_out
        )

    inputs = [*map(_shas, (own, after, told, coded)), repr(span), method.ties_version]
    return step(lake, "series", year, inputs, make)


def account_for(
    lake: Lake, receipts: Iterable[Mapping[str, Any]], failures: Iterable[Mapping[str, Any]]
) -> Made:
    """Return the ledger's first lines: files received, received before, and not to be had."""
    made = Made()
    for receipt in receipts:
        n_names = len(receipt["names"])
        made.count(
            "receive", receipt["receipt_id"], "file", n_in=n_names, n_out=1, n_duplicate=n_names - 1
        )
    for failure in failures:
        made.count("receive", failure["failure_id"], "file", n_in=1, n_rejected=1)
        row = {"file": failure["name"], "row": 0, **{k: failure[k] for k in ("rule", "reason")}}
        made.refuse(
            lake, "receive", failure["failure_id"], pl.DataFrame([row]), failure["severity"]
        )
    return made


def _scans(
    lake: Lake, tables: Sequence[str], parts: Sequence[Sequence[Part]]
) -> list[pl.LazyFrame]:
    return [lake.scan(TABLES[t], held) for t, held in zip(tables, parts, strict=True)]


def _shas(parts: Sequence[Part]) -> list[str]:
    return sorted(p.sha256 for p in parts)
