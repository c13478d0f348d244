"""Asking a source what it shows now, or what it showed in a window of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tasks.collect.client import Client, Fetched
from tasks.collect.feeds import Entry, NotAFeed, parse_feed
from tasks.collect.listings import parse_listing
from tasks.collect.pace import ttl_s
from tasks.collect.sitemaps import CAP_BYTES, parse_sitemap
from tasks.collect.sources import Source, WayIn
from tasks.collect.urls import url_key
from tasks.models import Outcome, Poll, Sighting, Validators, WayInKind, stable_id

Window = tuple[date, date]
MAX_SITEMAPS = 200
BACKFILL_PAGES_FACTOR = 10
# Addresses of one poll that are compared with those known: enough to tell whether the poll before reached as far.
MAX_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class Polled:
    """What the ways in of one source showed: one poll for each address asked, one sighting for each page shown."""

    polls: tuple[Poll, ...]
    sightings: tuple[Sighting, ...]


async def poll_source(
    client: Client,
    source: Source,
    known: Mapping[str, Validators],
    *,
    run_id: str,
    now: Callable[[], datetime],
    window: Window | None = None,
) -> Polled:
    """Ask every way in of `source`. A way in that fails stops no other.

    Args:
        client: the run's client.
        source: whose ways in are asked.
        known: validators of earlier answers, by address.
        run_id: the run that asks.
        now: the clock, in UTC.
        window: first and last day (UTC) to take; what has no date is taken too. None takes all that is shown.
    """
    asker = _Asker(client, source, known, run_id, now, window)
    for way_in in source.ways_in:
        await asker.ask(way_in)
    return Polled(tuple(asker.polls), tuple(asker.sightings.values()))


class _Asker:
    """One pass over the ways in of a source."""

    def __init__(
        self,
        client: Client,
        source: Source,
        known: Mapping[str, Validators],
        run_id: str,
        now: Callable[[], datetime],
        window: Window | None,
    ) -> None:
        self._client, self._source, self._known = client, source, known
        self._run_id, self._now, self._window = run_id, now, window
        self._asked: set[str] = set()
        self.polls: list[Poll] = []
        self.sightings: dict[str, Sighting] = {}

    async def ask(self, way_in: WayIn) -> None:
        """Ask one way in and whatever it leads to: the sitemaps of an index, the further pages of a listing."""
        pages = way_in.max_pages * (BACKFILL_PAGES_FACTOR if self._window else 1)
        bound = pages if way_in.kind == WayInKind.LISTING else MAX_SITEMAPS
        queue = [way_in.url]
        while queue and bound > 0:
            url = queue.pop(0)
            if url in self._asked:
                continue
            self._asked.add(url)
            bound -= 1
            queue += await self._one(way_in, url)

    async def _one(self, way_in: WayIn, url: str) -> list[str]:
        fetched = await self._fetch(url)
        entries: list[Entry] = []
        further: list[str] = []
        if fetched.outcome is Outcome.OK:
            try:
                entries, further = self._parsed(way_in, fetched)
            except NotAFeed as error:
                # Without validators: a 304 would hide from the next poll that this never was a feed.
                fetched = replace(fetched, outcome=Outcome.NOT_A_FEED, reason=str(error), etag=None, last_modified=None)
            if further and not entries:
                # An index that stays the same says nothing of the sitemaps that it names: it is always asked for whole.
                fetched = replace(fetched, etag=None, last_modified=None)
        fresh = self._sight(way_in, url, [entry for entry in entries if self._in_window(entry)])
        self.polls.append(self._poll(way_in, fetched, entries, fresh))
        return further

    async def _fetch(self, url: str) -> Fetched:
        verdict = await self._client.robots.verdict(url, self._source, self._run_id)
        if not verdict.allowed:
            return Fetched(url, url, verdict.outcome, self._now(), verdict.reason)
        return await self._client.fetch(
            url,
            self._source,
            run_id=self._run_id,
            validators=self._known.get(url),
            cap_bytes=CAP_BYTES,
            delay_s=verdict.crawl_delay_s,
        )

    def _parsed(self, way_in: WayIn, fetched: Fetched) -> tuple[list[Entry], list[str]]:
        if way_in.kind == WayInKind.FEED:
            return parse_feed(fetched.body, fetched.final_url), []
        if way_in.kind == WayInKind.LISTING:
            source = self._source
            listing = parse_listing(fetched.body, fetched.final_url, way_in, languages=source.languages, time_zone=source.time_zone)
            past = self._window and all(
                entry.published_at and entry.published_at.date() < self._window[0] for entry in listing.entries
            )
            return list(listing.entries), [listing.next_url] if listing.next_url and not past else []
        sitemap = parse_sitemap(fetched.body, fetched.final_url)
        # A sitemap that last changed before the window holds nothing of it.
        fits = [
            ref.url
            for ref in sitemap.sitemaps
            if not (self._window and ref.modified_at and ref.modified_at.date() < self._window[0])
        ]
        return list(sitemap.entries), fits

    def _in_window(self, entry: Entry) -> bool:
        at = entry.published_at or entry.modified_at
        return self._window is None or at is None or self._window[0] <= at.date() <= self._window[1]

    def _sight(self, way_in: WayIn, url: str, entries: list[Entry]) -> int:
        fresh = 0
        for entry in entries:
            key = url_key(entry.url)
            seen = self.sightings.get(key)
            if seen is None:
                fresh += 1
                self.sightings[key] = Sighting(
                    source_id=self._source.id,
                    url=entry.url,
                    url_key=key,
                    kind=way_in.kind,
                    way_in_url=url,
                    seen_at=self._now(),
                    title=entry.title,
                    published_at=entry.published_at,
                    modified_at=entry.modified_at,
                )
            else:
                self.sightings[key] = replace(
                    seen,
                    title=seen.title or entry.title,
                    published_at=seen.published_at or entry.published_at,
                    modified_at=max(filter(None, (seen.modified_at, entry.modified_at)), default=None),
                )
        return fresh

    def _poll(self, way_in: WayIn, fetched: Fetched, entries: list[Entry], fresh: int) -> Poll:
        since, until = self._window or (None, None)
        ttl = ttl_s(fetched.body) if way_in.kind == WayInKind.FEED else None
        return Poll(
            # A run may ask one address twice: for what it shows now, and for the days of a gap.
            poll_id=stable_id("poll", self._run_id, fetched.url, *self._window or ()),
            run_id=self._run_id,
            source_id=self._source.id,
            kind=way_in.kind,
            url=fetched.url,
            polled_at=fetched.fetched_at,
            outcome=fetched.outcome,
            reason=fetched.reason,
            http_status=fetched.http_status,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            listed_urls=len(entries),
            new_urls=fresh,
            body_bytes=fetched.body_bytes,
            archive=fetched.archive,
            way_in_url=way_in.url,
            sha256=fetched.sha256,
            since_day=since,
            until_day=until,
            fresh_for_s=max(filter(None, (fetched.fresh_for_s, ttl)), default=None),
            retry_after_s=fetched.retry_after_s,
            listed_keys=() if self._window else tuple(dict.fromkeys(url_key(entry.url) for entry in entries[:MAX_COMPARED])),
        )
