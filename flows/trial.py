"""What a source would yield: its ways in, the addresses that they show, and one page read. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from flows.batches import page_of
from flows.client import client_for
from flows.progress import begin
from flows.selection import choose_sources
from flows.walls import told_from_walls
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages, rule_against
from tasks.collect.poll import poll_source
from tasks.collect.robots import Verdict
from tasks.collect.sources import Source
from tasks.models import Capture, Outcome, PendingRead, Poll, ReadResult, ReadRules, Sighting, Wanted
from tasks.read.extract import read_within
from tasks.settings import settings
from tasks.store.state import learnt_lines
from warehouse.connection import open_reader

RUN_ID = "try"
MOST_PAGES = 3
MOST_JUDGED = 1_000
# Hosts other than those of the ways in, whose robots.txt is asked for only to judge what they show.
MOST_HOSTS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A way in, or what it led to, and whether robots.txt lets us ask it."""

    poll: Poll
    robots: Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """An address that a way in showed. `kept_out` is the rule, or the robots.txt, by which it would not be fetched."""

    sighting: Sighting
    kept_out: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """A page that was fetched. `article` is what was read from it, if it came; its outcome says whether that is an article."""

    capture: Capture
    robots: Verdict
    article: ReadResult | None

    @property
    def is_article(self) -> bool:
        """Whether the page is an article."""
        return self.article is not None and self.article.outcome is Outcome.OK


@dataclass(frozen=True, slots=True)
class Trial:
    """What was seen. `addresses` are the first of `listed` that were shown; `pages` end with the first that is an article."""

    ways: Sequence[Way]
    listed: int
    addresses: Sequence[Shown]
    pages: Sequence[Tried]


async def try_one(sources: Path, source_id: str) -> Trial:
    """Poll one source and read pages that it shows, until one is an article, through an archive that is thrown away.

    Raises:
        ConfigurationError: the file is wrong or has no such source.
    """
    _, (source,) = choose_sources(sources, [source_id])
    rules = replace(source.read_rules(), learnt=_learnt(source.id))
    with TemporaryDirectory(prefix="dateline-try-") as folder:
        archive = Archive(Path(folder))
        # Without a folder for what is learnt of hosts: that, too, is forgotten.
        async with client_for([source], archive, hosts_dir=None) as client:
            return await _Trying(client, archive, source, rules).whole()


class _Trying:
    """One trial of one source."""

    def __init__(self, client: Client, archive: Archive, source: Source, rules: ReadRules) -> None:
        self._client, self._archive, self._source, self._rules = client, archive, source, rules

    async def whole(self) -> Trial:
        """Poll, judge, fetch and read."""
        begin(f"polls {self._source.id}")
        polled = await told_from_walls(
            await poll_source(self._client, self._source, {}, run_id=RUN_ID, now=_now),
            self._archive,
        )
        ways = [Way(poll, await self._robots(poll.url)) for poll in polled.polls]
        addresses = await self._judged(polled.sightings[:MOST_JUDGED], {urlsplit(poll.url).netloc for poll in polled.polls})
        begin("reads a page")
        pages = await self._pages([shown.sighting for shown in addresses if shown.kept_out is None][:MOST_PAGES])
        return Trial(ways, len(polled.sightings), addresses, pages)

    async def _robots(self, url: str) -> Verdict:
        return await self._client.robots.verdict(url, self._source, RUN_ID)

    async def _judged(self, sightings: Sequence[Sighting], hosts: set[str]) -> list[Shown]:
        most = len(hosts) + MOST_HOSTS
        judged = []
        for sighting in sightings:
            kept_out = rule_against(self._source, sighting.url)
            host = urlsplit(sighting.url).netloc if kept_out is None else ""
            if host and (host in hosts or len(hosts) < most):
                hosts.add(host)
                verdict = await self._robots(sighting.url)
                kept_out = None if verdict.allowed else verdict.reason
            judged.append(Shown(sighting, kept_out))
        return judged

    async def _pages(self, sightings: Sequence[Sighting]) -> list[Tried]:
        listed = {seen.url: seen for seen in sightings}
        wanted = [Wanted(self._source.id, seen.url, seen.url_key) for seen in sightings]
        tried: list[Tried] = []
        async for capture in fetch_pages(self._client, self._source, wanted, run_id=RUN_ID, now=_now):
            article = self._read(PendingRead(capture, listed[capture.url])) if capture.outcome is Outcome.OK else None
            tried.append(Tried(capture, await self._robots(capture.url), article))
            if tried[-1].is_article:
                break
        return tried

    def _read(self, pending: PendingRead) -> ReadResult:
        return read_within(page_of(self._archive, pending), self._rules, settings().read_limit_s)


def _now() -> datetime:
    return datetime.now(UTC)


def _learnt(source_id: str) -> frozenset[str]:
    """Return the lines that the source's pages repeat, as the published warehouse knows them, if there is one yet."""
    if not settings().published_file.exists():
        return frozenset()
    with open_reader(settings().published_file) as con:
        return learnt_lines(con).get(source_id, frozenset())
