"""Describes exported files as a Data Package (https://datapackage.org, version 2): what is in them, whose it is, and their sums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FILE_NAME = "datapackage.json"

MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "geojson": "application/geo+json"}

LICENSES = (
    {
        "name": "CC-BY-4.0",
        "title": "Places: GeoNames and UCDP, to be named",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    {"name": "other-closed", "title": "Titles, texts and quoted words belong to the outlets that published them"},
)
LICENCE_TEXT = "; ".join(f"{licence['title']} ({licence['name']})" for licence in LICENSES)
PLACE_SOURCES = (
    {"title": "GeoNames", "path": "https://www.geonames.org/"},
    {"title": "UCDP Georeferenced Event Dataset", "path": "https://ucdp.uu.se/"},
    {"title": "Natural Earth", "path": "https://www.naturalearthdata.com/"},
)
NOTES = (
    "Empty cells and nulls mean unknown, not zero. Silence is not peace: see mart.source_health in the warehouse for what was "
    "read. In CSV files a text that begins with =, +, -, @, a tab or a carriage return has an apostrophe in front, so that no "
    "spreadsheet takes it for a formula."
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the data come from: the latest run, the coder's version, the outlets, and the time of the latest change (UTC)."""

    run_id: str | None
    coder_version: str
    changed_until: datetime | None
    sources: tuple[Mapping[str, str | None], ...]

    def metadata(self) -> dict[str, str]:
        """Return what a file carries in its own metadata."""
        return {
            "source": "; ".join(str(source["title"]) for source in self.sources) or "none",
            "licence": LICENCE_TEXT,
            "run_id": self.run_id or "none",
            "coder_version": self.coder_version,
        }


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: what it holds, its columns with their descriptions, and the columns' types."""

    path: Path
    description: str
    schema: pa.Schema
    comments: Mapping[str, str]


def write_description(folder: Path, files: Sequence[Written], of: Provenance, *, since: datetime | None, now: datetime) -> Path:
    """Write `datapackage.json` beside the files and return its path."""
    package = {
        "$schema": PROFILE,
        "name": "dateline",
        "title": "Dateline: events and the articles that report them",
        "description": NOTES,
        "created": now.isoformat(),
        "licenses": LICENSES,
        "sources": [*map(_source, of.sources), *PLACE_SOURCES],
        "dateline:run_id": of.run_id,
        "dateline:coder_version": of.coder_version,
        "dateline:changed_since": since and since.isoformat(),
        "dateline:changed_until": of.changed_until and of.changed_until.isoformat(),
        "resources": [_resource(file) for file in files],
    }
    path = folder / FILE_NAME
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _source(source: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in source.items() if value}


def _resource(file: Written) -> dict[str, Any]:
    form = file.path.suffix[1:]
    with file.path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    fields = [{"name": f.name, "type": _type(f.type), "description": file.comments.get(f.name, "")} for f in file.schema]
    return {
        "name": file.path.stem.replace("_", "-"),
        "path": file.path.name,
        "description": file.description,
        **({"type": "table"} if form == "csv" else {}),
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        **({} if form == "parquet" else {"encoding": "utf-8"}),
        "bytes": file.path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": {"fields": fields, "primaryKey": [file.schema.names[0]]},
    }


def _type(kind: pa.DataType) -> str:
    """Return the name that Table Schema gives a type."""
    tests = {
        "boolean": pa.types.is_boolean,
        "integer": pa.types.is_integer,
        "number": pa.types.is_floating,
        "date": pa.types.is_date,
        "datetime": pa.types.is_timestamp,
        "string": pa.types.is_string,
    }
    return next((name for name, test in tests.items() if test(kind)), "any")
