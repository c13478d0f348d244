"""Hands out events and articles as a folder of files, which is there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from tasks.errors import ConfigurationError
from tasks.store.datapackage import Provenance, Written, write_description
from tasks.store.writers import write_csv, write_geojson, write_parquet
from warehouse.connection import sql
from warehouse.parts import moved_into_place

BATCH_ROWS = 20_000

Write = Callable[[pa.RecordBatchReader, Path, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file holds: the query `warehouse/export/<query>.sql`, and the view whose comments describe its columns."""

    query: str
    view: str


ACLED = Subject("events_acled", "mart.events")
UCDP = Subject("events_ucdp", "mart.events_ucdp")
REMOVED = Subject("removed_events", "mart.removed_events")
ARTICLES = Subject("articles", "mart.latest_articles")

# For each format what it holds, with the writer of each file and its suffix.
FORMATS: dict[str, tuple[tuple[Subject, Write, str], ...]] = {
    "csv": tuple((subject, write_csv, "csv") for subject in (ACLED, UCDP, REMOVED, ARTICLES)),
    "parquet": tuple((subject, write_parquet, "parquet") for subject in (ACLED, UCDP, REMOVED, ARTICLES)),
    "geojson": ((ACLED, write_geojson, "geojson"), (REMOVED, write_csv, "csv")),
}


def export(con: DuckDBPyConnection, fmt: str, folder: Path, *, since: datetime | None = None) -> list[Path]:
    """Write events and articles to files in a new folder, with a `datapackage.json` that describes them.

    Args:
        con: a connection to the warehouse; a reader's will do.
        fmt: `csv` (with header), `parquet` (zstd) or `geojson` (RFC 7946; events only).
        folder: made; it must not be there yet, or be empty.
        since: only what has changed since then (UTC): events with a new state, events that ceased to stand, and articles with a new
            text or headline. It is not the day of the event.

    Returns:
        The files written.

    Raises:
        ConfigurationError: there is no such format, or the folder is there already or cannot be written.
    """
    if fmt not in FORMATS:
        raise ConfigurationError(f"{fmt!r} is no export format. Give one of {', '.join(FORMATS)}.")
    _refuse_taken(folder)
    try:
        with moved_into_place(folder) as part:
            part.mkdir()
            written = _write_all(con, fmt, part, since)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written ({error.strerror}). Give a folder that you may write to.") from error
    return [folder / path.name for path in written]


def _refuse_taken(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be read ({error.strerror}). Give a folder that you may write to.") from error
    if taken:
        raise ConfigurationError(f"{folder} is there already, and was left as it is. Give --to a new folder, or move it away.")


def _write_all(con: DuckDBPyConnection, fmt: str, folder: Path, since: datetime | None) -> list[Path]:
    of = _provenance(con)
    files = [
        _write(con, subject, write, folder / f"{subject.query}.{suffix}", of, since) for subject, write, suffix in FORMATS[fmt]
    ]
    return [*(file.path for file in files), write_description(folder, files, of, since=since, now=datetime.now(UTC))]


def _write(con: DuckDBPyConnection, subject: Subject, write: Write, path: Path, of: Provenance, since: datetime | None) -> Written:
    rows = con.execute(sql(f"export/{subject.query}"), {"since": since}).to_arrow_reader(BATCH_ROWS)
    schema = rows.schema
    write(rows, path, of.metadata())
    comments = dict(con.execute(sql("export/columns"), {"view": subject.view}).fetchall())
    described = con.execute(sql("export/comment"), {"view": subject.view}).fetchone()
    return Written(path, described[0] if described else "", schema, comments)


def _provenance(con: DuckDBPyConnection) -> Provenance:
    [row] = con.execute(sql("export/provenance")).to_arrow_table().to_pylist()
    return Provenance(row["run_id"], row["coder_version"], row["changed_until"], tuple(row["sources"]))
