"""Collecting: asking ways in that are due, and fetching what is wanted. The first stage of every flow that goes to the network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.client import client_for
from flows.progress import begin
from flows.recovery import take_up
from flows.run import Run, utc_now, writing
from flows.walls import told_from_walls
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.pace import next_poll
from tasks.collect.poll import Polled, poll_source
from tasks.collect.robots import sitemaps_of
from tasks.collect.sources import Source, WayIn
from tasks.collect.url_dates import days_of
from tasks.models import Capture, PastPoll, Validators, Wanted
from tasks.settings import settings
from tasks.store.load import load_captures, load_paces, load_passed_over, load_polls
from tasks.store.state import open_gap, past_polls, pending_fetches, validators

T = TypeVar("T")
Window = tuple[date, date]

# Pages whose captures are stored together. Those that a kill leaves unstored are in the archive, and taken up from there.
STORE_EVERY_PAGES = 20
# Addresses without a day of publication that a search of a gap takes.
MOST_UNDATED = 500
# A way in that is due so soon is waited for: the ticks of a schedule are not to the second, and the next one may be hours away.
WAITED_FOR = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class CollectPlan:
    """From which sources to collect what they show now; `even_if_not_due` asks also ways in whose next poll is still to come."""

    sources: tuple[Source, ...]
    even_if_not_due: bool = False

    def ways_in(self, source: Source, past: Mapping[str, Sequence[PastPoll]], now: datetime) -> dict[WayIn, float]:
        """Return the ways in of `source` to ask in a run at `now`, given how the polls of each ended, and in how many seconds.

        When one is due is found anew each time, so that a changed `every` holds at once and a killed run leaves nothing undone.
        """
        ways = [way for way in source.ways_in if not way.backfill_only]
        if self.even_if_not_due:
            return dict.fromkeys(ways, 0.0)
        due_at = {way: next_poll(way.url, past[way.url], source.bounds).next_poll_at if way.url in past else now for way in ways}
        return {way: max(0.0, (at - now).total_seconds()) for way, at in due_at.items() if at - now <= WAITED_FOR}


def collect(plan: CollectPlan, run: Run) -> None:
    """Poll every source of `plan` and fetch what it shows. A source that fails stops no other."""
    asyncio.run(_collect(plan, run))


async def _collect(plan: CollectPlan, run: Run) -> None:
    advance = begin("collect", len(plan.sources))
    async with client_for(plan.sources, Archive(settings().archive_dir), settings().hosts_dir) as client:

        async def one(source: Source) -> None:
            named = collect_source.with_options(task_run_name=f"collect {source.id}")
            await isolated("collect", source, named(client, source, plan, run), run)
            advance(1)

        await asyncio.gather(*(one(source) for source in plan.sources))


async def isolated(what: str, source: Source, work: Awaitable[T], run: Run) -> T | None:
    """Do one source's work. A bug that its pages bring to light must not lose the others': it is listed."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - see above
        run.fail(what, source.id, f"{type(error).__name__}: {error}")
        return None


@task(name="collect", cache_policy=NO_CACHE, persist_result=False)
async def collect_source(client: Client, source: Source, plan: CollectPlan, run: Run) -> None:
    """Poll the ways in of one source that are due, then fetch what is still wanted of it, whenever that was shown.

    Where a run before found that a way in had missed something, the source's sitemaps are searched for those days: those that are
    configured, else those that its robots.txt names.
    """
    past, gap = await run.aside(lambda: _looked_at(source))
    due = plan.ways_in(source, past, utc_now())
    if due:
        await asyncio.sleep(max(due.values()))
        await poll(client, source, tuple(due), run)
    else:
        run.counts["sources_not_due"] += 1
    sitemaps = await sitemaps_of(client, source, run.run_id) if gap else ()
    if gap and sitemaps:
        run.counts["gaps_searched"] += 1
        await search(client, source, sitemaps, gap, run)
    if wanted := await run.aside(lambda: _wanted(source, run)):
        await fetch(client, source, wanted, run, begin("fetch", len(wanted)))


def _looked_at(source: Source) -> tuple[dict[str, list[PastPoll]], Window | None]:
    with writing() as con:
        return past_polls(con, source.id), open_gap(con, source.id, utc_now())


def _wanted(source: Source, run: Run) -> list[Wanted]:
    with writing() as con:
        wanted = pending_fetches(con, source.id, utc_now())
    return take_up(source, wanted, run)


async def poll(client: Client, source: Source, ways_in: Sequence[WayIn], run: Run) -> None:
    """Ask some ways in of one source for what they show now, and note that, and when each is to be asked next."""
    known = await run.aside(lambda: _validators(source))
    polled = await asked(client, source, ways_in, run, known=known)
    run.counts["new_urls"] += await run.aside(lambda: _noted(source, polled))


def _validators(source: Source) -> dict[str, Validators]:
    with writing() as con:
        return validators(con, source.id)


def _noted(source: Source, polled: Polled) -> int:
    with writing() as con:
        new_urls = load_polls(con, polled.polls, polled.sightings)
        past = past_polls(con, source.id)
        roots = [one for one in polled.polls if one.url == one.way_in_url]
        load_paces(con, {one.poll_id: next_poll(one.url, past[one.url], source.bounds) for one in roots})
    return new_urls


async def search(
    client: Client, source: Source, ways_in: Sequence[WayIn], window: Window, run: Run, *, is_backfill: bool = False
) -> Polled:
    """Ask some ways in of one source for what they showed in a window of days, and note it.

    What only a backfill was shown is left to backfills to fetch, so that one that was stopped holds up no ingest. So is, of a gap,
    what tells no day of publication, when that is so much that it may well be the site's whole archive.
    """
    polled = await asked(client, source, ways_in, run, window=window)
    left = {seen.url_key for seen in polled.sightings if is_backfill or (seen.published_at is None and days_of(seen.url) is None)}
    if not is_backfill and len(left) <= MOST_UNDATED:
        left = set()
    sightings = tuple(replace(seen, by_backfill=seen.url_key in left) for seen in polled.sightings)

    def note() -> int:
        with writing() as con:
            load_passed_over(con, polled.passed_over, window)
            return load_polls(con, polled.polls, sightings)

    run.counts["new_urls"] += await run.aside(note)
    run.counts["urls_outside_of_window"] += polled.passed_over_urls
    if left and not is_backfill:
        command = f"dateline backfill --since {window[0]} --until {window[1]} --source {source.id}"
        run.fail("search", source.id, f"{len(left)} addresses that may be of a gap tell no day. To fetch them: {command}")
    return replace(polled, sightings=sightings)


async def asked(
    client: Client,
    source: Source,
    ways_in: Sequence[WayIn],
    run: Run,
    *,
    known: Mapping[str, Validators] | None = None,
    window: Window | None = None,
) -> Polled:
    """Ask some ways in of one source, count how that ended, and store nothing.

    A window asks for what was shown long ago, so its polls neither send validators nor leave any behind.
    """
    source = source.model_copy(update={"ways_in": tuple(ways_in)})
    polled = await poll_source(client, source, known or {}, run_id=run.run_id, now=utc_now, window=window)
    polled = await told_from_walls(polled, client.archive)
    for one in polled.polls:
        run.judge("poll", one.url, one.outcome, one.reason)
    if window is None:
        return polled
    return replace(polled, polls=tuple(replace(one, etag=None, last_modified=None) for one in polled.polls))


async def fetch(client: Client, source: Source, wanted: Sequence[Wanted], run: Run, advance: Callable[[int], None]) -> None:
    """Fetch pages of one source, storing as it goes; `advance` counts them."""
    batch: list[Capture] = []

    def store() -> None:
        with writing() as con:
            load_captures(con, batch)

    async def stored() -> None:
        await run.aside(store)
        batch.clear()

    try:
        async for capture in fetch_pages(client, source, wanted, run_id=run.run_id, now=utc_now):
            run.judge("page", capture.url, capture.outcome, capture.reason)
            advance(1)
            batch.append(capture)
            # An answer without a body is nowhere else: were it lost, its page would be asked for once more.
            if len(batch) >= STORE_EVERY_PAGES or (capture.archive is None and capture.http_status):
                await stored()
    finally:
        if batch:  # also when a page broke the loop: what was fetched before it counts
            await stored()
