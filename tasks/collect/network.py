"""Connections to addresses that were checked: what DNS returned is looked at, and what was looked at is connected to."""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import anyio
import httpcore
import httpx
from h2.exceptions import H2Error

from tasks.collect.dialling import by_turns, first_to_answer, look_up
from tasks.collect.guard import Reach, may_reach
from tasks.models import Outcome

KEEPALIVE_S = 90.0
# Names that are looked up at once. As many that nobody answers for keep no other name waiting.
MOST_LOOK_UPS = 200
# What was read is parsed in one go, while no other host is attended to: 64 KB of nothing but heads would take a tenth of a second.
READ_BYTES = 16_384
# An answer with so many bytes around its body, and a body of less than so much of all, is a flood: of interim answers, of frames,
# of chunks of one byte. No head is that large.
MOST_BYTES_AROUND, LEAST_BODY = 128 * 1024, 0.25
CHUNKS_A_TURN = 64
NOTHING = httpx.ByteStream(b"")
# What to do about a name without an address.
NAME = "Check the address in sources.yaml."
SERVERS = "Where that happens to many hosts, check this machine's name servers."


class Blocked(Exception):
    """A name leads to an address or a port that may not be spoken to."""


class Unresolved(Exception):
    """A name does not resolve."""


class Broken(Exception):
    """A connection, its encryption or what was said over it failed; `outcome` is which."""

    def __init__(self, error: Exception, outcome: Outcome) -> None:
        super().__init__(f"{type(error).__name__}: {error}"[:300])
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer, its fields' names in lower case, and its body as it comes, still compressed."""

    status: int
    fields: tuple[tuple[str, str], ...]
    chunks: AsyncIterator[bytes]

    def field(self, name: str) -> str | None:
        """Return a header by its lower-case name, all its lines as one (RFC 9110, 5.3)."""
        values = [value for key, value in self.fields if key == name]
        return ", ".join(values) if values else None

    def one(self, name: str) -> str | None:
        """Return a header of one value by its lower-case name: the last, where a server and what stands before it both say it."""
        return next((value for key, value in reversed(self.fields) if key == name), None)


@dataclass(slots=True)
class _Meter:
    """The bytes of one answer that came, framing included, how many of them were its body, compressed, and whether it ended."""

    came_bytes: int = 0
    body_bytes: int = 0
    is_whole: bool = False

    def count(self, size_bytes: int) -> None:
        """Count what came.

        Raises:
            httpcore.RemoteProtocolError: it is a flood.
        """
        self.came_bytes += size_bytes
        around_bytes = self.came_bytes - self.body_bytes
        if around_bytes > MOST_BYTES_AROUND and self.body_bytes < LEAST_BODY * self.came_bytes:
            raise httpcore.RemoteProtocolError(f"a flood: {around_bytes} bytes came around a body of {self.body_bytes}")


# Of the answer that is being read. A connection does not know what is made of its bytes, nor an answer how many came.
_METER: ContextVar[_Meter] = ContextVar("meter")


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed when its handshake is cancelled; httpcore 1.0 leaves it open then.

    It knows its socket: before each request the pool looks whether any connection that waits has something to read, and to find the
    socket anew takes anyio longer than to look.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket = stream.get_extra_info("socket")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        data = await self._stream.read(min(max_bytes, READ_BYTES), timeout)
        _METER.get().count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        try:
            return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info != "is_readable" or not hasattr(select, "poll"):  # Windows has none
            return self._stream.get_extra_info(info)
        descriptor = self._socket.fileno()
        if descriptor < 0:
            return True  # closed, which the next read would tell
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(0))


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that may be reached. Each connection is looked up, and checked, anew."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._network = httpcore.AnyIOBackend()
        self._looking_up = asyncio.Semaphore(MOST_LOOK_UPS)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look up, check, connect. Looking up may take `timeout` seconds, and so may connecting.

        Raises:
            Unresolved: the name has no address, or nobody tells it in time.
            Blocked: none of its addresses may be reached, or not on this port.
            httpcore.ConnectError: no connection could be made.
            httpcore.ConnectTimeout: none came about in time.
        """
        addresses = by_turns(self._permitted(host, port, await self._looked_up(host, port, timeout)))

        def connecting(address: str) -> Awaitable[httpcore.AsyncNetworkStream]:
            return self._network.connect_tcp(address, port, None, local_address, socket_options)

        try:
            async with asyncio.timeout(timeout):
                return _Stream(await first_to_answer(addresses, connecting))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no connection to {', '.join(addresses)} within {timeout:g} s") from error

    async def _looked_up(self, host: str, port: int, within_s: float | None) -> list[str]:
        try:
            async with asyncio.timeout(within_s), self._looking_up:
                return await look_up(host, port)
        except TimeoutError as error:
            raise Unresolved(f"{host}: no name server answered within {within_s:g} s. {SERVERS}") from error
        except socket.gaierror as error:
            # What fails for now may be the resolver's own failure; all else is said of the name.
            raise Unresolved(f"{host}: {error.strerror}. {SERVERS if error.errno == socket.EAI_AGAIN else NAME}") from error
        except UnicodeError as error:
            raise Unresolved(f"{host}: {error}. {NAME}") from error

    def _permitted(self, host: str, port: int, addresses: list[str]) -> list[str]:
        reached = [address for address in addresses if may_reach(address, self._reach.networks)]
        if not reached:
            raise Blocked(f"{host} resolves to {', '.join(addresses[:5])}, which is not on the public internet")
        fitting = [address for address in reached if self._reach.port_is_open(address, port)]
        if not fitting:
            raise Blocked(f"port {port} of {host} is neither 80 nor 443; name it in the source's allow_ports if that is meant")
        return fitting

    async def connect_unix_socket(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        """Refuse: no site lies behind a socket file."""
        raise Blocked("unix sockets are not used")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@cache
def _tls(_: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """Trust the certificates that lie there: reading them takes 40 ms, too much for each part of the web."""
    return ssl.create_default_context()


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a guarded network. httpx has no public place to give one; its last release dates from 2024."""

    def __init__(self, reach: Reach) -> None:
        context = _tls(ssl.get_default_verify_paths())
        super().__init__(verify=context, http2=True)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            # One a host is what the hosts' turns let through. A bound over all hosts would let slow ones keep the others waiting.
            max_connections=None,
            max_keepalive_connections=50,
            keepalive_expiry=KEEPALIVE_S,
            http2=True,
            network_backend=_GuardedNetwork(reach),
        )

    async def leave(self, url: httpx.URL) -> None:
        """Close the connections to a host: what HTTP/2 left unread would come before the next answer, and silence in its stead."""
        origin = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/").origin
        with anyio.CancelScope(shield=True):
            for connection in self._pool.connections:
                if connection.can_handle_request(origin):
                    await connection.aclose()


class Web:
    """The part of the web that may be reached, over HTTP/1.1 or HTTP/2, TLS verified.

    Below httpx's client lies its transport, which is what is used: it has no cookies, follows nothing, and reads no environment.
    """

    def __init__(self, reach: Reach) -> None:
        self._transport = _Transport(reach)

    @asynccontextmanager
    async def get(self, url: str, headers: Sequence[tuple[bytes, bytes]], connect_s: float) -> AsyncIterator[Head]:
        """Ask for `url` and give the answer, whose body is to be read within the context.

        Looking up the host may take `connect_s` seconds, and so may connecting to it and TLS; what comes then has no limit here.

        Raises:
            Blocked, Unresolved: as their names say, before anything was asked.
            Broken: it cannot be asked, or broke off, even in the middle of the body.
            TimeoutError: no connection came about in time; its words say what was waited for.
        """
        meter = _Meter()
        _METER.set(meter)
        try:
            whole = httpx.URL(url)
            # With a body of its own, httpx adds no headers to those given, which takes it as long as all else here.
            request = httpx.Request(
                "GET",
                whole,
                headers=[(b"Host", whole.netloc), *headers],
                stream=NOTHING,
                extensions={"timeout": {"connect": connect_s}},
            )
            try:
                response = await self._transport.handle_async_request(request)
                try:
                    assert isinstance(response.stream, httpx.AsyncByteStream)
                    chunks = _by_turns(response.stream, meter)
                    yield Head(response.status_code, tuple(response.headers.multi_items()), chunks)
                finally:
                    await response.aclose()
            finally:
                if not meter.is_whole:
                    await self._transport.leave(whole)
        except httpx.TimeoutException as error:
            raise TimeoutError(str(error) or f"the TLS handshake did not end within {connect_s:g} s") from error
        except httpx.InvalidURL as error:
            raise Broken(error, Outcome.REJECTED_BY_RULE) from error
        # Not all that h2 raises in the middle of a body is made httpx's own.
        except (httpx.HTTPError, httpx.StreamError, H2Error, OSError, ValueError) as error:
            raise Broken(error, _outcome(error)) from error

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()


async def _by_turns(chunks: AsyncIterable[bytes], meter: _Meter) -> AsyncIterator[bytes]:
    """Give `chunks`, and now and then all other hosts their turn: of chunks of one byte thousands are there before one waits."""
    number = 0
    async for chunk in chunks:
        meter.body_bytes += len(chunk)
        yield chunk
        number += 1
        if number % CHUNKS_A_TURN == 0:
            await asyncio.sleep(0)
    meter.is_whole = True


def _outcome(error: Exception) -> Outcome:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Outcome.TLS_FAILURE
        cause = cause.__cause__ or cause.__context__
    return Outcome.CONNECT_FAILURE if isinstance(error, httpx.NetworkError) else Outcome.BAD_ANSWER
