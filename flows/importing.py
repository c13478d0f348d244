"""Taking in what others list or have already fetched: address lists and WARC files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from flows.progress import begin
from flows.run import Run, utc_now, writing
from tasks.collect.archive import Archive, ArchivedPage
from tasks.collect.fetch import belongs_to, rule_against
from tasks.collect.sources import Source
from tasks.collect.warc_pages import WarcKind, read_warc
from tasks.errors import ArchiveError, ConfigurationError
from tasks.models import Capture, Outcome, Sighting, WayInKind, stable_id
from tasks.settings import settings
from tasks.store.load import load_captures, load_polls
from tasks.store.state import known_captures

STORE_EVERY_PAGES = 50


def note_addresses(files: Sequence[Path], sources: Sequence[Source], run: Run) -> None:
    """Note the addresses of lists, one a line, as wanted; those of no source are counted and left out.

    Raises:
        ConfigurationError: a list is no text.
    """
    seen: list[Sighting] = []
    for file in files:
        for url in _lines(file):
            source = source_of(url, sources)
            if source is None:
                run.counts["urls_of_no_source"] += 1
            else:
                seen.append(Sighting(source.id, url, source.key_of(url), WayInKind.URLS, str(file), utc_now()))
    with writing() as con:
        run.counts["new_urls"] += load_polls(con, [], seen)


def _lines(file: Path) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is no text in UTF-8: {error}. Give a list with one address a line.") from error
    yield from (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def take_warc_files(files: Sequence[Path], sources: Sequence[Source], window: tuple[date, date], run: Run) -> None:
    """Copy the sources' pages out of WARC files into the archive. What is damaged is listed with its place and stops nothing."""
    advance = begin("warc", len(files))
    archive = Archive(settings().archive_dir)
    with writing() as con:
        known = known_captures(con, [source.id for source in sources])
    for file in files:
        try:
            _take(_captures(file, archive, sources, window, known, run))
        except ArchiveError as error:
            run.fail("warc", str(file), str(error))
        advance(1)


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


def _captures(
    file: Path, archive: Archive, sources: Sequence[Source], window: tuple[date, date], known: set[str], run: Run
) -> Iterator[Capture]:
    def is_ours(url: str) -> bool:
        source = source_of(url, sources)
        return source is not None and not rule_against(source, url)

    for item in read_warc(file, cap_bytes=settings().body_cap_bytes, is_ours=is_ours):
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
