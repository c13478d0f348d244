from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from pyarrow import parquet

from tasks.errors import ConfigurationError
from tasks.models import EventReport
from tasks.store import load
from tasks.store.export import export
from tests.store.world import NOW, current_mention, event, fill


@pytest.fixture
def told(con: DuckDBPyConnection) -> DuckDBPyConnection:
    fill(con)
    here, nowhere = event("here"), replace(event("nowhere"), latitude=None, longitude=None, place='Al-"Nahr",\nold')
    reports = [EventReport("here", current_mention(con), 1.0, "alone")]
    load.load_links(con, [here, nowhere], reports, NOW, "new reports")
    con.execute("UPDATE core.events SET status = 'active'")
    return con


def test_csv_has_a_header_and_survives_commas_quotes_and_line_breaks(told: DuckDBPyConnection, tmp_path: Path) -> None:
    events, articles = export(told, "csv", tmp_path / "out")
    with events.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["event_id"], row["location"]) for row in rows] == [("here", "Nahr"), ("nowhere", 'Al-"Nahr",\nold')]
    assert (rows[0]["fatalities"], rows[0]["fatalities_high"]) == ("16", "")
    assert duckdb.sql(f"SELECT title FROM read_csv('{articles}')").fetchall() == [("Shelling in Nahr",)]


def test_parquet_is_compressed_and_keeps_the_types(told: DuckDBPyConnection, tmp_path: Path) -> None:
    events, articles = export(told, "parquet", tmp_path)
    assert parquet.ParquetFile(events).metadata.row_group(0).column(0).compression == "ZSTD"
    table = parquet.read_table(articles)
    assert table.column("published_at").type.tz == "UTC"
    assert str(table.column("text")[0]).startswith("Shelling killed 16 people")


def test_geojson_puts_longitude_first_and_leaves_out_no_event(told: DuckDBPyConnection, tmp_path: Path) -> None:
    [events] = export(told, "geojson", tmp_path)
    collection = json.loads(events.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    here, nowhere = collection["features"]
    assert here["geometry"] == {"type": "Point", "coordinates": [36.5, 35.5]}
    assert (here["properties"]["fatalities"], here["properties"]["event_date"]) == (16, "2024-05-01")
    assert nowhere["geometry"] is None


def test_geojson_of_no_events_is_still_geojson(con: DuckDBPyConnection, tmp_path: Path) -> None:
    [events] = export(con, "geojson", tmp_path)
    assert json.loads(events.read_text()) == {"type": "FeatureCollection", "features": []}


def test_an_export_replaces_an_earlier_one_and_leaves_nothing_else(told: DuckDBPyConnection, tmp_path: Path) -> None:
    for _ in range(2):
        export(told, "csv", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["articles.csv", "events.csv"]


def test_an_unknown_format_and_a_folder_that_cannot_be_are_refused(told: DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="csv, parquet, geojson"):
        export(told, "xlsx", tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        export(told, "csv", tmp_path / "file" / "out")
