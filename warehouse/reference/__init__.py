"""The reference tables: countries, the phrases that stand for them, and the rules of context.

Each fact is a row of a CSV file in this folder, with its source; `*.provenance.toml` beside it
says where the file comes from. `load` reads and checks them; nothing else opens them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.reference import tables
from warehouse.reference.tables import ReferenceError as ReferenceError  # noqa: A004 - as there

FOLDER = Path(__file__).parent
ALIAS_FILES = ("aliases.csv", "governments.csv")
LEADERS = "leaders.csv"
GROUPS = "groups.csv"


@dataclass(frozen=True)
class Reference:
    """The reference data as frames, and the version of the bytes they were read from.

    `countries`: country, name, start_on, end_on, successors, source.
    `aliases`: alias, country, facet, start_on, end_on, rule, source, person, origin; a NULL
    country is an exclusion. Governments, leaders and groups are expanded into it; a group stands
    in the column country, with the facet group.
    `rules`: rule, effect, scope, pattern, note.
    """

    countries: pl.DataFrame
    aliases: pl.DataFrame
    rules: pl.DataFrame
    version: str


def load(extra: Sequence[Path] = ()) -> Reference:
    """Return the checked reference data, with the user's own alias files in `extra` added."""
    own = [FOLDER / name for name in ALIAS_FILES]
    leaders, groups = FOLDER / LEADERS, FOLDER / GROUPS
    countries = tables.countries(FOLDER / "countries.csv")
    rules = tables.rules(FOLDER / "rules.csv")
    known = set(countries["country"]), set(rules["rule"])
    frames = [tables.aliases(path, *known) for path in [*own, *extra]]
    frames += [tables.leaders(leaders, known[0]), tables.groups(groups)]
    files = [FOLDER / "countries.csv", FOLDER / "rules.csv", *own, leaders, groups, *extra]
    return Reference(countries, pl.concat(frames), rules, _version(files))


def _version(files: Sequence[Path]) -> str:
    """Return a short fingerprint of the files' bytes, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
