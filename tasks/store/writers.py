"""Writes rows as CSV, Parquet or GeoJSON, batch by batch, so that no export has to fit into memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from pyarrow import compute, csv, parquet

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"), also one that came from a hostile page.
FORMULA = r"^[=+\-@\t\r]"


def write_csv(rows: pa.RecordBatchReader, path: Path, _: Mapping[str, str]) -> None:
    """Write a header and the rows (RFC 4180, UTF-8); NULL is an empty cell, times are ISO 8601 in UTC.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    schema = pa.schema([pa.field(field.name, pa.string() if _is_time(field.type) else field.type) for field in rows.schema])
    with csv.CSVWriter(path, schema) as writer:
        for batch in rows:
            writer.write_batch(pa.record_batch([_cells(column) for column in batch.columns], schema=schema))


def _cells(column: pa.Array) -> pa.Array:
    if _is_time(column.type):
        return compute.strftime(column.cast(pa.timestamp("s", "UTC"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_string(column.type):
        harmless = compute.binary_join_element_wise("'", column, "")
        return compute.if_else(compute.match_substring_regex(column, FORMULA), harmless, column)
    return column


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind))


def write_parquet(rows: pa.RecordBatchReader, path: Path, provenance: Mapping[str, str]) -> None:
    """Write the rows, compressed with zstd, with `provenance` in the file's key-value metadata."""
    with parquet.ParquetWriter(path, rows.schema.with_metadata(dict(provenance)), compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)


def write_geojson(rows: pa.RecordBatchReader, path: Path, _: Mapping[str, str]) -> None:
    """Write events as a FeatureCollection (RFC 7946): WGS 84, longitude first, a null geometry where the place is unknown."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        separator = "\n"
        for batch in rows:
            for row in batch.to_pylist():
                file.write(separator + json.dumps(_feature(row), ensure_ascii=False, allow_nan=False, default=_plain))
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
