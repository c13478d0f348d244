from __future__ import annotations

from pathlib import Path

import pytest

from tasks.errors import MigrationFailed, WarehouseTooNew
from warehouse import migrate
from warehouse.connection import open_reader, open_writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "working.duckdb"


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, to which a test adds one."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in migrate.MIGRATIONS.glob("*.sql"):
        (folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return folder


def ledger(path: Path) -> list[tuple[int, str]]:
    with open_reader(path) as con:
        return con.execute("SELECT version, name FROM raw.migrations WHERE version > 0 ORDER BY version").fetchall()


def test_each_migration_is_applied_once_and_has_its_row(path: Path) -> None:
    names = [file.stem for file in sorted(migrate.MIGRATIONS.glob("*.sql"))]
    for _ in range(2):
        with open_writer(path, wait_s=0):
            pass
        assert ledger(path) == [(int(name.split("_")[0]), name) for name in names]


def test_opening_a_warehouse_of_the_present_shape_does_not_write_to_it(made: Path) -> None:
    before = made.read_bytes()
    with open_writer(made, wait_s=0):
        pass
    assert made.read_bytes() == before


def test_an_older_file_is_brought_forward_with_its_rows(path: Path, migrations: Path) -> None:
    with open_writer(path, wait_s=0) as con:
        con.execute("INSERT INTO raw.runs VALUES ('r', 'ingest', now(), NULL, 'running', NULL, '0')")
    (migrations / "900_more.sql").write_text("ALTER TABLE raw.runs ADD COLUMN host VARCHAR DEFAULT 'here';")
    with open_writer(path, wait_s=0) as con:
        assert con.execute("SELECT run_id, host FROM raw.runs").fetchall() == [("r", "here")]
    assert ledger(path)[-1] == (900, "900_more")


def test_a_failed_migration_leaves_the_file_as_it_was(made: Path, migrations: Path) -> None:
    before = made.read_bytes()
    (migrations / "900_good.sql").write_text("CREATE TABLE raw.good (a INTEGER);")
    (migrations / "901_bad.sql").write_text("CREATE TABLE raw.half (a INTEGER); SELECT no_such_column FROM raw.half;")
    with pytest.raises(MigrationFailed, match=r"901_bad\.sql failed and nothing was changed"), open_writer(made, wait_s=0):
        pass
    assert made.read_bytes() == before


def test_a_first_migration_that_fails_leaves_no_file(path: Path, migrations: Path) -> None:
    (migrations / "900_bad.sql").write_text("SELECT no_such_column;")
    with pytest.raises(MigrationFailed), open_writer(path, wait_s=0):
        pass
    assert [found.name for found in path.parent.iterdir()] == ["migrations"]


def test_a_file_from_a_newer_dateline_is_refused_with_words(path: Path, migrations: Path) -> None:
    newer = migrations / "900_more.sql"
    newer.write_text("CREATE TABLE raw.more (a INTEGER);")
    with open_writer(path, wait_s=0):
        pass
    newer.unlink()
    before = path.read_bytes()
    with pytest.raises(WarehouseTooNew, match=r"has shape 900.*Update Dateline"), open_writer(path, wait_s=0):
        pass
    assert path.read_bytes() == before


def test_changed_views_are_renewed_and_dropped_ones_go(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    views = tmp_path / "views"
    views.mkdir()
    (views / "00_mart.sql").write_bytes((migrate.VIEWS / "00_mart.sql").read_bytes())
    (views / "mart_runs.sql").write_text("CREATE VIEW mart.runs AS SELECT 42 AS answer;")
    monkeypatch.setattr(migrate, "VIEWS", views)
    with open_writer(made, wait_s=0) as con:
        assert con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'mart'").fetchall() == [("runs",)]
        assert con.execute("SELECT answer FROM mart.runs").fetchall() == [(42,)]


def test_a_view_that_cannot_be_made_leaves_the_old_ones(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    views = tmp_path / "views"
    views.mkdir()
    (views / "00_mart.sql").write_text("DROP SCHEMA mart CASCADE; SELECT no_such_column;")
    monkeypatch.setattr(migrate, "VIEWS", views)
    with pytest.raises(MigrationFailed, match=r"views/00_mart\.sql"), open_writer(made, wait_s=0):
        pass
    monkeypatch.undo()
    with open_writer(made, wait_s=0) as con:
        assert con.execute("SELECT count(*) FROM mart.events").fetchone() == (0,)
