"""What a source would yield: its ways in, the addresses that they show, and one page read. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.run import utc_now
from flows.selection import choose_sources
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.poll import poll_source
from tasks.models import Capture, Page, Poll, ReadResult, Sighting, Wanted
from tasks.read.extract import read_page
from tasks.settings import settings
from tasks.store.state import learnt_lines
from warehouse.connection import open_reader


@dataclass(frozen=True, slots=True)
class Trial:
    """What was seen. `capture` is of the first page that the source shows, `article` what was read from it."""

    polls: Sequence[Poll]
    sightings: Sequence[Sighting]
    capture: Capture | None = None
    article: ReadResult | None = None


async def try_one(sources: Path, source_id: str) -> Trial:
    """Poll one source and read the first page that it shows, through an archive that is thrown away.

    Raises:
        ConfigurationError: the file is wrong or has no such source.
    """
    _, (source,) = choose_sources(sources, [source_id])
    with TemporaryDirectory(prefix="dateline-try-") as folder:
        archive = Archive(Path(folder))
        async with Client(settings(), archive) as client:
            polled = await poll_source(client, source, {}, run_id="try", now=utc_now)
            wanted = [Wanted(source.id, seen.url, seen.url_key) for seen in polled.sightings[:1]]
            async for capture in fetch_pages(client, source, wanted, run_id="try", now=utc_now):
                page = _page(archive, capture)
                rules = replace(source.read_rules(), learnt=_learnt(source.id))
                article = read_page(page, rules) if page else None
                return Trial(polled.polls, polled.sightings, capture, article)
        return Trial(polled.polls, polled.sightings)


def _learnt(source_id: str) -> frozenset[str]:
    """Return the lines that the source's pages repeat, as the published warehouse knows them, if there is one yet."""
    if not settings().published_file.exists():
        return frozenset()
    with open_reader(settings().published_file) as con:
        return learnt_lines(con).get(source_id, frozenset())


def _page(archive: Archive, capture: Capture) -> Page | None:
    if capture.archive is None:
        return None
    archived = archive.read(capture.archive)
    return Page(
        page_id=capture.capture_id,
        url=capture.final_url or capture.url,
        body=archived.body,
        content_type=archived.content_type,
        http_status=archived.http_status,
        fetched_at=capture.fetched_at,
    )
