"""The stages that flows are made of: collect, read, code, link. Each asks the warehouse what is pending and stores what comes back.

A stage that was killed leaves its work pending, and the next run finds it there. Prefect tasks are coarse: one per source when
collecting, one per batch after that; bodies stay in the archive and only references travel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from flows.batches import Reading, code_batch, gazetteer_built, in_process, read_batch
from flows.progress import begin, warn
from flows.recovery import take_up
from flows.run import Run, utc_now, writing
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.pace import next_poll
from tasks.collect.poll import poll_source
from tasks.collect.robots import sitemaps_of
from tasks.collect.sources import Catalogue, Source, WayIn
from tasks.models import Capture, CodedArticle, PastPoll, PendingCode, PendingRead, ReadRules, WayInKind
from tasks.settings import settings
from tasks.store.load import load_captures, load_codings, load_links, load_paces, load_polls, load_readings, load_stories
from tasks.store.state import (
    learnt_lines,
    open_gap,
    past_polls,
    pending_codes,
    pending_fetches,
    pending_links,
    pending_reads,
    pending_stories,
    validators,
)

T = TypeVar("T")
Window = tuple[date, date]

SITEMAPS = frozenset({WayInKind.SITEMAP, WayInKind.NEWS_SITEMAP})
# Pages whose captures are stored together. Those that a kill leaves unstored are in the archive, and taken up from there.
STORE_EVERY_PAGES = 20


# ---------------------------------------------------------------- collect


@dataclass(frozen=True, slots=True)
class CollectPlan:
    """What to collect: from which sources, through which kinds of ways in (None: all), of which days (None: what is shown now).

    `even_if_not_due` asks also the ways in whose next poll is still to come.
    """

    sources: tuple[Source, ...]
    kinds: frozenset[str] | None = None
    window: Window | None = None
    even_if_not_due: bool = False

    @property
    def asks_sitemaps(self) -> bool:
        """Whether sitemaps are asked for what they listed in the past."""
        return self.window is not None and (self.kinds is None or bool(self.kinds & SITEMAPS))

    def ways_in(self, source: Source, past: Mapping[str, Sequence[PastPoll]], now: datetime) -> tuple[WayIn, ...]:
        """Return the ways in of `source` to ask at `now`, given how the polls of each ended.

        When one is due is found anew each time, so that a changed `every` holds at once and a killed run leaves nothing undone.
        """
        ways = source.ways_in if self.kinds is None else [way for way in source.ways_in if way.kind in self.kinds]
        if self.window:
            return tuple(ways)
        return tuple(
            way
            for way in ways
            if not way.backfill_only
            and (
                self.even_if_not_due or way.url not in past or next_poll(way.url, past[way.url], source.bounds).next_poll_at <= now
            )
        )


def collect(plan: CollectPlan, run: Run) -> None:
    """Poll every source of `plan` and fetch what it shows. A source that fails stops no other."""
    if settings().contact is None and any(not source.allow_addresses for source in plan.sources):
        warn(
            "DATELINE_CONTACT is not set: the user agent tells site owners nobody to write to. Set it to an e-mail address or URL."
        )
    asyncio.run(_collect(plan, run))


async def _collect(plan: CollectPlan, run: Run) -> None:
    advance = begin("collect", len(plan.sources))
    async with Client(settings(), Archive(settings().archive_dir), settings().robots_dir) as client:

        async def one(source: Source) -> None:
            try:
                await collect_source.with_options(task_run_name=f"collect {source.id}")(client, source, plan, run)
            except Exception as error:  # noqa: BLE001 - a bug in one source's pages must not lose the others'; it is listed and logged
                run.fail("collect", source.id, f"{type(error).__name__}: {error}")
            advance(1)

        await asyncio.gather(*(one(source) for source in plan.sources))


@task(name="collect", cache_policy=NO_CACHE, persist_result=False)
async def collect_source(client: Client, source: Source, plan: CollectPlan, run: Run) -> None:
    """Poll the ways in of one source that are due, then fetch what is still wanted of it, whenever that was shown.

    Where a run before found that a way in had missed something, the source's sitemaps are searched for those days: those that are
    configured, else those that its robots.txt names.
    """
    with writing() as con:
        past = past_polls(con, source.id)
        gap = None if plan.window else open_gap(con, source.id, utc_now())
    if gap or plan.asks_sitemaps:
        source = source.model_copy(update={"ways_in": (*source.ways_in, *await sitemaps_of(client, source, run.run_id))})
    due = plan.ways_in(source, past, utc_now())
    if due:
        await poll(client, source, due, plan.window, run)
    elif not plan.window:
        run.counts["sources_not_due"] += 1
    sitemaps = [way for way in source.ways_in if way.kind in SITEMAPS]
    if gap and sitemaps:
        run.counts["gaps_searched"] += 1
        await poll(client, source, sitemaps, gap, run)
    await fetch_wanted(client, source, run)


async def poll(client: Client, source: Source, ways_in: Sequence[WayIn], window: Window | None, run: Run) -> None:
    """Ask some ways in of one source, and note what they show and when each is to be asked next."""
    with writing() as con:
        # A window asks for what was shown long ago, so its polls neither send validators nor leave any behind.
        known = {} if window else validators(con, source.id)
    asked = source.model_copy(update={"ways_in": tuple(ways_in)})
    polled = await poll_source(client, asked, known, run_id=run.run_id, now=utc_now, window=window)
    for one in polled.polls:
        run.judge("poll", one.url, one.outcome, one.reason)
    polls = [replace(one, etag=None, last_modified=None) for one in polled.polls] if window else polled.polls
    with writing() as con:
        run.counts["new_urls"] += load_polls(con, polls, polled.sightings)
        if not window:
            past = past_polls(con, source.id)
            roots = [one for one in polls if one.url == one.way_in_url]
            load_paces(con, {one.poll_id: next_poll(one.url, past[one.url], source.bounds) for one in roots})


async def fetch_wanted(client: Client, source: Source, run: Run) -> None:
    """Fetch what the warehouse says is wanted of one source, storing as it goes."""
    with writing() as con:
        wanted = pending_fetches(con, source.id, utc_now())
    wanted = take_up(source, wanted, run)
    batch: list[Capture] = []

    def store() -> None:
        with writing() as con:
            load_captures(con, batch)
        batch.clear()

    try:
        async for capture in fetch_pages(client, source, wanted, run_id=run.run_id, now=utc_now):
            run.judge("page", capture.url, capture.outcome, capture.reason)
            batch.append(capture)
            # An answer without a body is nowhere else: were it lost, its page would be asked for once more.
            if len(batch) >= STORE_EVERY_PAGES or (capture.archive is None and capture.http_status):
                store()
    finally:
        if batch:  # also when a page broke the loop: what was fetched before it counts
            store()


# ---------------------------------------------------------------- read


def read(run: Run, catalogue: Catalogue, pending: Sequence[PendingRead] | None = None) -> None:
    """Read the captures that are pending, or those given, and store articles and what was refused.

    Then those once more whose text has lines that their source's pages, now that there are more of them, turn out to repeat.
    """
    if pending is None:
        with writing() as con:
            pending = pending_reads(con)
    _read(run, catalogue, pending)
    with writing() as con:
        outdated = pending_reads(con, only_outdated=True)
    _read(run, catalogue, outdated)


def _read(run: Run, catalogue: Catalogue, pending: Sequence[PendingRead]) -> None:
    if not pending:
        return
    with writing() as con:
        learnt = learnt_lines(con)
    rules = {source.id: source.read_rules() for source in catalogue.sources}

    def store(readings: list[Reading]) -> None:
        with writing() as con:
            run.counts["article_versions"] += load_readings(con, readings, utc_now())
        run.counts.update(f"read_{result.outcome}" for _, result, _ in readings)

    _in_batches("read", pending, lambda batch: read_task.submit(batch, _rules_of(batch, rules, learnt)), store, run)


def _rules_of(batch: list[PendingRead], rules: dict[str, ReadRules], learnt: dict[str, frozenset[str]]) -> dict[str, ReadRules]:
    """Pick the rules that a batch needs, with what was learnt. A source that left the configuration is read without any."""
    ids = {pending.capture.source_id for pending in batch}
    configured = {source_id: rules.get(source_id) or ReadRules(source_id, source_id) for source_id in ids}
    return {source_id: replace(own, learnt=learnt.get(source_id, frozenset())) for source_id, own in configured.items()}


@task(name="read", cache_policy=NO_CACHE, persist_result=False)
def read_task(batch: list[PendingRead], rules: dict[str, ReadRules]) -> list[Reading]:
    """Read one batch of captures from the archive."""
    return in_process(read_batch, batch, rules, settings().archive_dir, settings().read_limit_s)


# ---------------------------------------------------------------- code


def code(run: Run, pending: Sequence[PendingCode] | None = None) -> None:
    """Code the article versions that are pending, or those given, and store what they report."""
    if pending is None:
        with writing() as con:
            pending = pending_codes(con)
    if pending:
        gazetteer_built().result()

    def store(coded: list[CodedArticle]) -> None:
        with writing() as con:
            run.counts["event_mentions"] += load_codings(con, coded, utc_now())
        run.counts["coded_articles"] += len(coded)

    _in_batches("code", pending, code_task.submit, store, run)


@task(name="code", cache_policy=NO_CACHE, persist_result=False)
def code_task(batch: list[PendingCode]) -> list[CodedArticle]:
    """Code one batch of article versions."""
    return in_process(code_batch, batch, settings().cache)


# ---------------------------------------------------------------- link


def link(run: Run) -> None:
    """Group texts that are copies, then join mentions into events; both only as far as something is new."""
    from tasks.link.events import link_mentions  # noqa: PLC0415 - a run with nothing new does not need it
    from tasks.link.stories import group_stories  # noqa: PLC0415

    with writing() as con:
        new_texts, known_texts = pending_stories(con)
        if new_texts:
            load_stories(con, group_stories(new_texts, known_texts))
        new, known, reports = pending_links(con)
        linked = link_mentions(new, known, reports)
        # Also with nothing new: an event whose last report is gone is retracted here.
        run.counts["event_states"] += load_links(con, linked.events, linked.reports, utc_now(), reason=run.flow)
        run.counts["linked_mentions"] += len(new)


# ---------------------------------------------------------------- batches


def _in_batches(
    label: str,
    pending: Sequence[T],
    submit: Callable[[list[T]], PrefectFuture[Any]],
    store: Callable[[Any], None],
    run: Run,
) -> None:
    """Work through `pending` in batches, storing each in the order given; a batch that breaks is listed and stays pending."""
    if not pending:
        return
    advance = begin(label, len(pending))
    batches = _batches(pending, settings().batch_size)
    # Twice as many in flight as there are processes keeps them busy and memory flat.
    ahead = settings().workers * 2
    futures = [(batch, submit(batch)) for batch in islice(batches, ahead)]
    while futures:
        batch, future = futures.pop(0)
        try:
            store(future.result())
        except Exception as error:  # noqa: BLE001 - a bug in one batch must not lose the others'; it is listed and logged
            run.fail(label, f"batch of {len(batch)}", f"{type(error).__name__}: {error}")
        advance(len(batch))
        futures += [(batch, submit(batch)) for batch in islice(batches, 1)]


def _batches(items: Sequence[T], size: int) -> Iterable[list[T]]:
    return iter([list(items[at : at + size]) for at in range(0, len(items), size)])
