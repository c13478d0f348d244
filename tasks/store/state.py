"""What is known, and what is still to be done: questions to the warehouse, answered in records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duckdb import DuckDBPyConnection

from tasks.models import (
    CodeInput,
    EventReport,
    MentionRef,
    PastPoll,
    PendingCode,
    PendingRead,
    RunTail,
    Sighting,
    StoryText,
    Validators,
    Wanted,
)
from tasks.store import records
from tasks.store.arrow import arrow, transaction
from tasks.store.rows import sighting_row
from warehouse.connection import sql


@dataclass(frozen=True, slots=True)
class GoneSilent:
    """A source that brings nothing new: since when (UTC), for how many hours, and how many are the most that is usual or expected.

    `problem` is what is wrong with its ways in, when something is.
    """

    source_id: str
    name: str
    silent_from: datetime
    silent_h: float
    silence_limit_h: float
    problem: str | None


def validators(con: DuckDBPyConnection, source_id: str) -> dict[str, Validators]:
    """Return what to ask again with, by address of the way in: from its last good answer, carried on through "not modified".

    A way in that is to be asked for whole this time is not there.
    """
    return {row["url"]: Validators(**row) for row in _rows(con, "state/validators", {"source_id": source_id})}


def past_polls(con: DuckDBPyConnection, source_id: str) -> dict[str, list[PastPoll]]:
    """Return how the latest looks at each way in of the source ended, oldest first, by its address."""
    found: dict[str, list[PastPoll]] = {}
    for row in _rows(con, "state/past_polls", {"source_id": source_id}):
        found.setdefault(row["url"], []).append(records.past_poll(row))
    return found


def gone_silent(con: DuckDBPyConnection) -> list[GoneSilent]:
    """Return the sources that have been silent for too long, and of whose silence nobody was told yet."""
    return [GoneSilent(**row) for row in _rows(con, "state/gone_silent", {})]


def open_gap(con: DuckDBPyConnection, source_id: str, now: datetime) -> tuple[date, date] | None:
    """Return the first and last day (UTC) of what the source's ways in probably missed and is to be searched for now, or None."""
    return next(
        ((row["since_day"], row["until_day"]) for row in _rows(con, "state/open_gaps", {"source_id": source_id, "now": now})), None
    )


def known_captures(con: DuckDBPyConnection, source_ids: Sequence[str]) -> set[str]:
    """Return the ids of the captures that the sources have."""
    return {row["capture_id"] for row in _rows(con, "state/known_captures", {"source_ids": list(source_ids)})}


def run_tails(con: DuckDBPyConnection, source_id: str, run_id: str, now: datetime) -> list[RunTail]:
    """Return the runs of the 14 days before `now`, other than `run_id`, that did not do all they should.

    Each comes with how far what it archived of a source is known.
    """
    parameters = {"source_id": source_id, "run_id": run_id, "now": now}
    return [RunTail(**row) for row in _rows(con, "state/run_tails", parameters)]


def last_fetches(con: DuckDBPyConnection, source_id: str, url_keys: Sequence[str]) -> dict[str, datetime]:
    """Return when pages of a source were last fetched (UTC), by `url_key`; those that never were are not there."""
    rows = _rows(con, "state/last_fetches", {"source_id": source_id, "url_keys": list(url_keys)})
    return {row["url_key"]: row["fetched_at"] for row in rows}


def pending_fetches(con: DuckDBPyConnection, source_id: str, now: datetime) -> list[Wanted]:
    """Return the pages of a source to fetch at `now`, the newest first."""
    return [records.wanted(row) for row in _rows(con, "state/pending_fetches", {"source_id": source_id, "now": now})]


def pending_reads(
    con: DuckDBPyConnection,
    *,
    run_id: str = "",
    most_others: int | None = None,
    limit: int | None = None,
    source_ids: Sequence[str] | None = None,
    only_outdated: bool = False,
) -> list[PendingRead]:
    """Return the captures to read: those that no extractor has read yet, and those whose text no longer fits what was learnt.

    Args:
        con: a connection to the warehouse.
        run_id: the run whose captures come first; each part is in the order of fetching.
        most_others: how many captures of other runs to take.
        limit: how many to take in all.
        source_ids: only these sources.
        only_outdated: only those that were read before, and whose source has taught more since.
    """
    return _reads(
        con,
        again=False,
        limit=limit,
        source_ids=source_ids,
        only_outdated=only_outdated,
        run_id=run_id,
        most_others=most_others,
    )


def learnt_lines(con: DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return the lines that each source's pages repeat, by source; a source that repeats none is not there."""
    lines: dict[str, set[str]] = {}
    for row in _rows(con, "state/learnt_lines", {}):
        lines.setdefault(row["source_id"], set()).add(row["line"])
    return {source_id: frozenset(found) for source_id, found in lines.items()}


def not_ended(con: DuckDBPyConnection, found: Sequence[Sighting]) -> list[Wanted]:
    """Return those of `found` that a backfill has still to fetch, the newest first. It reads only."""
    with transaction(con, sightings=arrow(con, "raw.sightings", map(sighting_row, found))):
        return [records.wanted(row) for row in _rows(con, "state/not_ended", {})]


def archived_reads(
    con: DuckDBPyConnection,
    *,
    since: datetime | None = None,
    source_ids: Sequence[str] | None = None,
    not_by: str | None = None,
) -> list[PendingRead]:
    """Return the captures to read again, in the order of fetching.

    Args:
        con: a connection to the warehouse.
        since: only what was fetched then or later (UTC).
        source_ids: only these sources.
        not_by: an extractor's version; what it has read already is left out, so that a replay can be resumed.
    """
    return _reads(con, again=True, since=since, source_ids=source_ids, not_by=not_by)


def pending_codes(
    con: DuckDBPyConnection, *, limit: int | None = None, source_ids: Sequence[str] | None = None
) -> list[PendingCode]:
    """Return the articles whose latest version no coder has coded yet, at most `limit`, in the order of fetching."""
    return _codes(con, again=False, limit=limit, source_ids=source_ids)


def codable(
    con: DuckDBPyConnection,
    *,
    since: datetime | None = None,
    source_ids: Sequence[str] | None = None,
    not_by: str | None = None,
) -> list[PendingCode]:
    """Return the articles to code again, latest versions only.

    Args:
        con: a connection to the warehouse.
        since: only what was published (or, undated, first fetched) then or later (UTC).
        source_ids: only these sources.
        not_by: a coder's version; articles whose current coding is by it are left out, so that a replay can be resumed.
    """
    return _codes(con, again=True, since=since, source_ids=source_ids, not_by=not_by)


def pending_stories(con: DuckDBPyConnection) -> tuple[list[StoryText], list[StoryText]]:
    """Return the texts that have not been compared with the others yet, and the grouped texts of the days around them."""
    rows = _rows(con, "state/stories", {})
    texts = [records.story_text(row) for row in rows]
    return [text for text in texts if text.story_id is None], [text for text in texts if text.story_id is not None]


def pending_links(con: DuckDBPyConnection) -> tuple[list[MentionRef], list[MentionRef], list[EventReport]]:
    """Return the mentions to link, the linked mentions of events that could be theirs, and which event each reports.

    A mention that came in place of one that its article no longer holds is new and has a report: it belongs to that event, whatever
    else it says now. So do the remaining mentions of an event that lost one.
    """
    new: list[MentionRef] = []
    known: list[MentionRef] = []
    reports: list[EventReport] = []
    for row in _rows(con, "state/links", {}):
        (new if row["is_new"] else known).append(records.mention_ref(row))
        if row["event_id"] is not None:
            reports.append(EventReport(row["event_id"], row["mention_id"], row["score"], row["method"]))
    return new, known, reports


def _reads(
    con: DuckDBPyConnection,
    *,
    again: bool,
    limit: int | None = None,
    since: datetime | None = None,
    source_ids: Sequence[str] | None = None,
    not_by: str | None = None,
    only_outdated: bool = False,
    run_id: str = "",
    most_others: int | None = None,
) -> list[PendingRead]:
    selection = _selection(again=again, limit=limit, since=since, source_ids=source_ids, not_by=not_by)
    named = {"only_outdated": only_outdated, "run_id": run_id, "most_others": most_others}
    return [records.pending_read(row) for row in _rows(con, "state/reads", {**selection, **named})]


def _codes(
    con: DuckDBPyConnection,
    *,
    again: bool,
    limit: int | None = None,
    since: datetime | None = None,
    source_ids: Sequence[str] | None = None,
    not_by: str | None = None,
) -> list[PendingCode]:
    rows = _rows(con, "state/codes", _selection(again=again, limit=limit, since=since, source_ids=source_ids, not_by=not_by))
    return [_pending_code(row) for row in rows]


def _pending_code(row: Mapping[str, Any]) -> PendingCode:
    return PendingCode(
        article_id=row["article_id"],
        version=row["version"],
        text_sha256=row["text_sha256"],
        input=CodeInput(
            text_id=row["article_id"],
            text=row["text"],
            title=row["title"],
            published_at=row["published_on"],
            url=row["url"],
            country=row["country"],
            dateline=(row["dateline_start"], row["dateline_end"]) if row["dateline_end"] is not None else None,
        ),
    )


def _selection(
    *, again: bool, limit: int | None, since: datetime | None, source_ids: Sequence[str] | None, not_by: str | None
) -> dict[str, object]:
    return {
        "again": again,
        "most": limit,
        "since": since,
        "source_ids": None if source_ids is None else list(source_ids),
        "not_by": not_by or "",
    }


def _rows(con: DuckDBPyConnection, name: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
    # Through Arrow: many times faster than row by row, and times come with the standard library's time zones.
    rows: list[dict[str, Any]] = con.execute(sql(name), parameters).to_arrow_table().to_pylist()
    return rows
