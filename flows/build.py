"""build: from receipts to a published snapshot. Read from top to bottom, this is the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from flows import method, past, receipts, report, steps
from flows.coding import kept_codes
from flows.made import Made
from flows.progress import run_all
from flows.remembered import remembered
from flows.settings import Settings
from warehouse import snapshots
from warehouse.contracts import TABLES
from warehouse.lake import Lake, Part


@task(task_run_name="receipt {receipt[receipt_id]}", cache_policy=NO_CACHE)
def build_receipt(settings: Settings, receipt: dict[str, Any], outlets: dict[str, Any]) -> Made:
    """Read one receipt's bytes and make them candidates."""
    lake = Lake(settings.data)
    made = steps.read_receipt(lake, receipt)
    raw = made.of("raw_articles", receipt["receipt_id"])
    return made.add(steps.normalise(lake, receipt, raw, method.load(*settings.method), outlets))


@task(task_run_name="month {month}", cache_policy=NO_CACHE)
def build_month(
    settings: Settings,
    month: str,
    candidates: dict[str, list[Part]],
    homes: dict[str, str],
    codes: list[Part],
) -> Made:
    """Carry one month from candidates to article_tones."""
    lake, in_force = Lake(settings.data), method.load(*settings.method)
    made = steps.settle_articles(lake, month, candidates, homes)
    made.add(steps.split_sentences(lake, month, made.of("articles", month)))
    made.add(steps.find_mentions(lake, month, made, in_force))
    made.add(steps.find_holders(lake, month, made, in_force))
    sampled = in_force.sampled(settings.sample, settings.companion)
    for scorer in in_force.scorers:
        share = settings.sample if scorer.name in sampled else 1.0
        reader = remembered(scorer, lake.root / "cache" / "scores")
        made.add(steps.score_tones(lake, month, made, reader, in_force.neutral_names, share))
    if codes:
        made.add(steps.correct_tones(lake, month, made, codes))
    made.add(past.sum_earlier(lake, month, made.of("articles", month), in_force))
    return made.add(steps.sum_articles(lake, month, made, sampled, settings.companion))


@task(cache_policy=NO_CACHE)
def build_stories(settings: Settings, articles: dict[str, list[Part]]) -> Made:
    """Group the articles of all months, one month after another: stories cross their borders."""
    lake, made = Lake(settings.data), Made()
    for month in sorted(articles):
        made.add(steps.group_stories(lake, month, articles, made))
    return made


@task(task_run_name="year {year}", cache_policy=NO_CACHE)
def build_year(
    settings: Settings,
    year: str,
    sums: dict[str, list[Part]],
    stories: dict[str, list[Part]],
    coded: dict[str, list[Part]],
) -> Made:
    """Compute the series of one year."""
    in_force = method.load(*settings.method)
    return steps.compute_series(Lake(settings.data), year, sums, stories, coded, in_force)


@task(cache_policy=NO_CACHE)
def publish(settings: Settings, made: Made, sampled: Mapping[str, str]) -> snapshots.Published:
    """Publish what was made, unless just this is published already; sweep up what is old."""
    lake, in_force = Lake(settings.data), method.load(*settings.method)
    made.put(lake, "countries", "all", in_force.countries)
    made.put(lake, "alliances", "all", in_force.alliances)
    made.put(lake, "rivals", "all", in_force.rivals)
    made.put(lake, "outlets", "all", receipts.outlet_rows(lake))
    made.put(lake, "ledger", "all", report.ledger(made))
    described = in_force.describe()
    if sampled:
        described["sample"] = {"share": settings.sample, "companion": settings.companion}
    tables = {name: made.parts.get(name, {}) for name in TABLES}
    done = snapshots.publish(lake, tables, described)
    if done.is_new:
        snapshots.collect(lake, settings.keep)
    return done


RUNNER: Any = ThreadPoolTaskRunner(max_workers=Settings().workers)


@flow(name="build", task_runner=RUNNER, validate_parameters=False)
def build(settings: Settings | None = None) -> report.Run:
    """Build and publish a snapshot of all that was received; compute only what changed."""
    settings = settings or Settings()
    lake, logger = Lake(settings.data), get_run_logger()
    # What cannot be done is said before anything is.
    sampled = method.load(*settings.method).sampled(settings.sample, settings.companion)
    with lake.lock(settings.patience, logger.warning):
        received, failures = lake.records("receipts"), lake.records("failures")
        made = steps.account_for(lake, received, failures)
        outlets = lake.outlets()
        calls: list[dict[str, Any]] = [{"receipt": r, "outlets": outlets} for r in received]
        made.add(run_all(logger, "receipts", build_receipt, settings, calls))
        candidates = made.parts.get("candidates", {})
        homes = steps.home_months(lake, candidates)
        months = sorted(candidates)
        codes = kept_codes(lake)
        calls = [
            {"month": m, "candidates": candidates, "homes": homes, "codes": codes} for m in months
        ]
        made.add(run_all(logger, "months", build_month, settings, calls))
        calls = [{"articles": made.parts.get("articles", {})}]
        made.add(run_all(logger, "stories", build_stories, settings, calls))
        sums = made.parts.get("article_tones", {})
        told, coded = (made.parts.get(t, {}) for t in ("stories", "coded_tones"))
        calls = [
            {"year": y, "sums": sums, "stories": told, "coded": coded} for y in steps.years(sums)
        ]
        made.add(run_all(logger, "years", build_year, settings, calls))
        n_computed = made.n_computed
        logger.info("publishing")
        done = publish(settings, made, sampled)
        run = report.summarise(lake, made, done, n_computed)
    report.make_artifact(run)
    return run
