from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from warehouse.connection import SQL_DIR, open_writer

SQL_FILES = sorted(SQL_DIR.rglob("*.sql"))


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    with open_writer(tmp_path_factory.mktemp("shape") / "working.duckdb", wait_s=0) as connection:
        yield connection


def test_every_table_view_and_column_is_explained(con: DuckDBPyConnection) -> None:
    silent = con.execute(
        """
        SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE comment IS NULL AND NOT internal
        UNION ALL
        SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal
        UNION ALL
        SELECT schema_name || '.' || table_name || '.' || column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
        """
    ).fetchall()
    assert silent == []


def test_times_are_kept_in_utc_and_named_so(con: DuckDBPyConnection) -> None:
    columns = con.execute(
        "SELECT table_name || '.' || column_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    for where, name, kind, comment in columns:
        assert kind != "TIMESTAMP", where
        if kind == "TIMESTAMP WITH TIME ZONE":
            assert name.endswith(("_at", "_from")), where
            assert "(UTC)" in comment, where


def test_no_statement_relies_on_keys(con: DuckDBPyConnection) -> None:
    kinds = con.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert kinds == [("NOT NULL",)]
    assert con.execute("SELECT count(*) FROM duckdb_indexes()").fetchone() == (0,)


@pytest.mark.parametrize("file", SQL_FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_sql_file_says_in_its_first_line_what_it_gives(file: Path) -> None:
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("-- ")
    assert re.search(r"[.?:,]$", first)
