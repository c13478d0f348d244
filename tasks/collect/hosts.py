"""Politeness, one host at a time: who may be asked when, and who is left alone for now.

What is kept here is kept for all sources of a run, since a host does not care whose page it is asked for; turns and pauses hold for
all runs that share a folder. A host is asked by one request at a time. Between two of them lies the longest of: what the source or
robots.txt asks for, the host's own latency when it is slow, and what a host that said 429 or 503 has earned (doubled each time,
forgotten as it answers again).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tasks.collect.turns import Rest, Turn, Turns
from tasks.models import Outcome

# Slower than this, and a host gets as long a rest as it took to answer.
SLOW_S = 1.0
FIRST_PUSH_S = 1.0
LONGEST_INTERVAL_S = 60.0
# Each good answer takes this share of what was earned by 429 and 503.
FORGIVENESS = 0.25
DOWN_AFTER = 3
DOWN_FOR_S = 600.0
LONGEST_CLOSED_S = 86_400.0
BUSY = frozenset({429, 503})
ASKED_FOR_REST = frozenset({Outcome.HTTP_429, Outcome.HTTP_5XX})
UNANSWERED = frozenset({Outcome.DNS_FAILURE, Outcome.CONNECT_FAILURE, Outcome.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Closed:
    """Until when (monotonic seconds) a host is left alone, and how what is wanted of it ends meanwhile."""

    until: float
    outcome: Outcome
    reason: str


@dataclass(slots=True)
class Host:
    """What we know of one host."""

    name: str
    turn: Turn
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    latency_s: float = 0.0
    pushed_s: float = 0.0
    unanswered: int = 0
    closed: Closed | None = None

    def interval_s(self, delay_s: float) -> float:
        """Return the seconds between two requests, of which `delay_s` are asked for."""
        slow_s = self.latency_s if self.latency_s > SLOW_S else 0.0
        return max(delay_s, min(max(slow_s, self.pushed_s), LONGEST_INTERVAL_S))

    def answered(self, status: int, took_s: float, retry_after_s: float | None, now: float) -> None:
        """Take note of an answer that took `took_s` seconds."""
        self.unanswered = 0
        self.closed = None
        self.latency_s = (self.latency_s + took_s) / 2 if self.latency_s else took_s
        if status not in BUSY:
            self.pushed_s *= 1 - FORGIVENESS
            return
        self.pushed_s = min(max(2 * self.pushed_s, FIRST_PUSH_S), LONGEST_INTERVAL_S)
        if retry_after_s:
            outcome = Outcome.HTTP_429 if status == 429 else Outcome.HTTP_5XX
            reason = f"{self.name} asked to be left alone for {retry_after_s:.0f} s (status {status}, Retry-After)"
            self.closed = Closed(now + min(retry_after_s, LONGEST_CLOSED_S), outcome, reason)

    def failed(self, outcome: Outcome, now: float) -> None:
        """Take note that no answer came."""
        if outcome not in UNANSWERED:
            return
        self.unanswered += 1
        if self.unanswered >= DOWN_AFTER:
            reason = (
                f"{self.name} gave no answer {self.unanswered} times in a row and is left alone for {DOWN_FOR_S / 60:.0f} minutes"
            )
            ends_as = Outcome.DNS_FAILURE if outcome is Outcome.DNS_FAILURE else Outcome.CONNECT_FAILURE
            self.closed = Closed(now + DOWN_FOR_S, ends_as, reason)


class Hosts:
    """The hosts of one run."""

    def __init__(self, longest_wait_s: float, clock: Callable[[], float] = time.monotonic, folder: Path | None = None) -> None:
        """Make the hosts of a run that shares their turns with others by way of `folder`."""
        self._longest_wait_s = longest_wait_s
        self._turns = Turns(folder)
        self._clock = clock
        self._hosts: dict[str, Host] = {}

    def of(self, url: str) -> Host:
        """Return the host of `url`. Both schemes are one host; another port is another server."""
        parts = urlsplit(url)
        name = (parts.hostname or "").rstrip(".")
        name = name if parts.port in {None, 80, 443} else f"{name}:{parts.port}"
        if name not in self._hosts:
            self._hosts[name] = Host(name, self._turns.of(name))
        return self._hosts[name]

    def closed(self, host: Host) -> Closed | None:
        """Return why `host` is left alone, when that is for longer than one waits in a run."""
        if host.closed and host.closed.until - self._clock() > self._longest_wait_s:
            return host.closed
        return None

    @asynccontextmanager
    async def turn(self, host: Host, delay_s: float) -> AsyncIterator[None]:
        """Wait until `host` may be asked, and keep others from it for the length of a `with` block and an interval after it.

        Raises:
            StillHeld: another run does not let go of it.
        """
        async with host.lock:
            until = max(host.free_at, host.closed.until if host.closed and not self.closed(host) else 0.0)
            if (wait_s := until - self._clock()) > 0:
                await asyncio.sleep(wait_s)
            async with host.turn.held() as rest:
                if rest:
                    host.closed = Closed(self._clock() + rest.left_s, rest.outcome, rest.reason)
                    if not self.closed(host):
                        await asyncio.sleep(rest.left_s)
                before = host.closed
                try:
                    yield
                finally:
                    pause_s = host.interval_s(delay_s)
                    host.free_at = self._clock() + pause_s
                    if host.closed and host.closed is not before and host.closed.outcome in ASKED_FOR_REST:
                        host.turn.leave_alone(Rest(host.closed.until - self._clock(), host.closed.outcome, host.closed.reason))
                    host.turn.free_in(pause_s)
