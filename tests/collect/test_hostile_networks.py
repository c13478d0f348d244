"""Addresses, names, ports, certificates and HTTP/2 streams that are not what they seem, and one run among them."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.poll import poll_source
from tasks.collect.sources import Source
from tasks.collect.urls import url_key
from tasks.models import Outcome, Wanted
from tasks.settings import Settings
from tests.collect.conftest import Desk
from tests.collect.hostile import (
    ARTICLE,
    Act,
    H2Talk,
    HostileServer,
    answer,
    answering_h2,
    bomb,
    certificates,
    dripping,
    endless,
    hanging,
    head,
    moving,
    resetting,
    saying,
)
from tests.site import Answer

# ---------------------------------------------------------------- addresses

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[ff02::1]/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_an_address_that_is_not_public_is_never_connected_to(desk: Desk, url: str) -> None:
    capture = desk.fetch_one(desk.source(allow_addresses=[]), url)
    assert (capture.outcome, bool(capture.reason)) == (Outcome.BLOCKED_ADDRESS, True)


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@127.0.0.1/a",
        "http://user@127.0.0.1/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
        "http:///a",
        "http://0177.0.0.1/a",
        "http://[::1/a",
        "http://127.0.0.1:99999/a",
        "http://127.0.0.1\\@elsewhere.example/a",
        "http://127.0.0.1/a\r\nX-Smuggled: yes",
        "http://127.0.0.1/" + "a" * 9000,
    ],
)
def test_an_address_that_is_none_is_refused_without_asking_and_without_its_password(desk: Desk, url: str) -> None:
    capture = desk.fetch_one(desk.source(), url)
    assert capture.outcome is Outcome.REJECTED_BY_RULE
    assert "secret" not in (capture.reason or "")
    assert desk.site.asked == []


def test_a_password_in_a_feed_is_neither_kept_nor_used(desk: Desk) -> None:
    link = desk.site.url.replace("http://", "http://reader:secret@") + "/a"
    desk.site["/feed"] = Answer(
        f"<rss version='2.0'><channel><title>T</title><item><title>A</title><link>{link}</link></item></channel></rss>".encode()
    )
    polled = desk.poll(desk.source())
    assert [seen.url for seen in polled.sightings] == [desk.site.url + "/a"]


# ---------------------------------------------------------------- names and ports


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What DNS says of a name, look-up after look-up, the last again and again."""
    known: dict[str, list[list[str]]] = {}
    really = asyncio.base_events.BaseEventLoop.getaddrinfo

    async def look_up(loop: Any, host: str, port: int, **how: Any) -> Any:
        if host not in known:
            return await really(loop, host, port, **how)
        found = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", look_up)
    return known


def port_of(desk: Desk) -> str:
    return desk.site.url.rpartition(":")[2]


def test_a_name_that_turns_private_between_two_look_ups_is_refused_then(desk: Desk, names: dict[str, list[list[str]]]) -> None:
    names["rebind.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    desk.site["/robots.txt"] = Answer(b"gone", status=404, headers={"Connection": "close"})
    desk.site["/a"] = Answer(ARTICLE)
    capture = desk.fetch_one(desk.source(), f"http://rebind.example:{port_of(desk)}/a")
    assert capture.outcome is Outcome.BLOCKED_ADDRESS
    assert [asked.path for asked in desk.site.asked] == ["/robots.txt"]


def test_of_several_addresses_only_those_that_may_be_reached_are_tried(desk: Desk, names: dict[str, list[list[str]]]) -> None:
    names["mixed.example"] = [["10.0.0.1", "169.254.169.254", "127.0.0.1"]]
    desk.site["/a"] = Answer(ARTICLE)
    assert desk.fetch_one(desk.source(), f"http://mixed.example:{port_of(desk)}/a").outcome is Outcome.OK


def test_a_redirect_within_the_site_to_a_private_address_is_refused(desk: Desk, names: dict[str, list[list[str]]]) -> None:
    names["paper.example"], names["intranet.paper.example"] = [["127.0.0.1"]], [["192.168.0.1"]]
    desk.site["/a"] = Answer(status=302, headers={"Location": "http://intranet.paper.example/admin"})
    capture = desk.fetch_one(desk.source(), f"http://paper.example:{port_of(desk)}/a")
    assert (capture.outcome, "192.168.0.1" in (capture.reason or "")) == (Outcome.BLOCKED_ADDRESS, True)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_a_port_that_is_none_of_the_webs_is_refused_on_a_public_address(
    desk: Desk, names: dict[str, list[list[str]]], port: int
) -> None:
    names["public.example"] = [["93.184.216.34"]]
    capture = desk.fetch_one(desk.source(allow_addresses=[]), f"http://public.example:{port}/a")
    assert (capture.outcome, "allow_ports" in (capture.reason or "")) == (Outcome.BLOCKED_ADDRESS, True)


# ---------------------------------------------------------------- certificates and HTTP/2


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ssl.SSLContext]]:
    folder = tmp_path_factory.mktemp("certificates")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        yield certificates(folder)


@pytest.mark.parametrize(
    ("certificate", "outcome"),
    [
        ("good", Outcome.OK),
        ("self-signed", Outcome.TLS_FAILURE),
        ("expired", Outcome.TLS_FAILURE),
        ("misnamed", Outcome.TLS_FAILURE),
        ("strange", Outcome.TLS_FAILURE),
    ],
)
def test_a_certificate_is_verified_always(
    desk: Desk, contexts: dict[str, ssl.SSLContext], certificate: str, outcome: Outcome
) -> None:
    with HostileServer({}, contexts[certificate]) as server:
        assert desk.fetch_one(desk.source(), server.url + "/good/a").outcome is outcome
        assert bool(server.asked) == (outcome is Outcome.OK)


def test_plain_http_where_tls_was_expected_is_a_tls_failure(desk: Desk, contexts: dict[str, ssl.SSLContext]) -> None:
    with HostileServer({}, greeting=answer()) as server:
        assert desk.fetch_one(desk.source(), server.url.replace("http:", "https:") + "/a").outcome is Outcome.TLS_FAILURE


def test_a_handshake_that_never_ends_is_a_timeout(desk: Desk, contexts: dict[str, ssl.SSLContext]) -> None:
    desk.settings = desk.settings.model_copy(update={"fetch_deadline_s": 0.5})
    with HostileServer({}) as server:
        assert desk.fetch_one(desk.source(), server.url.replace("http:", "https:") + "/a").outcome is Outcome.TIMEOUT


async def reset_at_once(talk: H2Talk) -> None:
    talk.frames.reset_stream(talk.stream_id)
    await talk.flush()


async def reset_in_the_body(talk: H2Talk) -> None:
    await talk.start()
    talk.frames.send_data(talk.stream_id, ARTICLE[:100])
    talk.frames.reset_stream(talk.stream_id)
    await talk.flush()


async def go_away(talk: H2Talk) -> None:
    talk.frames.close_connection()
    await talk.flush()


async def say_less_than_announced(talk: H2Talk) -> None:
    await talk.start(("content-length", "5000"))
    talk.frames.send_data(talk.stream_id, ARTICLE[:100], end_stream=True)
    await talk.flush()


async def break_off(talk: H2Talk) -> None:
    await talk.start()
    talk.reset()


def frame(kind: int, payload: bytes, stream_id: int = 0, flags: int = 0) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream_id.to_bytes(4, "big") + payload


H2_CASES: dict[str, tuple[Act, Outcome]] = {
    "a whole answer": (answering_h2(), Outcome.OK),
    "stream reset at once": (reset_at_once, Outcome.BAD_ANSWER),
    "stream reset in the body": (reset_in_the_body, Outcome.BAD_ANSWER),
    "goes away": (go_away, Outcome.BAD_ANSWER),
    "less than announced": (say_less_than_announced, Outcome.BAD_ANSWER),
    "connection reset": (break_off, Outcome.CONNECT_FAILURE),
    "frames that are none": (saying(b"\xff" * 500), Outcome.TIMEOUT),
    "pings without end": (endless(b"", frame(6, bytes(8)) * 100), Outcome.TIMEOUT),
    "settings without end": (endless(b"", frame(4, b"") * 100), Outcome.TIMEOUT),
    "header blocks without end": (endless(frame(1, b"", 3), frame(9, b"x" * 1000, 3)), Outcome.BAD_ANSWER),
    "says nothing": (hanging(), Outcome.TIMEOUT),
}


@pytest.mark.parametrize("name", H2_CASES)
def test_a_hostile_answer_over_http2_ends_in_its_outcome(desk: Desk, contexts: dict[str, ssl.SSLContext], name: str) -> None:
    act, outcome = H2_CASES[name]
    desk.settings = desk.settings.model_copy(update={"fetch_deadline_s": 0.6})
    with HostileServer({"/a": act}, contexts["h2"]) as server:
        capture = desk.fetch_one(desk.source(), server.url + "/a")
        assert (capture.outcome, server.asked["/a"]) == (outcome, 1)


# ---------------------------------------------------------------- one run


def peak_mb() -> float:
    """Return the most memory that this process has used. (`ru_maxrss` would count what the process that started it had used.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def one_run(folder: Path, sources: str) -> tuple[dict[str, dict[str, int]], float]:
    """Poll and fetch all sources at once, each `pages` of its own; return how the pages of each ended, and the peak of memory."""

    async def collected() -> dict[str, dict[str, int]]:
        async with Client(Settings(fetch_deadline_s=1.5), Archive(folder)) as client:

            async def one(given: dict[str, Any]) -> tuple[str, dict[str, int]]:
                pages = given.pop("pages")
                source = Source.model_validate(given)
                await poll_source(client, source, {}, run_id="run", now=lambda: datetime.now(UTC))
                wanted = [Wanted(source.id, page, url_key(page)) for page in pages]
                captures = fetch_pages(client, source, wanted, run_id="run", now=lambda: datetime.now(UTC))
                return source.id, dict(Counter([str(capture.outcome) async for capture in captures]))

            return dict(await asyncio.gather(*(one(given) for given in json.loads(sources))))

    return asyncio.run(collected()), peak_mb()


HOSTILE: dict[str, dict[str, Act]] = {
    "bombs": {
        "/feed": saying(answer(bomb(31), "Content-Encoding: gzip")),
        "/gzip": saying(answer(bomb(31), "Content-Encoding: gzip")),
        "/deflate": saying(answer(bomb(-15), "Content-Encoding: deflate")),
        "/endless": endless(head(), b"x" * 65536),
        "/chunks": endless(head("Transfer-Encoding: chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    },
    "drips": {
        "/feed": dripping(b"x" * 5000, first=head()),
        "/a": hanging(),
        "/b": dripping(answer()),
        "/c": hanging(),
        "/d": hanging(),
        "/e": hanging(),
        "/f": hanging(),
    },
    "floods": {
        "/feed": endless(head(), b"<rss><channel>" * 5000),
        "/headers": endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000),
        "/round": moving("/round"),
        "/reset": resetting(head()),
        "/early": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    },
}


def test_beside_hostile_sources_all_pages_of_the_others_arrive_and_memory_stays_bounded(tmp_path: Path) -> None:
    good = {f"paper-{n}": {"/feed": saying(answer(b"", status="404 Not Found"))} for n in (1, 2)}
    with ExitStack() as running:
        servers = {name: running.enter_context(HostileServer(acts)) for name, acts in (HOSTILE | good).items()}
        sources = [
            {
                "id": name,
                "name": name,
                "homepage": server.url,
                "country": "SY",
                "languages": ["en"],
                "affiliation": "independent",
                "ways_in": [{"kind": "sitemap", "url": server.url + "/feed"}],
                "allow_addresses": ["127.0.0.1"],
                "politeness": {"delay_s": 0, "max_retries": 0},
                "pages": [server.url + path for path in HOSTILE[name] if path != "/feed"]
                if name in HOSTILE
                else [f"{server.url}/good/{n}" for n in range(40)],
            }
            for name, server in servers.items()
        ]
        with ProcessPoolExecutor(1, get_context("spawn")) as own:
            ended, peak = own.submit(one_run, tmp_path, json.dumps(sources)).result(60)
    assert {name: ended[name] for name in good} == {"paper-1": {"ok": 40}, "paper-2": {"ok": 40}}
    assert ended["bombs"] == {"too_large": 4}
    assert ended["drips"] == {"timeout": 2, "connect_failure": 4}
    assert ended["floods"] == {"bad_answer": 1, "redirect_loop": 1, "connect_failure": 1, "timeout": 1}
    assert peak < 300
    print(f"peak {peak:.0f} MB")
