"""What a backfill is going to fetch: the pages that have not ended, by the day that they are of, and the least time for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from tasks.collect.fetch import rule_against
from tasks.collect.sources import Source
from tasks.collect.url_dates import Days, days_published
from tasks.models import Sighting, Wanted


@dataclass(frozen=True, slots=True)
class Day:
    """The pages to fetch that are of one day (UTC). `day` is None for those of which nothing tells it."""

    day: date | None
    pages: tuple[Wanted, ...]

    def by_source(self) -> dict[str, list[Wanted]]:
        """Return the pages by source id."""
        found: dict[str, list[Wanted]] = {}
        for page in self.pages:
            found.setdefault(page.source_id, []).append(page)
        return found


@dataclass(frozen=True, slots=True)
class Share:
    """One source's part, in addresses: those found are those that ended before, those that rules keep out, and those to fetch."""

    source_id: str
    found: int
    ended: int
    kept_out: int
    to_fetch: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, in its order. `kept_out` is what rules refuse, for which nobody is asked; `least_s` is in seconds."""

    days: tuple[Day, ...]
    shares: tuple[Share, ...]
    kept_out: tuple[Wanted, ...]
    least_s: float

    @property
    def to_fetch(self) -> int:
        """How many pages are to be fetched."""
        return sum(len(day.pages) for day in self.days)


def plan_of(
    sources: Sequence[Source], found: Sequence[Sighting], wanted: Sequence[Wanted], window: Days, *, oldest_first: bool = False
) -> Plan:
    """Make the plan of a backfill.

    Args:
        sources: the sources that it takes.
        found: every address of the window that was found.
        wanted: those that have not ended.
        window: first and last day (UTC).
        oldest_first: whether the past is worked through from its beginning; the newest day comes first otherwise.
    """
    by_id = {source.id: source for source in sources}
    kept_out = tuple(page for page in wanted if rule_against(by_id[page.source_id], page.url))
    refused = {(page.source_id, page.url_key) for page in kept_out}
    of = {(seen.source_id, seen.url_key): _day(seen, by_id[seen.source_id], window) for seen in found}
    pages: defaultdict[date | None, list[Wanted]] = defaultdict(list)
    for page in wanted:
        key = page.source_id, page.url_key
        if key not in refused:
            pages[of[key]].append(page)
    dated = sorted((day for day in pages if day), reverse=not oldest_first)
    days = tuple(Day(day, tuple(pages[day])) for day in [*dated, *([None] if None in pages else [])])
    shares = tuple(_share(source.id, found, wanted, kept_out) for source in sources)
    return Plan(days, shares, kept_out, sum(_least_s(day, by_id) for day in days))


def _day(seen: Sighting, source: Source, window: Days) -> date | None:
    """Return the last day of the window on which an article may have been published, by what was said of it."""
    days = days_published(seen.url, seen.published_at, seen.modified_at, source.time_zone)
    return days and max(min(days[1], window[1]), window[0])


def _share(source_id: str, found: Sequence[Sighting], wanted: Sequence[Wanted], kept_out: Sequence[Wanted]) -> Share:
    of_found, of_wanted, of_kept_out = (sum(one.source_id == source_id for one in many) for many in (found, wanted, kept_out))
    return Share(source_id, of_found, of_found - of_wanted, of_kept_out, of_wanted - of_kept_out)


def _least_s(day: Day, sources: Mapping[str, Source]) -> float:
    """Return the seconds that politeness asks for: hosts are asked beside each other, the pages of one after each other."""
    waits: defaultdict[str, float] = defaultdict(float)
    for page in day.pages:
        waits[urlsplit(page.url).netloc] += sources[page.source_id].politeness.delay_s
    return max(waits.values(), default=0.0)
