"""Fetching pages: what is refused, what is bounded, what is kept."""

from __future__ import annotations

import gzip
import resource
import time
from itertools import pairwise

import pytest

from tasks.collect.client import Client
from tasks.collect.recovery import recovered
from tasks.models import Outcome, RunTail, Validators, Wanted
from tests.collect.conftest import Desk
from tests.site import Answer

PAGE = b"<html><body><p>Shelling was reported.</p></body></html>"


def test_a_body_is_archived_exactly_as_it_came(desk: Desk) -> None:
    wrong_charset = "<html><meta charset=utf-8><p>Zürich".encode("latin-1")
    desk.site["/a"] = Answer(wrong_charset, content_type="text/html; charset=utf-8", headers={"Set-Cookie": "visitor=7"})
    capture = desk.fetch_one(desk.source(), "/a")
    assert (capture.outcome, capture.body_bytes) == (Outcome.OK, len(wrong_charset))
    assert capture.archive is not None
    page = desk.archive.read(capture.archive)
    assert (page.body, page.url, page.http_status) == (wrong_charset, desk.site.url + "/a", 200)
    assert "set-cookie" not in {name.lower() for name, _ in page.headers}


def test_a_compressed_body_is_kept_compressed_and_read_plain(desk: Desk) -> None:
    packed = gzip.compress(PAGE)
    desk.site["/a"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    capture = desk.fetch_one(desk.source(), "/a")
    assert capture.body_bytes == len(packed)
    assert capture.archive is not None
    assert desk.archive.read(capture.archive).body == PAGE


def test_a_page_of_50_mb_is_cut_off_at_the_cap_without_filling_memory(desk: Desk) -> None:
    desk.site["/huge"] = Answer(b"x" * 1_000_000, repeat=50)
    desk.site["/small"] = Answer(PAGE)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    huge, small = desk.fetch(desk.source(), "/huge", "/small")
    assert (huge.outcome, huge.archive) == (Outcome.TOO_LARGE, None)
    assert small.outcome is Outcome.OK
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 30_000


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b""), Outcome.EMPTY_BODY),
        (Answer(gzip.compress(b"0" * 5_000_000), headers={"Content-Encoding": "gzip"}), Outcome.TOO_LARGE),
        (Answer(gzip.compress(PAGE)[:-9], headers={"Content-Encoding": "gzip"}), Outcome.BAD_ENCODING),
        (Answer(PAGE, headers={"Content-Encoding": "zstd"}), Outcome.BAD_ENCODING),
        (Answer(b"%PDF-1.7", content_type="application/pdf"), Outcome.NOT_HTML),
        (Answer(PAGE, declared=10_000), Outcome.BAD_ANSWER),
        (Answer(b"x" * 100, drip_s=0.1), Outcome.TIMEOUT),
        (Answer(b"gone", status=410), Outcome.HTTP_4XX),
        (Answer(b"busy", status=429), Outcome.HTTP_429),
        (Answer(b"down", status=502), Outcome.HTTP_5XX),
    ],
)
def test_what_cannot_be_taken_ends_in_its_outcome_and_stops_no_other_page(desk: Desk, answer: Answer, outcome: Outcome) -> None:
    desk.site["/bad"] = answer
    desk.site["/good"] = Answer(PAGE)
    began = time.monotonic()
    bad, good = desk.fetch(desk.source(), "/bad", "/good")
    assert (bad.outcome, good.outcome) == (outcome, Outcome.OK)
    assert bad.reason
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(("status", "is_kept"), [(401, True), (403, True), (503, True), (404, False), (429, False), (500, False)])
def test_what_comes_with_a_refusal_that_may_be_a_wall_is_kept_and_known_after_a_kill(
    desk: Desk, status: int, *, is_kept: bool
) -> None:
    desk.site["/a"] = Answer(PAGE, status=status)
    source = desk.source()
    wanted = Wanted(source.id, desk.site.url + "/a", "key")
    (capture,) = desk.fetch_wanted(source, wanted)
    assert (capture.archive is not None, capture.http_status) == (is_kept, status)
    # Had the run been killed before it could note this, the archive would tell the same of it.
    again = list(recovered(desk.archive, source.id, [RunTail("run", 0)], [wanted], {}))
    assert [(one.capture_id, one.outcome, one.reason) for one in again] == (
        [(capture.capture_id, capture.outcome, capture.reason)] if is_kept else []
    )


def test_a_redirect_is_followed_on_the_site_and_refused_off_it(desk: Desk) -> None:
    desk.site["/old"] = Answer(status=301, headers={"Location": "/new"})
    desk.site["/new"] = Answer(PAGE)
    desk.site["/away"] = Answer(status=302, headers={"Location": "http://elsewhere.example/page"})
    desk.site["/odd"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    desk.site["/round"] = Answer(status=302, headers={"Location": "/round"})
    moved, away, odd, loop = desk.fetch(desk.source(), "/old", "/away", "/odd", "/round")
    assert (moved.outcome, moved.final_url) == (Outcome.OK, desk.site.url + "/new")
    assert (away.outcome, odd.outcome, loop.outcome) == (
        Outcome.REDIRECTED_OFFSITE,
        Outcome.REDIRECTED_OFFSITE,
        Outcome.REDIRECT_LOOP,
    )


def test_the_private_network_is_refused_unless_the_source_opted_in(desk: Desk) -> None:
    desk.site["/a"] = Answer(PAGE)
    capture = desk.fetch_one(desk.source(allow_addresses=[]), "/a")
    assert capture.outcome is Outcome.BLOCKED_ADDRESS
    assert "127.0.0.1" in (capture.reason or "")
    assert desk.site.asked == []


def test_a_name_that_resolves_to_loopback_is_refused_too(desk: Desk) -> None:
    port = desk.site.url.rpartition(":")[2]
    capture = desk.fetch_one(desk.source(allow_addresses=[]), f"http://localhost:{port}/a")
    assert capture.outcome is Outcome.BLOCKED_ADDRESS


def test_a_host_that_does_not_resolve_and_a_port_nobody_listens_on(desk: Desk) -> None:
    unknown, closed = desk.fetch(desk.source(), "http://no-such-host.invalid/a", "http://127.0.0.1:9/a")
    assert (unknown.outcome, closed.outcome) == (Outcome.DNS_FAILURE, Outcome.CONNECT_FAILURE)


def test_rules_are_asked_before_the_site_is(desk: Desk) -> None:
    source = desk.source(accept=["^/news/"], reject=["/video/"])
    video, other = desk.fetch(source, "/news/video/1", "/about")
    assert (video.outcome, other.outcome) == (Outcome.REJECTED_BY_RULE, Outcome.REJECTED_BY_RULE)
    assert "/video/" in (video.reason or "")
    assert desk.site.asked == []


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (Answer(b"User-agent: *\nDisallow: /private\nAllow: /private/open"), Outcome.ROBOTS_DISALLOWED),
        (Answer(b"gone", status=404), Outcome.OK),
        (Answer(b"no", status=403), Outcome.OK),
        (Answer(b"down", status=500), Outcome.HTTP_5XX),
    ],
)
def test_robots_txt_holds_as_rfc_9309_says(desk: Desk, robots: Answer, outcome: Outcome) -> None:
    desk.site["/robots.txt"] = robots
    desk.site["/private/a"] = Answer(PAGE)
    desk.site["/private/open"] = Answer(PAGE)
    first, _ = desk.fetch(desk.source(), "/private/a", "/private/open")
    assert first.outcome is outcome
    assert [asked.path for asked in desk.site.asked].count("/robots.txt") == 1


def test_a_host_is_asked_one_page_at_a_time_with_a_delay(desk: Desk) -> None:
    for path in ("/a", "/b", "/c"):
        desk.site[path] = Answer(PAGE)
    desk.fetch(desk.source(politeness={"delay_s": 0.2}), "/a", "/b", "/c")
    times = [asked.at for asked in desk.site.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.18


@pytest.mark.parametrize("retry_after", ["1", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_page_that_fails_once_is_asked_again_when_the_server_says(desk: Desk, retry_after: str) -> None:
    desk.site["/a"] = [Answer(b"busy", status=503, headers={"Retry-After": retry_after}), Answer(PAGE)]
    capture = desk.fetch_one(desk.source(politeness={"delay_s": 0, "max_retries": 1}), "/a")
    assert capture.outcome is Outcome.OK
    waited_s = desk.site.asked[-1].at - desk.site.asked[-2].at
    assert waited_s > (0.9 if retry_after == "1" else 0)


def test_a_server_that_asks_for_a_long_wait_is_left_for_the_next_run(desk: Desk) -> None:
    desk.site["/a"] = Answer(b"busy", status=429, headers={"Retry-After": "86400"})
    began = time.monotonic()
    capture = desk.fetch_one(desk.source(politeness={"delay_s": 0, "max_retries": 3}), "/a")
    assert capture.outcome is Outcome.HTTP_429
    assert desk.site.paths == ["/a"]
    assert time.monotonic() - began < 1


def test_a_page_that_did_not_change_is_not_modified(desk: Desk) -> None:
    desk.site["/a"] = Answer(PAGE, etag='"7"')
    source = desk.source()
    (capture,) = desk.fetch_wanted(source, Wanted(source.id, desk.site.url + "/a", "key", 1, Validators("", '"7"')))
    assert (capture.outcome, capture.attempt, capture.archive) == (Outcome.NOT_MODIFIED, 2, None)


def test_the_user_agent_says_who_asks_and_whom_to_write_to(desk: Desk) -> None:
    desk.site["/a"] = Answer(PAGE)
    desk.settings = desk.settings.model_copy(update={"contact": "desk@example.org"})
    desk.fetch_one(desk.source(), "/a")
    assert {asked.headers["user-agent"] for asked in desk.site.asked} == {Client(desk.settings, desk.archive).user_agent}
    assert "(+desk@example.org)" in desk.site.asked[0].headers["user-agent"]


def test_ids_of_captures_repeat_from_run_to_run(desk: Desk) -> None:
    desk.site["/a"] = Answer(PAGE)
    assert desk.fetch_one(desk.source(), "/a").capture_id == desk.fetch_one(desk.source(), "/a").capture_id
