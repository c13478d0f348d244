"""The client that a run, or a look at a site, asks with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from flows.progress import warn
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.sources import Source
from tasks.settings import settings


@asynccontextmanager
async def client_for(sources: Sequence[Source], archive: Archive, hosts_dir: Path | None) -> AsyncIterator[Client]:
    """Make the one client that `sources` are asked with, and warn when it cannot say whose it is.

    Without `hosts_dir` it keeps nothing of hosts and shares nothing with other runs.
    """
    if settings().contact is None and any(not source.allow_addresses for source in sources):
        warn(
            "DATELINE_CONTACT is not set: the user agent tells site owners nobody to write to. Set it to an e-mail address or URL."
        )
    async with Client(settings(), archive, hosts_dir) as client:
        yield client
