"""Bot walls and consent prompts in front of ways in: what came in a feed's place is read as a page is, and named what it is."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tasks.collect.archive import Archive
from tasks.collect.poll import Polled
from tasks.models import Outcome, Page, Poll, ReadRules

DOUBTED = frozenset({Outcome.HTTP_4XX, Outcome.HTTP_5XX, Outcome.NOT_A_FEED})
WALLS = {Outcome.CHALLENGE: "a bot wall answered", Outcome.CONSENT_PAGE: "a consent prompt answered"}
# Walls are short.
MOST_BYTES = 256 * 1024


async def told_from_walls(polled: Polled, archive: Archive) -> Polled:
    """Return `polled`, in which the polls that a wall answered end as `challenge` or `consent_page`."""
    doubted = {poll.poll_id for poll in polled.polls if poll.outcome in DOUBTED and poll.archive and poll.body_bytes <= MOST_BYTES}
    if not doubted:
        return polled
    polls = [await asyncio.to_thread(_judged, poll, archive) if poll.poll_id in doubted else poll for poll in polled.polls]
    return replace(polled, polls=tuple(polls))


def _judged(poll: Poll, archive: Archive) -> Poll:
    from tasks.read.extract import read_page  # noqa: PLC0415 - loads trafilatura, which few polls need

    assert poll.archive is not None
    kept = archive.read(poll.archive)
    page = Page(poll.poll_id, poll.url, kept.body, kept.content_type, kept.http_status, kept.fetched_at)
    read = read_page(page, ReadRules(poll.source_id, poll.source_id))
    if read.outcome not in WALLS:
        return poll
    return replace(poll, outcome=read.outcome, reason=f"{WALLS[read.outcome]}: {read.reason}")
