"""A disk that is full, played by a limit on the size of files in a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tasks.store.publish import publish
from tests.store.world import count
from warehouse import migrate
from warehouse.connection import open_reader, open_writer

LOAD = """
for batch in range(1, 1000):
    pages = [capture(batch * 100 + number) for number in range(20)]
    read = [reading(page, os.urandom(20_000).hex()) for page in pages]
    with open_writer(working, wait_s=5) as con:
        load.load_captures(con, pages)
        load.load_readings(con, read, NOW)
    print(batch, flush=True)
"""
STEPS = {
    "load": LOAD,
    "publish": "publish(working, published, wait_s=0)",
    "export": "\nwith open_reader(published) as con: export(con, 'parquet', working.parent / 'out')",
    "backup": "back_up(Settings(home=working.parent), working.parent / 'kept', NOW)",
    "migrate": "\nwith open_writer(working, wait_s=0): pass",
}
HEAD = """
import os, sys
from pathlib import Path
from tasks.errors import DatelineError
from tasks.settings import Settings
from tasks.store import load
from tasks.store.backup import back_up
from tasks.store.export import export
from tasks.store.publish import publish
from tests.store.world import NOW, capture, reading
from warehouse.connection import open_reader, open_writer
working, published = map(Path, sys.argv[1:])
"""


def until_full(step: str, working: Path, published: Path, limit_bytes: int) -> tuple[list[str], str]:
    """Do a step in a process whose files cannot grow beyond `limit_bytes`; return what it printed, and what it said in the end."""
    lines = "".join(f"    {line}\n" for line in STEPS[step].strip().splitlines())
    script = f"{HEAD}try:\n{lines}except DatelineError as error:\n    sys.exit(str(error))\n"
    done = subprocess.run(
        [sys.executable, "-c", script, str(working), str(published)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes)),
    )
    return done.stdout.split(), done.stderr


@pytest.fixture
def published(filled: Path, tmp_path: Path) -> Path:
    path = tmp_path / "dateline.duckdb"
    publish(filled, path, wait_s=0)
    return path


def test_a_load_that_fills_the_disk_keeps_what_was_loaded_before_and_goes_on_later(filled: Path, published: Path) -> None:
    stored, said = until_full("load", filled, published, filled.stat().st_size + 2_000_000)
    assert "There is no room left" in said
    assert "Traceback" not in said
    assert stored
    with open_writer(filled, wait_s=0) as con:
        articles = count(con, "core.articles")
        assert articles % 20 == 1
        assert 20 * len(stored) + 1 <= articles <= count(con, "raw.captures") <= 20 * (len(stored) + 1) + 1
    publish(filled, published, wait_s=0)
    with open_reader(published) as con:
        assert count(con, "core.articles") == articles


@pytest.mark.parametrize("step", ["publish", "export", "backup"])
def test_what_has_no_room_says_so_and_leaves_nothing_half_done(filled: Path, published: Path, step: str) -> None:
    before = {path.name: path.read_bytes() for path in published.parent.iterdir()}
    _, said = until_full(step, filled, published, 3_000)
    assert "cannot be" in said or "no room" in said
    assert "Traceback" not in said
    # What the checks found may still be in the log, which the next writer takes in.
    assert {path.name for path in published.parent.iterdir()} - {"working.duckdb.wal"} == set(before)
    assert published.read_bytes() == before[published.name]


def test_an_old_file_that_has_no_room_to_be_brought_forward_stays_as_it_was(tmp_path: Path) -> None:
    working = tmp_path / "working.duckdb"
    with duckdb.connect(str(working)) as con:
        for version, file in enumerate(sorted(migrate.MIGRATIONS.glob("*.sql"))[:-1], 1):
            con.execute(file.read_text(encoding="utf-8"))
            con.execute("INSERT INTO raw.migrations VALUES (?, ?, now())", [version, file.stem])
    before = working.read_bytes()
    _, said = until_full("migrate", working, tmp_path / "none", len(before) // 2)
    assert "free space" in said
    assert "Traceback" not in said
    assert working.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [working.name]
    with open_writer(working, wait_s=0) as con:
        assert count(con, "mart.events") == 0
