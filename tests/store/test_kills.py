"""Each stage survives kill -9, with readers on the published file. `python -m tests.bench.kill_stages` does it at more moments."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.bench.kill_stages import kill_stage
from warehouse.connection import open_writer


@pytest.mark.parametrize(("stage", "kills"), [("run", 2), ("migrate", 1)])
def test_a_kill_at_any_moment_loses_nothing_and_doubles_nothing(stage: str, kills: int, tmp_path: Path) -> None:
    outcome = kill_stage(stage, kills, random.Random(stage), tmp_path)
    assert outcome.wrong == []
    assert outcome.answers > 0


@pytest.mark.parametrize(
    "left", [".working.duckdb.new-4194304", ".working.duckdb.part-4194304", ".working.duckdb.part-4194304.wal"]
)
def test_what_a_killed_writer_left_beside_the_file_is_removed_by_the_next(filled: Path, left: str) -> None:
    filled.with_name(left).write_bytes(b"half")
    with open_writer(filled, wait_s=0):
        pass
    assert [path.name for path in filled.parent.iterdir()] == [filled.name]
