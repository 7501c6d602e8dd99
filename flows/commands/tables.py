"""Commands that work on a user's own tables, without a data folder."""

from __future__ import annotations

from pathlib import Path

from flows.commands.console import plain_errors, settings_of


def mentions(source: Path, *, out: Path) -> None:
    """Find the countries mentioned in your own texts.

    SOURCE has columns doc_id, text and optionally published_on (it decides which leaders and
    states are meant). OUT gets doc_id, start, end, surface, country, facet. Both are Parquet, CSV
    or JSON lines by their endings.

    Example: entente mentions texts.csv --out mentions.csv
    """
    with plain_errors():
        from flows import direct, method
        from flows.tabular import read_table, write_table

        settings = settings_of()
        texts = read_table(source, ["doc_id", "text"])
        write_table(direct.find(texts, method.load(*settings.method)), out)


def tones(source: Path, *, out: Path, scorer: str = "targeted") -> None:
    """Score the tone of your own sentences toward a target, or toward each country they mention.

    SOURCE has columns sentence_id, text and optionally start and end of the target (in
    characters) and published_on. OUT gets sentence_id, start, end, country, scorer, polarity,
    coverage, holder, holder_role (whose tone it is), and p_negative, p_neutral, p_positive where
    the scorer has them.

    Example: entente tones sentences.jsonl --out tones.parquet --scorer linear
    """
    with plain_errors():
        from flows import direct, method
        from flows.scorers import get
        from flows.tabular import read_table, write_table

        settings, chosen = settings_of(), get(scorer)
        texts = read_table(source, ["sentence_id", "text"])
        write_table(direct.score(texts, method.load(*settings.method), chosen), out)


def codebook(*, out: Path = Path("CODEBOOK.md")) -> None:
    """Write the codebook from the contracts.

    Example: entente codebook --out CODEBOOK.md
    """
    from warehouse.codebook import render

    with plain_errors():
        out.write_text(render())
