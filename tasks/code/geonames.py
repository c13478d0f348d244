"""GeoNames' own dumps: a country's file or `allCountries`, as downloaded or unpacked, for places that the gazetteer lacks.

The format is https://download.geonames.org/export/dump/readme.txt: one place a line, 19 fields between tabs.
"""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from tasks.errors import GazetteerError

FOLDER = "gazetteer.d"
FIELDS = 19
POPULATED = "P"
MAX_LINE_CHARS = 100_000
CHECKED_PLACES = 1000


@dataclass(frozen=True, slots=True)
class DumpedPlace:
    """One populated place of a dump. `population` is 0 where GeoNames knows none."""

    geonameid: int
    names: tuple[str, ...]
    country: str
    adm1_code: str | None
    latitude: float
    longitude: float
    population: int


def added_files(cache_dir: Path) -> list[Path]:
    """Return the dumps that were added to the gazetteer in `cache_dir`, by name."""
    folder = cache_dir / FOLDER
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".part") if folder.is_dir() else []


def add_file(cache_dir: Path, source: Path) -> Path:
    """Keep a copy of a dump beside the gazetteer in `cache_dir`, which is built anew with it when it is next used.

    A dump of the same name is replaced.

    Raises:
        GazetteerError: the file is no dump of GeoNames, holds no populated place, or cannot be copied.
    """
    with closing(places_of(source)) as places:
        checked = sum(1 for _ in islice(places, CHECKED_PLACES))
    if not checked:
        raise GazetteerError(f"{source} holds no populated place (feature class {POPULATED}).")
    target = cache_dir / FOLDER / source.name
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise GazetteerError(
            f"{source} cannot be copied to {target.parent}: {error}. Set DATELINE_CACHE to another folder."
        ) from error
    return target


def places_of(path: Path) -> Generator[DumpedPlace]:
    """Yield the populated places of a dump, in its order.

    Raises:
        GazetteerError: the file cannot be read, or a line is none of a dump; the message names the line.
    """
    try:
        with _opened(path) as raw, io.TextIOWrapper(raw, encoding="utf-8") as text:
            for number, line in enumerate(text, 1):
                if (place := _place(line, f"{path}, line {number}")) is not None:
                    yield place
    except (OSError, EOFError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise GazetteerError(
            f"{path} cannot be read: {error}. Take a file of download.geonames.org/export/dump as it is."
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open the table of a dump: the text itself, gzipped, or the one member of its zip file that is not the readme."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".txt") and not name.lower().startswith("readme")]
            if len(names) != 1:
                raise GazetteerError(f"{path} holds {len(names)} tables, not one: {', '.join(names[:5]) or 'none'}.")
            with archive.open(names[0]) as member:
                yield member  # type: ignore[misc] # typeshed's IO[bytes] is what a BinaryIO is
    elif path.suffix == ".gz":
        with gzip.open(path) as file:
            yield file  # type: ignore[misc]
    else:
        with path.open("rb") as plain:
            yield plain


def _place(line: str, where: str) -> DumpedPlace | None:
    fields = line.rstrip("\n").split("\t")
    if len(fields) != FIELDS or len(line) > MAX_LINE_CHARS:
        raise GazetteerError(f"{where}: {len(fields)} fields between tabs; a dump of GeoNames has {FIELDS}.")
    if fields[6] != POPULATED:
        return None
    try:
        latitude, longitude = float(fields[4]), float(fields[5])
        geonameid, population = int(fields[0]), int(fields[14] or 0)
    except ValueError as error:
        raise GazetteerError(f"{where}: {error}.") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise GazetteerError(f"{where}: {latitude}, {longitude} is no point on Earth in degrees.")
    names = dict.fromkeys(name for name in (fields[1], fields[2], *fields[3].split(",")) if name)
    return DumpedPlace(geonameid, tuple(names), fields[8], fields[10] or None, latitude, longitude, max(population, 0))
