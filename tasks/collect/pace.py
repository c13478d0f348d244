"""When to ask a way in again, and why: from how much was new, what its server asks for, and how often it failed.

The rules are those that large collectors of feeds arrived at: Media Cloud's rss-fetcher weighs failures and backs off linearly,
miniflux takes the floors from `<ttl>`, Cache-Control, Expires and Retry-After. Nothing here reads a clock or rolls dice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tasks.models import Outcome, Pace, PastPoll

GOOD = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.UNCHANGED})

DNS_WEIGHT, SOFT_WEIGHT, HARD_WEIGHT = 0.25, 0.5, 1.0
"""What a failure counts: a name that does not resolve is most often our own network, a soft failure passes, a hard one stays."""
POLLS_PER_TURNOVER = 4
"""A way in is asked this often in the time in which all that it shows is replaced, so that nothing leaves it unseen."""
LOOK_BACK = 10
"""Good polls from which the speed of a way in is taken."""
JITTER = (0.8, 0.9)
"""Part of an interval that is waited. Never the whole: a run of the same schedule must find the way in due."""
LONGEST_FRESH = timedelta(hours=6)
"""Longest time that a `<ttl>` or a cache header is believed: a year is a mistake, and news would leave the feed unseen."""

_TTL = re.compile(rb"<ttl>\s{0,9}(\d{1,7})\s{0,9}</ttl>")
_HEAD_BYTES = 65_536
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=\"?([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Bounds:
    """`shortest` and `normal` bound the wait for a way in that answers; `longest` bounds every wait."""

    shortest: timedelta
    normal: timedelta
    longest: timedelta


def next_poll(url: str, polls: Sequence[PastPoll], bounds: Bounds) -> Pace:
    """Return when to ask the way in at `url` again.

    Args:
        url: its address, from which, with the time of the last poll, the jitter is taken.
        polls: its polls, oldest first; at least one.
        bounds: of the wait.
    """
    last = polls[-1]
    failed = failure_weight(polls)
    wait, reason = _after_failures(polls, failed, bounds) if failed else _while_it_answers(polls, bounds)
    low, high = JITTER
    wait = max(wait * (low + (high - low) * _share(url, last.polled_at)), bounds.shortest)
    for floor, why in _floors(last):
        if floor > wait:
            wait, reason = floor, why
    return Pace(last.polled_at + min(wait, bounds.longest), reason)


def failure_weight(polls: Sequence[PastPoll]) -> float:
    """Return what the failures since the last good poll count together."""
    weight = 0.0
    for poll in reversed(polls):
        if poll.outcome in GOOD:
            break
        weight += weight_of(poll.outcome)
    return weight


def weight_of(outcome: Outcome) -> float:
    """Return what one poll's end counts as a failure, 0 for a good one."""
    if outcome in GOOD:
        return 0.0
    if outcome is Outcome.DNS_FAILURE:
        return DNS_WEIGHT
    # A failure on the way passes; a page in place of a feed stays.
    return SOFT_WEIGHT if outcome.is_failure and outcome is not Outcome.NOT_A_FEED else HARD_WEIGHT


def _after_failures(polls: Sequence[PastPoll], weight: float, bounds: Bounds) -> tuple[timedelta, str]:
    times = next((count for count, poll in enumerate(reversed(polls)) if poll.outcome in GOOD), len(polls))
    # The factor is bounded first: a time span that overflows must not end a run.
    factor = min(1 + weight, bounds.longest / bounds.normal)
    return bounds.normal * factor, f"failed {times} times running, the last time with {polls[-1].outcome}"


def _while_it_answers(polls: Sequence[PastPoll], bounds: Bounds) -> tuple[timedelta, str]:
    good = [poll for poll in polls if poll.outcome in GOOD][-LOOK_BACK - 1 :]
    # What the first one showed had gathered over an unknown time.
    new = sum(poll.new_urls for poll in good[1:])
    listed = max(poll.listed_urls for poll in good)
    if not new or not listed:
        return bounds.normal, "nothing new of late" if len(good) > 1 else "the usual interval"
    turnover = (good[-1].polled_at - good[0].polled_at) * min(listed / new, 1_000_000)
    wait = max(bounds.shortest, min(bounds.normal, turnover / POLLS_PER_TURNOVER))
    return wait, f"{new} new in the last {len(good) - 1} polls; it shows {listed} at a time"


def _floors(last: PastPoll) -> list[tuple[timedelta, str]]:
    fresh = min(timedelta(seconds=min(last.fresh_for_s or 0, 1e9)), LONGEST_FRESH)
    away = timedelta(seconds=min(last.retry_after_s or 0, 1e9))
    return [
        (fresh, f"its answer holds for {fresh.total_seconds():.0f} s (ttl, Cache-Control or Expires)"),
        (away, f"its server asked to stay away for {away.total_seconds():.0f} s (Retry-After)"),
    ]


def _share(url: str, at: datetime) -> float:
    """Return a number from 0 to 1 that looks random and is the same for the same way in and time."""
    digest = hashlib.sha256(f"{url}\x1f{at.isoformat()}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) / 2**64


def fresh_for_s(cache_control: str | None, expires: str | None, now: datetime) -> float | None:
    """Return for how many seconds an answer holds by its headers (RFC 9111, 4.2.1): `max-age`, else `Expires`. None: unsaid."""
    if cache_control:
        lower = cache_control.lower()
        if "no-cache" in lower or "no-store" in lower:
            return None
        found = _MAX_AGE.search(lower)
        if found:
            return float(found[1])
    at = _http_date(expires)
    return max(0.0, (at - now).total_seconds()) if at else None


def ttl_s(body: bytes) -> float | None:
    """Return the seconds for which a feed's `<ttl>`, in minutes (RSS 2.0), says that it holds; None: it has none."""
    found = _TTL.search(body, 0, _HEAD_BYTES)
    return float(found[1]) * 60 if found else None


def _http_date(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, OverflowError):  # `Expires: 0` and worse are common, and mean "at once"
        return None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None
