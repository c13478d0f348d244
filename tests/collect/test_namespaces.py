"""An internet that misbehaves below HTTP: names, addresses, paths and wires, in network namespaces of the tests' own.

Each case is fetched beside a paper all of whose pages must arrive. Whatever happens, nobody may call on the private network.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tasks.models import Outcome
from tests.collect.bad_wire import FAR, TUN, BadWire
from tests.collect.hostile import ARTICLE, Act, HostileServer, Talk, answer, moving
from tests.collect.nameserver import AAAA, SERVFAIL, Said, says
from tests.collect.namespaces import (
    DROPPED,
    RUN_NETNS,
    Pair,
    ip,
    missing,
    remove_leftovers,
)
from tests.collect.odd_names import CASES, SILENCE, Case
from tests.collect.running import Running, cannot
from tests.collect.world import (
    GONE,
    HANGING_S,
    ODD,
    PAPER,
    PATIENT_S,
    REFUSING,
    World,
    a_world,
    order,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if why := missing():
        cannot(why)
    with ExitStack() as running, pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("world")
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        try:
            made = running.enter_context(a_world(folder))
        except OSError as error:
            cannot(f"network namespaces cannot be made here: {error}")
        yield made


# ---------------------------------------------------------------- names and paths


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_name_ends_in_its_outcome_within_its_deadline_and_beside_others(world: World, case: Case) -> None:
    world.names.zone |= {case.host: case.says, "intranet.example": [says("192.168.0.1")]}
    if case.six:
        world.names.zone[case.host, AAAA] = case.six
    ran = world.run(order("odd", f"http://{case.host}", "/good/a"), deadline_s=case.deadline_s)
    (capture,) = ran.captures["odd"]
    assert (capture.outcome, bool(capture.reason)) == (case.outcome, case.outcome is not Outcome.OK)
    assert ran.took_s < case.deadline_s + 0.8


def test_what_a_name_lacks_and_what_to_do_about_it_is_said(world: World) -> None:
    world.names.zone |= {"failing.example": [Said(code=SERVFAIL)], "silent.example": [SILENCE]}
    advice = "Where that happens to many hosts, check this machine's name servers."
    assert [world.fetch(f"http://{name}.example/a").reason for name in ("gone", "failing")] == [
        "gone.example: Name or service not known. Check the address in sources.yaml.",
        f"failing.example: Temporary failure in name resolution. {advice}",
    ]
    silent = world.fetch("http://silent.example/a", deadline_s=HANGING_S)
    assert silent.reason == f"silent.example: no name server answered within 0.5 s. {advice}"


def test_what_is_refused_could_have_been_reached(world: World) -> None:
    for url in [*(f"http://{part}/good/a" for part in ("10.0.0.1", "10.0.0.1:443", "[fd00::1]", "127.0.0.1", "0.0.0.0", "[::1]"))]:
        allowed = ["10.0.0.0/8", "fd00::/8", "127.0.0.0/8", "0.0.0.0/32", "::1/128"]
        there = order("there", url.removesuffix("/good/a"), "/good/a", allow_addresses=allowed)
        assert world.worker.run(world.folder, {}, [there]).outcomes("there") == {"ok": 1}
    assert all(trap.met for trap in world.traps)
    for trap in world.traps:
        trap.met = 0


def test_forty_names_that_nobody_answers_for_keep_no_other_host_waiting(world: World) -> None:
    names = [f"dead-{n}" for n in range(40)]
    world.names.zone |= {f"{name}.example": [SILENCE] for name in names}
    ran = world.run(*(order(name, f"http://{name}.example", "/good/a") for name in names), deadline_s=2)
    assert [ran.outcomes(name) for name in names] == [{"dns_failure": 1}] * 40
    assert (ran.ended_s["paper"] < 1, ran.took_s < 2) == (True, True)


def test_of_five_hundred_addresses_only_a_few_are_called_on(world: World) -> None:
    world.names.zone["many.example"] = [says(*(f"203.0.113.{n % 150 + 100}" for n in range(500)))]
    before = world.pair.failed_connections()
    assert world.fetch("http://many.example/good/a").outcome is Outcome.CONNECT_FAILURE
    assert 1 < world.pair.failed_connections() - before <= 8


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_a_port_that_is_none_of_the_webs_is_refused_on_a_public_address(world: World, port: int) -> None:
    world.names.zone["public.example"] = [says("93.184.216.34")]
    capture = world.fetch(f"http://public.example:{port}/a", allow_addresses=[])
    assert (capture.outcome, "allow_ports" in (capture.reason or "")) == (Outcome.BLOCKED_ADDRESS, True)


# ---------------------------------------------------------------- redirects and certificates

REDIRECTS = {
    "to a private name of the site": ("http://intranet.odd.example/admin", Outcome.BLOCKED_ADDRESS),
    "to a private name of the site, encrypted": ("https://intranet.odd.example/admin", Outcome.BLOCKED_ADDRESS),
    "to a private address": ("http://10.0.0.1/admin", Outcome.REDIRECTED_OFFSITE),
    "to the cloud's metadata": ("http://169.254.169.254/latest/meta-data/", Outcome.REDIRECTED_OFFSITE),
    "to this machine": ("http://127.0.0.1/", Outcome.REDIRECTED_OFFSITE),
    "to a name that nobody knows": ("http://gone.odd.example/", Outcome.DNS_FAILURE),
    "to a host that is down": ("http://down.odd.example/", Outcome.CONNECT_FAILURE),
    "to a host that nobody hears of": ("http://dropped.odd.example/", Outcome.TIMEOUT),
    "to https": ("https://good.odd.example/good/a", Outcome.OK),
    "to https where only http is": ("https://odd.example/good/a", Outcome.CONNECT_FAILURE),
    "to a certificate of another name": ("https://misnamed.odd.example/good/a", Outcome.TLS_FAILURE),
    "to an expired certificate": ("https://expired.odd.example/good/a", Outcome.TLS_FAILURE),
    "to a certificate by its own hand": ("https://self-signed.odd.example/good/a", Outcome.TLS_FAILURE),
    "to a certificate of a strange authority": ("https://strange.odd.example/good/a", Outcome.TLS_FAILURE),
}


@pytest.mark.parametrize("name", REDIRECTS)
def test_a_redirect_ends_in_its_outcome(world: World, name: str) -> None:
    target, outcome = REDIRECTS[name]
    world.names.zone |= {"down.odd.example": [says(REFUSING)], "dropped.odd.example": [says(DROPPED)]}
    world.acts["/moved"] = moving(target)
    capture = world.fetch("http://odd.example/moved", deadline_s=HANGING_S if outcome is Outcome.TIMEOUT else PATIENT_S)
    assert (capture.outcome, bool(capture.reason)) == (outcome, outcome is not Outcome.OK)


def test_a_redirect_to_a_name_that_has_turned_private_meanwhile_is_refused(world: World) -> None:
    world.names.zone["turning.example"] = [*[says(ODD)] * 3, says("10.0.0.1")]  # robots.txt, the feed, and the page that moved
    world.acts["/turn"] = moving("/admin")
    asked = world.odd.asked["/turn"]
    assert world.fetch("http://turning.example/turn").outcome is Outcome.BLOCKED_ADDRESS
    assert world.odd.asked["/turn"] == asked + 1


def test_a_server_is_told_by_which_name_it_is_asked_for(world: World) -> None:
    world.names_shown.clear()
    assert world.fetch("https://good.odd.example/good/a").outcome is Outcome.OK
    assert set(world.names_shown) == {"good.odd.example"}


# ---------------------------------------------------------------- hosts that go away


class Deaf(Running):
    """A server that listens, takes nobody in, and whose queue is full."""

    async def opened(self) -> None:
        self._sockets = [socket.socket() for _ in range(4)]
        listening, *waiting = self._sockets
        listening.bind(("203.0.113.40", 80))
        listening.listen(0)
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("203.0.113.40", 80))

    async def closed(self) -> None:
        for one in self._sockets:
            one.close()


def test_a_server_whose_queue_is_full_is_a_timeout(world: World) -> None:
    world.names.zone["deaf.example"] = [says("203.0.113.40")]
    with Deaf(world.pair.into(world.pair.web)):
        capture = world.fetch("http://deaf.example/a", deadline_s=HANGING_S)
    assert (capture.outcome, capture.reason) == (Outcome.TIMEOUT, "no connection to 203.0.113.40 within 0.5 s")


def unplugging(pair: Pair, for_s: float) -> Act:
    """Begin a body, pull out the wire, and put it back."""

    async def act(talk: Talk) -> None:
        await talk.say(answer(ARTICLE[:1000], length=len(ARTICLE)))
        pair.plug(is_in=False)
        await asyncio.sleep(for_s)
        pair.plug(is_in=True)
        await asyncio.sleep(60)

    return act


def test_a_wire_that_is_pulled_out_in_a_body_is_a_timeout_and_the_next_page_arrives(world: World) -> None:
    world.acts["/pulled"] = unplugging(world.pair, 0.5)
    odd = order("odd", "http://odd.example", "/good/a", "/pulled", "/good/b")
    ran = world.worker.run(world.folder, {"fetch_deadline_s": HANGING_S}, [odd])
    assert [capture.outcome for capture in ran.captures["odd"]] == [Outcome.OK, Outcome.TIMEOUT, Outcome.OK]
    assert world.fetch("http://odd.example/good/a").outcome is Outcome.OK


def test_without_a_wire_of_our_own_every_page_ends_at_once_and_later_arrives(world: World) -> None:
    orders = [order("named", "http://odd.example", "/good/a"), order("numbered", f"http://{ODD}", "/good/a")]
    with world.pair.cut_off():
        ran = world.worker.run(world.folder, {"fetch_deadline_s": PATIENT_S}, orders)
    assert (ran.outcomes("named"), ran.outcomes("numbered")) == ({"dns_failure": 1}, {"connect_failure": 1})
    assert ran.took_s < PATIENT_S / 2
    assert world.run(*orders).outcomes("named") == {"ok": 1}


def test_a_host_that_goes_down_is_left_alone_while_others_deliver(world: World) -> None:
    world.names.zone |= {"down.example": [*[says(PAPER)] * 4, says(REFUSING)], "other.example": [says(ODD)]}
    down = order("down", "http://down.example", *(f"/good/{n}" for n in range(20)))
    other = order("other", "http://other.example", *(f"/good/{n}" for n in range(20)))
    ran = world.run(down, other)
    assert (ran.outcomes("down"), ran.outcomes("other")) == ({"ok": 2, "connect_failure": 18}, {"ok": 20})
    assert world.names.asked("down.example") == 4 + 3
    assert "left alone for 10 minutes" in (ran.captures["down"][-1].reason or "")


def test_a_host_whose_name_is_gone_is_left_alone_while_others_deliver(world: World) -> None:
    world.names.zone["forgotten.example"] = [*[says(PAPER)] * 4, Said(code=SERVFAIL)]
    ran = world.run(order("forgotten", "http://forgotten.example", *(f"/good/{n}" for n in range(20))))
    assert ran.outcomes("forgotten") == {"ok": 2, "dns_failure": 18}
    assert "left alone for 10 minutes" in (ran.captures["forgotten"][-1].reason or "")


# ---------------------------------------------------------------- a bad wire


@pytest.fixture
def bad_wire(world: World) -> Iterator[BadWire]:
    if not TUN.exists():
        pytest.skip(f"a wire that loses packets needs {TUN}")
    world.names.zone["far.example"] = [says(FAR)]
    with BadWire(world.pair) as wire, HostileServer(GONE, at=([FAR], 80), enter=world.pair.into(world.pair.web)):
        yield wire


def test_packets_that_are_lost_doubled_late_and_out_of_order_make_a_page_late_and_nothing_worse(
    world: World, bad_wire: BadWire
) -> None:
    bad_wire.loses_each, bad_wire.doubles_each, bad_wire.late_s = 11, 4, (0.01, 0.05)
    assert world.fetch("http://far.example/good/a", deadline_s=20).outcome is Outcome.OK
    assert bad_wire.lost > 0


def test_a_wire_that_takes_small_packets_only_and_says_so_brings_pages(world: World, bad_wire: BadWire) -> None:
    bad_wire.take_small_packets_only(600)
    assert world.fetch("http://far.example/good/a").outcome is Outcome.OK
    assert bad_wire.lost == 0


def test_a_wire_that_swallows_large_packets_is_a_timeout(world: World, bad_wire: BadWire) -> None:
    bad_wire.longest_bytes = 600
    assert world.fetch("http://far.example/good/a", deadline_s=HANGING_S).outcome is Outcome.TIMEOUT
    assert bad_wire.lost > 0


# ---------------------------------------------------------------- one run


def test_beside_four_hosts_that_the_network_keeps_from_us_all_pages_of_two_arrive(world: World) -> None:
    world.names.zone |= {
        "mute.example": [SILENCE],
        "walled.example": [says(DROPPED)],
        "rebound.example": [says(PAPER), says(PAPER), says("10.0.0.1")],
        "fading.example": [*[says(PAPER)] * 4, says(DROPPED)],
        "other.example": [says(ODD)],
    }
    pages = [f"/good/{n}" for n in range(40)]
    names = ("mute", "walled", "rebound", "fading", "other")
    orders = [order(name, f"http://{name}.example", *pages) for name in names]
    ran = world.run(*orders, worker=world.fresh_worker, pages=40, deadline_s=1.5)
    assert {name: ran.outcomes(name) for name in names} == {
        "mute": {"dns_failure": 40},
        "walled": {"timeout": 40},
        "rebound": {"blocked_address": 40},
        "fading": {"ok": 2, "timeout": 3, "connect_failure": 35},
        "other": {"ok": 40},
    }
    print(f"peak {ran.peak_mb:.0f} MB, {ran.took_s:.1f} s")


def test_namespaces_of_a_process_that_was_killed_are_removed_by_the_next(world: World) -> None:
    gone = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
    ip("netns", "add", f"dateline-us-{gone}")
    remove_leftovers()
    assert [file.name for file in RUN_NETNS.glob(f"dateline-*-{gone}")] == []
    assert (RUN_NETNS / world.pair.us).exists()
