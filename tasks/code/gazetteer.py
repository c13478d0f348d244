"""The gazetteer: which places bear a name. One compact SQLite file, built on first use, read by folded name."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tasks.code.folding import fold_keys, fold_loose
from tasks.code.gazetteer_build import ALL_CITIES, FILTER_BYTES, Kind, build, fingerprint, key_hash
from tasks.code.geonames import added_files
from tasks.errors import GazetteerError

FILE_NAME = "gazetteer.sqlite"
LARGEST_ANSWER = 400
"""Namesakes that one look-up weighs. The file orders them by importance; San Antonio and its like have more."""
KEPT_NAMES = 30_000
"""Names whose places are kept in memory, with those that are nowhere; some 30 MB."""
SHORTEST_KEY = 2
SHORTEST_LOOSE_NAME = 4
"""Letters that a name needs to be looked up by sound: shorter ones sound like too much."""

_COLUMNS = """
SELECT p.id, p.geonameid, p.name, p.kind, p.country, p.adm1_code, p.latitude, p.longitude, p.where_prec, p.weight,
       n.strict, n.is_main
FROM name AS n JOIN place AS p ON p.id = n.place
"""
_EXACT = _COLUMNS + "WHERE n.key IN (?1, ?2, ?3) AND n.strict IN (?2, ?3) ORDER BY n.place LIMIT ?4"
_LOOSE = _COLUMNS + "WHERE n.key IN (?1, ?2, ?3) ORDER BY n.place LIMIT ?4"

_COUNTRIES = """
SELECT id, geonameid, name, kind, country, adm1_code, latitude, longitude, where_prec, weight, 0, 1
FROM place WHERE kind = 'country'
"""

_KINDS = {kind.value: kind for kind in Kind}
_PlaceRow = tuple[int, int | None, str, str, str | None, str | None, float, float, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer, as a look-up found it. `is_exact`: by its strict key; `is_main`: by the name it is shown by.

    `weight` is the population, or a rank for what has none. `adm_1` is the English name of the first-order division.
    """

    place_id: int
    geonameid: int | None
    name: str
    kind: Kind
    country: str | None
    adm1_code: str | None
    adm_1: str | None
    latitude: float
    longitude: float
    where_prec: int
    weight: int
    is_exact: bool
    is_main: bool


class Gazetteer:
    """Looks places up by name. One object a process; safe to use from several threads."""

    def __init__(self, path: Path, cities: str = ALL_CITIES) -> None:
        """Open the file at `path`, which must be whole and of this version. Use `open` to have it built when needed.

        Raises:
            GazetteerError: the file is missing, damaged or of another version.
        """
        self.path = path
        self._con = _connect(path, cities)
        self._divisions = {(country, code): name for country, code, name in self._con.execute("SELECT * FROM division")}
        self._countries = {row[4]: (self._entry(row, is_exact=True),) for row in self._con.execute(_COUNTRIES)}
        (self._filter,) = self._con.execute("SELECT bits FROM filter").fetchone()
        self._exact = lru_cache(maxsize=KEPT_NAMES)(self._read_exact)
        self._loose = lru_cache(maxsize=KEPT_NAMES // 10)(self._read_loose)

    @classmethod
    def open(cls, cache_dir: Path, cities: str = ALL_CITIES) -> Gazetteer:
        """Return the gazetteer kept in `cache_dir`; build it first when it is missing, damaged, old or of another list of `cities`.

        Raises:
            GazetteerError: the folder cannot be written, or the file cannot be read.
        """
        path = cache_dir / FILE_NAME
        with suppress(GazetteerError):
            return cls(path, cities)
        _build_in_place(path, cities)
        return cls(path, cities)

    def count(self) -> int:
        """Return how many places it knows."""
        (places,) = self._con.execute("SELECT count(*) FROM place").fetchone()
        return int(places)

    def find(self, name: str) -> tuple[Entry, ...]:
        """Return the places that bear `name` by its strict key, the most important first."""
        return self._exact(name)

    def find_loosely(self, name: str, countries: frozenset[str]) -> tuple[Entry, ...]:
        """Return the places in `countries` whose name sounds like `name`, the most important first."""
        if len(name) < SHORTEST_LOOSE_NAME:
            return ()
        return tuple([entry for entry in self._loose(name) if entry.country in countries])

    def country(self, iso: str) -> tuple[Entry, ...]:
        """Return the country with this ISO 3166-1 alpha-2 code, or nothing."""
        return self._countries.get(iso, ())

    def division_name(self, country: str | None, code: str | None) -> str | None:
        """Return the English name of a first-order division by its GeoNames code."""
        return self._divisions.get((country, code))

    def _read_exact(self, name: str) -> tuple[Entry, ...]:
        full, bare = fold_keys(name)
        strict = (key_hash(full), key_hash(bare))
        if len(bare) < SHORTEST_KEY or not (self._may_have(strict[0]) or self._may_have(strict[1])):
            return ()
        return self._rows(_EXACT, key_hash(fold_loose(bare)), strict)

    def _read_loose(self, name: str) -> tuple[Entry, ...]:
        full, bare = fold_keys(name)
        if len(bare) < SHORTEST_KEY:
            return ()
        return self._rows(_LOOSE, key_hash(fold_loose(bare)), (key_hash(full), key_hash(bare)))

    def _may_have(self, number: int) -> bool:
        """Tell whether some name has this strict hash; now and then wrongly that one has."""
        at = number % (8 * FILTER_BYTES)
        return bool(self._filter[at >> 3] & 1 << (at & 7))

    def _rows(self, query: str, loose: int, strict: tuple[int, int]) -> tuple[Entry, ...]:
        try:
            rows = self._con.execute(query, (loose, *strict, LARGEST_ANSWER)).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerError(f"{self.path} cannot be read ({error}). Delete it; it is built again when needed.") from error
        return tuple([self._entry(row, is_exact=row[10] in strict) for row in rows])

    def _entry(self, row: _PlaceRow, *, is_exact: bool) -> Entry:
        number, geonameid, name, kind, country, code, latitude, longitude, where_prec, weight, _, is_main = row
        return Entry(
            place_id=number,
            geonameid=geonameid,
            name=name,
            kind=_KINDS[kind],
            country=country,
            adm1_code=code,
            adm_1=self._divisions.get((country, code)),
            latitude=latitude,
            longitude=longitude,
            where_prec=where_prec,
            weight=weight,
            is_exact=is_exact,
            is_main=bool(is_main),
        )


def _connect(path: Path, cities: str) -> sqlite3.Connection:
    """Open a gazetteer file read-only and make sure that it is whole."""
    if not path.is_file():
        raise GazetteerError(f"{path} does not exist.")
    con: sqlite3.Connection | None = None
    try:
        con = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        pages, page_bytes = con.execute("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").fetchone()
        (built_from,) = con.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone() or (None,)
        if pages * page_bytes == path.stat().st_size and built_from == fingerprint(cities, added_files(path.parent)):
            return con
    except (sqlite3.DatabaseError, TypeError) as error:
        problem = str(error)
    else:
        problem = "it is cut short or was built by another version"
    if con is not None:
        con.close()
    raise GazetteerError(f"{path} cannot be used: {problem}.")


def _build_in_place(path: Path, cities: str) -> None:
    """Build under a temporary name and move into place, so that processes building at once do not meet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
        try:
            part.unlink()
            build(part, cities, added_files(path.parent))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(
            f"The gazetteer cannot be built in {path.parent}: {error}. Set DATELINE_CACHE to a folder that can be written."
        ) from error
