"""A server that misbehaves: raw TCP on loopback, in one thread, every path with a misbehaviour of its own.

    with HostileServer({"/drip": dripping(page(), 0.1)}) as server:
        ... fetch server.url + "/drip" ...

`/robots.txt` is a 404, `/good/…` a short article, `/hop/5` five redirects that end in one. One request a connection, unless a
misbehaviour says otherwise.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.collect.running import Running, stay

WORDS = "Shelling killed at least 16 people in the town of Idlib on Monday, residents and medics said. "
ARTICLE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shelling in Idlib kills 16</title></head>
<body><article><h1>Shelling in Idlib kills 16</h1>{f"<p>{WORDS * 3}</p>" * 6}</article></body></html>""".encode()


@dataclass(frozen=True, slots=True)
class Talk:
    """One connection, its request read."""

    path: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        """Send `data` and wait until it is gone."""
        if self.writer.is_closing():
            raise ConnectionResetError
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Break the connection off, with RST where TCP would say FIN."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@dataclass(frozen=True, slots=True)
class H2Talk(Talk):
    """One request over HTTP/2; `frames` makes what is sent."""

    frames: H2Connection
    stream_id: int

    async def flush(self) -> None:
        """Send what `frames` made."""
        await self.say(self.frames.data_to_send())

    async def start(self, *headers: tuple[str, str], status: str = "200") -> None:
        """Send the head of an answer."""
        self.frames.send_headers(self.stream_id, [(":status", status), ("content-type", "text/html"), *headers])
        await self.flush()


Act = Callable[[Any], Awaitable[None]]


def answering_h2(body: bytes = ARTICLE, status: str = "200") -> Act:
    """Send a whole, proper answer over HTTP/2."""

    async def act(talk: H2Talk) -> None:
        await talk.start(("content-length", str(len(body))), status=status)
        talk.frames.send_data(talk.stream_id, body, end_stream=True)
        await talk.flush()

    return act


def answer(body: bytes = ARTICLE, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return a whole, proper answer; `length` is what it claims to be."""
    claimed = [f"Content-Length: {len(body) if length is None else length}"] if length != -1 else []
    kind = [] if any(h.lower().startswith("content-type") for h in headers) else ["Content-Type: text/html; charset=utf-8"]
    return "\r\n".join([f"HTTP/1.1 {status}", *kind, *claimed, "Connection: close", *headers, "", ""]).encode("latin-1") + body


def head(*headers: str, status: str = "200 OK") -> bytes:
    """Return the head of an answer, whose end the caller tells by `headers` or not at all."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def saying(*parts: bytes) -> Act:
    """Send `parts`, then close."""

    async def act(talk: Talk) -> None:
        for part in parts:
            await talk.say(part)

    return act


def hanging(*parts: bytes) -> Act:
    """Send `parts`, then nothing more, and keep the connection."""

    async def act(talk: Talk) -> None:
        await saying(*parts)(talk)
        await asyncio.sleep(3600)

    return act


def resetting(*parts: bytes) -> Act:
    """Send `parts`, then break off."""

    async def act(talk: Talk) -> None:
        await saying(*parts)(talk)
        await asyncio.sleep(0.05)
        talk.reset()

    return act


def half_closing(*parts: bytes) -> Act:
    """Send `parts`, close our half only, and go on listening."""

    async def act(talk: Talk) -> None:
        await saying(*parts)(talk)
        talk.writer.write_eof()
        await asyncio.sleep(3600)

    return act


def dripping(data: bytes, every_s: float = 0.05, first: bytes = b"") -> Act:
    """Send `first` at once and then `data` byte by byte."""

    async def act(talk: Talk) -> None:
        await talk.say(first)
        for at in range(len(data)):
            await talk.say(data[at : at + 1])
            await asyncio.sleep(every_s)

    return act


def endless(first: bytes, again: bytes) -> Act:
    """Send `first` and then `again` until the other side has had enough."""

    async def act(talk: Talk) -> None:
        await talk.say(first)
        while True:
            await talk.say(again)
            await asyncio.sleep(0)  # where the other side is gone, nothing else would wait

    return act


def moving(location: str, status: str = "302 Found") -> Act:
    """Redirect."""
    return saying(answer(b"", f"Location: {location}", status=status))


def bomb(wrapping: int, chunks: int = 64) -> bytes:
    """Return 1 GB of zeros in 1 MB (16 MB a chunk). `wrapping` is zlib's: 31 gzip, 15 zlib, -15 bare deflate."""
    maker = zlib.compressobj(9, zlib.DEFLATED, wrapping)
    first = maker.compress(bytes(1 << 24)) + maker.flush(zlib.Z_FULL_FLUSH)
    again = maker.compress(bytes(1 << 24)) + maker.flush(zlib.Z_FULL_FLUSH)
    return first + again * (chunks - 1)


def brotli_bomb() -> bytes:
    """Return 1 GB of zeros in 1 KB, as 64 blocks of brotli (RFC 7932) that are alike but for the first."""
    return bytes.fromhex("cfffff7f002400e2b14072efff0d" + "fcffff074002200e0b40f7fedf00" * 63 + "03")


def many_members(count: int, size: int) -> bytes:
    """Return a gzip file of `count` members of `size` zeros each."""
    return gzip.compress(bytes(size), mtime=0) * count


class HostileServer(Running):
    """The server, for the length of a `with` block. `at` is where it listens: addresses, and a port or 0 for any."""

    def __init__(
        self,
        acts: Mapping[str, Act],
        tls: ssl.SSLContext | None = None,
        greeting: bytes = b"",
        at: tuple[Sequence[str], int] = (("127.0.0.1",), 0),
        enter: Callable[[], None] = stay,
    ) -> None:
        super().__init__(enter)
        self._acts, self._tls, self._greeting, self._at = acts, tls, greeting, at
        self.met = 0
        self.asked: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """The server's root, without the last slash."""
        return f"{'https' if self._tls else 'http'}://{self._at[0][0]}:{self.port}"

    async def opened(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        addresses, port = self._at
        self._server = await asyncio.start_server(self._met, addresses, port, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def closed(self) -> None:
        self._server.close()
        for one in list(self._tasks):
            one.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        me = asyncio.current_task()
        assert me is not None
        self._tasks.add(me)
        self.met += 1
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                if self._greeting:
                    writer.write(self._greeting)
                    return
                ended = writer.get_extra_info("ssl_object")
                if ended and ended.selected_alpn_protocol() == "h2":
                    await self._met_by_h2(reader, writer)
                    return
                request = await reader.readuntil(b"\r\n\r\n")
                path = request.split(b" ")[1].decode("ascii", "replace")
                self.asked[path] += 1
                await self._act(path)(Talk(path, reader, writer))
        finally:
            self._tasks.discard(me)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _met_by_h2(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = H2Connection(H2Configuration(client_side=False))
        frames.initiate_connection()
        writer.write(frames.data_to_send())
        while data := await reader.read(65536):
            for event in frames.receive_data(data):
                if isinstance(event, RequestReceived):
                    path = dict(event.headers)[b":path"].decode()
                    self.asked[path] += 1
                    talk = H2Talk(path, reader, writer, frames, event.stream_id)
                    await (self._acts.get(path) or answering_h2(b"", "404"))(talk)
            await H2Talk("", reader, writer, frames, 0).flush()

    def _act(self, path: str) -> Act:
        if path == "/robots.txt" and path not in self._acts:
            return saying(answer(b"", status="404 Not Found"))
        if path.startswith("/good/"):
            return saying(answer())
        if path.startswith("/hop/"):
            left = int(path.removeprefix("/hop/"))
            return moving(f"/hop/{left - 1}" if left > 1 else "/good/end")
        return self._acts[path]
