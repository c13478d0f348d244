"""A site, a source that points at it, and a way to poll and fetch it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.poll import Polled, poll_source
from tasks.collect.sources import Source
from tasks.collect.urls import url_key
from tasks.models import Capture, Validators, Wanted
from tasks.settings import Settings
from tests.site import Site


@dataclass(slots=True)
class Desk:
    """A source on a site, as the flows would collect it."""

    site: Site
    archive: Archive
    settings: Settings
    hosts_dir: Path | None = None

    def source(self, *ways_in: Mapping[str, Any], **changes: Any) -> Source:
        """A source with these ways in; addresses may be paths of the site."""
        given = [{**way, "url": self.site.url + way["url"] if way["url"].startswith("/") else way["url"]} for way in ways_in]
        data = {
            "id": "paper",
            "name": "The Paper",
            "homepage": self.site.url + "/",
            "country": "SY",
            "languages": ["en"],
            "affiliation": "independent",
            "ways_in": given or [{"kind": "feed", "url": self.site.url + "/feed"}],
            "allow_addresses": ["127.0.0.1"],
            "politeness": {"delay_s": 0, "max_retries": 0},
        }
        return Source.model_validate(data | changes)

    def poll(
        self, source: Source, known: Mapping[str, Validators] | None = None, window: tuple[date, date] | None = None
    ) -> Polled:
        """Ask the source's ways in."""

        async def ask() -> Polled:
            async with Client(self.settings, self.archive, self.hosts_dir) as client:
                return await poll_source(client, source, known or {}, run_id="run", now=lambda: datetime.now(UTC), window=window)

        return asyncio.run(ask())

    def fetch(self, source: Source, *urls: str) -> Sequence[Capture]:
        """Fetch pages; addresses may be paths of the site."""
        whole = [self.site.url + url if url.startswith("/") else url for url in urls]
        return self.fetch_wanted(source, *(Wanted(source.id, url, url_key(url)) for url in whole))

    def fetch_wanted(self, source: Source, *wanted: Wanted) -> Sequence[Capture]:
        """Fetch what is wanted."""

        async def take() -> list[Capture]:
            async with Client(self.settings, self.archive, self.hosts_dir) as client:
                return [c async for c in fetch_pages(client, source, wanted, run_id="run", now=lambda: datetime.now(UTC))]

        return asyncio.run(take())

    def fetch_one(self, source: Source, url: str) -> Capture:
        """Fetch one page."""
        (capture,) = self.fetch(source, url)
        return capture


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(site, Archive(tmp_path / "archive"), Settings(fetch_deadline_s=2, body_cap_bytes=1_000_000))
