"""All that decides what the tables say, besides the text: loaded once a process.

Many threads read its frames at once, so nobody writes one to a file or a text: `write_json` holds
the frame while it waits for the interpreter, and a reader that holds the interpreter waits for the
frame, for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from flows.scorers import get
from transforms.aliases import AliasTable, compile_aliases
from transforms.holders import HolderRules, compile_rules
from transforms.sampled import sampled
from transforms.scorers import Scorer
from warehouse import durable, reference
from warehouse.reference import alliances, holders


class SampleError(ValueError):
    """A sample is asked for without the scorer that reads all; says what to do."""


@dataclass(frozen=True)
class Method:
    """Reference data, compiled, and the scorers in force."""

    aliases: AliasTable
    countries: pl.DataFrame
    alliances: pl.DataFrame
    rivals: pl.DataFrame
    ties_version: str
    names: pl.DataFrame
    chrome: pl.DataFrame
    chrome_version: str
    neutral_names: tuple[str, ...]
    states: frozenset[str]
    reference_version: str
    holder_rules: HolderRules
    holder_version: str
    scorers: tuple[Scorer, ...]

    def sampled(self, share: float, companion: str) -> dict[str, str]:
        """Return the scorers (name: version) that read a sample of this share.

        Raises SampleError where their companion is not in force.
        """
        found = {s.name: s.version for s in self.scorers if sampled(s, companion, share)}
        if found and companion not in [s.name for s in self.scorers]:
            raise SampleError(
                f"a sample of {', '.join(found)} needs '{companion}' to read all: "
                f"add it to ENTENTE_SCORERS, or name another with ENTENTE_COMPANION"
            )
        return found

    def describe(self) -> dict[str, Any]:
        """Return what a manifest says of the method."""
        return {
            "entente": version("entente"),
            "reference": self.reference_version,
            "holders": self.holder_version,
            "scorers": {s.name: s.version for s in self.scorers},
        }


def load(scorers: Sequence[str], aliases: Sequence[Path]) -> Method:
    """Return the method in force.

    Raises UnknownScorerError, and ReferenceError where the user's aliases break a rule.
    """
    return _load(tuple(scorers), tuple(aliases))


@cache
def _load(scorers: tuple[str, ...], aliases: tuple[Path, ...]) -> Method:
    known, allied, told = reference.load(aliases), alliances.load(), holders.load()
    chrome = reference.FOLDER / "chrome.csv"
    members = allied.members.with_columns(known_until=pl.lit(allied.coverage_end))
    rivals = alliances.rivals()
    return Method(
        aliases=compile_aliases(known.aliases, known.rules),
        countries=known.countries,
        alliances=members,
        rivals=rivals,
        ties_version=durable.digest([members.write_json(), rivals.write_json()])[:12],
        names=known.aliases.filter(pl.col("facet") == "name").select(
            "alias", "country", "start_on", "end_on"
        ),
        chrome=pl.read_csv(chrome),
        chrome_version=durable.sha256_of(chrome)[:12],
        neutral_names=tuple(pl.read_csv(reference.FOLDER / "neutral_names.csv")["name"]),
        states=frozenset(known.countries["country"]),
        reference_version=known.version,
        holder_rules=compile_rules(told.words, told.patterns),
        holder_version=told.version,
        scorers=tuple(get(s) for s in scorers),
    )
