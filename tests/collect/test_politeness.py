"""What a host is spared: by whom it is asked, how soon again, and when not at all."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest

from tasks.collect.client import Client, Fetched
from tasks.collect.hosts import Hosts
from tasks.collect.turns import StillHeld, Turns
from tasks.models import Outcome
from tests.collect.conftest import Desk
from tests.collect.hostile import ARTICLE, Act, HostileServer, Talk, answer, resetting, saying
from tests.site import Answer

ROBOTS = Answer(b"User-agent: *\nDisallow: /private")


def test_both_schemes_are_one_host_and_another_port_is_another_server() -> None:
    hosts = Hosts(60)
    assert hosts.of("http://Paper.example/a") is hosts.of("https://paper.example:443/b")
    assert hosts.of("http://paper.example/a") is not hosts.of("http://paper.example:8080/a")


def test_two_sources_on_one_host_share_its_delay(desk: Desk) -> None:
    desk.site["/a"] = Answer(ARTICLE)
    one, other = (desk.source(id=name, politeness={"delay_s": 0.2}) for name in ("one", "other"))

    async def both() -> None:
        async with Client(desk.settings, desk.archive) as client:
            await asyncio.gather(*(client.fetch(desk.site.url + "/a", source, run_id="run") for source in (one, other, one)))

    asyncio.run(both())
    times = [asked.at for asked in desk.site.asked]
    assert len(times) == 3
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.18


def test_two_runs_share_a_hosts_turns_and_its_delay(desk: Desk, tmp_path: Path) -> None:
    desk.site["/a"] = Answer(ARTICLE)
    source = desk.source(politeness={"delay_s": 0.2})

    async def run() -> None:
        async with Client(desk.settings, desk.archive, tmp_path / "hosts") as client:
            for _ in range(3):
                await client.fetch(desk.site.url + "/a", source, run_id="run")

    async def both() -> None:
        await asyncio.gather(run(), run())

    asyncio.run(both())
    times = [asked.at for asked in desk.site.asked]
    assert len(times) == 6
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.18


def test_a_rest_that_a_host_asked_one_run_for_holds_for_the_next(desk: Desk, tmp_path: Path) -> None:
    desk.hosts_dir = tmp_path / "hosts"
    desk.site["/a"], desk.site["/b"] = Answer(b"busy", status=429, headers={"Retry-After": "3600"}), Answer(ARTICLE)
    assert desk.fetch_one(desk.source(), "/a").outcome is Outcome.HTTP_429
    other = desk.fetch_one(desk.source(), "/b")
    assert (other.outcome, "left alone for 3600 s" in (other.reason or "")) == (Outcome.HTTP_429, True)
    assert 3500 < (other.retry_after_s or 0) <= 3600
    assert desk.site.paths == ["/a"]


def test_a_robots_txt_that_failed_is_asked_for_again_within_a_long_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.collect.robots.FORBIDS", timedelta(seconds=0.5))
    desk.site["/robots.txt"], desk.site["/a"] = [Answer(b"busy", status=503), ROBOTS], Answer(ARTICLE)

    async def run() -> list[bool]:
        async with Client(desk.settings, desk.archive) as client:
            verdicts = [await client.robots.verdict(desk.site.url + "/a", desk.source(), "run") for _ in range(2)]
            await asyncio.sleep(0.6)
            verdicts += [await client.robots.verdict(desk.site.url + path, desk.source(), "run") for path in ("/a", "/private")]
            return [verdict.allowed for verdict in verdicts]

    assert asyncio.run(run()) == [False, False, True, False]
    assert [asked.path for asked in desk.site.asked] == ["/robots.txt", "/robots.txt"]


HOLDS = """
import asyncio, sys
from pathlib import Path
from tasks.collect.turns import Turns

async def hold():
    async with Turns(Path(sys.argv[1])).of("paper.example").held():
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


def test_a_run_that_is_killed_lets_go_of_its_turn_and_one_that_is_stuck_is_told_of(tmp_path: Path) -> None:
    async def turn(longest_held_s: float = 60) -> float:
        began = time.monotonic()
        async with Turns(tmp_path, longest_held_s).of("paper.example").held():
            return time.monotonic() - began

    with subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StillHeld, match=r"another run has had its turn at paper\.example for over 0\.2 s"):
            asyncio.run(turn(longest_held_s=0.2))
        other.kill()
    assert asyncio.run(turn()) < 1


def test_a_pause_that_a_wrong_clock_left_keeps_nobody_waiting(tmp_path: Path) -> None:
    async def turn() -> float:
        turn, began = Turns(tmp_path).of("paper.example"), time.monotonic()
        async with turn.held():
            turn.free_in(86_400)
        async with turn.held():
            return time.monotonic() - began

    assert asyncio.run(turn()) < 1


def test_a_slow_host_gets_as_long_a_rest_as_it_took_to_answer() -> None:
    host = Hosts(60).of("http://slow/")
    host.answered(200, 0.2, None, now=0)
    assert host.interval_s(0) == 0
    for _ in range(8):
        host.answered(200, 4, None, now=0)
    assert 3.9 < host.interval_s(3) <= 4


def test_a_host_that_says_429_is_asked_ever_less_often_until_it_answers_again() -> None:
    host = Hosts(60).of("http://busy/")
    intervals = []
    for _ in range(8):
        host.answered(429, 0.1, None, now=0)
        intervals.append(host.interval_s(0.5))
    assert intervals == [1, 2, 4, 8, 16, 32, 60, 60]
    for _ in range(20):
        host.answered(200, 0.1, None, now=0)
    assert host.interval_s(0.5) == 0.5


def test_after_a_429_the_next_page_waits_longer_than_the_delay(desk: Desk) -> None:
    desk.site["/a"], desk.site["/b"] = Answer(b"busy", status=429), Answer(ARTICLE)
    busy, after = desk.fetch(desk.source(), "/a", "/b")
    assert (busy.outcome, after.outcome) == (Outcome.HTTP_429, Outcome.OK)
    assert desk.site.asked[-1].at - desk.site.asked[-2].at > 0.9


def test_a_host_that_asks_for_a_long_wait_is_asked_for_nothing_else(desk: Desk) -> None:
    desk.site["/a"], desk.site["/b"] = Answer(b"busy", status=429, headers={"Retry-After": "3600"}), Answer(ARTICLE)
    _, other = desk.fetch(desk.source(), "/a", "/b")
    assert (other.outcome, "left alone for 3600 s" in (other.reason or "")) == (Outcome.HTTP_429, True)
    assert desk.site.paths == ["/a"]


def test_a_host_that_is_down_is_left_alone_after_three_tries(desk: Desk) -> None:
    paths = [f"/{n}" for n in range(6)]
    with HostileServer({path: resetting() for path in paths}) as server:
        captures = desk.fetch(desk.source(), *(server.url + path for path in paths))
        assert [server.asked[path] for path in paths] == [1, 1, 1, 0, 0, 0]
    assert {capture.outcome for capture in captures} == {Outcome.CONNECT_FAILURE}
    assert "left alone for 10 minutes" in (captures[-1].reason or "")


def robots_asked(desk: Desk) -> int:
    return [asked.path for asked in desk.site.asked].count("/robots.txt")


def aged(folder: Path, by: timedelta) -> None:
    (file,) = folder.glob("*.json")
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(kept | {"read_at": (datetime.now(UTC) - by).isoformat()}), encoding="utf-8")


def test_robots_txt_is_read_once_a_day_over_all_runs(desk: Desk, tmp_path: Path) -> None:
    desk.hosts_dir = tmp_path / "robots"
    desk.site["/robots.txt"], desk.site["/private"] = ROBOTS, Answer(ARTICLE)
    for _ in range(3):
        assert desk.fetch_one(desk.source(), "/private").outcome is Outcome.ROBOTS_DISALLOWED
    assert robots_asked(desk) == 1
    aged(desk.hosts_dir, timedelta(hours=25))
    desk.site["/robots.txt"] = Answer(b"gone", status=404)
    assert desk.fetch_one(desk.source(), "/private").outcome is Outcome.OK
    assert robots_asked(desk) == 2


def test_a_robots_txt_that_fails_forbids_all_for_an_hour(desk: Desk, tmp_path: Path) -> None:
    desk.hosts_dir = tmp_path / "robots"
    desk.site["/robots.txt"], desk.site["/a"] = [Answer(b"down", status=500), Answer(b"gone", status=404)], Answer(ARTICLE)
    for _ in range(2):
        capture = desk.fetch_one(desk.source(), "/a")
        assert (capture.outcome, "forbids all for now" in (capture.reason or "")) == (Outcome.HTTP_5XX, True)
    assert robots_asked(desk) == 1
    aged(desk.hosts_dir, timedelta(minutes=61))
    assert desk.fetch_one(desk.source(), "/a").outcome is Outcome.OK


def test_what_robots_txt_said_last_holds_while_it_fails(desk: Desk, tmp_path: Path) -> None:
    desk.hosts_dir = tmp_path / "robots"
    desk.site["/robots.txt"], desk.site["/a"] = [ROBOTS, Answer(b"down", status=503)], Answer(ARTICLE)
    assert desk.fetch_one(desk.source(), "/a").outcome is Outcome.OK
    aged(desk.hosts_dir, timedelta(days=2))
    open_page, private = desk.fetch(desk.source(), "/a", "/private")
    assert (open_page.outcome, private.outcome) == (Outcome.OK, Outcome.ROBOTS_DISALLOWED)


def test_a_damaged_kept_robots_txt_is_read_again(desk: Desk, tmp_path: Path) -> None:
    desk.hosts_dir = tmp_path / "robots"
    desk.site["/robots.txt"], desk.site["/private"] = ROBOTS, Answer(ARTICLE)
    desk.fetch_one(desk.source(), "/private")
    (file,) = desk.hosts_dir.glob("*.json")
    file.write_text('{"place": ', encoding="utf-8")
    assert desk.fetch_one(desk.source(), "/private").outcome is Outcome.ROBOTS_DISALLOWED


def test_of_an_endless_robots_txt_the_beginning_counts(desk: Desk) -> None:
    desk.site["/robots.txt"] = Answer(ROBOTS.body + b"\n" + b"# x\n" * 5000, repeat=200)
    desk.site["/private"], desk.site["/a"] = Answer(ARTICLE), Answer(ARTICLE)
    private, other = desk.fetch(desk.source(), "/private", "/a")
    assert (private.outcome, other.outcome) == (Outcome.ROBOTS_DISALLOWED, Outcome.OK)


@pytest.mark.parametrize(
    "robots",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /private",
        b"User-agent: DATELINE\nDisallow: /private\n\nUser-agent: *\nDisallow:",
        b"User-agent: *\nDisallow:\n\nUser-agent: dateline\nDisallow: /private",
        f"User-agent: Dateline/{version('dateline')}\nDisallow: /private\n\nUser-agent: *\nDisallow:".encode(),
        b"User-agent: *\rDisallow: /private",
    ],
    ids=["byte order mark", "capitals", "after the others", "as it stands in logs", "old line ends"],
)
def test_what_is_said_of_us_holds_however_it_is_written(desk: Desk, robots: bytes) -> None:
    desk.site["/robots.txt"], desk.site["/private"], desk.site["/a"] = Answer(robots), Answer(ARTICLE), Answer(ARTICLE)
    private, other = desk.fetch(desk.source(), "/private", "/a")
    assert (private.outcome, other.outcome) == (Outcome.ROBOTS_DISALLOWED, Outcome.OK)


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: datelinebot\nDisallow: /\n\nUser-agent: *\nDisallow:",
        b"<!doctype html><html><body><p>User-agent: *</p><p>Disallow: /</p></body></html>",
    ],
    ids=["said of another", "a page"],
)
def test_what_is_not_said_of_us_does_not_hold(desk: Desk, robots: bytes) -> None:
    desk.site["/robots.txt"], desk.site["/a"] = Answer(robots), Answer(ARTICLE)
    assert desk.fetch_one(desk.source(), "/a").outcome is Outcome.OK


def test_a_robots_txt_that_lies_on_another_site_is_followed_there_and_a_page_is_not(desk: Desk) -> None:
    there = f"http://localhost:{desk.site.url.rpartition(':')[2]}"
    desk.site["/robots.txt"] = Answer(status=301, headers={"Location": f"{there}/rules"})
    desk.site["/rules"] = ROBOTS
    desk.site["/moved"] = Answer(status=301, headers={"Location": f"{there}/a"})
    desk.site["/private"], desk.site["/a"] = Answer(ARTICLE), Answer(ARTICLE)
    private, moved = desk.fetch(desk.source(), "/private", "/moved")
    assert (private.outcome, moved.outcome) == (Outcome.ROBOTS_DISALLOWED, Outcome.REDIRECTED_OFFSITE)


def test_a_redirect_leads_to_no_page_that_robots_txt_forbids(desk: Desk) -> None:
    desk.site["/robots.txt"], desk.site["/private"] = ROBOTS, Answer(ARTICLE)
    desk.site["/a"] = Answer(status=302, headers={"Location": "/private"})
    capture = desk.fetch_one(desk.source(), "/a")
    assert (capture.outcome, capture.archive) == (Outcome.ROBOTS_DISALLOWED, None)
    assert desk.site.url + "/private" in (capture.reason or "")
    assert desk.site.paths == ["/a"]


def test_of_one_host_never_more_than_one_page_is_asked_at_a_time_and_hosts_beside_each_other(desk: Desk) -> None:
    at_once: Counter[str] = Counter()
    most: Counter[str] = Counter()

    def counting(host: str) -> Act:
        async def act(talk: Talk) -> None:
            at_once.update([host, "all"])
            most[host], most["all"] = max(most[host], at_once[host]), max(most["all"], at_once["all"])
            await asyncio.sleep(0.05)
            at_once.subtract([host, "all"])
            await saying(answer())(talk)

        return act

    paths = [f"/{n}" for n in range(4)]
    with (
        HostileServer({path: counting("one") for path in paths}) as one,
        HostileServer({path: counting("other") for path in paths}) as other,
    ):
        sources = [desk.source(id=name) for name in ("first", "second", "third")]
        wanted = [[one.url + path for path in paths], [one.url + path for path in paths], [other.url + path for path in paths]]

        async def ask() -> list[Fetched]:
            async with Client(desk.settings, desk.archive) as client:
                return await asyncio.gather(
                    *(client.fetch(url, source, run_id="run") for source, urls in zip(sources, wanted, strict=True) for url in urls)
                )

        fetched = asyncio.run(ask())
    assert {page.outcome for page in fetched} == {Outcome.OK}
    assert most == {"one": 1, "other": 1, "all": 2}


def test_what_a_site_asks_for_between_two_requests_is_kept_to(desk: Desk) -> None:
    desk.site["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.3")
    desk.site["/a"] = Answer(ARTICLE)
    desk.fetch(desk.source(), "/a", "/a", "/a")
    times = [asked.at for asked in desk.site.asked if asked.path == "/a"]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.28
