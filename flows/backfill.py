"""The past: from sitemaps or listings by date, from a list of addresses, or from WARC files.

First what is to be fetched is looked for, noted and told as a plan; then it is worked off day by day, each day read, coded and
linked before the next. A backfill that was killed goes on where it stopped when the same command is given again. Run it with
`python -m flows.backfill`, `dateline backfill`, or as the deployment of prefect.yaml.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.client import client_for
from flows.collecting import fetch, isolated
from flows.importing import take_warc_files
from flows.ingest import digest
from flows.progress import begin, tell
from flows.recovery import take_up
from flows.run import Run, RunSummary, recorded, utc_now, writing
from flows.selection import Errand, Origin, choose_sources, errand_of
from flows.surveying import archives_in_words, find, in_words, planned
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.plan import Day
from tasks.collect.sources import Catalogue, Source
from tasks.models import Sighting, Wanted
from tasks.settings import settings
from tasks.store.load import load_sources
from tasks.store.state import not_ended


@flow(name="backfill")
def backfill(
    since: date | None = None,
    until: date | None = None,
    source: list[str] | None = None,
    origin: Origin = "sitemap",
    files: Sequence[Path] = (),
    *,
    oldest_first: bool = False,
) -> RunSummary:
    """Collect what sources published in the past, then read, code, link and publish it.

    Args:
        since: first day (UTC) to take; needed for `sitemap` and `listing`.
        until: last day (UTC) to take; today when not given.
        source: ids of the sources to take; all of them when not given.
        origin: where the pages are found: `sitemap`, `listing`, `warc` or `urls`.
        files: for `warc` the archives (a folder stands for all `*.warc` and `*.warc.gz` in it), for `urls` lists with an
            address a line.
        oldest_first: begin with the first day; the last day comes first otherwise.

    Raises:
        DatelineError: an argument or the configuration is wrong, or the warehouse cannot be used.
    """
    catalogue, chosen = choose_sources(None, source)
    errand = errand_of(chosen, origin, since, until, files, oldest_first=oldest_first)
    with recorded("backfill") as run:
        with writing() as con:
            load_sources(con, catalogue.sources, utc_now())
        if origin == "warc":
            for line in archives_in_words(errand):
                tell(line)
            take_warc_files(errand.files, chosen, errand.window, run)
            digest(run, catalogue)
        else:
            asyncio.run(_from_sites(errand, catalogue, run))
    return run.summary()


async def _from_sites(errand: Errand, catalogue: Catalogue, run: Run) -> None:
    async with client_for(errand.sources, Archive(settings().archive_dir), settings().hosts_dir) as client:
        found = await find(client, errand, run, keep=True)
        wanted = await run.aside(lambda: _wanted(errand, found, run))
        plan = planned(errand, found, wanted)
        for line in in_words(plan, errand):
            tell(line)
        count_day, count_page = begin("days", len(plan.days)), begin("fetch", plan.to_fetch + len(plan.kept_out))
        await fetch_day(client, errand, Day(None, plan.kept_out), count_page, run)
        for day in plan.days:
            named = fetch_day.with_options(task_run_name=f"collect {day.day or 'without a day'}")
            await named(client, errand, day, count_page, run)
            # In a thread, so that connections are looked after meanwhile. What a killed run left is digested with the first day.
            await asyncio.to_thread(digest, run, catalogue)
            count_day(1)
    if not plan.days:
        digest(run, catalogue)


def _wanted(errand: Errand, found: Sequence[Sighting], run: Run) -> list[Wanted]:
    """Take up what runs that were killed had archived, and return what is really to be fetched."""
    with writing() as con:
        wanted = not_ended(con, found)
    of = {source.id: [page for page in wanted if page.source_id == source.id] for source in errand.sources}
    return [page for source in errand.sources for page in take_up(source, of[source.id], run)]


@task(name="collect", task_run_name="collect what rules keep out", cache_policy=NO_CACHE, persist_result=False)
async def fetch_day(client: Client, errand: Errand, day: Day, count_page: Callable[[int], None], run: Run) -> None:
    """Fetch one day's pages of all sources, counting them. A source that fails stops no other."""
    pages = day.by_source()

    async def one(source: Source) -> None:
        await isolated("fetch", source, fetch(client, source, pages.get(source.id, []), run, count_page), run)

    await asyncio.gather(*(one(source) for source in errand.sources))


if __name__ == "__main__":
    from flows.cli import main

    main(["backfill", *sys.argv[1:]])
