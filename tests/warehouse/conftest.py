"""Warehouses to start from: making one takes longer than most tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.conftest import coded_warehouse

__all__ = ["coded_warehouse", "made"]


@pytest.fixture
def made(tmp_path: Path, empty_warehouse: bytes) -> Path:
    """A warehouse that nothing was loaded into, alone in its folder."""
    path = tmp_path / "home" / "working.duckdb"
    path.parent.mkdir()
    path.write_bytes(empty_warehouse)
    return path
