"""What all tests share: a home of their own, and one temporary Prefect server for those that run flows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

import flows  # noqa: F401 - turns telemetry off before Prefect is imported
from tasks.settings import settings

# A machine that is busy with other tests is slow, and says nothing of what is tested.
hypothesis.settings.register_profile("dateline", deadline=None)
hypothesis.settings.load_profile("dateline")

SHARED = Path(__file__).parent.parent.parent / "shared"


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
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415 - tests without flows do not wait for it

    with prefect_test_harness(server_startup_timeout=180):
        yield
