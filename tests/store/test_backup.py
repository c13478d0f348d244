from __future__ import annotations

import os
from pathlib import Path

import pytest

from tasks.errors import ConfigurationError, NotAWarehouse, WarehouseBusy, WarehouseError
from tasks.models import Outcome
from tasks.settings import Settings
from tasks.store import load
from tasks.store.backup import back_up, restore
from tasks.store.publish import publish
from tests.store.world import NOW, capture, contents, count
from tests.warehouse.test_connection import held
from warehouse.connection import open_reader, open_writer


@pytest.fixture
def home(tmp_path: Path, filled: Path) -> Settings:
    """A published warehouse with one file in its archive."""
    of = Settings(home=tmp_path, lock_wait_s=0.2)
    publish(of.working_file, of.published_file, wait_s=0)
    page = of.archive_dir / "paper" / "run.warc.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"page one")
    return of


def lose_and_add(of: Settings) -> None:
    with open_writer(of.working_file, wait_s=0) as con:
        con.execute("DELETE FROM core.articles")
        load.load_captures(con, [capture(2, outcome=Outcome.TIMEOUT)])


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_reader(path) as con:
        return contents(con)


def test_a_restored_warehouse_is_the_one_that_was_backed_up(home: Settings, tmp_path: Path) -> None:
    before = {path: rows(path) for path in (home.working_file, home.published_file)}
    written = back_up(home, tmp_path / "kept", NOW)
    assert [path.name for path in written] == ["backup.json", "dateline.duckdb", "working.duckdb"]
    lose_and_add(home)
    assert restore(home, tmp_path / "kept") == []
    assert {path: rows(path) for path in before} == before
    with open_reader(home.working_file.with_name("working.duckdb.before-restore")) as con:
        assert count(con, "raw.captures") == 2


def test_the_log_of_a_writer_that_was_killed_does_not_reach_the_restored_file(home: Settings, tmp_path: Path) -> None:
    back_up(home, tmp_path / "kept", NOW)
    before = rows(home.working_file)
    if os.fork() == 0:
        with open_writer(home.working_file, wait_s=0) as con:
            load.load_captures(con, [capture(2, outcome=Outcome.TIMEOUT)])
            os._exit(1)
    os.wait()
    log = home.working_file.with_name("working.duckdb.wal")
    home.working_file.write_bytes(home.working_file.read_bytes()[:9000])
    assert log.exists()
    restore(home, tmp_path / "kept")
    assert rows(home.working_file) == before
    assert not log.exists()


def test_a_backup_that_was_altered_replaces_nothing(home: Settings, tmp_path: Path) -> None:
    back_up(home, tmp_path / "kept", NOW)
    copy = tmp_path / "kept" / "dateline.duckdb"
    whole = copy.read_bytes()
    before = home.working_file.read_bytes()
    copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(NotAWarehouse, match=r"dateline\.duckdb is not as it was.*Nothing was replaced"):
        restore(home, tmp_path / "kept")
    copy.unlink()
    with pytest.raises(NotAWarehouse, match="missing"):
        restore(home, tmp_path / "kept")
    (tmp_path / "kept" / "backup.json").write_text("{}")
    with pytest.raises(ConfigurationError, match="damaged"):
        restore(home, tmp_path / "kept")
    with pytest.raises(ConfigurationError, match="holds no backup"):
        restore(home, tmp_path / "nowhere")
    assert home.working_file.read_bytes() == before


def test_the_archive_may_have_grown_but_not_lost_anything(home: Settings, tmp_path: Path) -> None:
    page = home.archive_dir / "paper" / "run.warc.gz"
    back_up(home, tmp_path / "kept", NOW)
    page.write_bytes(b"page one, page two")
    assert restore(home, tmp_path / "kept") == []
    page.write_bytes(b"page 0ne, page two")
    [problem] = restore(home, tmp_path / "kept")
    assert "run.warc.gz is not as it was" in problem
    page.unlink()
    [problem] = restore(home, tmp_path / "kept")
    assert "is missing" in problem


def test_neither_is_done_while_a_run_writes(home: Settings, tmp_path: Path) -> None:
    back_up(home, tmp_path / "kept", NOW)
    with held(home.working_file, 60) as pid:
        with pytest.raises(WarehouseBusy, match=str(pid)):
            back_up(home, tmp_path / "more", NOW)
        with pytest.raises(WarehouseBusy, match=str(pid)):
            restore(home, tmp_path / "kept")
    assert not (tmp_path / "more").exists()
    assert not list(tmp_path.glob(".*"))


def test_there_must_be_something_to_back_up_and_room_for_it(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="dateline ingest"):
        back_up(Settings(home=tmp_path / "none"), tmp_path / "kept", NOW)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(ConfigurationError, match="is there already"):
        back_up(home, tmp_path / "taken", NOW)
    with pytest.raises(ConfigurationError, match="cannot be written"):
        back_up(home, tmp_path / "taken" / "file" / "kept", NOW)
