"""The past: from sitemaps or listings by date, from a list of addresses, or from WARC files.

What a backfill wants is noted in the warehouse before it is fetched, so one that was killed goes on where it stopped when the same
command is given again. Run it with `python -m flows.backfill`, `dateline backfill`, or as the deployment of prefect.yaml.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from prefect import flow

from flows import stages
from flows.importing import note_addresses, take_warc_files
from flows.ingest import digest
from flows.run import RunSummary, recorded, utc_now, writing
from flows.selection import POLLED, Origin, choose_sources, files_of_backfill
from tasks.store.load import load_sources


@flow(name="backfill")
def backfill(
    since: date | None = None,
    until: date | None = None,
    source: list[str] | None = None,
    origin: Origin = "sitemap",
    files: Sequence[Path] = (),
) -> RunSummary:
    """Collect what sources published in the past, then read, code, link and publish it.

    Args:
        since: first day (UTC) to take; needed for `sitemap` and `listing`.
        until: last day (UTC) to take; today when not given.
        source: ids of the sources to take; all of them when not given.
        origin: where the pages are found: `sitemap`, `listing`, `warc` or `urls`.
        files: for `warc` the archives (a folder stands for all `*.warc` and `*.warc.gz` in it), for `urls` lists with an
            address a line.

    Raises:
        DatelineError: an argument or the configuration is wrong, or the warehouse cannot be used.
    """
    catalogue, chosen = choose_sources(None, source)
    paths = files_of_backfill(origin, since, until, files)
    window = (since or date.min, until or utc_now().date())
    with recorded("backfill") as run:
        with writing() as con:
            load_sources(con, catalogue.sources, utc_now())
        if origin == "warc":
            take_warc_files(paths, chosen, window, run)
        else:
            if origin == "urls":
                note_addresses(paths, chosen, run)
            # An address list is polled by nobody: with no kind of way in, only what is wanted is fetched.
            stages.collect(stages.CollectPlan(chosen, POLLED.get(origin, frozenset()), window), run)
        digest(run, catalogue)
    return run.summary()


if __name__ == "__main__":
    from flows.cli import main

    main(["backfill", *sys.argv[1:]])
