"""`dateline read`, `code` and `link`: the extractor, the coder and the linker as filters over JSON Lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from flows.progress import shown
from tasks.errors import ConfigurationError


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


def code(source: Path, target: Path | None = None, /, *, explain: bool = False, published: date | None = None) -> int:
    """Code the conflict events that texts report.

    Each line of the input is an object with `id` and `text`, and optionally `title`, `published_at`, `url` and `country`.
    Each line of the output has the text's places and its events, every one with the offsets of its words.

    With `--explain` nothing is written: each text is shown with the words of its events marked, and for every field the rule or
    model and the words behind it. The input may then also be one plain text, in a file that ends in `.txt`.

    Examples: `dateline code articles.jsonl coded.jsonl` · `dateline code --explain --published 2026-03-01 article.txt`

    Args:
        source: file of JSON Lines to read.
        target: file to write.
        explain: show why each text is coded as it is.
        published: day on which the plain text was published, from which `on Sunday` is reckoned.
    """
    from flows.explain import explain_file  # noqa: PLC0415
    from flows.filters import code_file  # noqa: PLC0415

    if explain:
        return 1 if explain_file(source, published) else 0
    if target is None:
        raise ConfigurationError("`dateline code` needs a file to write: `dateline code IN.jsonl OUT.jsonl`, or `--explain`.")
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
