"""Fetching the pages that are wanted, one capture for each, refusals included."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from tasks.collect.client import Client, Fetched
from tasks.collect.guard import refusal
from tasks.collect.sources import Source
from tasks.collect.urls import site_of
from tasks.models import Capture, Outcome, Wanted, stable_id

# Misconfigured servers give pages the last two; what is no page is found out when it is read.
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"})


async def fetch_pages(
    client: Client, source: Source, wanted: Sequence[Wanted], *, run_id: str, now: Callable[[], datetime]
) -> AsyncIterator[Capture]:
    """Fetch `wanted` in order and yield how each ended; a body is archived before its capture is yielded."""
    for page in wanted:
        fetched = await _fetched(client, source, page, run_id, now)
        yield capture_of(page, fetched, run_id)


def capture_of(page: Wanted, fetched: Fetched, run_id: str) -> Capture:
    """Make the capture of a page's next attempt."""
    return Capture(
        capture_id=stable_id("capture", page.source_id, page.url_key, page.attempts + 1),
        run_id=run_id,
        source_id=page.source_id,
        url=page.url,
        url_key=page.url_key,
        attempt=page.attempts + 1,
        fetched_at=fetched.fetched_at,
        outcome=fetched.outcome,
        reason=fetched.reason,
        final_url=fetched.final_url,
        http_status=fetched.http_status,
        content_type=fetched.content_type,
        body_bytes=fetched.body_bytes,
        sha256=fetched.sha256,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        listed_modified_at=page.listed_modified_at,
        archive=fetched.archive,
        retry_after_s=fetched.retry_after_s,
    )


async def _fetched(client: Client, source: Source, page: Wanted, run_id: str, now: Callable[[], datetime]) -> Fetched:
    refusal = rule_against(source, page.url)
    if refusal:
        return Fetched(page.url, page.url, Outcome.REJECTED_BY_RULE, now(), refusal)
    verdict = await client.robots.verdict(page.url, source, run_id)
    if not verdict.allowed:
        return Fetched(page.url, page.url, verdict.outcome, now(), verdict.reason)
    fetched = await client.fetch(page.url, source, run_id=run_id, validators=page.validators, delay_s=verdict.crawl_delay_s)
    return judged(fetched, page)


def judged(fetched: Fetched, page: Wanted) -> Fetched:
    """Return `fetched`, refused if its server says that it is something other than a page, and unchanged if the body is known."""
    kind = (fetched.content_type or "").partition(";")[0].strip().lower()
    if fetched.outcome is Outcome.OK and kind and kind not in PAGE_TYPES:
        return replace(fetched, outcome=Outcome.NOT_HTML, reason=f"the server says that it is {kind[:100]}")
    if fetched.outcome is Outcome.OK and fetched.sha256 == page.sha256:
        return replace(fetched, outcome=Outcome.UNCHANGED)
    return fetched


def rule_against(source: Source, url: str) -> str | None:
    """Return the rule, ours or the source's, that keeps `url` out, or None."""
    if why := refusal(url):
        return why
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    for pattern in source.reject:
        if re.search(pattern, path):
            return f"reject rule {pattern!r}"
    if source.accept and not any(re.search(pattern, path) for pattern in source.accept):
        return "no accept rule fits"
    return None


def belongs_to(source: Source, url: str) -> bool:
    """Whether `url` is of the source's site: the host of its homepage or of a way in, or a subdomain."""
    host = site_of(urlsplit(url).hostname or "")
    homes = {site_of(urlsplit(known).hostname or "") for known in (source.homepage, *(way_in.url for way_in in source.ways_in))}
    return any(host == home or host.endswith(f".{home}") for home in homes)
