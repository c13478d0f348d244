"""Files of every released shape, with rows in every table, are brought forward whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from tasks.errors import MigrationFailed, WarehouseTooNew, WarehouseTooOld
from warehouse import migrate
from warehouse.connection import open_reader, open_writer

STEPS = sorted(migrate.MIGRATIONS.glob("*.sql"))
RELEASED = {int(step.name.partition("_")[0]): step for step in STEPS}

# A value of each type, with a letter, a day and a number that no default could be.
VALUES = {
    "VARCHAR": "'zażółć'",
    "DATE": "DATE '2024-02-29'",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ '2024-02-29 12:34:56+00'",
    "BOOLEAN": "true",
    "JSON": "'{\"a\": 1}'",
    "DOUBLE": "0.5",
}


def tables(con: DuckDBPyConnection) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each table of `raw` and `core` but the ledger, with its columns and their types."""
    for schema, table in con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE table_name <> 'migrations' ORDER BY ALL"
    ).fetchall():
        columns = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {schema}.{table})").fetchall()
        yield f"{schema}.{table}", [(str(name), str(kind)) for name, kind in columns]


def fill_every_table(con: DuckDBPyConnection) -> None:
    for table, columns in tables(con):
        values = [VALUES.get(kind, "[]" if kind.endswith("[]") else "7") for _, kind in columns]
        con.execute(f"INSERT INTO {table} VALUES ({', '.join(values)})")


def rows(con: DuckDBPyConnection, of: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for table, columns in of.items():
        names = ", ".join(f'"{name}"' for name, _ in columns)
        found[table] = con.execute(f"SELECT {names} FROM {table}").fetchall()
    return found


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> dict[int, bytes]:
    """The bytes of a file of each shape, as the Dateline that had that shape left it."""
    files = {}
    path = tmp_path_factory.mktemp("released") / "working.duckdb"
    for shape, step in RELEASED.items():
        with duckdb.connect(str(path)) as con:
            con.execute(step.read_text(encoding="utf-8"))
            con.execute("INSERT INTO raw.migrations VALUES (?, ?, now())", [shape, step.stem])
            con.execute("DELETE FROM raw.migrations WHERE version = 0")
            con.execute("INSERT INTO raw.migrations VALUES (0, 'views of that time', now())")
        files[shape] = path.read_bytes()
    return files


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "working.duckdb"


@pytest.mark.parametrize("shape", RELEASED)
def test_every_row_of_a_released_shape_is_there_after_it_was_brought_forward(
    released: dict[int, bytes], path: Path, shape: int
) -> None:
    path.write_bytes(released[shape])
    with duckdb.connect(str(path)) as con:
        fill_every_table(con)
        of = dict(tables(con))
        before = rows(con, of)
    with open_writer(path, wait_s=0) as con:
        assert rows(con, of) == before
        assert con.execute("SELECT max(version) FROM raw.migrations").fetchone() == (int(STEPS[-1].name.split("_")[0]),)
        assert con.execute("SELECT count(*) >= 0 FROM mart.events").fetchone() == (True,)
    with open_reader(path, exact=True) as con:
        assert rows(con, of) == before


def test_addresses_that_were_kept_by_scheme_are_one_afterwards_unless_both_are_known(
    released: dict[int, bytes], path: Path
) -> None:
    path.write_bytes(released[32])
    with duckdb.connect(str(path)) as con:
        for key in ("http://a.example/1", "http://a.example/2", "https://a.example/2", "https://a.example/3"):
            con.execute(
                "INSERT INTO raw.sightings (source_id, url_key, url, kind, way_in_url, seen_at) "
                "VALUES ('paper', ?, ?, 'feed', 'f', now())",
                [key, key],
            )
    with open_writer(path, wait_s=0) as con:
        assert con.execute("SELECT url_key, url, key_version FROM raw.sightings ORDER BY url_key, url").fetchall() == [
            ("http://a.example/2", "http://a.example/2", 1),
            ("https://a.example/1", "http://a.example/1", 3),
            ("https://a.example/2", "https://a.example/2", 1),
            ("https://a.example/3", "https://a.example/3", 1),
        ]


@pytest.mark.parametrize("shape", [1, len(STEPS) // 2])
def test_a_migration_that_fails_leaves_an_old_file_as_it_was(
    released: dict[int, bytes], path: Path, shape: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in STEPS:
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "900_bad.sql").write_text("UPDATE raw.runs SET run_id = 'lost'; SELECT no_such_column FROM raw.runs;")
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    path.write_bytes(released[shape])
    with pytest.raises(MigrationFailed, match=r"900_bad\.sql"), open_writer(path, wait_s=0):
        pass
    assert path.read_bytes() == released[shape]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["migrations", "working.duckdb"]


def test_a_reader_takes_an_older_file_for_free_questions_and_refuses_it_for_our_own(released: dict[int, bytes], path: Path) -> None:
    path.write_bytes(released[10])
    with open_reader(path) as con:
        assert con.execute("SELECT count(*) FROM raw.runs").fetchone() == (0,)
    with pytest.raises(WarehouseTooOld, match="dateline publish"), open_reader(path, exact=True):
        pass
    assert path.read_bytes() == released[10]


def test_a_reader_refuses_a_newer_file_with_words(made: Path) -> None:
    with duckdb.connect(str(made)) as con:
        con.execute("INSERT INTO raw.migrations VALUES (900, '900_more', now())")
    before = made.read_bytes()
    with pytest.raises(WarehouseTooNew, match=r"has shape 900.*Update Dateline"), open_reader(made):
        pass
    assert made.read_bytes() == before
