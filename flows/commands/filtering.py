"""`dateline read`, `code` and `link`: the extractor, the coder and the linker as filters over JSON Lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flows.progress import shown


def read(source: Path, target: Path, /) -> int:
    """Read news pages from saved HTML.

    Each line of the input is an object with `id`, `url` and `html_file` (absolute, or relative to the input; may be gzipped).
    Each line of the output has `id`, `title`, `subtitle`, `section`, `authors`, `published_at`, `modified_at`, `language`, `text`
    and `outcome`.

    Example: `dateline read pages.jsonl articles.jsonl`

    Args:
        source: file of JSON Lines to read.
        target: file to write.
    """
    from flows.filters import read_file  # noqa: PLC0415 - each filter loads only its own room

    return _exit_code(read_file, source, target)


def code(source: Path, target: Path, /) -> int:
    """Code the conflict events that texts report.

    Each line of the input is an object with `id` and `text`, and optionally `title`, `published_at`, `url` and `country`.
    Each line of the output has the text's places and its events, every one with the offsets of its words.

    Example: `dateline code articles.jsonl coded.jsonl`

    Args:
        source: file of JSON Lines to read.
        target: file to write.
    """
    from flows.filters import code_file  # noqa: PLC0415

    return _exit_code(code_file, source, target)


def link(source: Path, target: Path, /) -> int:
    """Join coded texts into events: one line for each event in the world, with its reports.

    The input is what `dateline code` wrote.

    Example: `dateline link coded.jsonl events.jsonl`

    Args:
        source: file of JSON Lines to read.
        target: file to write.
    """
    from flows.filters import link_file  # noqa: PLC0415

    return _exit_code(link_file, source, target)


def _exit_code(work: Callable[[Path, Path], int], source: Path, target: Path) -> int:
    with shown():
        return 1 if work(source, target) else 0
