"""What hostile and broken servers do: each ends in its outcome, within its deadline, whatever comes."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.collect.archive import Archive
from tasks.models import Capture, Outcome, Page, ReadRules
from tasks.read.extract import read_page
from tasks.settings import Settings
from tests.collect.conftest import Desk
from tests.collect.hostile import (
    ARTICLE,
    Act,
    HostileServer,
    answer,
    bomb,
    brotli_bomb,
    dripping,
    endless,
    half_closing,
    hanging,
    head,
    many_members,
    moving,
    resetting,
    saying,
)
from tests.site import Site

DEADLINE_S = 0.6
# A machine that is busy with something else may take longer over a page that is to arrive.
PATIENT_S = 3.0
CAP_BYTES = 1_000_000
GZIP = "Content-Encoding: gzip"
CHUNKED = "Transfer-Encoding: chunked"
PACKED = gzip.compress(ARTICLE, mtime=0)
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>"


def chunks(body: bytes, size: int) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for at in range(0, len(body), size) if (part := body[at : at + size]))


@dataclass(frozen=True, slots=True)
class Case:
    """One misbehaviour, and how fetching (and, when a body came, reading) what it serves must end."""

    name: str
    act: Act
    outcome: Outcome

    @property
    def deadline_s(self) -> float:
        return DEADLINE_S if self.outcome is Outcome.TIMEOUT else PATIENT_S

    @property
    def path(self) -> str:
        return "/" + self.name.replace(" ", "-")


CASES = [
    # ---------------------------------------------------------------- time
    Case("body drips", dripping(ARTICLE, first=head(f"Content-Length: {len(ARTICLE)}")), Outcome.TIMEOUT),
    Case("head drips", dripping(answer()), Outcome.TIMEOUT),
    Case("one header a moment", dripping(b"X: y\r\n" * 500, first=b"HTTP/1.1 200 OK\r\n"), Outcome.TIMEOUT),
    Case("chunks drip", dripping(b"1\r\nx\r\n" * 500, first=head(CHUNKED)), Outcome.TIMEOUT),
    Case("accepts and says nothing", hanging(), Outcome.TIMEOUT),
    Case("stops in the head", hanging(b"HTTP/1.1 200 OK\r\nContent-Ty"), Outcome.TIMEOUT),
    Case("stops in the body", hanging(answer(ARTICLE[:100], length=5000)), Outcome.TIMEOUT),
    Case("one informational answer a moment", dripping(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50, every_s=0.01), Outcome.TIMEOUT),
    # ---------------------------------------------------------------- size
    Case("endless body", endless(head(), b"x" * 65536), Outcome.TOO_LARGE),
    Case("endless chunks", endless(head(CHUNKED), b"10000\r\n" + b"x" * 65536 + b"\r\n"), Outcome.TOO_LARGE),
    Case("one informational answer after the other", endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500), Outcome.BAD_ANSWER),
    Case("endless small chunks", endless(head(CHUNKED), b"1\r\nx\r\n" * 5000), Outcome.BAD_ANSWER),
    Case("a page in chunks of four bytes", saying(head(CHUNKED) + chunks(ARTICLE * 40, 4) + b"0\r\n\r\n"), Outcome.OK),
    Case("claims 50 MB", hanging(answer(b"x" * 10, length=50_000_000)), Outcome.TOO_LARGE),
    Case("claims more than a number holds", saying(head("Content-Length: " + "9" * 30)), Outcome.BAD_ANSWER),
    Case("endless header", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65536), Outcome.BAD_ANSWER),
    Case("endless headers", endless(b"HTTP/1.1 200 OK\r\n", b"X-Flood: yes\r\n" * 1000), Outcome.BAD_ANSWER),
    Case("endless status line", endless(b"HTTP/1.1 200 ", b"O" * 65536), Outcome.BAD_ANSWER),
    Case("endless trailers", endless(head(CHUNKED) + b"1\r\nx\r\n0\r\n", b"X: y\r\n" * 1000), Outcome.BAD_ANSWER),
    Case("endless chunk extension", endless(head(CHUNKED) + b"1;", b"x" * 65536), Outcome.BAD_ANSWER),
    Case("endless redirect body", endless(head("Location: /good/moved", status="302 Found"), b"x" * 65536), Outcome.OK),
    Case("endless body of an error", endless(head(status="500 No"), b"x" * 65536), Outcome.HTTP_5XX),
    # ---------------------------------------------------------------- compression
    Case("gzip bomb of 1 GB", saying(answer(bomb(31), GZIP)), Outcome.TOO_LARGE),
    Case("zlib bomb of 1 GB", saying(answer(bomb(15), "Content-Encoding: deflate")), Outcome.TOO_LARGE),
    Case("deflate bomb of 1 GB", saying(answer(bomb(-15), "Content-Encoding: deflate")), Outcome.TOO_LARGE),
    Case("gzip bomb in members", saying(answer(many_members(500, 100_000), GZIP)), Outcome.TOO_LARGE),
    Case("gzip bomb in gzip", saying(answer(gzip.compress(bomb(31)), "Content-Encoding: gzip, gzip")), Outcome.TOO_LARGE),
    Case(
        "a hundred layers of gzip", saying(answer(PACKED, "Content-Encoding: " + ", ".join(["gzip"] * 100))), Outcome.BAD_ENCODING
    ),
    Case("plain text called compressed as UTF-8", saying(answer(ARTICLE, "Content-Encoding: utf-8")), Outcome.OK),
    Case("plain text called compressed as nothing", saying(answer(ARTICLE, "Content-Encoding: none")), Outcome.OK),
    Case("gzip in gzip", saying(answer(gzip.compress(PACKED), "Content-Encoding: gzip, gzip")), Outcome.OK),
    Case("gzip in gzip unsaid", saying(answer(gzip.compress(PACKED), GZIP)), Outcome.NOT_HTML),
    Case("gzip in members", saying(answer(gzip.compress(ARTICLE[:300]) + gzip.compress(ARTICLE[300:]), GZIP)), Outcome.OK),
    Case("gzip and zeros after it", saying(answer(PACKED + bytes(50), GZIP)), Outcome.OK),
    Case("endless empty gzip members", endless(head(GZIP), gzip.compress(b"") * 3000), Outcome.TOO_LARGE),
    Case("brotli bomb of 1 GB that nobody asked for", saying(answer(brotli_bomb(), "Content-Encoding: br")), Outcome.BAD_ENCODING),
    Case("endless brotli that nobody asked for", endless(head("Content-Encoding: br"), brotli_bomb()), Outcome.TOO_LARGE),
    Case("brotli that nobody asked for", saying(answer(b"\x1b\xff\xff", "Content-Encoding: br")), Outcome.BAD_ENCODING),
    Case("zstd that nobody asked for", saying(answer(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd")), Outcome.BAD_ENCODING),
    Case("plain text called gzip", saying(answer(ARTICLE, GZIP)), Outcome.BAD_ENCODING),
    Case("gzip called nothing", saying(answer(PACKED)), Outcome.NOT_HTML),
    Case("truncated gzip", saying(answer(PACKED[:-20], GZIP)), Outcome.BAD_ENCODING),
    Case("gzip with a wrong checksum", saying(answer(PACKED[:-8] + bytes(8), GZIP)), Outcome.BAD_ENCODING),
    Case("only a gzip header", saying(answer(PACKED[:10], GZIP)), Outcome.BAD_ENCODING),
    Case("bare deflate", saying(answer(zlib.compress(ARTICLE)[2:-4], "Content-Encoding: deflate")), Outcome.OK),
    Case("zlib deflate", saying(answer(zlib.compress(ARTICLE), "Content-Encoding: DEFLATE")), Outcome.OK),
    # ---------------------------------------------------------------- redirects
    Case("round and round", moving("/round-and-round"), Outcome.REDIRECT_LOOP),
    Case("five hops", moving("/hop/4"), Outcome.OK),
    Case("six hops", moving("/hop/5"), Outcome.REDIRECT_LOOP),
    Case("to another site", moving("http://elsewhere.example/"), Outcome.REDIRECTED_OFFSITE),
    Case("to a name that ends alike", moving("http://evil127.0.0.1/"), Outcome.REDIRECTED_OFFSITE),
    Case("to the cloud's metadata", moving("http://169.254.169.254/latest/meta-data/"), Outcome.REDIRECTED_OFFSITE),
    Case("to file", moving("file:///etc/passwd"), Outcome.REDIRECTED_OFFSITE),
    Case("to ftp", moving("ftp://127.0.0.1/a"), Outcome.REDIRECTED_OFFSITE),
    Case("to javascript", moving("javascript:alert(1)"), Outcome.REDIRECTED_OFFSITE),
    Case("to data", moving("data:text/html,x"), Outcome.REDIRECTED_OFFSITE),
    Case("to gopher", moving("gopher://127.0.0.1:25/_HELO"), Outcome.REDIRECTED_OFFSITE),
    Case("with a password", moving("http://user:secret@127.0.0.1/a"), Outcome.REDIRECTED_OFFSITE),
    Case("to a port that is no number", moving("http://127.0.0.1:http/"), Outcome.REDIRECTED_OFFSITE),
    Case("to a port beyond all", moving("http://127.0.0.1:99999/"), Outcome.REDIRECTED_OFFSITE),
    Case("to half an address", moving("http://[::1/"), Outcome.REDIRECTED_OFFSITE),
    Case("to two hosts at once", moving("http://127.0.0.1\\@elsewhere.example/"), Outcome.REDIRECTED_OFFSITE),
    Case("to an empty address", moving(""), Outcome.BAD_ANSWER),
    Case("to nowhere", saying(answer(b"", status="302 Found")), Outcome.BAD_ANSWER),
    Case("to bytes beyond ASCII", moving("/good/\xc3\xbc"), Outcome.OK),
    Case("to an address with a space", moving("/good/a story"), Outcome.OK),
    Case(
        "to an address in two lines of one header", saying(answer(b"", *["Location: /good/a"] * 2, status="302 Found")), Outcome.OK
    ),
    Case("to 100 KB of address", moving("/" + "a" * 90_000), Outcome.REDIRECTED_OFFSITE),
    # ---------------------------------------------------------------- lengths and framing
    Case("length too long", saying(answer(length=50_000)), Outcome.BAD_ANSWER),
    Case("length too short", saying(answer(length=len(ARTICLE) - 20)), Outcome.OK),
    Case("length below zero", saying(head("Content-Length: -5") + ARTICLE), Outcome.BAD_ANSWER),
    Case("length that is no number", saying(head("Content-Length: many") + ARTICLE), Outcome.BAD_ANSWER),
    Case("two lengths", saying(head("Content-Length: 5", "Content-Length: 900") + ARTICLE), Outcome.BAD_ANSWER),
    Case("length and chunks", saying(head("Content-Length: 5", CHUNKED) + b"3\r\n<p>\r\n0\r\n\r\n"), Outcome.NO_TEXT),
    Case("chunk size that is no number", saying(head(CHUNKED) + b"zz\r\nabc\r\n0\r\n\r\n"), Outcome.BAD_ANSWER),
    Case("chunk size of a hundred digits", saying(head(CHUNKED) + b"f" * 100 + b"\r\nabc"), Outcome.BAD_ANSWER),
    Case("chunk size below zero", saying(head(CHUNKED) + b"-1\r\nabc\r\n"), Outcome.BAD_ANSWER),
    Case("chunk of 16 GB begins", hanging(head(CHUNKED) + b"3ffffffff\r\nabc"), Outcome.TIMEOUT),
    Case("no last chunk", saying(head(CHUNKED) + b"3\r\nabc\r\n"), Outcome.BAD_ANSWER),
    Case("chunk longer than it says", saying(head(CHUNKED) + b"3\r\nabcdef\r\n0\r\n\r\n"), Outcome.BAD_ANSWER),
    Case("transfer coding that nobody knows", saying(head("Transfer-Encoding: bogus") + ARTICLE), Outcome.BAD_ANSWER),
    # ---------------------------------------------------------------- connections
    Case("closes at once", saying(), Outcome.BAD_ANSWER),
    Case("resets at once", resetting(), Outcome.CONNECT_FAILURE),
    Case("resets in the head", resetting(b"HTTP/1.1 200 OK\r\nContent"), Outcome.CONNECT_FAILURE),
    Case("resets in the body", resetting(answer(ARTICLE[:500], length=9000)), Outcome.CONNECT_FAILURE),
    Case("half closes before the answer", half_closing(), Outcome.BAD_ANSWER),
    Case("half closes in the body", half_closing(answer(ARTICLE[:500], length=9000)), Outcome.BAD_ANSWER),
    Case("half closes after the answer", half_closing(answer()), Outcome.OK),
    Case("keeps open after the answer", hanging(answer()), Outcome.OK),
    # ---------------------------------------------------------------- what is no HTTP
    Case("garbage", saying(bytes(range(256)) * 4), Outcome.BAD_ANSWER),
    Case("another protocol", saying(b"220 mail.example ESMTP ready\r\n"), Outcome.BAD_ANSWER),
    Case("HTTP of 1991", saying(ARTICLE), Outcome.BAD_ANSWER),
    Case("TLS on a plain port", saying(b"\x15\x03\x01\x00\x02\x02\x46"), Outcome.BAD_ANSWER),
    Case("status that is no number", saying(b"HTTP/1.1 OK\r\n\r\n"), Outcome.BAD_ANSWER),
    Case("status of four digits", saying(answer(status="2000 OK")), Outcome.BAD_ANSWER),
    Case("status 99", saying(answer(status="099 Odd")), Outcome.BAD_ANSWER),
    Case("switches protocols", saying(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), Outcome.BAD_ANSWER),
    Case("NUL in a header", saying(head("X: a\0b", "Content-Length: 0")), Outcome.BAD_ANSWER),
    Case("header without a colon", saying(head("no colon here", "Content-Length: 0")), Outcome.BAD_ANSWER),
    Case("folded header", saying(answer(ARTICLE, "X-Folded: one\r\n two")), Outcome.OK),
    Case("header beyond ASCII", saying(answer(ARTICLE, "X-Name: Z\xfcrich")), Outcome.OK),
    Case("only line feeds", saying(answer().replace(b"\r\n", b"\n")), Outcome.OK),
    # ---------------------------------------------------------------- statuses
    Case("204", saying(head(status="204 No Content")), Outcome.EMPTY_BODY),
    Case("206 that nobody asked for", saying(answer(ARTICLE[:500], status="206 Partial Content")), Outcome.BAD_ANSWER),
    Case("304 to what we do not have", saying(head(status="304 Not Modified")), Outcome.BAD_ANSWER),
    Case("300 without a choice", saying(answer(b"", status="300 Multiple Choices")), Outcome.BAD_ANSWER),
    Case("401", saying(answer(status="401 Unauthorized")), Outcome.HTTP_4XX),
    Case("403", saying(answer(status="403 Forbidden")), Outcome.HTTP_4XX),
    Case("404", saying(answer(status="404 Not Found")), Outcome.HTTP_4XX),
    Case("407", saying(answer(status="407 Proxy Authentication Required")), Outcome.HTTP_4XX),
    Case("410", saying(answer(status="410 Gone")), Outcome.HTTP_4XX),
    Case("451", saying(answer(status="451 Unavailable For Legal Reasons")), Outcome.HTTP_4XX),
    Case("429", saying(answer(status="429 Slow Down")), Outcome.HTTP_429),
    Case("429 with seconds", saying(answer(b"", "Retry-After: 120", status="429 Slow Down")), Outcome.HTTP_429),
    Case("429 with a date", saying(answer(b"", "Retry-After: Fri, 31 Dec 2999 23:59:59 GMT", status="429 No")), Outcome.HTTP_429),
    Case("429 with nonsense", saying(answer(b"", "Retry-After: ²", status="429 No")), Outcome.HTTP_429),
    Case("429 for ever", saying(answer(b"", "Retry-After: " + "9" * 400, status="429 No")), Outcome.HTTP_429),
    Case("500", saying(answer(status="500 Oops")), Outcome.HTTP_5XX),
    Case("503", saying(answer(status="503 Busy")), Outcome.HTTP_5XX),
    Case("520", saying(answer(status="520 Odd")), Outcome.HTTP_5XX),
    Case("999", saying(answer(status="999 Denied")), Outcome.HTTP_5XX),
    # ---------------------------------------------------------------- bodies
    Case("empty body", saying(answer(b"")), Outcome.EMPTY_BODY),
    Case("gzip of nothing", saying(answer(gzip.compress(b""), GZIP)), Outcome.EMPTY_BODY),
    Case("challenge as 200", saying(answer(CHALLENGE)), Outcome.CHALLENGE),
    Case("challenge as 202", saying(answer(CHALLENGE, status="202 Accepted")), Outcome.CHALLENGE),
    Case("image called a page", saying(answer(b"\x89PNG\r\n\x1a\n" + bytes(500))), Outcome.NOT_HTML),
    Case(
        "called a page twice",
        saying(answer(ARTICLE, "Content-Type: text/html", "Content-Type: text/html; charset=utf-8")),
        Outcome.OK,
    ),
    Case("page called an image", saying(answer(ARTICLE, "Content-Type: image/png")), Outcome.NOT_HTML),
    Case("UTF-16 called UTF-8", saying(answer(ARTICLE.decode().encode("utf-16"))), Outcome.OK),
    Case("charset that nobody knows", saying(answer(ARTICLE, "Content-Type: text/html; charset=klingon")), Outcome.OK),
    Case("charset that runs code", saying(answer(ARTICLE, "Content-Type: text/html; charset=bz2_codec")), Outcome.OK),
    Case("Latin-1 called UTF-8", saying(answer(ARTICLE.replace(b"Idlib", b"Idl\xedb"))), Outcome.OK),
    Case("UTF-8 cut in a letter", saying(answer(ARTICLE + "é".encode()[:1])), Outcome.OK),
    Case("NULs in the text", saying(answer(ARTICLE.replace(b"Monday", b"Mon\0day"))), Outcome.OK),
]


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer({case.path: case.act for case in CASES}) as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(body_cap_bytes=CAP_BYTES)
    with Site() as site:
        yield Desk(site, Archive(tmp_path / "archive"), settings)


def fate(desk: Desk, capture: Capture) -> Outcome:
    """How the page ended: in fetching, or, when its body came, in reading."""
    if capture.outcome is not Outcome.OK:
        return capture.outcome
    assert capture.archive is not None
    kept = desk.archive.read(capture.archive)
    page = Page(capture.capture_id, capture.url, kept.body, kept.content_type, kept.http_status, kept.fetched_at)
    return read_page(page, ReadRules("paper", "The Paper")).outcome


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_hostile_answer_ends_in_its_outcome_within_its_deadline(server: HostileServer, reader: Desk, case: Case) -> None:
    reader.settings = reader.settings.model_copy(update={"fetch_deadline_s": case.deadline_s})
    began = time.monotonic()
    capture = reader.fetch_one(reader.source(), server.url + case.path)
    took_s = time.monotonic() - began
    assert (fate(reader, capture), bool(capture.reason)) == (case.outcome, capture.outcome is not Outcome.OK)
    assert took_s < case.deadline_s + 1.4
