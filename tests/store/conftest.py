"""A warehouse of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tasks.models import EventReport
from tasks.store import load
from tests.store.world import NOW, current_mention, event, fill
from warehouse.connection import open_writer


@pytest.fixture(scope="session")
def coded_warehouse(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: bytes) -> bytes:
    """The bytes of a warehouse with `ARTICLE` and one mention in it."""
    path = tmp_path_factory.mktemp("coded") / "coded.duckdb"
    path.write_bytes(empty_warehouse)
    with open_writer(path, wait_s=0) as connection:
        fill(connection)
    return path.read_bytes()


@pytest.fixture(scope="session")
def filled_warehouse(tmp_path_factory: pytest.TempPathFactory, coded_warehouse: bytes) -> bytes:
    """The bytes of a warehouse with `ARTICLE`, one mention in it and the event that it reports."""
    path = tmp_path_factory.mktemp("filled") / "filled.duckdb"
    path.write_bytes(coded_warehouse)
    with open_writer(path, wait_s=0) as connection:
        load.load_links(connection, [event()], [EventReport("e", current_mention(connection), 1.0, "alone")], NOW, "new reports")
    return path.read_bytes()


@pytest.fixture
def working(tmp_path: Path, empty_warehouse: bytes) -> Path:
    path = tmp_path / "working.duckdb"
    path.write_bytes(empty_warehouse)
    return path


@pytest.fixture
def con(working: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_writer(working, wait_s=0) as connection:
        yield connection


@pytest.fixture
def coded_con(tmp_path: Path, coded_warehouse: bytes) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path / "working.duckdb"
    path.write_bytes(coded_warehouse)
    with open_writer(path, wait_s=0) as connection:
        yield connection


@pytest.fixture
def filled(tmp_path: Path, filled_warehouse: bytes) -> Path:
    """A working file with one article, one mention and one event."""
    path = tmp_path / "working.duckdb"
    path.write_bytes(filled_warehouse)
    return path


@pytest.fixture
def filled_con(filled: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_writer(filled, wait_s=0) as connection:
        yield connection
