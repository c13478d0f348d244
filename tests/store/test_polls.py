"""What the warehouse derives from polls: how each way in did, whose validators lie, what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from tasks.models import Outcome, Pace, Poll, Sighting
from tasks.store import load
from tasks.store.state import open_gap, past_polls, validators
from tests.store.world import FEED, poll, sighting

HOUR = timedelta(hours=1)
START = datetime.now(UTC) - timedelta(days=20)


def look(at: int, *, listed: Sequence[int] = (), part: str | None = None, **changes: Any) -> tuple[Poll, list[Sighting]]:
    """A poll `at` hours after the first, and the addresses that it listed."""
    url = part or FEED
    made = replace(
        poll(at, way_in=url),
        poll_id=f"{at} {url} {changes.get('since_day')}",
        run_id=f"run {at}",
        polled_at=START + HOUR * at,
        way_in_url=FEED,
        listed_urls=len(listed),
        listed_keys=tuple(sighting(number).url_key for number in listed),
    )
    return replace(made, **changes), [sighting(number, way_in=url) for number in listed]


def keep(con: duckdb.DuckDBPyConnection, *looks: tuple[Poll, list[Sighting]]) -> None:
    for one, sightings in looks:
        load.load_polls(con, [one], sightings)


def gaps(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute("SELECT state, gap_from, found_at, attempts FROM mart.gaps").fetchall()


def test_every_20th_poll_of_a_way_in_asks_for_the_whole_body(con: duckdb.DuckDBPyConnection) -> None:
    asked_whole = []
    for number in range(60):
        if not validators(con, "paper"):
            asked_whole.append(number)
        keep(con, look(number, outcome=Outcome.NOT_MODIFIED if number % 20 != 19 and number else Outcome.OK))
    assert asked_whole == [0, 19, 39, 59]


@pytest.mark.parametrize(
    ("etags", "bodies", "lies"),
    [(("a", "a"), "xy", True), (("a", "b"), "xy", False), (("a", "a"), "xx", False), ((None, None), "xy", False)],
)
def test_validators_that_stay_while_the_body_changes_are_used_no_more(
    con: duckdb.DuckDBPyConnection, etags: tuple[str | None, str | None], bodies: str, lies: bool
) -> None:
    keep(con, *(look(at, etag=etag, sha256=body) for at, (etag, body) in enumerate(zip(etags, bodies, strict=True))))
    reasons = con.execute("SELECT source_id, reason FROM core.false_validators").fetchall()
    assert bool(reasons) == lies
    assert bool(validators(con, "paper")) == (not lies and etags[1] is not None)


def test_a_server_that_gives_new_validators_but_takes_the_old_ones_is_found_out_too(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, look(0, sha256="0", etag="0"))
    for check in range(1, 3):
        keep(con, *(look(check * 20 + at, outcome=Outcome.NOT_MODIFIED, etag=None) for at in range(19)))
        assert con.execute("FROM core.false_validators").fetchall() == []
        keep(con, look(check * 20 + 19, sha256=str(check), etag=str(check)))
    ((reason,),) = con.execute("SELECT reason FROM core.false_validators").fetchall()
    assert "Twice running" in reason


def test_what_a_server_did_a_season_ago_is_forgotten(con: duckdb.DuckDBPyConnection) -> None:
    old = START - timedelta(days=90)
    keep(con, look(0, polled_at=old, sha256="x"), look(1, polled_at=old + HOUR, sha256="y"))
    assert con.execute("FROM core.false_validators").fetchall() == []


def test_past_polls_take_in_the_parts_of_a_way_in_and_leave_out_days_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    part, sightings = look(0, listed=(1, 2), part=FEED + "/part", retry_after_s=5.0)
    load.load_polls(con, [look(0)[0], part], sightings)
    keep(con, look(1, outcome=Outcome.HTTP_5XX, fresh_for_s=60.0), look(2, since_day=START.date(), until_day=START.date()))
    found = [(p.outcome, p.listed_urls, p.new_urls, p.fresh_for_s, p.retry_after_s) for p in past_polls(con, "paper")[FEED]]
    assert found == [(Outcome.OK, 2, 2, None, 5.0), (Outcome.HTTP_5XX, 0, 0, 60.0, None)]


def test_when_a_way_in_is_next_is_noted_once(con: duckdb.DuckDBPyConnection) -> None:
    one, _ = look(0)
    keep(con, (one, []))
    for _ in range(2):
        load.load_paces(con, {one.poll_id: Pace(START + HOUR, "it pleased us")})
    assert con.execute("SELECT next_poll_at, wait_reason FROM raw.polls").fetchall() == [(START + HOUR, "it pleased us")]


@pytest.mark.parametrize(
    "after",
    [
        [look(1, listed=(3, 4, 5))],
        [look(1, listed=(4, 5))],
        [look(1, listed=(4, 5, 6), kind="sitemap")],
        [look(1, outcome=Outcome.NOT_MODIFIED)],
        [look(1, outcome=Outcome.HTTP_5XX)],
    ],
    ids=["one known", "too few to tell", "a sitemap", "not modified", "failed"],
)
def test_what_is_no_gap(con: duckdb.DuckDBPyConnection, after: list[tuple[Poll, list[Sighting]]]) -> None:
    keep(con, look(0, listed=(1, 2, 3)), *after)
    assert gaps(con) == []


@pytest.mark.parametrize("between", [[], [look(3, outcome=Outcome.NOT_MODIFIED)]], ids=["then", "then not modified"])
def test_a_feed_that_was_empty_shows_what_is_new_and_a_gap_reaches_back_to_when_it_last_was_not(
    con: duckdb.DuckDBPyConnection, between: list[tuple[Poll, list[Sighting]]]
) -> None:
    keep(con, look(0), look(1), *between, look(4, listed=(1, 2, 3)))
    assert gaps(con) == []
    keep(con, look(5), look(6), look(7, outcome=Outcome.NOT_MODIFIED), look(8, listed=(4, 5, 6)))
    assert gaps(con) == [("open", START + 4 * HOUR, START + 8 * HOUR, 0)]


def test_a_gap_that_nothing_can_fill_is_not_told_of_for_ever(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, look(0, listed=(1, 2, 3)), look(1, listed=(4, 5, 6)))
    keep(con, look(13 * 24, listed=(6, 7)))
    assert gaps(con)[0][0] == "open"
    keep(con, look(15 * 24, listed=(7, 8)))
    assert gaps(con)[0][0] == "given up"


def test_a_feed_that_is_new_in_the_configuration_has_missed_nothing(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, look(0, listed=(1, 2, 3)))
    assert gaps(con) == []


def test_a_gap_reaches_back_to_the_last_good_poll_and_is_tried_more_and_more_seldom(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, look(0, listed=(1, 2, 3)), look(1, outcome=Outcome.TIMEOUT), look(2, outcome=Outcome.TIMEOUT))
    keep(con, look(50, listed=(4, 5, 6)))
    days = ((START).date(), (START + 50 * HOUR).date())
    assert gaps(con) == [("open", START, START + 50 * HOUR, 0)]
    waited = []
    at = 51
    while open_gap(con, "paper", START + 300 * HOUR):
        hours = 0
        while not open_gap(con, "paper", START + HOUR * (at + hours)):
            hours += 1
        waited.append(hours)
        at += hours
        keep(con, look(at, outcome=Outcome.HTTP_5XX, since_day=days[0], until_day=days[1]))
    assert waited == [0, 1, 2, 3, 4, 5, 6, 7]
    assert gaps(con)[0][0] == "given up"


def test_a_search_for_other_days_or_one_that_failed_in_part_fills_nothing(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, look(0, listed=(1, 2, 3)), look(30, listed=(4, 5, 6)))
    first, last = START.date(), (START + 30 * HOUR).date()
    keep(con, look(31, since_day=last, until_day=last))
    assert gaps(con)[0][0] == "open"
    broken = look(32, part=FEED + "/part", outcome=Outcome.TIMEOUT, since_day=first, until_day=last)
    keep(con, look(32, since_day=first, until_day=last), broken)
    assert (gaps(con)[0][0], gaps(con)[0][3]) == ("open", 1)
    keep(con, look(34, since_day=first, until_day=last))
    assert gaps(con)[0][0] == "filled"
