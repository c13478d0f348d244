"""Loads records into the warehouse. Each function is one transaction, and doing it twice changes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
from duckdb import DuckDBPyConnection

from tasks.models import Capture, CodedArticle, Event, EventReport, Outcome, Pace, Poll, Sighting, Story, stable_id
from tasks.store import rows
from tasks.store.arrow import arrow, transaction
from warehouse.connection import sql


def start_run(con: DuckDBPyConnection, run_id: str, flow: str, started_at: datetime, code_version: str) -> None:
    """Note in `raw.runs` that a run has begun and that earlier ones of its flow, if still unfinished, were interrupted.

    `raw.outcomes` gets what this Dateline's outcomes mean.
    """
    with transaction(con, outcomes=arrow(con, "raw.outcomes", rows.outcome_rows())):
        con.execute(sql("merge/raw_outcomes"))
        con.execute(sql("merge/raw_runs_interrupted"), {"flow": flow, "run_id": run_id})
        con.execute(
            sql("merge/raw_runs_start"),
            {"run_id": run_id, "flow": flow, "started_at": started_at, "code_version": code_version},
        )


def finish_run(con: DuckDBPyConnection, run_id: str, finished_at: datetime, status: str, counts: Mapping[str, object]) -> None:
    """Note in `raw.runs` how a run ended and what it did."""
    with transaction(con):
        con.execute(
            sql("merge/raw_runs_finish"),
            {"run_id": run_id, "finished_at": finished_at, "status": status, "counts": json.dumps(counts, sort_keys=True)},
        )


def load_sources(con: DuckDBPyConnection, sources: Sequence[rows.ConfiguredSource], now: datetime) -> None:
    """Keep what is configured: `sources` and no others. The latest configuration counts; what differs is so since `now` (UTC)."""
    found = rows.unique(map(rows.source_row, sources), "source_id")
    with transaction(con, sources=arrow(con, "raw.sources", found)):
        con.execute(sql("merge/raw_sources"), {"now": now})


def load_polls(con: DuckDBPyConnection, polls: Sequence[Poll], sightings: Sequence[Sighting]) -> int:
    """Keep polls with what they showed, together, so that no validator is ever ahead of its addresses.

    Returns:
        How many addresses had not been seen before.
    """
    polled = rows.unique(map(rows.poll_row, polls), "poll_id")
    with transaction(
        con,
        polls=arrow(con, "raw.polls", polled),
        listed=arrow(con, "raw.sightings", (row for poll in polls for row in rows.listed_rows(poll))),
        sightings=arrow(con, "raw.sightings", map(rows.sighting_row, sightings)),
    ):
        con.execute(sql("merge/raw_polls"))
        return _inserted(con, "merge/raw_sightings")


def load_passed_over(con: DuckDBPyConnection, sightings: Sequence[Sighting], window: tuple[date, date]) -> None:
    """Keep addresses that a search of a window of days saw and passed over."""
    with transaction(con, sightings=arrow(con, "raw.passed_over", map(rows.sighting_row, sightings))):
        con.execute(sql("merge/raw_passed_over"), {"since_day": window[0], "until_day": window[1]})


def load_paces(con: DuckDBPyConnection, paces: Mapping[str, Pace]) -> None:
    """Note, by poll id, when a way in is to be polled next."""
    found = [
        {"poll_id": poll_id, "next_poll_at": pace.next_poll_at, "wait_reason": pace.wait_reason} for poll_id, pace in paces.items()
    ]
    with transaction(con, paces=arrow(con, "raw.polls", found)):
        con.execute(sql("merge/raw_polls_paced"))


def load_silence(con: DuckDBPyConnection, source_id: str, silent_from: datetime, told_at: datetime, run_id: str) -> None:
    """Note that a source's silence was told (times in UTC)."""
    with transaction(con):
        con.execute(
            sql("merge/raw_silences"), {"source_id": source_id, "silent_from": silent_from, "told_at": told_at, "run_id": run_id}
        )


def load_captures(con: DuckDBPyConnection, captures: Sequence[Capture]) -> int:
    """Keep attempts to fetch pages.

    Returns:
        How many were new.
    """
    found = rows.unique(map(rows.capture_row, captures), "capture_id")
    with transaction(con, captures=arrow(con, "raw.captures", found)):
        return _inserted(con, "merge/raw_captures")


def load_readings(con: DuckDBPyConnection, readings: Sequence[rows.Reading], now: datetime) -> int:
    """Keep how each page was read, and the articles found; a changed text or headline is a new version.

    A page that brings nothing new is `unchanged`, one that is another address of an article that is here is a `duplicate_url`.

    Returns:
        How many versions of articles were added.
    """
    readings = _identified(con, readings)
    key = ("capture_id", "extractor_version")
    read = rows.unique((rows.reading_row(reading, now) for reading in readings), *key)
    removed = rows.unique((row for reading in readings for row in rows.removed_line_rows(reading)), *key, "line_number")
    with transaction(
        con,
        readings=arrow(con, "core.readings", read),
        removed_lines=arrow(con, "core.removed_lines", removed),
        articles=_articles(con, readings),
    ):
        con.execute(sql("merge/core_removed_lines"))
        added = _inserted(con, "merge/core_article_versions", {"now": now})
        con.execute(sql("merge/core_articles"))
        con.execute(sql("merge/core_readings"))
    return added


def _identified(con: DuckDBPyConnection, readings: Sequence[rows.Reading]) -> list[rows.Reading]:
    """Give each page the article that it holds, where what it says of itself is wrong, old, or the same as another page's.

    A page that is another address of an article that is here changes nothing of it, and ends so.
    """
    with transaction(con, articles=_articles(con, readings)):
        claims = {capture_id: claim for capture_id, *claim in con.execute(sql("state/claimed_articles")).fetchall()}
    return [_as_claimed(reading, *claims.get(reading[0].capture_id, (None, None, None))) for reading in readings]


def _as_claimed(reading: rows.Reading, why: str | None, holder_url: str | None, article_id: str | None) -> rows.Reading:
    capture, read, article = reading
    if article is None or why is None:
        return reading
    if why == "duplicate":
        return capture, replace(read, outcome=Outcome.DUPLICATE_URL, reason=f"the article is at {holder_url}"), article
    if article_id:
        return capture, read, replace(article, article_id=article_id)
    own_id = stable_id("article", capture.source_id, "at", capture.url_key)
    return capture, read, replace(article, article_id=own_id, canonical_url=article.url)


def _articles(con: DuckDBPyConnection, readings: Sequence[rows.Reading]) -> pa.Table:
    found = (rows.article_row(article) for _, read, article in readings if article and read.outcome is Outcome.OK)
    return arrow(con, "core.articles", rows.unique(found, "article_id", "capture_id"))


def load_codings(con: DuckDBPyConnection, coded: Sequence[CodedArticle], now: datetime) -> int:
    """Keep what the coder made of articles. The coding loaded last is an article's current one; the others are superseded.

    Returns:
        How many mentions were added.
    """
    parts: dict[str, list[rows.Row]] = defaultdict(list)
    unique = {rows.coding_id(one): one for one in coded}
    for one in unique.values():
        for table, row in rows.coded_rows(one, now):
            parts[table].append(row)
    tables = ("mention_places", "mention_actors", "casualty_claims", "event_mentions")
    incoming = {table: arrow(con, f"core.{table}", parts[table]) for table in tables}
    codings = arrow(con, "core.codings", (rows.coding_row(one, now) for one in unique.values()))
    with transaction(con, codings=codings, **incoming):
        added = 0
        for table in tables:
            added = _changed(con, f"merge/core_{table}")
        con.execute(sql("merge/core_codings"))
        con.execute(sql("merge/core_codings_current"), {"now": now})
        con.execute(sql("merge/core_event_mentions_current"))
    return added


def load_stories(con: DuckDBPyConnection, stories: Sequence[Story]) -> None:
    """Keep which articles are copies of one text; the stories that they leave are counted anew."""
    members = rows.unique((row for story in stories for row in rows.member_rows(story)), "article_id")
    left = con.execute(sql("state/stories_left"), {"article_ids": [row["article_id"] for row in members]}).fetchall()
    touched: list[rows.Row] = [{"story_id": story_id} for (story_id,) in left]
    touched += [{"story_id": story.story_id, "first_article_id": story.first_article_id} for story in stories]
    with transaction(
        con,
        members=arrow(con, "core.articles", members),
        stories=arrow(con, "core.stories", rows.unique(touched, "story_id")),
    ):
        con.execute(sql("merge/core_articles_story"))
        con.execute(sql("merge/core_stories"))


def load_links(con: DuckDBPyConnection, events: Sequence[Event], reports: Sequence[EventReport], now: datetime, reason: str) -> int:
    """Keep events and their reports; retract events without a current report; keep each state that is new, with its reason.

    Args:
        con: the writer's connection.
        events: every event that linking touched.
        reports: all reports of those events.
        now: since when the new states hold (UTC).
        reason: what brought them about, such as "new reports" or "coder 2".

    Returns:
        How many states of events were added.
    """
    found = rows.unique(map(rows.event_row, events), "event_id")
    with transaction(
        con,
        events=arrow(con, "core.events", found),
        reports=arrow(con, "core.event_reports", rows.unique(map(rows.report_row, reports), "event_id", "mention_id")),
    ):
        con.execute(sql("merge/core_events"))
        con.execute(sql("merge/core_event_reports"))
        retracted = [event_id for (event_id,) in con.execute(sql("merge/core_events_retracted")).fetchall()]
        return _inserted(con, "merge/core_event_versions", {"now": now, "reason": reason, "retracted": retracted})


def _inserted(con: DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None) -> int:
    """Run a merge that returns its actions, and count the rows that it added."""
    return sum(action == "INSERT" for (action,) in con.execute(sql(name), parameters or {}).fetchall())


def _changed(con: DuckDBPyConnection, name: str) -> int:
    row = con.execute(sql(name)).fetchone()
    return int(row[0]) if row else 0
