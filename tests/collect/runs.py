"""One run over several sources at once, as a flow would collect them, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.poll import poll_source
from tasks.collect.sources import Source
from tasks.collect.urls import url_key
from tasks.models import Capture, Wanted
from tasks.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be fetched of a source, after its ways in were asked."""

    source: Source
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of each source, after how many seconds it had ended, and what the whole took."""

    captures: Mapping[str, Sequence[Capture]]
    ended_s: Mapping[str, float]
    took_s: float
    peak_mb: float

    def outcomes(self, source_id: str) -> dict[str, int]:
        """Count the outcomes of a source's pages."""
        return dict(Counter(str(capture.outcome) for capture in self.captures[source_id]))


def source(name: str, home: str, **changes: Any) -> Source:
    """A source whose only way in is `home`/feed."""
    data = {
        "id": name,
        "name": name,
        "homepage": home,
        "country": "SY",
        "languages": ["en"],
        "affiliation": "independent",
        "ways_in": [{"kind": "sitemap", "url": f"{home}/feed"}],
        "politeness": {"delay_s": 0, "max_retries": 0},
    }
    return Source.model_validate(data | changes)


def one_run(folder: Path, settings: Mapping[str, Any], orders: Sequence[Order]) -> Ran:
    """Do all `orders` at once, with an archive in `folder`."""
    began = time.monotonic()
    captures: dict[str, Sequence[Capture]] = {}
    ended_s: dict[str, float] = {}

    async def collected() -> None:
        async with Client(Settings(**settings), Archive(folder)) as client:

            async def one(order: Order) -> None:
                wanted = [Wanted(order.source.id, page, url_key(page)) for page in order.pages]
                await poll_source(client, order.source, {}, run_id="run", now=lambda: datetime.now(UTC))
                pages = fetch_pages(client, order.source, wanted, run_id="run", now=lambda: datetime.now(UTC))
                captures[order.source.id] = [capture async for capture in pages]
                ended_s[order.source.id] = time.monotonic() - began

            await asyncio.gather(*map(one, orders))

    asyncio.run(collected())
    return Ran(captures, ended_s, time.monotonic() - began, peak_mb())


def peak_mb() -> float:
    """Return the most memory that this process has used. (`ru_maxrss` would count what the process that started it had used.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
