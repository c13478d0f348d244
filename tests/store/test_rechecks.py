"""Articles are looked at again after they were published, as often as their source wants, by runs that come when they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection

from tasks.models import Outcome, Validators
from tasks.store import load, state
from tests.store.world import NOW, SourceEntry, article_of, capture, poll, reading, sighting, url

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AFTER = tuple(int(span.total_seconds()) for span in (15 * MINUTE, HOUR, 3 * HOUR, DAY, 3 * DAY, 7 * DAY))


@pytest.fixture
def con(con: DuckDBPyConnection) -> DuckDBPyConnection:
    load.start_run(con, "run", "ingest", NOW, "0")
    load.load_sources(con, [SourceEntry(recheck_s=AFTER)], NOW)
    load.load_polls(con, [poll()], [sighting()])
    return con


def first_fetched(con: DuckDBPyConnection, at: datetime, published_at: datetime | None) -> None:
    of = replace(capture(), fetched_at=at)
    _, read, article = reading(of)
    assert article is not None
    read = replace(read, published_at=published_at)
    load.load_captures(con, [of])
    load.load_readings(con, [(of, read, replace(article, read=read))], at)


def looked_at(
    con: DuckDBPyConnection, start: datetime, every: timedelta, outcome: Callable[[int], Outcome] = lambda _: Outcome.NOT_MODIFIED
) -> list[float]:
    """Let runs come for nine days, and return how many hours after the start they fetched the page again."""
    when, runs = [], [start + number * every for number in range(1, 9 * DAY // every)]
    while runs:
        due = con.execute("SELECT min(coalesce(due_at, '-infinity')) FROM core.pending_fetches").fetchone()
        after = next((number for number, at in enumerate(runs) if due and due[0] and at >= due[0]), len(runs))
        # The runs before it, of which the last one stands for all, find nothing; the next one that is due may come too late.
        if after and state.pending_fetches(con, "paper", runs[after - 1]):
            raise AssertionError(f"{runs[after - 1]} finds what is due at {due}")
        for wanted in state.pending_fetches(con, "paper", runs[after]) if after < len(runs) else ():
            when.append((runs[after] - start) / HOUR)
            made = replace(capture(attempt=wanted.attempts + 1, outcome=outcome(wanted.attempts)), fetched_at=runs[after] + MINUTE)
            load.load_captures(con, [made])
        del runs[: after + 1]
    return when


def test_runs_every_half_hour_look_at_each_moment_once(con: DuckDBPyConnection) -> None:
    first_fetched(con, NOW, published_at=NOW - 5 * MINUTE)
    assert looked_at(con, NOW, 30 * MINUTE) == [0.5, 1, 3, 24, 72, 168]


def test_runs_that_come_late_look_once_for_all_that_they_missed(con: DuckDBPyConnection) -> None:
    first_fetched(con, NOW, published_at=NOW - 5 * MINUTE)
    assert looked_at(con, NOW, 10 * HOUR) == [10, 30, 80, 170]


def test_without_a_date_the_first_fetch_counts(con: DuckDBPyConnection) -> None:
    first_fetched(con, NOW, published_at=None)
    assert looked_at(con, NOW, 30 * MINUTE) == [0.5, 1, 3, 24, 72, 168]


@pytest.mark.parametrize(("published_at", "hours"), [(NOW - 30 * DAY, []), (NOW - 2 * DAY, [24, 120])])
def test_an_old_article_is_not_looked_at_for_what_is_over(
    con: DuckDBPyConnection, published_at: datetime, hours: list[float]
) -> None:
    first_fetched(con, NOW, published_at=published_at)
    assert looked_at(con, NOW, 30 * MINUTE) == hours


def test_a_date_that_moves_with_each_look_does_not_begin_them_anew(con: DuckDBPyConnection) -> None:
    """Such as a clock in the masthead, or a "published" that is the last change."""
    first_fetched(con, NOW, published_at=NOW + 400 * DAY)
    assert looked_at(con, NOW, 30 * MINUTE) == [0.5, 1, 3, 24, 72, 168]
    first_fetched(con, NOW + 9 * DAY, published_at=NOW + 9 * DAY)
    assert state.pending_fetches(con, "paper", NOW + 10 * DAY) == []


def test_a_source_may_want_none(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(recheck_s=())], NOW)
    first_fetched(con, NOW, published_at=NOW)
    assert looked_at(con, NOW, HOUR) == []


def test_it_is_asked_for_with_what_the_article_came_with(con: DuckDBPyConnection) -> None:
    first_fetched(con, NOW, published_at=NOW)
    [wanted] = state.pending_fetches(con, "paper", NOW + HOUR)
    assert (wanted.validators, wanted.sha256) == (Validators(url(1), '"page"', None), "00")


def test_an_article_that_is_gone_is_looked_at_like_any_other_and_keeps_its_text(con: DuckDBPyConnection) -> None:
    first_fetched(con, NOW, published_at=NOW)
    looks = looked_at(con, NOW, 30 * MINUTE, lambda before: Outcome.NOT_MODIFIED if before < 3 else Outcome.HTTP_4XX)
    assert {0.5, 1, 3, 24, 72, 168} <= set(looks)
    assert con.execute("SELECT outcome, last_outcome, state FROM mart.fates").fetchall() == [("ok", "http_4xx", "done")]
    assert con.execute("SELECT version, text FROM core.articles").fetchall() == [(1, article_of(reading(capture())).read.text)]


def test_the_other_address_of_an_article_is_not_looked_at(con: DuckDBPyConnection) -> None:
    first_fetched(con, NOW, published_at=NOW)
    load.load_polls(con, [], [sighting(2)])
    of = replace(capture(2), fetched_at=NOW)
    _, read, article = reading(of)
    assert article is not None
    load.load_captures(con, [of])
    same = replace(article, article_id=article_of(reading(capture())).article_id, canonical_url=url(1))
    load.load_readings(con, [(of, read, same)], NOW)
    assert [wanted.url for wanted in state.pending_fetches(con, "paper", NOW + HOUR)] == [url(1)]
