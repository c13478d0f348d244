from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from tasks.errors import ChecksFailed, NotAWarehouse, WarehouseBusy, WarehouseError
from tasks.models import Outcome
from tasks.store import load
from tasks.store.publish import publish
from tests.store.world import NOW, capture, count
from warehouse.connection import open_reader, open_writer


def more(working: Path) -> None:
    with open_writer(working, wait_s=0) as con:
        load.load_captures(con, [capture(2, outcome=Outcome.TIMEOUT)])


def test_what_is_published_is_what_was_loaded(filled: Path, tmp_path: Path) -> None:
    published = tmp_path / "new folder" / "dateline.duckdb"
    results = publish(filled, published, wait_s=0)
    assert not any(result.is_error for result in results)
    with open_reader(published) as con:
        assert count(con, "mart.latest_articles") == 1
    assert [path.name for path in published.parent.iterdir()] == [published.name]


def test_readers_hold_the_old_file_while_a_new_one_is_published(filled: Path, tmp_path: Path) -> None:
    published = tmp_path / "dateline.duckdb"
    publish(filled, published, wait_s=0)
    asks = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from warehouse.connection import open_reader
        with open_reader(Path(sys.argv[1])) as con:
            for line in sys.stdin:
                print(con.execute("SELECT count(*) FROM raw.captures").fetchone()[0], flush=True)
        """
    )
    command = [sys.executable, "-c", asks, str(published)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def ask() -> int:
            reader.stdin.write("?\n")  # type: ignore[union-attr]
            reader.stdin.flush()  # type: ignore[union-attr]
            return int(reader.stdout.readline())  # type: ignore[union-attr]

        assert ask() == 1
        more(filled)
        publish(filled, published, wait_s=0)
        assert ask() == 1
        with open_reader(published) as con:
            assert count(con, "raw.captures") == 2
        reader.stdin.close()


def test_errors_in_the_data_keep_the_published_file(filled: Path, tmp_path: Path) -> None:
    published = tmp_path / "dateline.duckdb"
    publish(filled, published, wait_s=0)
    before = published.read_bytes()
    with open_writer(filled, wait_s=0) as con:
        con.execute("UPDATE core.casualty_claims SET low = best + 1")
    with pytest.raises(ChecksFailed, match=r"(?s)low_above_best.*1 rows fail, such as: id .*Then run `dateline publish`"):
        publish(filled, published, wait_s=0)
    assert published.read_bytes() == before
    with open_writer(filled, wait_s=0) as con:
        assert count(con, "mart.check_results WHERE failing_rows > 0") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dateline.duckdb", "working.duckdb"]


def test_what_a_killed_publish_left_behind_is_removed(filled: Path, tmp_path: Path) -> None:
    published = tmp_path / "dateline.duckdb"
    left = tmp_path / f".{published.name}.part-99999"
    left.write_bytes(b"half")
    publish(filled, published, wait_s=0)
    assert not left.exists()


def test_the_log_of_someone_who_wrote_to_the_published_file_does_not_reach_the_new_one(filled: Path, tmp_path: Path) -> None:
    published = tmp_path / "dateline.duckdb"
    publish(filled, published, wait_s=0)
    scribble = "import duckdb, sys, os; c = duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE mine (a INTEGER)'); os._exit(1)"
    subprocess.run([sys.executable, "-c", scribble, str(published)], check=False)
    assert published.with_name(published.name + ".wal").exists()
    publish(filled, published, wait_s=0)
    with open_reader(published) as con:
        assert count(con, "duckdb_tables() WHERE table_name = 'mine'") == 0


def test_a_working_file_that_someone_writes_to_is_not_copied(filled: Path, tmp_path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from warehouse.connection import open_writer\n"
        "with open_writer(Path(sys.argv[1]), wait_s=0): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(filled)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(WarehouseBusy, match=str(holder.pid)):
            publish(filled, tmp_path / "dateline.duckdb", wait_s=0.2)
        holder.kill()
    publish(filled, tmp_path / "dateline.duckdb", wait_s=5)


def test_there_must_be_something_to_publish_and_somewhere_to_put_it(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="dateline ingest"):
        publish(tmp_path / "none.duckdb", tmp_path / "dateline.duckdb", wait_s=0)
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(WarehouseError, match="cannot be replaced"):
        publish(filled, in_the_way / "dateline.duckdb", wait_s=0)
    (tmp_path / "text.duckdb").write_text("not a database")
    with pytest.raises(NotAWarehouse):
        publish(tmp_path / "text.duckdb", tmp_path / "dateline.duckdb", wait_s=0)


def test_the_published_file_is_plain_duckdb(filled: Path, tmp_path: Path) -> None:
    published = tmp_path / "dateline.duckdb"
    publish(filled, published, wait_s=0)
    with duckdb.connect(str(published), read_only=True) as con:
        assert con.execute("SELECT started_at FROM raw.runs").fetchone() == (NOW,)
