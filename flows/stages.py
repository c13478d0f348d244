"""The stages that follow collecting: read, code, link. Each asks the warehouse what is pending and stores what comes back.

A stage that was killed leaves its work pending, and the next run finds it there. Prefect tasks are coarse: one per
batch; bodies stay in the archive and only references travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from flows.batches import Reading, code_batch, gazetteer_built, in_process, read_batch
from flows.progress import begin
from flows.run import Run, utc_now, writing
from tasks.collect.sources import Catalogue
from tasks.models import CodedArticle, PendingCode, PendingRead, ReadRules
from tasks.settings import settings
from tasks.store.load import load_codings, load_links, load_readings, load_stories
from tasks.store.state import (
    learnt_lines,
    pending_codes,
    pending_links,
    pending_reads,
    pending_stories,
)

T = TypeVar("T")

# ---------------------------------------------------------------- read


def read(run: Run, catalogue: Catalogue, pending: Sequence[PendingRead] | None = None, most_others: int | None = None) -> None:
    """Read the captures that are pending, or those given, and store articles and what was refused.

    The run's own come first; `most_others` bounds how many of those that other runs left are taken (None: all).

    Then those once more whose text has lines that their source's pages, now that there are more of them, turn out to repeat.
    """
    if pending is None:
        with writing() as con:
            pending = pending_reads(con, run_id=run.run_id, most_others=most_others)
    _read(run, catalogue, pending)
    with writing() as con:
        outdated = pending_reads(con, only_outdated=True)
    _read(run, catalogue, outdated)


def _read(run: Run, catalogue: Catalogue, pending: Sequence[PendingRead]) -> None:
    if not pending:
        return
    with writing() as con:
        learnt = learnt_lines(con)
    rules = {source.id: source.read_rules() for source in catalogue.sources}

    def store(readings: list[Reading]) -> None:
        with writing() as con:
            run.counts["article_versions"] += load_readings(con, readings, utc_now())
        run.counts.update(f"read_{result.outcome}" for _, result, _ in readings)

    def submit(batch: list[PendingRead]) -> PrefectFuture[Any]:
        return read_task.submit(batch, _rules_of(batch, rules, learnt))

    _in_batches("read", pending, submit, store, run, lambda one: one.capture.url)


def _rules_of(batch: list[PendingRead], rules: dict[str, ReadRules], learnt: dict[str, frozenset[str]]) -> dict[str, ReadRules]:
    """Pick the rules that a batch needs, with what was learnt. A source that left the configuration is read without any."""
    ids = {pending.capture.source_id for pending in batch}
    configured = {source_id: rules.get(source_id) or ReadRules(source_id, source_id) for source_id in ids}
    return {source_id: replace(own, learnt=learnt.get(source_id, frozenset())) for source_id, own in configured.items()}


@task(name="read", cache_policy=NO_CACHE, persist_result=False)
def read_task(batch: list[PendingRead], rules: dict[str, ReadRules]) -> list[Reading]:
    """Read one batch of captures from the archive."""
    return in_process(read_batch, batch, rules, settings().archive_dir, settings().read_limit_s)


# ---------------------------------------------------------------- code


def code(run: Run, pending: Sequence[PendingCode] | None = None) -> None:
    """Code the article versions that are pending, or those given, and store what they report."""
    if pending is None:
        with writing() as con:
            pending = pending_codes(con)
    if pending:
        gazetteer_built().result()

    def store(coded: list[CodedArticle]) -> None:
        with writing() as con:
            run.counts["event_mentions"] += load_codings(con, coded, utc_now())
        run.counts["coded_articles"] += len(coded)

    _in_batches("code", pending, code_task.submit, store, run, lambda one: one.input.url or one.article_id)


@task(name="code", cache_policy=NO_CACHE, persist_result=False)
def code_task(batch: list[PendingCode]) -> list[CodedArticle]:
    """Code one batch of article versions."""
    return in_process(code_batch, batch, settings().cache)


# ---------------------------------------------------------------- link


def link(run: Run) -> None:
    """Group texts that are copies, then join mentions into events; both only as far as something is new."""
    from tasks.link.events import link_mentions  # noqa: PLC0415 - a run with nothing new does not need it
    from tasks.link.stories import group_stories  # noqa: PLC0415

    with writing() as con:
        new_texts, known_texts = pending_stories(con)
        if new_texts:
            load_stories(con, group_stories(new_texts, known_texts))
        new, known, reports = pending_links(con)
        linked = link_mentions(new, known, reports)
        # Also with nothing new: an event whose last report is gone is retracted here.
        run.counts["event_states"] += load_links(con, linked.events, linked.reports, utc_now(), reason=run.flow)
        run.counts["linked_mentions"] += len(new)


# ---------------------------------------------------------------- batches


def _in_batches(
    label: str,
    pending: Sequence[T],
    submit: Callable[[list[T]], PrefectFuture[Any]],
    store: Callable[[Any], None],
    run: Run,
    name: Callable[[T], str],
) -> None:
    """Work through `pending` in batches, storing each in the order given.

    A batch that breaks is done one by one, so that what broke it stops no other: it is listed by its name and stays pending.
    """
    if not pending:
        return
    advance = begin(label, len(pending))
    batches = _batches(pending, settings().batch_size)
    # Twice as many in flight as there are processes keeps them busy and memory flat.
    ahead = settings().workers * 2
    futures = [(batch, submit(batch)) for batch in islice(batches, ahead)]
    while futures:
        batch, future = futures.pop(0)
        try:
            done = future.result()
        except Exception as error:  # noqa: BLE001 - a bug in one page must not lose the others'; it is listed and logged
            if len(batch) > 1:
                futures[:0] = [([one], submit([one])) for one in batch]
                continue
            run.fail(label, name(batch[0]), f"{type(error).__name__}: {error}")
        else:
            _stored(label, batch, done, store, run)
        advance(len(batch))
        futures += [(batch, submit(batch)) for batch in islice(batches, 1)]


def _stored(label: str, batch: Sequence[T], done: Any, store: Callable[[Any], None], run: Run) -> None:
    try:
        store(done)
    except Exception as error:  # noqa: BLE001 - what cannot be stored now stays pending; it is listed
        run.fail(label, f"batch of {len(batch)}", f"{type(error).__name__}: {error}")


def _batches(items: Sequence[T], size: int) -> Iterable[list[T]]:
    return iter([list(items[at : at + size]) for at in range(0, len(items), size)])
