"""Addresses, certificates and HTTP/2 streams that are not what they seem, and one run among them. test_namespaces.py has names."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

import pytest

from tasks.models import Outcome
from tests.collect.certificates import certificates
from tests.collect.conftest import Desk
from tests.collect.hostile import (
    ARTICLE,
    Act,
    H2Talk,
    HostileServer,
    answer,
    answering_h2,
    bomb,
    dripping,
    endless,
    hanging,
    head,
    moving,
    resetting,
    saying,
)
from tests.collect.runs import Order, one_run, source
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
        capture = desk.fetch_one(desk.source(), server.url.replace("http:", "https:") + "/a")
    assert (capture.outcome, capture.reason) == (Outcome.TIMEOUT, "the TLS handshake did not end within 0.25 s")


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
    "pings without end": (endless(b"", frame(6, bytes(8)) * 1000), Outcome.BAD_ANSWER),
    "settings without end": (endless(b"", frame(4, b"") * 2000), Outcome.BAD_ANSWER),
    "a ping a moment": (dripping(frame(6, bytes(8)) * 50, every_s=0.01), Outcome.TIMEOUT),
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


def large_h2(size: int, status: str) -> Act:
    async def act(talk: H2Talk) -> None:
        await talk.start(("content-length", str(size)), status=status)
        for at in range(0, size, 16_384):
            talk.frames.send_data(talk.stream_id, bytes(min(16_384, size - at)), end_stream=at + 16_384 >= size)
        await talk.flush()

    return act


@pytest.mark.parametrize(
    ("act", "outcome"),
    [(large_h2(400_000, "404"), Outcome.HTTP_4XX), (large_h2(2_000_000, "200"), Outcome.TOO_LARGE), (hanging(), Outcome.TIMEOUT)],
    ids=["an error that is not read to its end", "a body that is too large", "silence"],
)
def test_what_http2_leaves_behind_costs_the_next_page_nothing(
    desk: Desk, contexts: dict[str, ssl.SSLContext], act: Act, outcome: Outcome
) -> None:
    desk.settings = desk.settings.model_copy(update={"fetch_deadline_s": 1.0, "body_cap_bytes": 1_000_000})
    acts = {"/odd": act} | {path: answering_h2() for path in ("/a", "/b", "/c")}
    with HostileServer(acts, contexts["h2"]) as server:
        captures = desk.fetch(desk.source(), *(server.url + path for path in ("/a", "/odd", "/b", "/c")))
    assert [capture.outcome for capture in captures] == [Outcome.OK, outcome, Outcome.OK, Outcome.OK]
    assert server.met == 2


# ---------------------------------------------------------------- one run


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
        "/early": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    },
}


def test_beside_hostile_sources_all_pages_of_the_others_arrive_and_memory_stays_bounded(tmp_path: Path) -> None:
    good = {f"paper-{n}": {"/feed": saying(answer(b"", status="404 Not Found"))} for n in (1, 2)}
    with ExitStack() as running:
        servers = {name: running.enter_context(HostileServer(acts)) for name, acts in (HOSTILE | good).items()}
        paths = {name: [path for path in HOSTILE[name] if path != "/feed"] for name in HOSTILE}
        paths |= {name: [f"/good/{n}" for n in range(40)] for name in good}
        orders = [
            Order(source(name, server.url, allow_addresses=["127.0.0.1"]), tuple(server.url + path for path in paths[name]))
            for name, server in servers.items()
        ]
        with ProcessPoolExecutor(1, get_context("spawn")) as own:
            ran = own.submit(one_run, tmp_path, {"fetch_deadline_s": 2.5}, orders).result(60)
    assert [ran.outcomes(name) for name in good] == [{"ok": 40}, {"ok": 40}]
    assert ran.outcomes("bombs") == {"too_large": 4}
    assert ran.outcomes("drips") == {"timeout": 2, "connect_failure": 4}
    assert ran.outcomes("floods") == {"bad_answer": 2, "redirect_loop": 1, "connect_failure": 1}
    assert ran.peak_mb < 300
    print(f"peak {ran.peak_mb:.0f} MB")


FLOODS: dict[str, Act] = {
    "interim-answers": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000),
    "interim-answers-by-tls": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000),
    "chunks-of-one-byte": endless(head("Transfer-Encoding: chunked"), b"1\r\nx\r\n" * 10_000),
    "pings-by-h2": endless(b"", frame(6, bytes(8)) * 3000),
    "settings-by-h2": endless(b"", frame(4, b"") * 6000),
    "window-updates-by-h2": endless(b"", frame(8, (1).to_bytes(4, "big")) * 4000),
    "bodies-of-nothing-by-h2": endless(b"", frame(0, b"", 1) * 6000),
}


def test_floods_leave_the_others_their_turn(tmp_path: Path, contexts: dict[str, ssl.SSLContext]) -> None:
    """A connection that always has something to parse would keep all others waiting until its deadline."""
    deadline_s = 20.0
    gone = {"/feed": saying(answer(b"", status="404 Not Found"))}
    with ExitStack() as running:
        servers = {"paper": running.enter_context(HostileServer(gone))}
        for name, act in FLOODS.items():
            tls = contexts["h2"] if "h2" in name else contexts["good"] if "tls" in name else None
            servers[name] = running.enter_context(HostileServer({"/a": act} | ({} if "h2" in name else gone), tls))
        paths = {name: ["/a"] for name in FLOODS} | {"paper": [f"/good/{n}" for n in range(40)]}
        orders = [
            Order(source(name, server.url, allow_addresses=["127.0.0.1"]), tuple(server.url + path for path in paths[name]))
            for name, server in servers.items()
        ]
        with ProcessPoolExecutor(1, get_context("spawn")) as own:
            ran = own.submit(one_run, tmp_path, {"fetch_deadline_s": deadline_s}, orders).result(60)
    assert ran.outcomes("paper") == {"ok": 40}
    assert {name: ran.outcomes(name) for name in FLOODS} == {name: {"bad_answer": 1} for name in FLOODS}
    assert {name for name in FLOODS if "a flood" not in (ran.captures[name][0].reason or "")} == set()
    assert max(ran.ended_s.values()) < deadline_s / 2
