"""What all tests share: how they are handed to workers, a home of their own, an empty warehouse to start from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import flows  # noqa: F401 - turns telemetry off before Prefect is imported
from tasks.settings import settings
from warehouse.connection import open_writer

# A machine that is busy with other tests is slow, and says nothing of what is tested.
hypothesis.settings.register_profile("dateline", deadline=None)
hypothesis.settings.load_profile("dateline")

SHARED = Path(__file__).parent.parent.parent / "shared"
FLOWS = "tests/flows/"


class FlowsTogether(LoadFileScheduling):  # type: ignore[misc] # it has no types
    """A file to one worker, and all of the flows to the same: they share a Prefect server and processes that have loaded spaCy."""

    def _split_scope(self, nodeid: str) -> str:
        return FLOWS if nodeid.startswith(FLOWS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FlowsTogether | None:
    return FlowsTogether(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the flows, which keep one worker longest, and end with the folders whose files take the least time."""
    items.sort(key=lambda item: (item.nodeid.startswith(FLOWS), item.path.parent), reverse=True)


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled modules in a folder of ours where Python is told to keep none.

    The tests start many processes, each of which would otherwise compile Prefect or spaCy anew, for seconds.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(config.rootpath / ".pytest_cache" / "bytecode")
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A DATELINE_HOME that no other test has seen."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DATELINE_HOME", str(folder))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a warehouse that nothing was loaded into: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    with open_writer(path, wait_s=0):
        pass
    return path.read_bytes()
