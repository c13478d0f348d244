"""Flows run for real: a temporary Prefect server, a real local newsroom, a warehouse of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.settings import settings
from warehouse.connection import open_reader


@dataclass(frozen=True, slots=True)
class Place:
    """A DATELINE_HOME with its sources' file."""

    folder: Path

    @property
    def sources(self) -> Path:
        """The sources' file."""
        return self.folder / "sources.yaml"

    def configure(self, *sources: Mapping[str, Any]) -> None:
        """Write the sources' file."""
        self.sources.write_text(yaml.safe_dump({"sources": [dict(source) for source in sources]}), encoding="utf-8")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the published warehouse."""
        with open_reader(settings().published_file) as con:
            return con.execute(statement).fetchall()

    def one(self, statement: str) -> Any:
        """Ask for one value."""
        ((value,),) = self.ask(statement)
        return value

    def core(self) -> dict[str, Sequence[tuple[Any, ...]]]:
        """Everything in `core`, table by table, sorted."""
        tables = [name for (name,) in self.ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core' ORDER BY ALL")]
        return {name: sorted(self.ask(f"FROM core.{name}"), key=repr) for name in tables}


@contextmanager
def place_in(folder: Path) -> Iterator[Place]:
    """Make `folder` the DATELINE_HOME inside the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATELINE_HOME", str(folder))
        patch.setenv("DATELINE_SOURCES", str(folder / "sources.yaml"))
        settings.cache_clear()
        yield Place(folder)
    settings.cache_clear()


@pytest.fixture(scope="package")
def prefect_server() -> Iterator[None]:
    """One temporary Prefect server for all that run flows: starting one takes 12 s or more.

    It ends with them: a connection that stays open draws random numbers, which Hypothesis takes for those of its own tests.
    """
    # Here, because tests without flows do not wait for it.
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    # A flow's end waits up to 1 s for the heartbeat, which nobody listens to here.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Iterator[Place]:
    """A home of its own for one test."""
    with place_in(tmp_path / "home") as found:
        yield found


def source(source_id: str, base: str, *ways_in: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A source on a local site; addresses of ways in are paths."""
    return {
        "id": source_id,
        "name": source_id.title(),
        "homepage": base + "/",
        "country": "SY",
        "languages": ["en"],
        "affiliation": "independent",
        "allow_addresses": ["127.0.0.1"],
        "politeness": {"delay_s": 0, "max_retries": 0},
        "ways_in": [{**way, "url": base + way["url"]} for way in ways_in],
        **changes,
    }
