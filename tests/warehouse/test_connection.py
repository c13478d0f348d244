from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tasks.errors import NotAWarehouse, WarehouseBusy, WarehouseError
from warehouse.connection import open_reader, open_writer

HOLD = (
    "import sys, time; from pathlib import Path; from warehouse.connection import open_writer\n"
    "with open_writer(Path(sys.argv[1]), wait_s=0): print('held', flush=True); time.sleep(float(sys.argv[2]))"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "working.duckdb"


@contextmanager
def held(path: Path, for_s: float) -> Iterator[int]:
    """Another process holds the file."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path), str(for_s)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            yield holder.pid
        finally:
            holder.kill()


def test_a_new_warehouse_is_made_with_its_folder_and_nothing_beside_it(path: Path) -> None:
    with open_writer(path, wait_s=0) as con:
        assert con.execute("SELECT count(*) FROM raw.captures").fetchone() == (0,)
        assert con.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_two_processes_that_make_the_warehouse_at_once_make_one(path: Path) -> None:
    command = [sys.executable, "-c", HOLD.replace("wait_s=0", "wait_s=30"), str(path), "0"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in both] == [(b"", 0)] * 2
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_held_warehouse_is_named_with_its_holder(made: Path) -> None:
    with held(made, 60) as pid:
        with pytest.raises(WarehouseBusy, match=rf"{made} is in use by process {pid} "), open_writer(made, wait_s=0.2):
            pass
        with pytest.raises(WarehouseBusy, match=str(pid)), open_reader(made):
            pass


def test_a_writer_waits_for_the_other_to_finish(made: Path) -> None:
    with held(made, 0.5):
        begun = time.monotonic()
        with open_writer(made, wait_s=30):
            assert time.monotonic() - begun < 20


def test_a_reader_in_the_writers_own_process_is_told_so(made: Path) -> None:
    with (
        open_writer(made, wait_s=0),
        pytest.raises(WarehouseBusy, match="already open in this process"),
        open_reader(made),
    ):
        pass


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 20_000, b"<html>" * 5_000], ids=["empty", "short", "zeros", "html"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for opening in (open_writer(path, wait_s=0), open_reader(path)):
        with pytest.raises(NotAWarehouse, match="left as it is"), opening:
            pass
    assert path.read_bytes() == content


def test_a_damaged_or_cut_off_database_is_refused_and_left_alone(made: Path) -> None:
    whole = made.read_bytes()
    for content in (whole[:9_000], whole[:4096] + bytes(8192) + whole[12288:]):
        made.write_bytes(content)
        with pytest.raises(NotAWarehouse), open_writer(made, wait_s=0):
            pass
        assert made.read_bytes() == content


def test_a_block_that_turns_out_damaged_when_it_is_read_is_named_too(made: Path) -> None:
    with open_writer(made, wait_s=0) as con:
        con.execute(
            "INSERT INTO raw.outcomes SELECT md5(n::VARCHAR), sha256(n::VARCHAR), true, 1, false FROM range(100_000) AS numbers(n)"
        )
    whole = made.read_bytes()
    middle = len(whole) // 2
    made.write_bytes(whole[:middle] + bytes(300_000) + whole[middle + 300_000 :])
    with pytest.raises(NotAWarehouse, match="dateline restore"), open_reader(made) as con:
        con.execute("SELECT max(outcome), max(meaning) FROM raw.outcomes").fetchall()


def test_databases_of_others_are_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE mine (a INTEGER)")
    for opening in (open_writer(path, wait_s=0), open_reader(path)):
        with pytest.raises(NotAWarehouse, match="not one that Dateline made"), opening:
            pass
    with duckdb.connect(str(path)) as con:
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("mine",)]
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine (a INTEGER)")
    other.close()
    with pytest.raises(NotAWarehouse), open_writer(path, wait_s=0):
        pass


def test_a_path_that_cannot_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "working.duckdb", tmp_path, Path("/proc/dateline/working.duckdb")):
        with pytest.raises(WarehouseError, match="DATELINE_HOME"), open_writer(path, wait_s=0):
            pass


def test_a_reader_of_a_missing_file_is_told_what_fills_it(path: Path) -> None:
    with pytest.raises(WarehouseError, match="dateline ingest"), open_reader(path):
        pass


FORBIDDEN = (
    "CREATE TABLE raw.mine (a INTEGER)",
    "DELETE FROM raw.runs",
    "SELECT * FROM read_text('/etc/hostname')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "ATTACH '{folder}/other.duckdb'",
    "SET enable_external_access = true",
    "SET TimeZone = 'Asia/Tokyo'",
    "INSTALL httpfs",
    "LOAD sqlite",
)


def test_a_reader_cannot_write_look_elsewhere_or_change_its_settings(made: Path) -> None:
    with open_reader(made) as con:
        for statement in FORBIDDEN:
            with pytest.raises(duckdb.Error):
                con.execute(statement.format(folder=made.parent))
    assert [found.name for found in made.parent.iterdir()] == [made.name]
