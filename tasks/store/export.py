"""Hands out events and articles as files: each is written under a temporary name and moved, so that none is ever half there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pyarrow import csv, parquet

from tasks.errors import ConfigurationError
from warehouse.connection import sql

BATCH_ROWS = 20_000


def export(con: DuckDBPyConnection, fmt: str, folder: Path) -> list[Path]:
    """Write the events and the articles of the warehouse to files in `folder`; files of an earlier export are replaced.

    Args:
        con: a connection to the warehouse; a reader's will do.
        fmt: `csv` (with header), `parquet` (zstd) or `geojson` (RFC 7946; events only, those without a place have a null geometry).
        folder: made when it is not there.

    Returns:
        The files written.

    Raises:
        ConfigurationError: there is no such format, or the folder cannot be written.
    """
    if fmt not in _FORMATS:
        raise ConfigurationError(f"{fmt!r} is no export format. Give one of {', '.join(_FORMATS)}.")
    subjects, write = _FORMATS[fmt]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_export(con, subject, write, folder / f"{subject}.{fmt}") for subject in subjects]
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written ({error.strerror}). Give a folder that you may write to.") from error


Write = Callable[[pa.RecordBatchReader, Path], None]


def _export(con: DuckDBPyConnection, subject: str, write: Write, path: Path) -> Path:
    with _moved_into_place(path) as part:
        write(con.execute(sql(f"export/{subject}")).to_arrow_reader(BATCH_ROWS), part)
    return path


@contextmanager
def _moved_into_place(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_csv(rows: pa.RecordBatchReader, path: Path) -> None:
    with csv.CSVWriter(path, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)


def _write_parquet(rows: pa.RecordBatchReader, path: Path) -> None:
    with parquet.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)


def _write_geojson(rows: pa.RecordBatchReader, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        separator = "\n"
        for batch in rows:
            for row in batch.to_pylist():
                file.write(separator + json.dumps(_feature(row), ensure_ascii=False, default=_plain))
                separator = ",\n"
        file.write("\n]}\n")


def _feature(row: dict[str, object]) -> dict[str, object]:
    latitude, longitude = row.pop("latitude"), row.pop("longitude")
    # RFC 7946, 3.1.1: longitude comes first; 3.2: a feature without a place has a null geometry.
    point = None if latitude is None or longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": row["event_id"], "geometry": point, "properties": row}


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


_FORMATS: dict[str, tuple[tuple[str, ...], Write]] = {
    "csv": (("events", "articles"), _write_csv),
    "parquet": (("events", "articles"), _write_parquet),
    "geojson": (("events",), _write_geojson),
}
