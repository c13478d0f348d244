"""How a source's own past tells what is usual for it, and of which silence somebody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from tasks.models import Outcome
from tasks.store import load, state
from tests.store.world import ExpectEntry, SourceEntry, article_of, capture, poll, reading

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def con(con: DuckDBPyConnection) -> DuckDBPyConnection:
    load.load_sources(con, [SourceEntry()], NOW)
    return con


def known_for(con: DuckDBPyConnection, days: int, *, outcome: Outcome = Outcome.OK, until: datetime = NOW) -> None:
    """Poll every six hours."""
    polls = [replace(poll(n, outcome=outcome), poll_id=f"{until} {n}", polled_at=until - n * HOUR * 6) for n in range(days * 4 + 1)]
    load.load_polls(con, polls, [])


def brought(con: DuckDBPyConnection, hours_ago: Sequence[float], *, published_days_before: float = 0) -> None:
    """Fetch an article at each of these times before `NOW`."""
    template = reading(capture())
    load.load_readings(con, [template], NOW)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE template AS FROM core.articles WHERE article_id = ?", [article_of(template).article_id]
    )
    con.execute("DELETE FROM core.articles WHERE article_id IN (SELECT article_id FROM template)")
    con.execute(
        """INSERT INTO core.articles BY NAME
        SELECT template.* REPLACE (
            gen_random_uuid()::VARCHAR AS article_id,
            moment AS first_fetched_at,
            moment AS fetched_at,
            moment - to_days(?) AS published_at
        )
        FROM template, (SELECT unnest(?::TIMESTAMPTZ[]) AS moment)""",
        [published_days_before, [NOW - hours * HOUR for hours in hours_ago]],
    )


def polled(con: DuckDBPyConnection, hours_ago: Sequence[float]) -> None:
    """Poll at each of these times before `NOW`."""
    load.load_polls(con, [replace(poll(n), polled_at=NOW - hours * HOUR) for n, hours in enumerate(hours_ago)], [])


def health(con: DuckDBPyConnection, *columns: str) -> tuple[Any, ...]:
    found = con.execute(f"SELECT {', '.join(columns)} FROM mart.source_health").fetchone()
    assert found is not None
    return found


WEEK = 7 * 24


@pytest.mark.parametrize(
    ("hours_ago", "limit_h"),
    [
        ([h + 0.5 for h in range(28 * 24)], 24),
        ([h for h in range(28 * 24) if h % 24 < 14], 24),
        ([h for h in range(28 * 24) if h % WEEK < 5 * 24], 98),
        ([n * WEEK + 30 for n in range(4)], 336),
        ([n * WEEK + 30 + part / 100 for n in range(4) for part in range(90)], 334),
        ([n * 24 + 3 for n in range(28)], 48),
        ([1, 2, 3], 168),
    ],
    ids=["day and night", "by day", "not at weekends", "weekly", "weekly, ninety at a time", "daily", "hardly anything"],
)
def test_how_long_a_silence_may_be_is_told_by_the_longer_pauses_of_the_past(
    con: DuckDBPyConnection, hours_ago: list[float], limit_h: float
) -> None:
    known_for(con, 40)
    brought(con, hours_ago)
    state_now, limit = health(con, "state", "silence_limit_h")
    assert (state_now, limit) == ("ok", limit_h)


def test_a_long_silence_never_becomes_usual(con: DuckDBPyConnection) -> None:
    known_for(con, 100)
    for days_silent in (3, 20, 60):
        con.execute("DELETE FROM core.articles")
        brought(con, [days_silent * 24 + 6 * n for n in range(120)])
        found = health(con, "state", "volume", "articles_last_day", "usual_per_day", "silent_h")
        assert found == ("silent", "fewer than usual", 0, 4, days_silent * 24)


def test_hours_in_which_the_machine_was_off_are_no_pauses_of_a_source(con: DuckDBPyConnection) -> None:
    on = [h for h in range(32 * 24) if not (100 <= h < 105 or 168 <= h < 288)]
    polled(con, on)
    brought(con, [h for h in on if h >= 96])
    found = health(con, "state", "silent_h", "silence_limit_h", "usual_per_day_low", "usual_per_day", "volume")
    assert found == ("silent", 96.0, 24.0, 24, 24, "fewer than usual")


@pytest.mark.parametrize("every_h", [1, 6, 12, 24, 48])
def test_a_source_that_is_asked_rarely_has_pauses_all_the_same(con: DuckDBPyConnection, every_h: int) -> None:
    polled(con, range(0, 40 * 24, every_h))
    brought(con, [n * 96 + 48 for n in range(8)])
    assert health(con, "state", "silent_h", "silence_limit_h", "usual_per_day_low") == ("ok", 48.0, 192.0, 0)


def test_a_weekend_in_which_the_machine_was_off_makes_no_source_silent(con: DuckDBPyConnection) -> None:
    on = [h for h in range(28 * 24) if not 1 <= h % WEEK <= 60]
    polled(con, on)
    brought(con, [h for h in on if h % WEEK > 60])
    assert health(con, "state", "silence_limit_h") == ("ok", 24.0)
    assert health(con, "silent_h", "volume", "articles_last_day") == (6.0, None, 0)


def test_a_source_that_never_brought_anything_is_silent_after_a_week(con: DuckDBPyConnection) -> None:
    known_for(con, 6)
    assert health(con, "state") == ("ok",)
    known_for(con, 8)
    assert health(con, "state", "silent_h") == ("silent", 192.0)


def test_a_backfill_ends_no_silence(con: DuckDBPyConnection) -> None:
    known_for(con, 40)
    brought(con, [200 + 24 * n for n in range(20)])
    brought(con, [1], published_days_before=30)
    assert health(con, "state", "silent_h") == ("silent", 200.0)


def test_a_source_that_left_the_configuration_is_no_longer_told_of(con: DuckDBPyConnection) -> None:
    known_for(con, 40)
    assert len(state.gone_silent(con)) == 1
    load.load_sources(con, [SourceEntry(id="other")], NOW)
    assert health(con, "source_id") == ("other",)
    assert state.gone_silent(con) == []


def test_a_way_in_that_left_the_configuration_fails_no_longer(con: DuckDBPyConnection) -> None:
    known_for(con, 1)
    old = "https://paper.example/old"
    load.load_polls(con, [replace(poll(99, way_in=old, outcome=Outcome.HTTP_4XX), polled_at=NOW, way_in_url=old)], [])
    assert health(con, "state", "ways_in") == ("ok", 1)


def test_each_silence_is_told_once_also_of_a_source_that_fails(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(expect=ExpectEntry(within_s=3600))], NOW)
    known_for(con, 2, outcome=Outcome.HTTP_4XX)
    brought(con, [5])
    [silent] = state.gone_silent(con)
    assert (silent.silent_from, silent.silent_h, silent.silence_limit_h) == (NOW - 5 * HOUR, 5.0, 1.0)
    assert "http_4xx" in (silent.problem or "")
    load.load_silence(con, "paper", silent.silent_from, NOW, "run")
    load.load_polls(con, [replace(poll(77), polled_at=NOW + 5 * HOUR)], [])
    assert state.gone_silent(con) == []
    brought(con, [-2])
    [again] = state.gone_silent(con)
    assert again.silent_from == NOW + 2 * HOUR
