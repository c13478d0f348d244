"""Connections to addresses that were checked: what DNS returned is looked at, and what was looked at is connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

import anyio
import httpcore

from tasks.collect.guard import Reach, may_reach

KEEPALIVE_S = 90.0
# What RFC 3986 allows in a path, and the percent signs of what is encoded already.
_KEPT = "%/:@!$&'()*+,;=-._~"


class Blocked(Exception):
    """A name leads to an address or a port that may not be spoken to."""


class Unresolved(Exception):
    """A name does not resolve."""


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


def pool(reach: Reach) -> httpcore.AsyncConnectionPool:
    """Return a pool of connections, HTTP/1.1 or HTTP/2, TLS verified, to what may be reached.

    It is httpcore's, which httpx is built on and which has a public place for a network of one's own.
    """
    return httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(),
        # One a host is what the hosts' turns let through. A bound over all hosts would let slow ones keep the others waiting.
        max_connections=None,
        max_keepalive_connections=50,
        keepalive_expiry=KEEPALIVE_S,
        http2=True,
        network_backend=_GuardedNetwork(reach),
    )


def on_the_wire(url: str) -> httpcore.URL:
    """Return `url` as it is sent: its host in ASCII (RFC 3490), its path and query percent-encoded where they must be.

    Raises:
        ValueError: it has no such form.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT + '?')}" if parts.query else "")
    return httpcore.URL(scheme=parts.scheme, host=host.encode("idna"), port=parts.port, target=target)
