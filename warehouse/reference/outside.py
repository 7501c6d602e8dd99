"""Reads the outside sources that the reference data is compared with, in this project's codes.

The sources are files of one folder, none of them part of the project: mledoze's countries,
countrycode's crosswalk, newsmap's seeds, CountryInfo, REIGN, Archigos, ATOP, the Correlates of War
(COW), and NATO's members.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

CROSSWALK = "countrycode_crosswalk.parquet"
# COW's numbers that the crosswalk leaves without a code, or gives to a successor. Germany, Vietnam
# and Yemen keep one code each, and COW's Yugoslavia goes on as Serbia.
COW_CODES = {
    255: "DEU", 260: "DEU", 265: "DDR", 315: "CSK", 316: "CZE", 345: "YUG", 347: "XKX", 365: "RUS",
    490: "COD", 678: "YEM", 679: "YEM", 680: "YMD", 713: "TWN", 816: "VNM", 817: "VDR",
}  # fmt: skip
# Codes that mledoze and CountryInfo have of their own, or have kept.
OTHER_CODES = {"UNK": "XKX", "KSV": "XKX", "TMP": "TLS", "IMY": "IMN"}
FILES = {
    "mledoze": "countries_mledoze.parquet",
    "newsmap": "newsmap_seeds.parquet",
    "CountryInfo": "countryinfo.parquet",
    "countrycode": "countrycode_crosswalk.parquet",
    "REIGN": "reign_leaderlist_2021_03.parquet",
    "Archigos": "archigos_leaders.parquet",
    "ATOP": "atop_alliance.parquet",
    "COW": "cow_alliance.parquet",
    "NATO": "nato_members.parquet",
}


def read(folder: Path, source: str) -> pl.DataFrame:
    """Return a source as it stands."""
    return pl.read_parquet(folder / FILES[source])


def present(folder: Path) -> list[str]:
    """Return the sources that the folder has; those by COW's numbers need the crosswalk too."""
    by_number = {"REIGN", "Archigos", "ATOP", "COW"}
    has = [source for source, name in FILES.items() if (folder / name).is_file()]
    return [source for source in has if source not in by_number or "countrycode" in has]


def cow_codes(folder: Path) -> pl.DataFrame:
    """Return ccode (the number in COW) and country (our code)."""
    crosswalk = read(folder, "countrycode").select("cown", "iso3c").drop_nulls()
    codes = {int(number): code for number, code in crosswalk.iter_rows()} | COW_CODES
    return pl.DataFrame({"ccode": list(codes), "country": list(codes.values())})


def then(country: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the state that Russia's or Serbia's number means on a day."""
    serb = country.is_in(["YUG", "SRB"])
    return (
        pl.when((country == "RUS") & (day < date(1991, 12, 26))).then(pl.lit("SUN"))
        .when(serb & (day < date(2003, 2, 4))).then(pl.lit("YUG"))
        .when(serb & (day < date(2006, 6, 5))).then(pl.lit("SCG"))
        .when(serb).then(pl.lit("SRB"))
        .otherwise(country)
    )  # fmt: skip


def rulers(folder: Path, source: str) -> pl.DataFrame:
    """Return country, ruler and start_on of the rulers since 1945 in REIGN or Archigos.

    A ruler of a state without a code of ours (Zanzibar) is left out.
    """
    frame = read(folder, source)
    number = "ccode" if source == "REIGN" else "gwcode"
    parts = [pl.col(c).cast(pl.Float64).cast(pl.Int32, strict=False)
             for c in ("syear", "smonth", "sdate")]  # fmt: skip
    start = pl.date(*parts) if source == "REIGN" else pl.col("startdate").dt.date()
    return (
        frame.select(
            ccode=pl.col(number).cast(pl.Float64).cast(pl.Int64), ruler="leader", start_on=start
        )
        .filter(pl.col("start_on") >= date(1945, 1, 1))
        .join(cow_codes(folder), on="ccode")
        .select(then(pl.col("country"), pl.col("start_on")).alias("country"), "ruler", "start_on")
    )


def pact_years(folder: Path, source: str) -> pl.DataFrame:
    """Return one, other (the earlier code first) and year of defence pacts in ATOP or COW.

    The Soviet Union's years stand under RUS, as in both sources.
    """
    is_pact = pl.col("atop_defense" if source == "ATOP" else "cow_defense") == 1
    frame = read(folder, source).filter(is_pact, pl.col("year") >= 1945)
    codes, day = cow_codes(folder), pl.date(pl.col("year"), 1, 1)
    for side in ("1", "2"):
        state = then(pl.col("country"), day).replace({"SUN": "RUS"}).alias(f"state{side}")
        frame = frame.join(codes, left_on=f"ccode{side}", right_on="ccode")
        frame = frame.with_columns(state).drop("country")
    return frame.select(
        pl.min_horizontal("state1", "state2").alias("one"),
        pl.max_horizontal("state1", "state2").alias("other"),
        "year",
    ).unique()


def printed_forms(folder: Path, source: str) -> pl.DataFrame:
    """Return country, kind and form of the English names in mledoze, newsmap or CountryInfo.

    A form that ends in an asterisk stands for all words that begin so.
    """
    shaped = {"mledoze": _mledoze, "newsmap": _newsmap, "CountryInfo": _countryinfo}
    found = shaped[source](read(folder, source)).select("country", "kind", "form")
    coded = found.with_columns(pl.col("country").replace(OTHER_CODES))
    return coded.drop_nulls().filter(pl.col("form") != "").unique()


def _mledoze(frame: pl.DataFrame) -> pl.DataFrame:
    kinds = {"common": "name", "official": "official name", "demonym_m": "people"}
    names = frame.select("iso3", *kinds).unpivot(
        index="iso3", variable_name="kind", value_name="form"
    )
    capitals = frame.select("iso3", form="capital").explode("form", empty_as_null=True)
    kind = pl.col("kind").replace(kinds).fill_null("capital")
    return pl.concat([names, capitals], how="diagonal").select(kind, "form", country=pl.col("iso3"))


def _newsmap(frame: pl.DataFrame) -> pl.DataFrame:
    english = frame.filter(language="english")
    return english.select(country="iso3", kind=pl.lit("seed word"), form="pattern")


def _countryinfo(frame: pl.DataFrame) -> pl.DataFrame:
    kinds = {"CountryName": "name", "Nationality": "people", "Capital": "capital",
             "MajorCities": "place"}  # fmt: skip
    # The last of several codes is the one of our day: DNKGRL, [YUGHRV <19910625][HRV >19910625].
    code = pl.col("iso3").str.extract(r"([A-Z]{3})(?: >\d+\])?$").fill_null(pl.col("iso3"))
    return frame.filter(pl.col("field").is_in(list(kinds))).select(
        country=code,
        kind=pl.col("field").replace(kinds),
        form=pl.col("entry").str.replace_all("_", " ").str.strip_chars(),
    )
