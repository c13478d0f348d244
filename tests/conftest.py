"""What all tests share: a home of their own, and one temporary Prefect server for those that run flows."""

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
    """Begin with the flows, which take one worker about as long as the rest takes the other."""
    items.sort(key=lambda item: not item.nodeid.startswith(FLOWS))


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
def prefect_server() -> Iterator[None]:
    """One temporary Prefect server for the whole session: starting one takes 12 s or more."""
    # Here, because tests without flows do not wait for it.
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    # A flow's end waits up to 1 s for the heartbeat, which nobody listens to here.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a warehouse that nothing was loaded into: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    with open_writer(path, wait_s=0):
        pass
    return path.read_bytes()
