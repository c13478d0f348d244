"""robots.txt, as RFC 9309 has it: 4xx allows, 5xx or no answer forbids for a time, and what is said holds for a day.

It also names sitemaps (sitemaps.org), which are of use where none is configured.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from tasks.collect.feeds import absolute
from tasks.collect.guard import refusal
from tasks.collect.sources import Source, WayIn
from tasks.collect.urls import same_site
from tasks.collect.ways import SITEMAPS
from tasks.models import Outcome, WayInKind, stable_id

if TYPE_CHECKING:
    from tasks.collect.client import Client, Fetched  # which imports this module

CAP_BYTES = 500 * 1024  # RFC 9309, 2.5: what is longer is read so far
LONGEST_CRAWL_DELAY_S = 30.0
MOST_SITEMAPS = 50
HOLDS = timedelta(days=1)  # RFC 9309, 2.4
FORBIDS = timedelta(hours=1)
# As long as a host that is down is left alone.
UNREACHED_FOR = timedelta(minutes=10)
# RFC 9309, 2.3.1.4: rules that were read are kept to while the file cannot be reached, within reason.
KEPT_TO = timedelta(days=30)
UNREACHED = frozenset({Outcome.DNS_FAILURE, Outcome.CONNECT_FAILURE, Outcome.TLS_FAILURE, Outcome.TIMEOUT, Outcome.BLOCKED_ADDRESS})
# There is no such file, or none that one gets to: all is allowed (RFC 9309, 2.3.1.2 and 2.3.1.3).
GONE = frozenset({Outcome.HTTP_4XX, Outcome.EMPTY_BODY, Outcome.REDIRECTED_OFFSITE, Outcome.REDIRECT_LOOP})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be fetched, why not, and how many seconds the site wants between requests.

    `outcome` is how a refused fetch ends: forbidden, or in the way that robots.txt could not be read. `place` is where that file
    lies, and `has_rules` whether there is anything in it.
    """

    allowed: bool
    outcome: Outcome = Outcome.ROBOTS_DISALLOWED
    reason: str | None = None
    crawl_delay_s: float | None = None
    place: str | None = None
    has_rules: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """A robots.txt as it was read at `read_at` (ISO, UTC), or, with an `outcome`, why it could not be."""

    place: str
    read_at: str
    text: str
    outcome: str | None = None
    reason: str | None = None

    def is_younger_than(self, age: timedelta, now: datetime) -> bool:
        return timedelta() <= now - datetime.fromisoformat(self.read_at) < age

    @property
    def span(self) -> timedelta:
        """For how long it holds."""
        if self.outcome is None:
            return HOLDS
        return UNREACHED_FOR if Outcome[self.outcome.upper()] in UNREACHED else FORBIDS


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a run goes by, from one look at a robots.txt until `until`, when it looks again."""

    kept: _Kept
    parsed: Protego
    until: datetime


class Robots:
    """The robots.txt files of one run. With a folder, they are kept there for the next runs."""

    def __init__(self, client: Client, folder: Path | None = None) -> None:
        self._client = client
        self._folder = folder
        self._rules: dict[str, _Rules] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def verdict(self, url: str, source: Source, run_id: str) -> Verdict:
        """Return what the robots.txt of `url`'s host says of it."""
        if why := refusal(url):
            return Verdict(allowed=False, outcome=Outcome.REJECTED_BY_RULE, reason=why)
        kept, rules = await self._read(url, source, run_id)
        place = kept.place
        if kept.outcome:
            return Verdict(allowed=False, outcome=Outcome[kept.outcome.upper()], reason=kept.reason, place=place)
        # With its version, too, since people write down what stands in their logs.
        agent = self._client.user_agent
        if not rules.can_fetch(url, agent):
            return Verdict(allowed=False, reason=f"forbidden by {place}", place=place, has_rules=True)
        delay = rules.crawl_delay(agent)
        delay_s = min(float(delay), LONGEST_CRAWL_DELAY_S) if delay else None
        return Verdict(allowed=True, crawl_delay_s=delay_s, place=place, has_rules=bool(kept.text.strip()))

    async def sitemaps(self, url: str, source: Source, run_id: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of `url`'s host names, wherever they lie."""
        if refusal(url):
            return ()
        kept, rules = await self._read(url, source, run_id)
        named = (absolute(kept.place, sitemap) for sitemap in islice(rules.sitemaps, MOST_SITEMAPS))
        return tuple(dict.fromkeys(found for found in named if found and refusal(found) is None))

    async def _read(self, url: str, source: Source, run_id: str) -> tuple[_Kept, Protego]:
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc.lower()}/robots.txt"
        async with self._locks[place]:
            known, now = self._rules.get(place), datetime.now(UTC)
            if known is None or known.until <= now:
                kept, until = await self._current(place, source, run_id)
                parsed = known.parsed if known and known.kept == kept else Protego.parse(kept.text)
                known = self._rules[place] = _Rules(kept, parsed, until)
        return known.kept, known.parsed

    async def _current(self, place: str, source: Source, run_id: str) -> tuple[_Kept, datetime]:
        """Return what is kept while it holds, else what the site says now, or, when that is nothing, said last; and until when."""
        now = datetime.now(UTC)
        kept = self._kept(place)
        if kept and kept.is_younger_than(kept.span, now):
            return kept, datetime.fromisoformat(kept.read_at) + kept.span
        fetched = await self._client.fetch(place, source, run_id=run_id, cap_bytes=CAP_BYTES, keep=False, cut=True, is_robots=True)
        read = _judged(place, fetched, now)
        if read.outcome and kept and not kept.outcome and kept.is_younger_than(KEPT_TO, now):
            return kept, now + read.span
        # That a host could not be reached is no word of its own: the next run asks again.
        if self._folder and (read.outcome is None or Outcome[read.outcome.upper()] not in UNREACHED):
            _write(self._file(place), read)
        return read, now + read.span

    def _file(self, place: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{stable_id('robots', place)}.json"

    def _kept(self, place: str) -> _Kept | None:
        if self._folder is None:
            return None
        try:
            kept = _Kept(**json.loads(self._file(place).read_text(encoding="utf-8")))
            datetime.fromisoformat(kept.read_at)
        except (OSError, ValueError, TypeError):  # never kept, or cut short by a full disk: it is read again
            return None
        return kept if kept.place == place else None


async def sitemaps_of(client: Client, source: Source, run_id: str) -> tuple[WayIn, ...]:
    """Return the sitemaps of a source: those that are configured, else those of its own site that its robots.txt names."""
    if configured := tuple(way for way in source.ways_in if way.kind in SITEMAPS):
        return configured
    places = [source.homepage, *(way.url for way in source.ways_in if same_site(way.url, source.homepage))]
    named = [url for place in places for url in await client.robots.sitemaps(place, source, run_id)]
    own = {source.key_of(url): url for url in reversed(named) if same_site(url, source.homepage)}
    return tuple(WayIn(kind=WayInKind.SITEMAP, url=url, backfill_only=True) for url in reversed(own.values()))


def _judged(place: str, fetched: Fetched, now: datetime) -> _Kept:
    at = now.isoformat()
    if fetched.outcome is Outcome.OK:
        return _Kept(place, at, fetched.body.decode("utf-8-sig", "replace"))
    if fetched.outcome in GONE:
        return _Kept(place, at, "")
    if fetched.outcome in UNREACHED:
        return _Kept(place, at, "", fetched.outcome, fetched.reason)
    why = f"{place} could not be read ({fetched.outcome}: {fetched.reason}), which forbids all for now (RFC 9309, 2.3.1.4)"
    return _Kept(place, at, "", fetched.outcome, why)


def _write(file: Path, kept: _Kept) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}.new")
    new.write_text(json.dumps(asdict(kept)), encoding="utf-8")
    new.replace(file)
