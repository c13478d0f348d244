"""When a way in is asked again: between its bounds, never before a floor, later the more it fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.pace import LONGEST_FRESH, Bounds, fresh_for_s, next_poll, ttl_s
from tasks.models import Outcome, PastPoll
from tests.collect.conftest import Desk
from tests.site import Answer

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
URL = "https://paper.example/feed"
BOUNDS = Bounds(timedelta(minutes=10), timedelta(minutes=30), timedelta(days=3))

seconds = st.none() | st.floats(0, 1e12)
spans = st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes))
some_bounds = st.tuples(spans, spans, spans).map(lambda found: Bounds(*sorted(found)))
some_polls = st.lists(
    st.builds(
        PastPoll,
        polled_at=st.integers(0, 500_000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
        outcome=st.sampled_from(list(Outcome)),
        listed_urls=st.integers(0, 50_000),
        new_urls=st.integers(0, 50_000),
        fresh_for_s=seconds,
        retry_after_s=seconds,
    ),
    min_size=1,
    max_size=30,
).map(lambda polls: sorted(polls, key=lambda poll: poll.polled_at))


def polls(*outcomes: Outcome, new: int = 0, listed: int = 20, every: timedelta = timedelta(minutes=30)) -> list[PastPoll]:
    return [PastPoll(NOW + every * at, outcome, listed, new) for at, outcome in enumerate(outcomes)]


def wait(past: list[PastPoll], bounds: Bounds = BOUNDS) -> timedelta:
    return next_poll(URL, past, bounds).next_poll_at - past[-1].polled_at


@given(some_polls, some_bounds)
def test_the_wait_is_always_between_its_bounds_and_has_a_reason(past: list[PastPoll], bounds: Bounds) -> None:
    assert bounds.shortest <= wait(past, bounds) <= bounds.longest
    assert next_poll(URL, past, bounds).wait_reason


@given(some_polls, some_bounds)
def test_no_floor_is_ever_passed_under(past: list[PastPoll], bounds: Bounds) -> None:
    away = timedelta(seconds=min(past[-1].retry_after_s or 0, 1e9))
    fresh = min(timedelta(seconds=min(past[-1].fresh_for_s or 0, 1e9)), LONGEST_FRESH)
    assert wait(past, bounds) >= min(max(away, fresh), bounds.longest)


@given(
    st.lists(st.sampled_from([o for o in Outcome if o not in {Outcome.OK, Outcome.NOT_MODIFIED, Outcome.UNCHANGED}]), max_size=40)
)
def test_one_more_failure_never_brings_the_next_poll_nearer(failures: list[Outcome]) -> None:
    at = PastPoll(NOW, Outcome.OK)
    # One time for all of them, so that the jitter is the same.
    past = [at, *(PastPoll(NOW, outcome) for outcome in failures)]
    waits = [wait(past[: count + 1]) for count in range(1, len(past))]
    assert waits == sorted(waits)


@given(some_polls, some_bounds)
def test_the_jitter_is_the_same_whenever_it_is_asked_for(past: list[PastPoll], bounds: Bounds) -> None:
    assert next_poll(URL, past, bounds) == next_poll(URL, past, bounds)


def test_two_ways_in_asked_at_one_time_are_not_asked_at_one_time_again() -> None:
    past = polls(Outcome.OK, Outcome.OK)
    found = {next_poll(f"https://paper.example/{number}", past, BOUNDS).next_poll_at for number in range(20)}
    assert len(found) == 20


def test_a_quiet_way_in_is_asked_at_its_usual_interval_and_a_run_of_the_same_schedule_finds_it_due() -> None:
    assert timedelta(minutes=24) <= wait(polls(*[Outcome.OK] * 5)) <= timedelta(minutes=27)


@pytest.mark.parametrize(("new", "listed", "minutes"), [(1, 20, 30), (10, 20, 15), (20, 20, 10), (5, 5, 10)])
def test_the_sooner_entries_are_replaced_the_sooner_it_is_asked(new: int, listed: int, minutes: int) -> None:
    found = wait(polls(*[Outcome.OK] * 6, new=new, listed=listed))
    assert timedelta(minutes=max(minutes * 0.8, 10)) <= found <= timedelta(minutes=max(minutes * 0.9, 10))


def test_failures_weigh_by_how_likely_they_are_to_stay() -> None:
    def longer(outcome: Outcome) -> float:
        past = [PastPoll(NOW, Outcome.OK), PastPoll(NOW, outcome)]
        return wait(past) / wait(past[:1]) - 1

    weights = [longer(outcome) for outcome in (Outcome.DNS_FAILURE, Outcome.TIMEOUT, Outcome.NOT_A_FEED, Outcome.HTTP_4XX)]
    assert weights == pytest.approx([0.25, 0.5, 1, 1])


def test_a_way_in_that_has_failed_for_a_season_is_still_asked_every_three_days() -> None:
    assert timedelta(days=2) < wait(polls(*[Outcome.HTTP_4XX] * 200)) <= timedelta(days=3)
    assert "failed 200 times" in next_poll(URL, polls(*[Outcome.HTTP_4XX] * 200), BOUNDS).wait_reason


def test_one_good_poll_forgives_all() -> None:
    assert wait(polls(*[Outcome.HTTP_5XX] * 50, Outcome.OK)) <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("cache_control", "expires", "fresh"),
    [
        ("public, max-age=900", None, 900),
        ('s-maxage=5, max-age="60"', "Fri, 03 May 2024 14:00:00 GMT", 60),
        (None, "Fri, 03 May 2024 12:10:00 GMT", 600),
        (None, "Fri, 03 May 2024 11:00:00 GMT", 0),
        ("no-cache, max-age=900", None, None),
        ("private", None, None),
        (None, "0", None),
        (None, "-1", None),
        ("max-age=²", "Fri, 99 May 99999 12:10:00 GMT", None),
        (None, None, None),
    ],
)
def test_how_long_an_answer_holds_is_read_from_its_headers(
    cache_control: str | None, expires: str | None, fresh: float | None
) -> None:
    assert fresh_for_s(cache_control, expires, NOW) == fresh


@given(st.text() | st.none(), st.text() | st.none(), st.binary())
def test_no_header_and_no_body_breaks_it(cache_control: str | None, expires: str | None, body: bytes) -> None:
    assert (fresh_for_s(cache_control, expires, NOW) or 0) >= 0
    assert (ttl_s(body) or 0) >= 0


def test_what_a_feed_and_its_server_ask_for_comes_with_the_poll(desk: Desk) -> None:
    feed = (
        b'<rss version="2.0"><channel><title>T</title><ttl> 45 </ttl><item><title>A</title><link>/a</link></item></channel></rss>'
    )
    desk.site["/feed"] = [
        Answer(feed, headers={"Cache-Control": "max-age=600"}),
        Answer(b"", status=429, headers={"Retry-After": "120"}),
        Answer(b"", status=503, headers={"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}),
    ]
    source = desk.source({"kind": "feed", "url": "/feed"})
    good, slow, failing = (desk.poll(source).polls[0] for _ in range(3))
    assert (good.fresh_for_s, good.retry_after_s) == (2700, None)
    assert slow.retry_after_s == 120
    assert failing.retry_after_s == 7 * 86_400  # a week at most
