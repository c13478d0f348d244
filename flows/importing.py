"""Taking in what others list or have already fetched: address lists and WARC files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from flows.progress import begin
from flows.run import Run, utc_now, writing
from flows.selection import lines_of
from tasks.collect.archive import Archive, ArchivedPage
from tasks.collect.fetch import belongs_to, rule_against
from tasks.collect.sources import Source
from tasks.collect.url_dates import days_published, overlap
from tasks.collect.warc_pages import WarcItem, WarcKind, read_warc
from tasks.errors import ArchiveError
from tasks.models import Capture, Outcome, Sighting, WayInKind, stable_id
from tasks.settings import settings
from tasks.store.load import load_captures, load_passed_over, load_polls
from tasks.store.state import known_captures

STORE_EVERY_PAGES = 50
MB = 1_000_000


def addresses_of(
    files: Sequence[Path], sources: Sequence[Source], window: tuple[date, date], run: Run, *, keep: bool
) -> list[Sighting]:
    """Return the addresses of lists, one a line, that the sources may have published in a window of days, and note them as seen.

    Those of no source, and those that name another day, are counted and left out, and the latter noted. With `keep` false nothing
    is stored.

    Raises:
        ConfigurationError: a list is no text.
    """
    found: dict[tuple[str, str], Sighting] = {}
    passed_over: list[Sighting] = []
    for file in files:
        for url in lines_of(file):
            source = source_of(url, sources)
            if source is None:
                run.counts["urls_of_no_source"] += 1
                continue
            seen = Sighting(source.id, url, source.key_of(url), WayInKind.URLS, str(file), utc_now(), by_backfill=True)
            days = days_published(url, None, None, source.time_zone)
            if days is None or overlap(days, window):
                found.setdefault((seen.source_id, seen.url_key), seen)
            else:
                run.counts["urls_outside_of_window"] += 1
                passed_over.append(seen)
    if keep:
        with writing() as con:
            run.counts["new_urls"] += load_polls(con, [], list(found.values()))
            load_passed_over(con, passed_over, window)
    return list(found.values())


def take_warc_files(files: Sequence[Path], sources: Sequence[Source], window: tuple[date, date], run: Run) -> None:
    """Copy the sources' pages out of WARC files into the archive. What is damaged is listed with its place and stops nothing."""
    advance = begin("warc (MB)", sum(file.stat().st_size // MB for file in files))
    archive = Archive(settings().archive_dir)
    with writing() as con:
        known = known_captures(con, [source.id for source in sources])
    for file in files:
        try:
            _take(_captures(file, archive, sources, window, known, advance, run))
        except ArchiveError as error:
            run.fail("warc", str(file), str(error))


def _take(captures: Iterable[Capture]) -> None:
    batch: list[Capture] = []
    try:
        for capture in captures:
            batch.append(capture)
            if len(batch) >= STORE_EVERY_PAGES:
                _store(batch)
    finally:
        _store(batch)


def _store(batch: list[Capture]) -> None:
    if batch:
        with writing() as con:
            load_captures(con, batch)
        batch.clear()


def _watched(items: Iterator[WarcItem], file: Path, advance: Callable[[int], None]) -> Iterator[WarcItem]:
    """Yield what a file holds, and count the megabytes that were read."""
    told = 0
    try:
        for item in items:
            reached = (item.offset + item.length) // MB
            advance(reached - told)
            told = reached
            yield item
    finally:
        advance(file.stat().st_size // MB - told)


def _captures(
    file: Path,
    archive: Archive,
    sources: Sequence[Source],
    window: tuple[date, date],
    known: set[str],
    advance: Callable[[int], None],
    run: Run,
) -> Iterator[Capture]:
    def is_ours(url: str) -> bool:
        source = source_of(url, sources)
        return source is not None and not rule_against(source, url)

    items = read_warc(file, cap_bytes=settings().body_cap_bytes, is_ours=is_ours)
    for item in _watched(items, file, advance):
        if item.kind is WarcKind.DAMAGED:
            run.fail("warc", f"{file} at byte {item.offset}", f"damaged record of {item.length} bytes: {item.reason}")
        page = item.page
        if page is None:
            run.counts[f"warc_{item.kind}"] += 1
            continue
        source = source_of(page.url, sources)
        assert source is not None, "is_ours has found it"
        capture_id = stable_id("warc", source.id, source.key_of(page.url), page.fetched_at.isoformat())
        if not window[0] <= page.fetched_at.date() <= window[1]:
            run.counts["warc_outside_of_window"] += 1
        elif capture_id in known:
            run.counts["warc_pages_known"] += 1
        else:
            known.add(capture_id)
            run.counts["warc_pages_taken"] += 1
            yield _capture(capture_id, page, source, archive, run)


def _capture(capture_id: str, page: ArchivedPage, source: Source, archive: Archive, run: Run) -> Capture:
    """Copy one page into the archive, decompressed, and return its capture. Attempt 0: we did not fetch it."""
    headers = [(name, value) for name, value in page.headers if name.lower() != "content-encoding"]
    ref = archive.write(
        source.id,
        run.run_id,
        url=page.url,
        fetched_at=page.fetched_at,
        http_status=page.http_status,
        headers=headers,
        body=page.body,
    )
    return Capture(
        capture_id=capture_id,
        run_id=run.run_id,
        source_id=source.id,
        url=page.url,
        url_key=source.key_of(page.url),
        attempt=0,
        fetched_at=page.fetched_at,
        outcome=Outcome.OK,
        final_url=page.url,
        http_status=page.http_status,
        content_type=page.content_type,
        body_bytes=len(page.body),
        sha256=hashlib.sha256(page.body).hexdigest(),
        archive=ref,
    )


def source_of(url: str, sources: Sequence[Source]) -> Source | None:
    """Return the first source whose site `url` is of."""
    try:
        return next((source for source in sources if belongs_to(source, url)), None)
    except ValueError:  # an address that cannot be taken apart
        return None
