"""Which pages are asked for again, when, and for how long: no wrong give-up, and no end without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection

from tasks.models import Capture, Outcome, Validators
from tasks.store import load, state
from tests.store.world import NOW, SourceEntry, capture, poll, reading, sighting, url

HOUR = timedelta(hours=1)
# When a page that never comes is asked for, in hours after the first time.
TRIES_H = [0, 1 / 3, 4 / 3, 13 / 3, 40 / 3, 121 / 3, 364 / 3]


@pytest.fixture
def con(con: DuckDBPyConnection) -> DuckDBPyConnection:
    load.start_run(con, "run", "ingest", NOW, "0")
    load.load_polls(con, [poll()], [sighting()])
    return con


def asked(con: DuckDBPyConnection, now: datetime) -> bool:
    return bool(state.pending_fetches(con, "paper", now))


def try_it(
    con: DuckDBPyConnection, attempt: int, at: datetime, outcome: Outcome, read: Outcome | None = None, status: int | None = None
) -> Capture:
    """Fetch the page, and read it where a body came."""
    made = replace(capture(attempt=attempt, outcome=outcome), fetched_at=at, http_status=status)
    load.load_captures(con, [made])
    if read is not None:
        of, result, article = reading(made)
        is_article = read is Outcome.OK
        load.load_readings(con, [(of, replace(result, outcome=read), article if is_article else None)], at)
    return made


def tried_until_it_ends(con: DuckDBPyConnection, outcome: Outcome, read: Outcome | None, status: int | None = None) -> list[float]:
    """Ask whenever it is due, every 20 minutes for 20 days, and return when that was, in hours."""
    when, at = [], NOW
    while at < NOW + timedelta(days=20):
        if asked(con, at):
            when.append((at - NOW) / HOUR)
            try_it(con, len(when), at, outcome, read, status)
            at += timedelta(minutes=20)
        else:
            [due_at] = con.execute("SELECT max(due_at) FROM core.pending_fetches").fetchone() or [None]
            at = due_at.astimezone(UTC) if due_at else NOW + timedelta(days=20)
    return when


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.HTTP_4XX, Outcome.ROBOTS_DISALLOWED])
def test_what_may_pass_is_tried_seven_times_in_five_days(con: DuckDBPyConnection, outcome: Outcome) -> None:
    assert tried_until_it_ends(con, outcome, None) == pytest.approx(TRIES_H)
    given = "given up" if outcome.is_failure else "done"
    assert con.execute("SELECT state, outcome, attempts FROM mart.fates").fetchall() == [(given, outcome, 7)]


@pytest.mark.parametrize(("status", "tries"), [(401, 7), (403, 7), (404, 5), (408, 7), (410, 1), (425, 7), (451, 7)])
def test_a_page_that_was_refused_is_asked_for_again_unless_it_is_gone_for_good(
    con: DuckDBPyConnection, status: int, tries: int
) -> None:
    assert tried_until_it_ends(con, Outcome.HTTP_4XX, None, status) == pytest.approx(TRIES_H[:tries])


@pytest.mark.parametrize(
    ("read", "tries"),
    [
        (Outcome.CHALLENGE, 7),
        (Outcome.PAYWALL_TEASER, 5),
        (Outcome.CONSENT_PAGE, 5),
        (Outcome.NO_TEXT, 5),
        (Outcome.SOFT_404, 5),
        (Outcome.LIST_PAGE, 1),
        (Outcome.NOT_HTML, 1),
    ],
)
def test_a_page_that_held_no_article_is_asked_for_again_where_one_may_yet_come(
    con: DuckDBPyConnection, read: Outcome, tries: int
) -> None:
    assert tried_until_it_ends(con, Outcome.OK, read) == pytest.approx(TRIES_H[:tries])


def test_every_outcome_says_how_often_it_is_tried_and_a_failure_is_tried_most() -> None:
    assert {outcome.tries for outcome in Outcome if outcome.is_failure} == {7}
    assert {outcome.tries for outcome in Outcome} == {1, 5, 7}
    assert [outcome for outcome in Outcome if outcome.is_final is not (outcome.tries == 1)] == []


def test_a_bot_wall_on_the_first_day_and_the_article_on_the_second(con: DuckDBPyConnection) -> None:
    for attempt, hours in enumerate((0, 1, 4), 1):
        try_it(con, attempt, NOW + hours * HOUR, Outcome.OK, Outcome.CHALLENGE)
    [wanted] = state.pending_fetches(con, "paper", NOW + 30 * HOUR)
    # A wall's ETag would keep the article from us.
    assert (wanted.attempts, wanted.validators, wanted.sha256) == (3, None, None)
    try_it(con, 4, NOW + 30 * HOUR, Outcome.OK, Outcome.OK)
    assert not asked(con, NOW + 100 * HOUR)
    assert con.execute("SELECT state, outcome FROM mart.fates").fetchall() == [("done", "ok")]


def test_an_article_stays_one_when_a_wall_stands_before_it_later_and_validators_are_the_articles(con: DuckDBPyConnection) -> None:
    try_it(con, 1, NOW, Outcome.OK, Outcome.OK)
    try_it(con, 2, NOW + HOUR, Outcome.OK, Outcome.CHALLENGE)
    fates = con.execute("SELECT state, outcome, last_outcome, article_id IS NOT NULL FROM mart.fates").fetchall()
    assert fates == [("waiting", "ok", "challenge", True)]
    [wanted] = state.pending_fetches(con, "paper", NOW + 2 * HOUR)
    assert wanted.validators == Validators(url(1), '"page"', None)


def test_a_teaser_in_a_warc_file_is_no_try_of_ours(con: DuckDBPyConnection) -> None:
    try_it(con, 0, NOW, Outcome.OK, Outcome.PAYWALL_TEASER)
    [wanted] = state.pending_fetches(con, "paper", NOW)
    assert wanted.attempts == 0


def test_tries_are_counted_from_the_last_time_that_the_page_came(con: DuckDBPyConnection) -> None:
    for attempt in range(1, 7):
        try_it(con, attempt, NOW + attempt * 200 * HOUR, Outcome.TIMEOUT)
    try_it(con, 7, NOW + 2000 * HOUR, Outcome.OK, Outcome.OK)
    try_it(con, 8, NOW + 2100 * HOUR, Outcome.TIMEOUT)
    assert asked(con, NOW + 2101 * HOUR)


def test_an_article_that_is_gone_keeps_its_text_and_the_last_look_says_so(con: DuckDBPyConnection) -> None:
    try_it(con, 1, NOW, Outcome.OK, Outcome.OK)
    try_it(con, 2, NOW + 3 * HOUR, Outcome.NOT_MODIFIED)
    try_it(con, 3, NOW + 24 * HOUR, Outcome.HTTP_4XX)
    assert con.execute("SELECT outcome, last_outcome FROM mart.fates").fetchall() == [("ok", "http_4xx")]
    assert con.execute("SELECT count(*) FROM core.articles").fetchall() == [(1,)]


def test_a_page_is_not_asked_for_before_its_server_wants_nor_any_other_of_its_host(con: DuckDBPyConnection) -> None:
    load.load_polls(con, [], [sighting(2), replace(sighting(3), url="https://other.example/3", url_key="https://other.example/3")])
    load.load_captures(con, [replace(capture(outcome=Outcome.HTTP_429), fetched_at=NOW, retry_after_s=6 * 3600.0)])
    urls = {hours: [w.url for w in state.pending_fetches(con, "paper", NOW + hours * HOUR)] for hours in (1, 7)}
    assert urls == {1: ["https://other.example/3"], 7: ["https://other.example/3", url(1), url(2)]}


def test_what_a_rule_kept_out_is_judged_again_when_the_configuration_changes(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry()], datetime.now(UTC))
    after = datetime.now(UTC) + HOUR
    try_it(con, 1, datetime.now(UTC), Outcome.REJECTED_BY_RULE)
    load.load_sources(con, [SourceEntry()], datetime.now(UTC))
    assert not asked(con, after)
    load.load_sources(con, [SourceEntry(config_hash="2")], datetime.now(UTC))
    assert asked(con, after)
    try_it(con, 2, after, Outcome.REJECTED_BY_RULE)
    assert not asked(con, after + HOUR)


def test_what_only_a_backfill_found_and_failed_to_fetch_holds_up_no_ingest(con: DuckDBPyConnection) -> None:
    found = [replace(sighting(number), by_backfill=True) for number in range(1000, 1200)]
    own = [sighting(number) for number in range(2, 100)]
    load.load_polls(con, [], [*found, *own])
    failed = [capture(number, outcome=Outcome.CONNECT_FAILURE) for number in range(1000, 1200)]
    load.load_captures(con, [replace(one, archive=None) for one in failed])
    wanted = {one.url for one in state.pending_fetches(con, "paper", NOW + timedelta(days=1))}
    assert {seen.url for seen in own} <= wanted
    assert len(wanted & {seen.url for seen in found}) == 50
    # The same backfill given again takes all of them.
    assert len(state.not_ended(con, found)) == 200


def test_what_a_rule_kept_out_of_a_backfill_is_taken_by_it_when_the_rule_has_changed(con: DuckDBPyConnection) -> None:
    found = [replace(sighting(number), by_backfill=True) for number in range(3)]
    load.load_polls(con, [], found)
    kept_out = [capture(number, outcome=Outcome.REJECTED_BY_RULE) for number in range(3)]
    load.load_captures(con, [replace(one, archive=None, http_status=None) for one in kept_out])
    assert state.not_ended(con, found) == []
    load.load_sources(con, [SourceEntry(config_hash="2")], NOW + timedelta(days=1))
    assert len(state.not_ended(con, found)) == 3


def test_a_modification_before_an_article_was_fetched_is_no_change(con: DuckDBPyConnection) -> None:
    """A feed told no time of change; a sitemap does, of the same state of the page."""
    load.load_polls(con, [], [sighting()])
    load.load_captures(con, [capture()])
    load.load_readings(con, [reading(capture())], NOW)
    fetched_at = capture().fetched_at
    for told, is_new in ((fetched_at - timedelta(minutes=30), False), (fetched_at + timedelta(minutes=30), True)):
        found = [replace(sighting(modified_at=told), by_backfill=True)]
        assert bool(state.not_ended(con, found)) is is_new
        load.load_polls(con, [], found)
        assert bool(state.pending_fetches(con, "paper", NOW + timedelta(hours=3))) is is_new


def test_a_runs_own_pages_are_read_before_what_another_left_of_which_some_are_taken(con: DuckDBPyConnection) -> None:
    """WARC captures have the crawler's dates, all of them before today's."""
    left = [replace(capture(number), run_id="import", fetched_at=NOW - timedelta(days=900, minutes=number)) for number in range(20)]
    load.load_captures(con, [*left, capture(100)])
    read = state.pending_reads(con, run_id="run", most_others=5)
    assert [one.capture.url for one in read] == [url(100), *(url(number) for number in (19, 18, 17, 16, 15))]
    assert len(state.pending_reads(con)) == 21
