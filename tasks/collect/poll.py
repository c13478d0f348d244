"""Asking a source what it shows now, or what it showed in a window of days."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from tasks.collect.client import Client, Fetched
from tasks.collect.feeds import Entry, NotAFeed
from tasks.collect.listings import Customs, parse_listing
from tasks.collect.pace import ttl_s
from tasks.collect.sitemaps import CAP_BYTES, SitemapRef
from tasks.collect.sources import Source, WayIn
from tasks.collect.url_dates import days_of_sitemap, days_published, in_utc, overlap
from tasks.collect.urls import same_site
from tasks.collect.ways import SITEMAPS, Shown, misnamed, read_way_in
from tasks.models import Outcome, Poll, Sighting, Validators, WayInKind, stable_id

Window = tuple[date, date]
MAX_SITEMAPS = 200
MAX_DEPTH = 3  # of indexes that name indexes; the protocol has none
BACKFILL_FACTOR = 10
# Addresses of one poll that are compared with those known: enough to tell whether the poll before reached as far.
MAX_COMPARED = 1_000
# Addresses of other days that one search notes. An archive of millions would fill the memory with what nobody asked for.
MAX_PASSED_OVER = 20_000


@dataclass(frozen=True, slots=True)
class Polled:
    """What the ways in of one source showed: one poll for each address asked, one sighting for each page shown.

    `passed_over` are the first pages seen that are of other days than those asked for, and `passed_over_urls` counts all of them.
    """

    polls: tuple[Poll, ...]
    sightings: tuple[Sighting, ...]
    passed_over: tuple[Sighting, ...] = ()
    passed_over_urls: int = 0


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
    passed_over = tuple(seen for key, seen in asker.passed_over.items() if key not in asker.sightings)
    return Polled(tuple(asker.polls), tuple(asker.sightings.values()), passed_over, asker.passed_over_urls)


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
        self.passed_over: dict[str, Sighting] = {}
        self.passed_over_urls = 0

    async def ask(self, way_in: WayIn) -> None:
        """Ask one way in and whatever it leads to: the sitemaps of an index, the further pages of a listing."""
        pages = way_in.max_pages * (BACKFILL_FACTOR if self._window else 1)
        bound = pages if way_in.kind == WayInKind.LISTING else MAX_SITEMAPS * (BACKFILL_FACTOR if self._window else 1)
        queue = deque([(way_in.url, 0)])
        while queue and bound > 0:
            url, depth = queue.popleft()
            if self._source.key_of(url) in self._asked:
                continue
            self._asked.add(self._source.key_of(url))
            bound -= 1
            further = await self._one(way_in if depth == 0 else way_in.model_copy(update={"min_links": 1}), url, depth)
            queue.extend((found, depth + 1) for found in further)
        if queue and way_in.kind in SITEMAPS:
            self._note(
                f"{len(queue)} further sitemaps were left out; a backfill by date range reads {BACKFILL_FACTOR} times as many"
            )

    async def _one(self, way_in: WayIn, url: str, depth: int) -> list[str]:
        fetched = await self._fetch(url)
        shown = Shown(way_in.kind, ())
        further: list[str] = []
        if fetched.outcome is Outcome.OK:
            self._asked.add(self._source.key_of(fetched.final_url))
            try:
                # In a thread: some take a second, in which other hosts can be asked.
                shown, further = await asyncio.to_thread(self._parsed, way_in, fetched)
                fetched = replace(fetched, reason=misnamed(way_in.kind, shown.kind))
            except NotAFeed as error:
                # Without validators: a 304 would hide from the next poll that this never was a feed.
                fetched = replace(fetched, outcome=Outcome.NOT_A_FEED, reason=str(error), etag=None, last_modified=None)
        if shown.sitemaps:
            # Without validators too: an index that did not change says nothing of its sitemaps.
            fetched = replace(fetched, etag=None, last_modified=None)
        kind = way_in.kind if misnamed(way_in.kind, shown.kind) is None else shown.kind
        fresh = 0
        for entry in shown.entries:
            if self._in_window(entry):
                fresh += self._sight(kind, url, entry)
            else:
                self._pass_over(kind, url, entry)
        self.polls.append(self._poll(way_in, kind, fetched, shown.entries, fresh))
        if further and depth >= MAX_DEPTH and kind in SITEMAPS:
            self._note(f"{len(further)} further sitemaps were left out: it lies {depth} indexes deep")
            return []
        return further

    def _note(self, reason: str) -> None:
        """Say something of the last address asked, in its poll."""
        last = self.polls[-1]
        self.polls[-1] = replace(last, reason=f"{last.reason}; {reason}" if last.reason else reason)

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

    def _parsed(self, way_in: WayIn, fetched: Fetched) -> tuple[Shown, list[str]]:
        """Return what was shown and what is to be asked next; both stay with the site, wherever a page would send us."""
        if way_in.kind == WayInKind.LISTING:
            source = self._source
            customs = Customs(source.languages, source.country, source.time_zone)
            listing = parse_listing(fetched.body, fetched.final_url, way_in, customs, fetched.content_type)
            past = self._window and all(
                entry.published_at and entry.published_at.date() < self._window[0] for entry in listing.entries
            )
            after = [listing.next_url] if listing.next_url and not past else []
            return Shown(way_in.kind, listing.entries), [url for url in after if same_site(url, way_in.url)]
        shown = read_way_in(fetched.body, fetched.final_url)
        # The latest come first, in case there are too many.
        fits = [
            ref
            for ref in shown.sitemaps
            if self._may_hold(ref) and (same_site(ref.url, way_in.url) or same_site(ref.url, self._source.homepage))
        ]
        fits.sort(key=lambda ref: ref.modified_at or datetime.min.replace(tzinfo=UTC), reverse=True)
        return shown, [ref.url for ref in fits]

    def _may_hold(self, ref: SitemapRef) -> bool:
        """Whether a sitemap may list pages of the window: it changed since that began, and its address names no other days."""
        if self._window is None:
            return True
        days = days_of_sitemap(ref.url)
        changed = ref.modified_at is None or ref.modified_at.date() >= self._window[0]
        return changed and (days is None or overlap(in_utc(days, self._source.time_zone), self._window))

    def _in_window(self, entry: Entry) -> bool:
        if self._window is None:
            return True
        days = days_published(entry.url, entry.published_at, entry.modified_at, self._source.time_zone)
        return days is None or overlap(days, self._window)

    def _sight(self, kind: WayInKind, url: str, entry: Entry) -> bool:
        """Note a page that `url` shows, and return whether it is the first to."""
        seen = self._sighting(kind, url, entry)
        before = self.sightings.setdefault(seen.url_key, seen)
        if before is seen:
            return True
        self.sightings[seen.url_key] = replace(
            before,
            title=before.title or seen.title,
            published_at=before.published_at or seen.published_at,
            modified_at=max(filter(None, (before.modified_at, seen.modified_at)), default=None),
        )
        return False

    def _pass_over(self, kind: WayInKind, url: str, entry: Entry) -> None:
        self.passed_over_urls += 1
        if len(self.passed_over) < MAX_PASSED_OVER:
            seen = self._sighting(kind, url, entry)
            self.passed_over.setdefault(seen.url_key, seen)

    def _sighting(self, kind: WayInKind, url: str, entry: Entry) -> Sighting:
        return Sighting(
            source_id=self._source.id,
            url=entry.url,
            url_key=self._source.key_of(entry.url),
            kind=kind,
            way_in_url=url,
            seen_at=self._now(),
            title=entry.title,
            published_at=entry.published_at,
            modified_at=entry.modified_at,
        )

    def _poll(self, way_in: WayIn, kind: WayInKind, fetched: Fetched, entries: tuple[Entry, ...], fresh: int) -> Poll:
        since, until = self._window or (None, None)
        addresses = [entry.url for entry in entries[:MAX_COMPARED]]
        ttl = ttl_s(fetched.body) if kind == WayInKind.FEED else None
        return Poll(
            # A run may ask one address more than once: for two sources, for what it shows now, and for the days of a gap.
            poll_id=stable_id("poll", self._run_id, self._source.id, fetched.url, *self._window or ()),
            run_id=self._run_id,
            source_id=self._source.id,
            kind=kind,
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
            listed_keys=() if self._window else tuple(dict.fromkeys(map(self._source.key_of, addresses))),
        )
