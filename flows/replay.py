"""Read or code again from the archive, with no network: what a better extractor or coder is for.

Run it by itself with `python -m flows.replay`, through `dateline replay`, or as the deployment `replay` of prefect.yaml.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from typing import Literal

from prefect import flow

from flows import stages
from flows.run import RunSummary, recorded, writing
from flows.selection import choose_sources
from tasks.store.state import archived_reads, codable


@flow(name="replay")
def replay(
    stage: Literal["read", "code"] = "read", since: date | None = None, source: list[str] | None = None, *, resume: bool = False
) -> RunSummary:
    """Read (and then code), or only code, again what the archive holds.

    Args:
        stage: `read` starts from the archived pages, `code` from the articles' texts.
        since: only pages fetched on or after this day (UTC), or, for `code`, articles published since; all when not given.
        source: ids of the sources to take; all of them when not given.
        resume: leave out what this version has done already, such as in a replay that was stopped.

    Raises:
        DatelineError: the configuration is wrong or the warehouse cannot be used.
    """
    from tasks.code.coder import CODER_VERSION  # noqa: PLC0415 - loads the parser
    from tasks.read.extract import EXTRACTOR_VERSION  # noqa: PLC0415 - loads trafilatura

    catalogue, chosen = choose_sources(None, source)
    ids = [chosen_source.id for chosen_source in chosen] if source else None
    start = datetime.combine(since, time(), UTC) if since else None
    with recorded("replay") as run:
        if stage == "read":
            with writing() as con:
                pages = archived_reads(con, since=start, source_ids=ids, not_by=EXTRACTOR_VERSION if resume else None)
            stages.read(run, catalogue, pages)
            stages.code(run)
        else:
            with writing() as con:
                texts = codable(con, since=start, source_ids=ids, not_by=CODER_VERSION if resume else None)
            stages.code(run, texts)
        stages.link(run)
    return run.summary()


if __name__ == "__main__":
    from flows.cli import main

    main(["replay", *sys.argv[1:]])
