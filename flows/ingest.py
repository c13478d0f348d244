"""One pass over the configured sources: collect, read, code, link, publish.

Run it by itself with `python -m flows.ingest`, through `dateline ingest`, or as the deployment `ingest` of prefect.yaml.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow

from flows import stages
from flows.collecting import CollectPlan, collect
from flows.run import Run, RunSummary, recorded, utc_now, writing
from flows.selection import choose_sources
from flows.silence import tell_silence
from tasks.collect.sources import Catalogue
from tasks.store.load import load_sources

# Pages that other runs left unread, such as a backfill that was stopped, which a run takes beside its own.
MOST_OTHERS = 1_000


@flow(name="ingest")
def ingest(source: list[str] | None = None, sources: Path | None = None) -> RunSummary:
    """Fetch what the sources show now, read and code what is new, and publish the warehouse.

    Args:
        source: ids of the sources to take, due or not; when not given, all that are due by their `every`.
        sources: the file that configures them; `DATELINE_SOURCES` when not given.

    Returns:
        What happened, counted, and what failed.

    Raises:
        DatelineError: the configuration is wrong or the warehouse cannot be used.
    """
    catalogue, chosen = choose_sources(sources, source)
    with recorded("ingest") as run:
        with writing() as con:
            load_sources(con, catalogue.sources, utc_now())
        collect(CollectPlan(chosen, even_if_not_due=source is not None), run)
        digest(run, catalogue, most_others=MOST_OTHERS)
        tell_silence(run)
    return run.summary()


def digest(run: Run, catalogue: Catalogue, most_others: int | None = None) -> None:
    """Do what follows collecting: read, code and link whatever is pending, of pages that other runs left at most `most_others`."""
    stages.read(run, catalogue, most_others=most_others)
    stages.code(run)
    stages.link(run)


if __name__ == "__main__":
    from flows.cli import main

    main(["ingest", *sys.argv[1:]])
