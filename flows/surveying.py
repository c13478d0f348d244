"""What a backfill finds to fetch, and the plan that it makes of that; a dry run ends there and writes nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.client import client_for
from flows.collecting import asked, isolated, search
from flows.importing import addresses_of
from flows.progress import begin
from flows.run import Run, utc_now
from flows.selection import POLLED, Errand
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.plan import Plan, plan_of
from tasks.collect.poll import Polled
from tasks.collect.robots import sitemaps_of
from tasks.collect.sources import Source, WayIn
from tasks.errors import WarehouseBusy
from tasks.models import Sighting, Wanted
from tasks.settings import settings
from tasks.store.state import not_ended
from warehouse.connection import open_reader

# More days than these are told by the month.
MOST_DAYS_TOLD = 31
NOTHING_TO_ASK = {
    "sitemap": "no sitemap is configured, and its robots.txt names none. `dateline sources discover` with its address "
    "looks for one; --from listing and --from urls need none.",
    "listing": "no listing is configured. Add one to its `ways_in`, or leave it out with --source.",
}
NAMES = {"sitemap": "sitemaps", "listing": "listings", "urls": "a list of addresses"}


async def find(client: Client, errand: Errand, run: Run, *, keep: bool) -> list[Sighting]:
    """Return every address of the window that the errand's lists or ways in show. A source that fails stops no other."""
    if errand.origin == "urls":
        return addresses_of(errand.files, errand.sources, errand.window, run, keep=keep)
    advance = begin("search", len(errand.sources))

    async def shown_by(source: Source) -> Polled:
        ways_in: Sequence[WayIn] = [way for way in source.ways_in if way.kind in POLLED[errand.origin]]
        if errand.origin == "sitemap":
            ways_in = await sitemaps_of(client, source, run.run_id)
        if not ways_in:
            run.fail("search", source.id, NOTHING_TO_ASK[errand.origin])
        if keep:
            return await search(client, source, ways_in, errand.window, run, is_backfill=True)
        return await asked(client, source, ways_in, run, window=errand.window)

    async def one(source: Source) -> Polled | None:
        polled = await isolated("search", source, shown_by(source), run)
        advance(1)
        return polled

    shown = await asyncio.gather(*(one(source) for source in errand.sources))
    return [seen for polled in shown if polled for seen in polled.sightings]


def planned(errand: Errand, found: Sequence[Sighting], wanted: Sequence[Wanted]) -> Plan:
    """Make the plan of an errand."""
    return plan_of(errand.sources, found, wanted, errand.window, oldest_first=errand.oldest_first)


def dry_run(errand: Errand) -> tuple[Plan, Run]:
    """Look for what a backfill would fetch, and return the plan, and what failed on the way. Nothing is written.

    Raises:
        WarehouseError: there is a warehouse, and it cannot be read.
    """
    run = Run("dry-run", "backfill", utc_now())

    async def look() -> list[Sighting]:
        with TemporaryDirectory(prefix="dateline-plan-") as folder:
            async with client_for(errand.sources, Archive(Path(folder)), hosts_dir=None) as client:
                return await find(client, errand, run, keep=False)

    found = asyncio.run(look())
    return planned(errand, found, _not_ended(found)), run


def _not_ended(found: Sequence[Sighting]) -> list[Wanted]:
    """Ask the working file, which knows also of a backfill that was stopped, or, while a run writes to it, the published one."""
    working, published = settings().working_file, settings().published_file
    if working.exists():
        try:
            with open_reader(working, exact=True) as con:
                return not_ended(con, found)
        except WarehouseBusy:
            if not published.exists():
                raise
    if not published.exists():
        return [Wanted(seen.source_id, seen.url, seen.url_key) for seen in found]
    with open_reader(published, exact=True) as con:
        return not_ended(con, found)


def as_record(plan: Plan) -> dict[str, object]:
    """Return the plan as what JSON can hold; `least_s` is in seconds."""
    return {
        "sources": [asdict(share) for share in plan.shares],
        "days": [{"day": day.day, "to_fetch": len(day.pages)} for day in plan.days],
        "to_fetch": plan.to_fetch,
        "least_s": plan.least_s,
    }


def archives_as_record(errand: Errand) -> dict[str, object]:
    """Return what a backfill from WARC files is going to read."""
    files = [{"file": str(file), "bytes": file.stat().st_size} for file in errand.files]
    return {"sources": [source.id for source in errand.sources], "files": files}


def archives_in_words(errand: Errand) -> Iterator[str]:
    """Yield what a backfill from WARC files is going to read, in lines for a person."""
    yield f"Plan: pages fetched {_days(errand)} (UTC), from WARC files, without a request."
    for file in errand.files:
        yield f"  {file}: {file.stat().st_size / 1e6:,.1f} MB"
    yield f"  Taken are the pages of {', '.join(source.id for source in errand.sources)}; all else is passed over and counted."


def _days(errand: Errand) -> str:
    first, last = errand.window
    return f"up to {last}" if first == date.min else f"{first} to {last}"


def in_words(plan: Plan, errand: Errand) -> Iterator[str]:
    """Yield the plan in lines for a person."""
    order = "oldest" if errand.oldest_first else "newest"
    yield f"Plan: {_days(errand)} (UTC), from {NAMES[errand.origin]}, day by day, the {order} first."
    for share in plan.shares:
        parts = [f"{share.ended:,} ended before", f"{share.kept_out:,} kept out by rules", f"{share.to_fetch:,} to fetch"]
        yield f"  {share.source_id}: {share.found:,} addresses found, of which {', '.join(parts)}"
    for name, count in _told(plan).items():
        yield f"  {name:<13}{count:>9,} {'page' if count == 1 else 'pages'}"
    yield f"{plan.to_fetch:,} pages to fetch, which takes at least {_duration(plan.least_s)} (the delay between two requests)."


def _told(plan: Plan) -> Counter[str]:
    """Count the pages by day, or by month where there are many days, in the plan's order."""
    by_month = len(plan.days) > MOST_DAYS_TOLD
    told: Counter[str] = Counter()
    for day in plan.days:
        told["without a day" if day.day is None else f"{day.day:%Y-%m}" if by_month else str(day.day)] += len(day.pages)
    return told


def _duration(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
