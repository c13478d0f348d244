from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

from tasks.code.event_types import KINDS
from warehouse.connection import open_writer


def test_the_warehouse_names_types_as_the_coder_does(made: Path) -> None:
    with open_writer(made, wait_s=0) as con:
        rows = con.execute("SELECT COLUMNS(*) FROM core.event_types").fetchall()
    assert [tuple(value or "" for value in row) for row in rows] == [astuple(kind) for kind in KINDS.values()]
