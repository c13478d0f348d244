"""What one batch of reading or coding does, in a worker process, and the pool of such processes.

The workers import the rooms and nothing else: a process that loads Prefect too takes 10 s to start, one of these about 2 s.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from tasks.collect.archive import Archive
from tasks.models import Article, Capture, CodedArticle, Outcome, Page, PendingCode, PendingRead, ReadResult, ReadRules
from tasks.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
Reading = tuple[Capture, ReadResult, Article | None]


def in_process(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do `work` in a process of the pool and wait for it: there it has the main thread, which time limits need.

    Raises:
        BrokenProcessPool: the process died, such as for lack of memory; the next call starts a new pool.
    """
    try:
        return pool().submit(work, *args, **kwargs).result()
    except BrokenProcessPool:
        start_afresh()
        raise


def start_afresh() -> None:
    """Let the next use of the pool start a new one."""
    pool.cache_clear()
    gazetteer_built.cache_clear()


@cache
def pool() -> ProcessPoolExecutor:
    """Return this process's pool, started on first use. Fresh interpreters: forking after threads have started can hang."""
    executor = ProcessPoolExecutor(settings().workers, mp_context=get_context("spawn"))
    atexit.register(executor.shutdown, wait=False, cancel_futures=True)
    return executor


@cache
def gazetteer_built() -> Future[None]:
    """Start building the gazetteer, if it is not there yet, in a process of the pool; its result is the end of that.

    It is asked for before texts are coded, so that not every process builds it, and early by who knows that texts will come.
    """
    return pool().submit(_build_gazetteer, settings().cache)


def _build_gazetteer(cache_dir: Path) -> None:
    from tasks.code.gazetteer import Gazetteer  # noqa: PLC0415 - loaded where texts are coded

    Gazetteer.open(cache_dir)


def read_batch(batch: list[PendingRead], rules: dict[str, ReadRules], archive_dir: Path, limit_s: float) -> list[Reading]:
    """Read one batch of captures from the archive, each within `limit_s` seconds."""
    from tasks.read.extract import read_within, release_caches  # noqa: PLC0415 - loaded where pages are read, not by every command
    from tasks.read.normalise import to_article  # noqa: PLC0415

    archive = Archive(archive_dir)
    readings: list[Reading] = []
    for pending in batch:
        capture = pending.capture
        result = read_within(page_of(archive, pending), rules[capture.source_id], limit_s)
        article = to_article(capture.source_id, capture, result) if result.outcome is Outcome.OK else None
        readings.append((capture, result, article))
    release_caches()
    return readings


def page_of(archive: Archive, pending: PendingRead) -> Page:
    """Return the page of a capture that lies in the archive, with what its way in said of it."""
    capture, listed = pending.capture, pending.listed
    assert capture.archive is not None, "only captures whose body was archived are pending"
    archived = archive.read(capture.archive)
    return Page(
        page_id=capture.capture_id,
        url=capture.final_url or capture.url,
        body=archived.body,
        content_type=archived.content_type,
        http_status=archived.http_status,
        fetched_at=capture.fetched_at,
        listed_title=listed.title if listed else None,
        listed_published_at=listed.published_at if listed else None,
        listed_modified_at=listed.modified_at if listed else None,
        listed_kind=listed.kind if listed else None,
    )


def code_batch(batch: list[PendingCode], cache_dir: Path) -> list[CodedArticle]:
    """Code one batch of article versions, with the gazetteer in `cache_dir`."""
    from tasks.code.coder import coder  # noqa: PLC0415 - loaded where texts are coded, not by every command

    coded = coder(cache_dir).code_many(pending.input for pending in batch)
    return [
        CodedArticle(pending.article_id, pending.version, pending.text_sha256, result)
        for pending, result in zip(batch, coded, strict=True)
    ]
