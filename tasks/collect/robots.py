"""robots.txt, as RFC 9309 has it: 4xx allows, 5xx or no answer forbids for this run, and what is said holds for a day."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from tasks.collect.sources import Source
from tasks.models import Outcome

if TYPE_CHECKING:
    from tasks.collect.client import Client, Fetched  # which imports this module

CAP_BYTES = 500 * 1024  # RFC 9309, 2.5
LONGEST_CRAWL_DELAY_S = 30.0
AGENT = "Dateline"
UNREACHED = frozenset({Outcome.DNS_FAILURE, Outcome.CONNECT_FAILURE, Outcome.TLS_FAILURE, Outcome.TIMEOUT, Outcome.BLOCKED_ADDRESS})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be fetched, why not, and how many seconds the site wants between requests.

    `outcome` is how a refused fetch ends: forbidden, or in the way that the host itself could not be reached.
    """

    allowed: bool
    outcome: Outcome = Outcome.ROBOTS_DISALLOWED
    reason: str | None = None
    crawl_delay_s: float | None = None


class Robots:
    """The robots.txt files of one run."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rules: dict[str, Protego | Fetched] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def verdict(self, url: str, source: Source, run_id: str) -> Verdict:
        """Return what the robots.txt of `url`'s host says of it."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        async with self._locks[place]:
            if place not in self._rules:
                self._rules[place] = await self._read(place, source, run_id)
        rules = self._rules[place]
        if not isinstance(rules, Protego):
            if rules.outcome in UNREACHED:
                return Verdict(allowed=False, outcome=rules.outcome, reason=rules.reason)
            why = f"{place} could not be read ({rules.outcome}: {rules.reason}), which forbids all for now (RFC 9309, 2.3.1.4)"
            return Verdict(allowed=False, reason=why)
        if not rules.can_fetch(url, AGENT):
            return Verdict(allowed=False, reason=f"forbidden by {place}")
        delay = rules.crawl_delay(AGENT)
        return Verdict(allowed=True, crawl_delay_s=min(float(delay), LONGEST_CRAWL_DELAY_S) if delay else None)

    async def _read(self, place: str, source: Source, run_id: str) -> Protego | Fetched:
        fetched = await self._client.fetch(place, source, run_id=run_id, cap_bytes=CAP_BYTES, keep=False)
        if fetched.outcome is Outcome.OK:
            return Protego.parse(fetched.body.decode("utf-8", "replace"))
        gone = fetched.outcome in {Outcome.HTTP_4XX, Outcome.EMPTY_BODY, Outcome.REDIRECTED_OFFSITE, Outcome.REDIRECT_LOOP}
        return Protego.parse("") if gone else fetched
