"""One fetch: guarded, bounded, polite, archived. The only file that imports httpx."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from tasks.collect.archive import Archive, BadEncoding, decompressed
from tasks.collect.guard import Network, may_reach, networks
from tasks.collect.pace import fresh_for_s
from tasks.collect.robots import Robots
from tasks.collect.sources import Source
from tasks.collect.urls import same_site
from tasks.models import ArchiveRef, Outcome, Validators
from tasks.settings import Settings

MAX_REDIRECTS = 5
# Longer than this we do not wait in a run; the next run comes soon enough.
LONGEST_WAIT_S = 60.0
RETRIED = frozenset({Outcome.CONNECT_FAILURE, Outcome.TIMEOUT, Outcome.HTTP_429, Outcome.HTTP_5XX})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """How one fetch ended. `body` is decompressed, and empty unless the outcome is `ok`; `body_bytes` counts bytes on the wire."""

    url: str
    final_url: str
    outcome: Outcome
    fetched_at: datetime
    reason: str | None = None
    http_status: int | None = None
    content_type: str | None = None
    body: bytes = b""
    body_bytes: int = 0
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    archive: ArchiveRef | None = None
    retry_after_s: float | None = None
    fresh_for_s: float | None = None


class _Ended(Exception):
    """A fetch ended other than well."""

    def __init__(self, outcome: Outcome, reason: str, status: int | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.status, self.retry_after_s = outcome, reason, status, retry_after_s


class _Blocked(Exception):
    """A name resolves to an address that may not be spoken to."""


class _Unresolved(Exception):
    """A name does not resolve."""


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that may be reached: what DNS returned is checked, and what was checked is connected to."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
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
            _Unresolved: the name has no address.
            _Blocked: none of its addresses may be reached.
            httpcore.ConnectError: no connection could be made.
        """
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise _Unresolved(f"{host}: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        open_ones = [address for address in addresses if may_reach(address, self._allowed)]
        if not open_ones:
            raise _Blocked(f"{host} resolves to {', '.join(addresses)}, which is not on the public internet")
        for address in open_ones[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._network.connect_tcp(open_ones[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        """Refuse: no site lies behind a socket file."""
        raise _Blocked("unix sockets are not used")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a guarded network. httpx has no public place to give one; its last release dates from 2024."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        super().__init__(http2=True)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=50,
            max_keepalive_connections=20,
            http2=True,
            network_backend=_GuardedNetwork(allowed),
        )


@dataclass(slots=True)
class _Gate:
    """Lets one request at a time through to a host, a delay after the one before."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Client:
    """Fetches for all sources of a run, so that sources on one host share its gate."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._settings = settings
        self._archive = archive
        self._gates: defaultdict[str, _Gate] = defaultdict(_Gate)
        self._clients: dict[tuple[Network, ...], httpx.AsyncClient] = {}
        contact = f" (+{settings.contact})" if settings.contact else ""
        self.robots = Robots(self)
        self.user_agent = f"Dateline/{version('dateline')}{contact}"

    async def __aenter__(self) -> Self:
        """Return the client; connections are made when they are needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()

    async def fetch(
        self,
        url: str,
        source: Source,
        *,
        run_id: str,
        validators: Validators | None = None,
        cap_bytes: int | None = None,
        keep: bool = True,
        delay_s: float | None = None,
    ) -> Fetched:
        """Fetch `url` for `source`, trying again when the server asks for it, and archive the body. Expected failures are outcomes.

        Args:
            url: the address.
            source: whose politeness and opted-in addresses hold.
            run_id: names the archive's file.
            validators: makes the request conditional.
            cap_bytes: largest body, compressed or not; the configured cap when not given.
            keep: whether the body is archived.
            delay_s: seconds between requests to the host, when robots.txt asks for more than the source's own delay.
        """
        delay = max(source.politeness.delay_s, delay_s or 0.0)
        for attempt in range(source.politeness.max_retries + 1):
            fetched = await self._once(
                url, source, run_id, validators, cap_bytes or self._settings.body_cap_bytes, delay, keep=keep
            )
            wait_s = fetched.retry_after_s if fetched.retry_after_s is not None else max(delay, 0.1) * 2**attempt
            if fetched.outcome not in RETRIED or attempt == source.politeness.max_retries or wait_s > LONGEST_WAIT_S:
                break
            await asyncio.sleep(wait_s)
        return fetched

    async def _once(
        self, url: str, source: Source, run_id: str, validators: Validators | None, cap_bytes: int, delay_s: float, *, keep: bool
    ) -> Fetched:
        final_url = url
        try:
            for _ in range(MAX_REDIRECTS + 1):
                response = await self._polite(final_url, source, validators if final_url == url else None, cap_bytes, delay_s)
                if response.status not in REDIRECTS or not response.headers.get("location"):
                    return self._finished(url, final_url, response, source, run_id, cap_bytes, keep=keep)
                final_url = self._next(final_url, response.headers["location"])
            raise _Ended(Outcome.REDIRECT_LOOP, f"more than {MAX_REDIRECTS} redirects, the last to {final_url}")
        except _Ended as end:
            now = datetime.now(UTC)
            return Fetched(url, final_url, end.outcome, now, end.reason, end.status, retry_after_s=end.retry_after_s)

    @staticmethod
    def _next(url: str, location: str) -> str:
        try:
            target = urljoin(url, location)
            scheme = urlsplit(target).scheme
        except ValueError as error:
            raise _Ended(Outcome.REDIRECTED_OFFSITE, f"redirected to what is no address: {location[:200]!r}") from error
        if scheme not in {"http", "https"} or not same_site(url, target):
            raise _Ended(Outcome.REDIRECTED_OFFSITE, f"redirected to {target[:500]}")
        return target

    async def _polite(self, url: str, source: Source, validators: Validators | None, cap_bytes: int, delay_s: float) -> _Response:
        """Wait for the host's gate, then make one request within the deadline."""
        gate = self._gates[urlsplit(url).netloc.lower()]
        async with gate.lock:
            await asyncio.sleep(max(0.0, gate.free_at - time.monotonic()))
            try:
                async with asyncio.timeout(self._settings.fetch_deadline_s):
                    return await self._request(url, self._client(source), validators, cap_bytes)
            except (TimeoutError, httpx.TimeoutException) as error:
                raise _Ended(Outcome.TIMEOUT, f"not whole within {self._settings.fetch_deadline_s:g} s") from error
            finally:
                gate.free_at = time.monotonic() + delay_s

    def _client(self, source: Source) -> httpx.AsyncClient:
        allowed = networks(source.allow_addresses)
        if allowed not in self._clients:
            self._clients[allowed] = httpx.AsyncClient(
                transport=_Transport(allowed), follow_redirects=False, trust_env=False, timeout=self._settings.fetch_deadline_s
            )
        return self._clients[allowed]

    async def _request(self, url: str, client: httpx.AsyncClient, validators: Validators | None, cap_bytes: int) -> _Response:
        headers = {
            "User-Agent": self.user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Accept": "text/html,application/xml;q=0.9,*/*;q=0.8",
        }
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        client.cookies.clear()
        try:
            async with client.stream("GET", url, headers=headers) as response:
                raw = bytearray()
                if response.status_code not in REDIRECTS:
                    async for chunk in response.aiter_raw():
                        raw += chunk
                        if len(raw) > cap_bytes:
                            raise _Ended(Outcome.TOO_LARGE, f"larger than {cap_bytes} bytes", response.status_code)
                return _Response(response.status_code, response.headers, bytes(raw), datetime.now(UTC))
        except _Blocked as error:
            raise _Ended(Outcome.BLOCKED_ADDRESS, str(error)) from error
        except _Unresolved as error:
            raise _Ended(Outcome.DNS_FAILURE, f"{error}. Check the address in sources.yaml.") from error
        except httpx.TimeoutException:
            raise
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, ValueError) as error:
            tls = "SSL" in repr(error) or "certificate" in str(error).lower()
            raise _Ended(
                Outcome.TLS_FAILURE if tls else Outcome.CONNECT_FAILURE, f"{type(error).__name__}: {error}"[:300]
            ) from error

    def _finished(
        self, url: str, final_url: str, response: _Response, source: Source, run_id: str, cap_bytes: int, *, keep: bool
    ) -> Fetched:
        status, headers = response.status, response.headers
        outcome, reason = _judged(status)
        common = {
            "url": url,
            "final_url": final_url,
            "fetched_at": response.at,
            "http_status": status,
            "content_type": headers.get("content-type"),
            "body_bytes": len(response.raw),
            "fresh_for_s": fresh_for_s(headers.get("cache-control"), headers.get("expires"), response.at),
        }
        if outcome is not Outcome.OK:
            return Fetched(
                **common, outcome=outcome, reason=reason, retry_after_s=_retry_after(headers.get("retry-after"), response.at)
            )
        if not response.raw:
            return Fetched(**common, outcome=Outcome.EMPTY_BODY, reason="the server answered with 0 bytes")
        # Before anything else is done with the body, even finding out whether it can be decompressed.
        archive = (
            self._archive.write(
                source.id,
                run_id,
                url=final_url,
                fetched_at=response.at,
                http_status=status,
                headers=headers.multi_items(),
                body=response.raw,
            )
            if keep
            else None
        )
        try:
            body = decompressed(response.raw, headers.get("content-encoding"), cap_bytes)
        except BadEncoding as error:
            outcome = Outcome.TOO_LARGE if "larger" in str(error) else Outcome.BAD_ENCODING
            return Fetched(**common, outcome=outcome, reason=str(error), archive=archive)
        return Fetched(
            **common,
            outcome=Outcome.OK,
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            archive=archive,
        )


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: httpx.Headers
    raw: bytes
    at: datetime


def _judged(status: int) -> tuple[Outcome, str | None]:
    if status == 304:
        return Outcome.NOT_MODIFIED, None
    if 200 <= status < 300:
        return Outcome.OK, None
    if status == 429:
        return Outcome.HTTP_429, "the server asked us to slow down"
    if status >= 500:
        return Outcome.HTTP_5XX, f"status {status}"
    return Outcome.HTTP_4XX, f"status {status}"


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for, in either of its forms (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
