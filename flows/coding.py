"""Coding sheets out, coders' sheets in."""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import polars as pl

from flows.tabular import TableError, read_table, write_table
from transforms.coding import CODES, KEY, corrected
from warehouse import durable
from warehouse.contracts import TABLES
from warehouse.lake import Lake, Part, part_record

FRAME, DRAWN = "frame.parquet", "drawn.parquet"
BY = ["country", "period"]


def save_sheets(frame: pl.DataFrame, drawn: pl.DataFrame, folder: Path) -> list[Path]:
    """Write the frame, what was drawn, and the sheets; return their paths.

    Units are in an order that tells nothing of the score.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ordered = drawn.sort(KEY).with_row_index("unit", offset=1)
    sheet = ordered.select("unit", "country", "sentence", code=pl.lit(None, pl.String))
    paths = [folder / n for n in (FRAME, DRAWN, "sheet.csv", "sheet.html")]
    frame.write_parquet(paths[0])
    ordered.write_parquet(paths[1])
    write_table(sheet.with_columns(pl.col("sentence").map_elements(_harmless, pl.String)), paths[2])
    paths[3].write_text(_page(sheet))
    return paths


def _harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t" else text


def _page(sheet: pl.DataFrame) -> str:
    """Return a page of its own, without anything from elsewhere, for one coder."""
    cells = "".join(f"<td>{{{name}}}</td>" for name in ("unit", "country", "sentence", "boxes"))
    row = f'<tr data-unit="{{unit}}">{cells}'
    lines = []
    for unit, country, sentence, _ in sheet.iter_rows():
        boxes = "".join(
            f'<label><input type="radio" name="u{unit}" value="{c}">{c}</label>' for c in CODES
        )
        told = html.escape(sentence)
        lines.append(row.format(unit=unit, country=country, sentence=told, boxes=boxes))
    page = (files("flows") / "coding_page.html").read_text()
    return page.replace("<!-- rows -->", "\n".join(lines))


def read_codes(sheets: Sequence[Path]) -> pl.DataFrame:
    """Return unit, coder (name of the file), code of all sheets; uncoded units are left out.

    Raises TableError for a code that is none of -1, 0, 1, a unit coded twice in a sheet, or two
    sheets of one name.
    """
    if len({s.stem for s in sheets}) < max(len(sheets), 2):
        raise TableError("two sheets at least, each of another name")
    frames = []
    for path in sheets:
        coded = (
            read_table(path, ["unit", "code"])
            .select(
                pl.col("unit").cast(pl.Int64),
                pl.lit(path.stem).alias("coder"),
                pl.col("code").cast(pl.String).str.strip_chars(),
            )
            .filter(pl.col("code").fill_null("") != "")
            .with_columns(pl.col("code").cast(pl.Int64, strict=False))
        )
        wrong = coded.filter(~pl.col("code").is_in(CODES).fill_null(value=False))
        if len(wrong):
            raise TableError(f"{path}: unit {wrong['unit'][0]}: code is none of -1, 0, 1")
        if coded["unit"].is_duplicated().any():
            raise TableError(f"{path}: a unit stands twice")
        frames.append(coded)
    return pl.concat(frames)


def save_results(
    codes: pl.DataFrame, folder: Path
) -> tuple[pl.DataFrame, pl.DataFrame, list[Path]]:
    """Write gold.csv, disagreements.csv and corrected.csv; return gold, the last, and their paths.

    The gold of a unit is the mean of its codes. Raises TableError where a unit was never drawn.
    """
    drawn = read_table(folder / DRAWN, ["unit", "probability", *KEY])
    drawn = drawn.with_columns(pl.col("unit").cast(pl.Int64))
    if strange := sorted(set(codes["unit"]) - set(drawn["unit"])):
        raise TableError(f"unit {strange[0]} is not in {folder / DRAWN}")
    wide = codes.pivot("coder", index="unit", values="code").sort("unit")
    gold = drawn.join(
        codes.group_by("unit").agg(code=pl.col("code").mean(), n_codes=pl.len()), on="unit"
    ).join(wide, on="unit")
    apart = codes.group_by("unit").agg(apart=pl.col("code").max() - pl.col("code").min())
    split = gold.join(apart.filter(pl.col("apart") > 0), on="unit").sort(
        "apart", "unit", descending=[True, False]
    )
    frame = read_table(folder / FRAME, KEY).with_columns(period=pl.col("published_on").dt.year())
    # Units that nobody coded say nothing: those that were stand for them, too.
    stratum = drawn.join(gold.select("unit", "code"), on="unit", how="left")
    share = (pl.col("code").is_not_null().sum() / pl.len()).over("stratum")
    reached = stratum.with_columns(probability=pl.col("probability") * share).drop_nulls("code")
    found = corrected(frame, reached, BY)
    paths = [folder / n for n in ("gold.csv", "disagreements.csv", "corrected.csv")]
    for table, path in zip((gold, split, found), paths, strict=True):
        write_table(table, path)
    return reached.join(gold.select("unit", "n_codes"), on="unit"), found, paths


def keep_codes(lake: Lake, gold: pl.DataFrame) -> None:
    """Keep codes in the data folder, in the place of earlier ones of the same scorer and country.

    In: KEY, scorer, code, n_codes, probability. The next build corrects series by them.
    """
    for (scorer, country), rows in gold.group_by("scorer", "country"):
        part = lake.put(TABLES["codes"], rows)
        durable.write_json(lake.record_path("codes", f"{scorer}-{country}"), part_record(part))


def kept_codes(lake: Lake) -> list[Part]:
    """Return the kept codes: a part for each scorer and country."""
    return [Part(**record) for record in lake.records("codes")]
