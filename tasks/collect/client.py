"""One fetch: guarded, bounded, polite, archived."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Self
from urllib.parse import urljoin

from tasks.collect.answers import REDIRECTS, Answer, Ended, judged, retry_after, short, take
from tasks.collect.archive import Archive
from tasks.collect.feeds import as_browsers_do
from tasks.collect.guard import WEB_PORTS, Reach, networks, refusal, without_credentials
from tasks.collect.hosts import Host, Hosts
from tasks.collect.network import Blocked, Broken, Unresolved, Web
from tasks.collect.pace import fresh_for_s
from tasks.collect.robots import Robots
from tasks.collect.sources import Source
from tasks.collect.turns import StillHeld
from tasks.collect.urls import same_site
from tasks.models import ArchiveRef, Outcome, Validators
from tasks.settings import Settings

MAX_REDIRECTS = 5
# Longer than this we do not wait in a run; the next run comes soon enough.
LONGEST_WAIT_S = 60.0
# Of the time left, what looking up a host may take, and what connecting to it may, so that the outcome tells what it was that hung.
CONNECT_SHARE = 0.5
RETRIED = frozenset({Outcome.CONNECT_FAILURE, Outcome.BAD_ANSWER, Outcome.TIMEOUT, Outcome.HTTP_429, Outcome.HTTP_5XX})


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


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for, on whose behalf, and within which bounds."""

    url: str
    source: Source
    run_id: str
    validators: Validators | None
    cap_bytes: int
    delay_s: float
    keep: bool
    cut: bool
    is_robots: bool


@dataclass(slots=True)
class _Time:
    """What is left of the time for one page. Waiting for a host's turn costs nothing of it."""

    left_s: float


class Client:
    """Fetches for all sources of a run, so that sources on one host share its turns."""

    def __init__(self, settings: Settings, archive: Archive, hosts_dir: Path | None = None) -> None:
        """Make a client that keeps bodies in `archive`.

        By way of `hosts_dir` it shares with other runs what was learnt of hosts: robots.txt files, for a day, and whose turn it is.
        """
        self._settings = settings
        self.archive = archive
        self._hosts = Hosts(LONGEST_WAIT_S, folder=hosts_dir)
        self._webs: dict[Reach, Web] = {}
        contact = f" (+{settings.contact})" if settings.contact else ""
        self.robots = Robots(self, hosts_dir)
        self.user_agent = f"Dateline/{version('dateline')}{contact}"

    async def __aenter__(self) -> Self:
        """Return the client; connections are made when they are needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        for web in self._webs.values():
            await web.aclose()

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
        cut: bool = False,
        is_robots: bool = False,
    ) -> Fetched:
        """Fetch `url` for `source`, trying again when the server asks for it, and archive the body. Expected failures are outcomes.

        All requests for it, redirects and further tries included, share one deadline.

        Args:
            url: the address.
            source: whose politeness, ports and opted-in addresses hold.
            run_id: names the archive's file.
            validators: makes the request conditional.
            cap_bytes: largest body, compressed or not; the configured cap when not given.
            keep: whether the body is archived.
            delay_s: seconds between requests to the host, when robots.txt asks for more than the source's own delay.
            cut: whether a body larger than the cap is cut there instead of refused.
            is_robots: whether it is a robots.txt: it may lie on another site (RFC 9309, 2.3.1.2), and none is asked for where.
        """
        delay = max(source.politeness.delay_s, delay_s or 0.0)
        ask = _Ask(url, source, run_id, validators, cap_bytes or self._settings.body_cap_bytes, delay, keep, cut, is_robots)
        time_left = _Time(self._settings.fetch_deadline_s)
        for attempt in range(source.politeness.max_retries + 1):
            fetched = await self._once(ask, time_left)
            wait_s = fetched.retry_after_s if fetched.retry_after_s is not None else max(delay, 0.1) * 2**attempt
            is_last = attempt == source.politeness.max_retries or time_left.left_s <= 0
            if fetched.outcome not in RETRIED or is_last or wait_s > LONGEST_WAIT_S:
                break
            await asyncio.sleep(wait_s)
        return fetched

    async def _once(self, ask: _Ask, time_left: _Time) -> Fetched:
        final_url = ask.url
        try:
            if why := refusal(ask.url):
                raise Ended(Outcome.REJECTED_BY_RULE, why)
            for _ in range(MAX_REDIRECTS + 1):
                answer = await self._polite(final_url, ask, time_left)
                if answer.status not in REDIRECTS:
                    return self._finished(final_url, answer, ask)
                final_url = await self._next(final_url, answer, ask)
            raise Ended(Outcome.REDIRECT_LOOP, f"more than {MAX_REDIRECTS} redirects, the last to {final_url[:500]}")
        except Ended as end:
            now = datetime.now(UTC)
            return Fetched(ask.url, final_url, end.outcome, now, end.reason, end.status, retry_after_s=end.retry_after_s)

    async def _next(self, url: str, answer: Answer, ask: _Ask) -> str:
        location = as_browsers_do(answer.head.one("location") or "")
        if not location:
            raise Ended(Outcome.BAD_ANSWER, f"status {answer.status} without an address to go to", answer.status)
        try:
            target = urljoin(url, location)
            why = refusal(target) or (None if ask.is_robots or same_site(url, target) else "it is another site")
        except ValueError as error:
            target, why = location, f"this is no address: {error}"
        if why:
            raise Ended(Outcome.REDIRECTED_OFFSITE, f"redirected to {without_credentials(target)[:500]}: {why}"[:800])
        if not ask.is_robots:
            verdict = await self.robots.verdict(target, ask.source, ask.run_id)
            if not verdict.allowed:
                raise Ended(verdict.outcome, f"redirected to {target[:500]}: {verdict.reason}")
        return target

    async def _polite(self, url: str, ask: _Ask, time_left: _Time) -> Answer:
        """Wait for the host's turn, then make one request within what is left of the deadline."""
        host = self._hosts.of(url)
        self._raise_if_closed(host)
        try:
            async with self._hosts.turn(host, ask.delay_s):
                self._raise_if_closed(host)  # others were asked meanwhile
                return await self._in_turn(host, url, ask, time_left)
        except StillHeld as error:
            raise Ended(Outcome.TIMEOUT, str(error)) from error

    async def _in_turn(self, host: Host, url: str, ask: _Ask, time_left: _Time) -> Answer:
        began = time.monotonic()
        try:
            async with asyncio.timeout(time_left.left_s):
                answer = await self._request(url, ask, time_left.left_s * CONNECT_SHARE)
        except TimeoutError as error:
            host.failed(Outcome.TIMEOUT, time.monotonic())
            why = str(error) or f"not whole within {self._settings.fetch_deadline_s:g} s"
            raise Ended(Outcome.TIMEOUT, why) from error
        except Ended as end:
            host.failed(end.outcome, time.monotonic())
            raise
        finally:
            time_left.left_s -= time.monotonic() - began
        wait_s = retry_after(answer.head.one("retry-after"), answer.at)
        host.answered(answer.status, answer.latency_s, wait_s, time.monotonic())
        return answer

    def _raise_if_closed(self, host: Host) -> None:
        closed = self._hosts.closed(host)
        if closed:
            raise Ended(closed.outcome, closed.reason, retry_after_s=closed.until - time.monotonic())

    def _web(self, source: Source) -> Web:
        reach = _reach(source.allow_addresses, source.allow_ports)
        if reach not in self._webs:
            self._webs[reach] = Web(reach)
        return self._webs[reach]

    def _headers(self, url: str, ask: _Ask) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"User-Agent", self.user_agent.encode()),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"Accept", b"text/html,application/xml;q=0.9,*/*;q=0.8"),
        ]
        known = ask.validators if url == ask.url else None
        if known and known.etag:
            headers.append((b"If-None-Match", known.etag.encode()))
        if known and known.last_modified:
            headers.append((b"If-Modified-Since", known.last_modified.encode()))
        return headers

    async def _request(self, url: str, ask: _Ask, connect_s: float) -> Answer:
        headers = self._headers(url, ask)
        began = time.monotonic()
        try:
            async with self._web(ask.source).get(url, headers, connect_s) as head:
                latency_s = time.monotonic() - began
                is_conditional = any(name.startswith(b"If-") for name, _ in headers)
                return await take(head, ask.cap_bytes, cut=ask.cut, latency_s=latency_s, is_conditional=is_conditional)
        except Blocked as error:
            raise Ended(Outcome.BLOCKED_ADDRESS, str(error)) from error
        except Unresolved as error:
            raise Ended(Outcome.DNS_FAILURE, str(error)) from error
        except Broken as error:
            raise Ended(error.outcome, str(error)) from error

    def _finished(self, final_url: str, answer: Answer, ask: _Ask) -> Fetched:
        outcome, reason = judged(answer)
        is_page = outcome is Outcome.OK
        # A refusal that cannot be decompressed tells nothing; a page may be read one day.
        is_kept = ask.keep and answer.raw and (not answer.broken or outcome is Outcome.BAD_ENCODING)
        field, one = answer.head.field, answer.head.one
        return Fetched(
            url=ask.url,
            final_url=final_url,
            outcome=outcome,
            fetched_at=answer.at,
            reason=reason,
            http_status=answer.status,
            content_type=short(one("content-type")),
            body=answer.body if is_page else b"",
            body_bytes=len(answer.raw),
            sha256=hashlib.sha256(answer.body).hexdigest() if is_page else None,
            etag=short(one("etag")) if is_page else None,
            last_modified=short(one("last-modified")) if is_page else None,
            archive=self._archived(final_url, answer, ask) if is_kept else None,
            retry_after_s=None if is_page else retry_after(one("retry-after"), answer.at),
            fresh_for_s=fresh_for_s(field("cache-control"), one("expires"), answer.at),
        )

    def _archived(self, final_url: str, answer: Answer, ask: _Ask) -> ArchiveRef:
        """Keep the body as it came, before anything else is done with it and even if its compression is broken."""
        return self.archive.write(
            ask.source.id,
            ask.run_id,
            url=final_url,
            asked_for=ask.url,
            fetched_at=answer.at,
            http_status=answer.status,
            headers=answer.head.fields,
            body=answer.raw,
        )


@cache
def _reach(addresses: tuple[str, ...], ports: tuple[int, ...]) -> Reach:
    return Reach(networks(addresses), WEB_PORTS | set(ports))
