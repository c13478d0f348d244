"""Connections to addresses that were checked: what DNS returned is looked at, and what was looked at is connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import anyio
import httpcore
import httpx
from h2.exceptions import H2Error

from tasks.collect.guard import Reach, may_reach
from tasks.models import Outcome

KEEPALIVE_S = 90.0


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
    """The head of an answer, and its body as it comes, still compressed."""

    status: int
    fields: tuple[tuple[str, str], ...]
    chunks: AsyncIterator[bytes]

    def field(self, name: str) -> str | None:
        """Return a header by its lower-case name, all its lines as one (RFC 9110, 5.3)."""
        values = [value for key, value in self.fields if key.lower() == name]
        return ", ".join(values) if values else None


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed when its handshake is cancelled; httpcore 1.0 leaves it open then."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        return await self._stream.read(max_bytes, timeout)

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
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that may be reached. Each connection is looked up, and checked, anew."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check, connect.

        Raises:
            Unresolved: the name has no address.
            Blocked: none of its addresses may be reached, or not on this port.
            httpcore.ConnectError: no connection could be made.
        """
        addresses = self._permitted(host, port, await _looked_up(host, port))
        for address in addresses[:-1]:
            try:
                return _Stream(await self._network.connect_tcp(address, port, timeout, local_address, socket_options))
            except httpcore.ConnectError:
                continue
        return _Stream(await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options))

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


async def _looked_up(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unresolved(f"{host}: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


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


class Web:
    """The part of the web that may be reached, over HTTP/1.1 or HTTP/2, TLS verified.

    Below httpx's client lies its transport, which is what is used: it has no cookies, follows nothing, and reads no environment.
    """

    def __init__(self, reach: Reach) -> None:
        self._transport = _Transport(reach)

    @asynccontextmanager
    async def get(self, url: str, headers: dict[str, str]) -> AsyncIterator[Head]:
        """Ask for `url` and give the answer, whose body is to be read within the context. No time limit is kept.

        Raises:
            Blocked, Unresolved: as their names say, before anything was asked.
            Broken: it cannot be asked, or broke off, even in the middle of the body.
            TimeoutError: the network's own time limit was met.
        """
        try:
            response = await self._transport.handle_async_request(httpx.Request("GET", url, headers=headers))
            try:
                yield Head(response.status_code, tuple(response.headers.multi_items()), response.aiter_raw())
            finally:
                await response.aclose()
        except httpx.TimeoutException as error:
            raise TimeoutError(str(error)) from error
        except httpx.InvalidURL as error:
            raise Broken(error, Outcome.REJECTED_BY_RULE) from error
        # Not all that h2 raises in the middle of a body is made httpx's own.
        except (httpx.HTTPError, httpx.StreamError, H2Error, OSError, ValueError) as error:
            raise Broken(error, _outcome(error)) from error

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()


def _outcome(error: Exception) -> Outcome:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Outcome.TLS_FAILURE
        cause = cause.__cause__ or cause.__context__
    return Outcome.CONNECT_FAILURE if isinstance(error, httpx.NetworkError) else Outcome.BAD_ANSWER
