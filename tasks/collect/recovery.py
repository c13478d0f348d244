"""Pages that a run fetched and archived but was killed before it could note: they are taken from the archive, not fetched again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from tasks.collect.answers import judged_by_class
from tasks.collect.archive import Archive, ArchivedPage
from tasks.collect.client import Fetched
from tasks.collect.fetch import capture_of, judged
from tasks.models import ArchiveRef, Capture, RunTail, Wanted

NEVER = datetime.min.replace(tzinfo=UTC)


def recovered(
    archive: Archive, source_id: str, tails: Sequence[RunTail], wanted: Sequence[Wanted], fetched_at: Mapping[str, datetime]
) -> Iterator[Capture]:
    """Yield a capture for each wanted page that lies in the archive behind what is known of it.

    Args:
        archive: where to look.
        source_id: whose pages.
        tails: runs that did not end well, and how far their files are known.
        wanted: the pages to look for.
        fetched_at: when pages were last fetched, by `url_key`; an older record is not what is wanted now.
    """
    by_url = {page.url: page for page in wanted}
    for tail in tails:
        for ref, asked, page in archive.tail(source_id, tail):
            found = by_url.get(asked)
            if found and page.fetched_at > fetched_at.get(found.url_key, NEVER):
                del by_url[asked]
                yield capture_of(found, judged(_fetched(asked, page, ref), found), tail.run_id)


def _fetched(asked: str, page: ArchivedPage, ref: ArchiveRef) -> Fetched:
    by_name = {name.lower(): value for name, value in page.headers}
    outcome, reason = judged_by_class(page.http_status)
    return Fetched(
        url=asked,
        final_url=page.url,
        outcome=outcome,
        fetched_at=page.fetched_at,
        reason=reason,
        http_status=page.http_status,
        content_type=page.content_type,
        body_bytes=int(by_name.get("content-length", 0)),
        sha256=hashlib.sha256(page.body).hexdigest(),
        etag=by_name.get("etag"),
        last_modified=by_name.get("last-modified"),
        archive=ref,
    )
