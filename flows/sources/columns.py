"""Which column of a table is which field of a raw article."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

# A mapping's own key: a pattern for file names, whose named groups are fields.
FILE_NAME = "file_name"
# The names a field goes by, the likeliest first; all that differ only by case count. Among them
# are those of Media Cloud's and GDELT's tables.
NAMES: dict[str, list[str]] = {
    "native_id": [
        "native_id", "article_id", "id", "uid", "guid", "doc_id", "stories_id", "gkgrecordid",
    ],
    "outlet": [
        "outlet", "source", "publisher", "publication", "newspaper", "media_name",
        "sourcecommonname", "domain",
    ],
    "source_country": ["source_country", "speaker_iso3"],
    "published": [
        "published", "published_at", "published_on", "date", "pub_date", "publish_date",
        "seendate",
    ],
    "date_precision": ["date_precision"],
    "updated": ["updated", "updated_at", "modified_at"],
    "is_withdrawn": ["is_withdrawn", "withdrawn"],
    "url": ["url", "link", "documentidentifier"],
    "author": ["author", "authors", "byline"],
    "title": ["title", "headline"],
    "body": ["body", "text", "content", "story_text"],
    "language": ["language", "lang"],
}  # fmt: skip


class MappingError(ValueError):
    """A mapping names a field that does not exist, or a column the file does not have."""


def parse_mapping(written: str) -> dict[str, str]:
    """Return field -> column of 'body=text,published_at=date'.

    A field may go by any of its names. Raises MappingError where it has none.
    """
    mapping = {}
    for pair in filter(None, (p.strip() for p in written.split(","))):
        name, _, column = (x.strip() for x in pair.partition("="))
        field = next((f for f, names in NAMES.items() if name in names), None)
        if field is None or not column:
            raise MappingError(
                f"'{pair}' is not field=column; the fields are: {', '.join(sorted(NAMES))}"
            )
        mapping[field] = column
    return mapping


def check_mapping(columns: list[str], mapping: Mapping[str, str]) -> None:
    """Raise MappingError where a mapped column is absent, or nothing can be the body."""
    absent = sorted(set(mapping.values()) - set(columns))
    has = f"the file has: {', '.join(columns)}"
    if absent:
        raise MappingError(f"no column '{absent[0]}'; {has}")
    if not any(_candidates(f, columns, mapping) for f in ("body", "is_withdrawn")):
        raise MappingError(f"no column holds the text; {has}; name it with --map body=COLUMN")


def fields(
    frame: pl.DataFrame, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> pl.DataFrame:
    """Return the fields of raw articles from a table whose columns are all text.

    In: `frame` with the table's own columns, and row. Out: row and one column per field; a field
    is the first of its columns that holds something, else its default.
    """
    columns = [c for c in frame.columns if c != "row"]
    exprs = []
    for field in NAMES:
        found = [_filled(c) for c in _candidates(field, columns, mapping)]
        exprs.append(pl.coalesce(*found, pl.lit(defaults.get(field), dtype=pl.String)).alias(field))
    return frame.select("row", *exprs)


def _filled(column: str) -> pl.Expr:
    return pl.when(pl.col(column).str.strip_chars() != "").then(pl.col(column))


def _candidates(field: str, columns: list[str], mapping: Mapping[str, str]) -> list[str]:
    if field in mapping:
        return [c for c in columns if c == mapping[field]]
    taken = set(mapping.values())
    by_name = {c.lower(): c for c in columns if c not in taken}
    return [by_name[n] for n in NAMES[field] if n in by_name]
