"""Exports, opened by the tools that people open them with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from pyarrow import parquet
from shapely.geometry import shape

from tasks.errors import ConfigurationError
from tasks.models import EventReport
from tasks.store import load
from tasks.store.export import FORMATS, export
from tests.store.world import NOW, capture, current_mention, event, fill, reading

FORMULAS = ("=HYPERLINK(0)", "+1", "-2+3", "@SUM(A1)")


@pytest.fixture
def told(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """One event with a place, one without, one that was retracted; articles whose titles are formulas."""
    fill(con)
    here, nowhere = event("here"), replace(event("nowhere"), latitude=None, longitude=None, place='Al-"Nahr",\nold')
    reports = [EventReport("here", current_mention(con), 1.0, "alone")]
    load.load_links(con, [here, nowhere, event("gone")], reports, NOW, "new reports")
    con.execute("UPDATE core.events SET status = 'active' WHERE event_id <> 'gone'")
    pages = [capture(number) for number in range(2, 6)]
    load.load_captures(con, pages)
    load.load_readings(
        con, [reading(page, f"{page.url} tells.", title=title) for page, title in zip(pages, FORMULAS, strict=True)], NOW
    )
    return con


def test_csv_opens_in_pandas_and_duckdb_in_acleds_and_ucdps_columns(told: DuckDBPyConnection, tmp_path: Path) -> None:
    export(told, "csv", tmp_path / "out")
    acled = pd.read_csv(tmp_path / "out" / "events_acled.csv", parse_dates=["event_date", "first_reported_at"])
    assert list(acled.event_id) == ["here", "nowhere"]
    assert list(acled.location) == ["Nahr", 'Al-"Nahr",\nold']
    assert (acled.fatalities[0], acled.event_date[0], acled.longitude[0]) == (16, pd.Timestamp("2024-05-01"), 36.5)
    assert pd.isna(acled.fatalities_high[0])
    assert str(acled.first_reported_at.dt.tz) == "UTC"
    ucdp = duckdb.sql(f"SELECT id, type_of_violence, date_prec, low, best, high FROM '{tmp_path}/out/events_ucdp.csv' ORDER BY id")
    assert ucdp.fetchall() == [("here", 1, 1, 16, 16, None), ("nowhere", 1, 1, 16, 16, None)]
    traced = duckdb.sql(
        "SELECT source_headline, source_office, geom_wkt, priogrid_gid, latitude, longitude "
        f"FROM '{tmp_path}/out/events_ucdp.csv' WHERE id = 'here'"
    )
    headline, office, point, cell, latitude, longitude = traced.fetchall()[0]
    assert headline
    assert office
    assert point == f"POINT ({longitude} {latitude})"
    row, column = divmod(cell - 1, 720)
    assert row / 2 - 90 <= latitude < row / 2 - 89.5
    assert column / 2 - 180 <= longitude < column / 2 - 179.5
    assert duckdb.sql(f"SELECT event_id, status FROM '{tmp_path}/out/removed_events.csv'").fetchall() == [("gone", "retracted")]


def test_no_cell_of_a_csv_is_a_formula(told: DuckDBPyConnection, tmp_path: Path) -> None:
    export(told, "csv", tmp_path / "out")
    titles = set(pd.read_csv(tmp_path / "out" / "articles.csv").title)
    assert titles == {"Shelling in Nahr", *("'" + title for title in FORMULAS)}
    told.execute("UPDATE core.events SET longitude = -36.5")
    export(told, "csv", tmp_path / "west")
    assert pd.read_csv(tmp_path / "west" / "events_acled.csv").longitude[0] == -36.5


def test_parquet_is_compressed_keeps_the_types_and_says_where_it_is_from(told: DuckDBPyConnection, tmp_path: Path) -> None:
    export(told, "parquet", tmp_path / "out")
    articles = tmp_path / "out" / "articles.parquet"
    metadata = parquet.ParquetFile(articles).metadata
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    said = {key.decode(): value.decode() for key, value in metadata.metadata.items() if not key.startswith(b"ARROW")}
    assert said["source"] == "The Paper"
    assert "GeoNames" in said["licence"]
    assert (said["run_id"], said["coder_version"]) == ("run", "1")
    frame = pd.read_parquet(articles)
    assert str(frame.published_at.dt.tz) == "UTC"
    assert set(FORMULAS) < set(frame.title)
    assert duckdb.sql(f"SELECT best FROM '{tmp_path}/out/events_ucdp.parquet' LIMIT 1").fetchall() == [(16,)]


def test_geojson_opens_in_shapely_with_longitude_first_and_leaves_out_no_event(told: DuckDBPyConnection, tmp_path: Path) -> None:
    export(told, "geojson", tmp_path / "out")
    collection = json.loads((tmp_path / "out" / "events_acled.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    here, nowhere = collection["features"]
    assert (shape(here["geometry"]).x, shape(here["geometry"]).y) == (36.5, 35.5)
    assert (here["id"], here["properties"]["fatalities"], here["properties"]["event_date"]) == ("here", 16, "2024-05-01")
    assert nowhere["geometry"] is None
    assert nowhere["properties"]["location"].startswith("Al-")


@pytest.mark.parametrize("fmt", FORMATS)
def test_each_file_is_described_with_its_columns_its_licence_and_its_sum(
    told: DuckDBPyConnection, tmp_path: Path, fmt: str
) -> None:
    written = export(told, fmt, tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert {"title": "The Paper", "path": "https://paper.example/"} in package["sources"]
    assert {licence["name"] for licence in package["licenses"]} == {"CC-BY-4.0", "other-closed"}
    assert sorted(path.name for path in written) == sorted([*(r["path"] for r in package["resources"]), "datapackage.json"])
    assert sorted(written) == sorted((tmp_path / "out").iterdir())
    for resource in package["resources"]:
        content = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert {field["type"] for field in resource["schema"]["fields"]} <= {
            "string", "integer", "number", "boolean", "date", "datetime", "any",
        }  # fmt: skip
    if fmt == "csv":
        for resource in package["resources"]:
            header = pd.read_csv(tmp_path / "out" / resource["path"], nrows=0).columns
            assert list(header) == [field["name"] for field in resource["schema"]["fields"]]
            assert "any" not in {field["type"] for field in resource["schema"]["fields"]}


def test_an_increment_holds_what_changed_whenever_it_happened(told: DuckDBPyConnection, tmp_path: Path) -> None:
    later = NOW + timedelta(days=30)
    load.load_links(
        told, [event("here", killed=17)], [EventReport("here", current_mention(told), 1.0, "alone")], later, "new reports"
    )
    told.execute("UPDATE core.events SET status = 'active' WHERE event_id = 'nowhere'")
    export(told, "csv", tmp_path / "out", since=NOW + timedelta(days=1))
    events = pd.read_csv(tmp_path / "out" / "events_acled.csv")
    assert list(zip(events.event_id, events.fatalities, events.event_date, strict=True)) == [("here", 17, "2024-05-01")]
    assert pd.read_csv(tmp_path / "out" / "articles.csv").empty
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["dateline:changed_until"] == later.isoformat()
    assert package["dateline:changed_since"] == (NOW + timedelta(days=1)).isoformat()


def test_an_empty_warehouse_gives_headers_and_an_empty_collection(con: DuckDBPyConnection, tmp_path: Path) -> None:
    for fmt in FORMATS:
        export(con, fmt, tmp_path / fmt)
    assert pd.read_csv(tmp_path / "csv" / "events_acled.csv").empty
    assert pd.read_parquet(tmp_path / "parquet" / "articles.parquet").empty
    collection = json.loads((tmp_path / "geojson" / "events_acled.geojson").read_text())
    assert collection == {"type": "FeatureCollection", "features": []}


def test_a_folder_that_is_there_is_left_alone_and_an_empty_one_is_taken(told: DuckDBPyConnection, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(told, "geojson", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(ConfigurationError, match=f"{out} is there already"):
        export(told, "geojson", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_what_a_killed_export_left_is_removed_and_nothing_else_stays(told: DuckDBPyConnection, tmp_path: Path) -> None:
    left = tmp_path / ".out.part-4194304"  # no process has a number as high as that
    left.mkdir()
    (left / "events_acled.csv").touch()
    export(told, "csv", tmp_path / "out")
    assert not left.exists()
    assert not list(tmp_path.glob(".*"))


def test_an_unknown_format_and_a_folder_that_cannot_be_are_refused(told: DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="csv, parquet, geojson"):
        export(told, "xlsx", tmp_path / "out")
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "out", Path("/proc/dateline")):
        with pytest.raises(ConfigurationError, match="Give"):
            export(told, "csv", folder)
