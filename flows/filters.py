"""`dateline read`, `dateline code` and `dateline link` as filters over JSON Lines.

A bad line never stops the rest: its id comes back with `error`; the count of such lines becomes exit code 1.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from flows import wire
from flows.batches import gazetteer_built, pool
from flows.progress import begin
from flows.wire import Json
from tasks.errors import ConfigurationError
from tasks.models import CodeInput, EventReport, MentionRef, ReadRules
from tasks.settings import settings

BATCH_LINES = 64
Batch = list[str]


def read_file(source: Path, target: Path) -> int:
    """Read the pages that `source` names into `target`; return how many lines failed."""
    return _filter("read", source, target, _ReadBatch(source.resolve().parent))


def code_file(source: Path, target: Path) -> int:
    """Code the texts of `source` into `target`; return how many lines failed."""
    gazetteer_built().result()
    return _filter("code", source, target, _CodeBatch(settings().cache))


class _ReadBatch:
    """Reads one batch of lines in a worker process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, lines: Batch) -> list[Json]:
        from tasks.read.extract import read_within, release_caches  # noqa: PLC0415 - loaded in the worker

        def read(row: Json) -> Json:
            page = wire.page_from(row, self._folder)
            rules = ReadRules(source_id="filter", source_name="")
            return wire.read_to_json(row["id"], read_within(page, rules, settings().read_limit_s))

        rows = [guarded(line, read) for line in lines]
        release_caches()
        return rows


class _CodeBatch:
    """Codes one batch of lines in a worker process."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    def __call__(self, lines: Batch) -> list[Json]:
        from tasks.code.coder import coder  # noqa: PLC0415 - loaded in the worker

        inputs: dict[int, CodeInput] = {}
        rows: list[Json] = []
        for number, line in enumerate(lines):

            def note(row: Json, at: int = number) -> Json:
                inputs[at] = wire.code_input_from(row)
                return row

            rows.append(guarded(line, note))
        coded = coder(self._cache).code_many(inputs.values())
        for number, result in zip(inputs, coded, strict=True):
            rows[number] = wire.coded_to_json(rows[number], result)
        return rows


def link_file(source: Path, target: Path) -> int:
    """Join the coded lines of `source` into events, one a line of `target`; return how many lines failed."""
    from tasks.link.events import link_mentions  # noqa: PLC0415 - only this filter needs it

    refs: list[MentionRef] = []
    lines: dict[str, tuple[object, int]] = {}
    failed: list[Json] = []

    def note(row: Json) -> Json:
        found = wire.mention_refs_from(row)
        refs.extend(found)
        lines.update({ref.mention_id: (row["id"], number) for number, ref in enumerate(found)})
        return {}

    for line in lines_of(source):
        row = guarded(line, note)
        failed += [row] if "error" in row else []
    linked = link_mentions(refs, [], [])
    reports: dict[str, list[EventReport]] = defaultdict(list)
    for report in linked.reports:
        reports[report.event_id].append(report)
    events = (wire.event_to_json(event, reports[event.event_id], lines) for event in linked.events if event.status == "active")
    _write(target, [*events, *failed])
    return len(failed)


def _filter(label: str, source: Path, target: Path, work: Callable[[Batch], list[Json]]) -> int:
    lines = list(lines_of(source))
    advance = begin(label, len(lines))
    failed = 0

    def rows() -> Iterator[Json]:
        nonlocal failed
        for batch in _in_parallel(work, _batches(lines)):
            failed += sum("error" in row for row in batch)
            advance(len(batch))
            yield from batch

    _write(target, rows())
    return failed


def _in_parallel(work: Callable[[Batch], list[Json]], batches: list[Batch]) -> Iterator[list[Json]]:
    """Run `work` over `batches`, in order; a single batch needs no process of its own."""
    if settings().workers == 1 or len(batches) == 1:
        yield from map(work, batches)
    else:
        yield from pool().map(work, batches)


def guarded(line: str, make: Callable[[Json], Json]) -> Json:
    """Make the row for one line, or the row that says what is wrong with it."""
    row: object = None
    try:
        row = json.loads(line)
        return make(_object(row))
    except (ValueError, TypeError, KeyError, OSError) as error:
        row_id = row.get("id") if isinstance(row, dict) else None
        return {"id": row_id, "error": f"{type(error).__name__}: {error}"}


def _object(row: object) -> Json:
    if not isinstance(row, dict):
        raise TypeError("the line is no JSON object")
    return row


def lines_of(source: Path) -> Iterator[str]:
    """Yield the lines of a file that hold something.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    try:
        with source.open(encoding="utf-8", errors="replace") as file:
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise ConfigurationError(f"{source} cannot be read ({error.strerror}). Give a file of JSON Lines.") from error


def _batches(lines: Iterable[str]) -> list[Batch]:
    left = iter(lines)
    return list(iter(lambda: list(islice(left, BATCH_LINES)), []))


def _write(target: Path, rows: Iterable[Json]) -> None:
    """Write `rows` to a temporary name and move it into place, so that a run that was stopped leaves no half file."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.writelines(wire.dumps(row) + "\n" for row in rows)
        part.replace(target)
    except OSError as error:
        raise ConfigurationError(f"{target} cannot be written ({error.strerror}). Give a file that you may write.") from error
