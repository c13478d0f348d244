"""Taking up what a run had archived and not noted, as it was killed or the warehouse busy, so that no page is fetched twice."""

from __future__ import annotations

from collections.abc import Sequence

from flows.run import Run, utc_now, writing
from tasks.collect.archive import Archive
from tasks.collect.recovery import recovered
from tasks.collect.sources import Source
from tasks.models import Wanted
from tasks.settings import settings
from tasks.store.load import load_captures
from tasks.store.state import last_fetches, run_tails


def take_up(source: Source, wanted: Sequence[Wanted], run: Run) -> list[Wanted]:
    """Store the captures of pages that lie in the archive although nobody noted them, and return the pages that do not."""
    if not wanted:
        return []
    with writing() as con:
        tails = run_tails(con, source.id, run.run_id, utc_now())
        fetched_at = last_fetches(con, source.id, [page.url_key for page in wanted if page.attempts]) if tails else {}
    captures = list(recovered(Archive(settings().archive_dir), source.id, tails, wanted, fetched_at))
    if not captures:
        return list(wanted)
    run.counts["pages_recovered"] += len(captures)
    with writing() as con:
        load_captures(con, captures)
    found = {capture.url_key for capture in captures}
    return [page for page in wanted if page.url_key not in found]
