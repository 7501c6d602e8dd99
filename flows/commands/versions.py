"""Commands on the versions of articles."""

from __future__ import annotations

import sys
from typing import Any

from flows.commands.console import FAILED, Data, console, errors, plain_errors, settings_of

VERSIONS = """
    SELECT version, valid_from, valid_until, is_current, is_withdrawn, title, body
    FROM articles WHERE article_id = $article ORDER BY version
"""


def history(article: str, *, data: Data = None) -> None:
    """Show an article's versions, when each stood, and what each changed.

    [-What went-] and {+what came+} are marked; paragraphs that stayed are left out.

    Example: entente history "Visayas Lantern/vl-5203" --data data/sample
    """
    from warehouse import snapshots
    from warehouse.lake import Lake

    with plain_errors(), snapshots.reading(Lake(settings_of(data).data)) as (_, con):
        versions = con.sql(VERSIONS, params={"article": article}).pl().rows(named=True)
        if not versions:
            errors.print(f"entente: no article '{article}'", style="red", markup=False)
            sys.exit(FAILED)
        for line in told(versions):
            console.print(line, markup=False, highlight=False)


def told(versions: list[dict[str, Any]]) -> list[str]:
    """Return the lines that tell of an article's versions, in their order."""
    from flows.history import changes

    lines, before = [], ""
    for version in versions:
        since, until = (_day(version[c]) for c in ("valid_from", "valid_until"))
        span = f"from {since or 'an unknown day'}" + (f" until {until}" if until else "")
        if version["is_withdrawn"]:
            lines.append(f"version {version['version']}: withdrawn {span}")
            continue
        state = ", current" if version["is_current"] else ""
        lines.append(f"version {version['version']}: {span}{state}")
        text = "\n".join(filter(None, (version["title"], version["body"])))
        lines += [f"    {line}" for line in changes(before, text)] if before else []
        before = text
    return lines


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
