"""Which sources a run takes, and whether what it was asked for can be done: checked before anything starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from tasks.collect.sources import Catalogue, Source, load_catalogue
from tasks.errors import ConfigurationError
from tasks.models import WayInKind
from tasks.settings import settings

Origin = Literal["sitemap", "listing", "warc", "urls"]

# The kinds of ways in that a backfill asks. Files are asked by nobody.
POLLED: dict[str, frozenset[str]] = {
    "sitemap": frozenset({WayInKind.SITEMAP, WayInKind.NEWS_SITEMAP}),
    "listing": frozenset({WayInKind.LISTING}),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """What a backfill was asked for. `origin` is where pages are found; `window` the first and last day (UTC)."""

    sources: tuple[Source, ...]
    origin: Origin
    window: tuple[date, date]
    files: tuple[Path, ...] = ()
    oldest_first: bool = False


def choose_sources(file: Path | None, ids: Sequence[str] | None) -> tuple[Catalogue, tuple[Source, ...]]:
    """Load the configuration and pick the sources named by `ids`, or all.

    Raises:
        SourcesError: the file is wrong.
        ConfigurationError: an id is not in it.
    """
    path = file or settings().sources
    catalogue = load_catalogue(path)
    known = {source.id: source for source in catalogue.sources}
    unknown = [name for name in ids or () if name not in known]
    if unknown:
        raise ConfigurationError(f"{path} has no source {', '.join(unknown)}. It has: {', '.join(known)}.")
    return catalogue, tuple(known[name] for name in ids) if ids else catalogue.sources


def errand_of(
    sources: tuple[Source, ...],
    origin: Origin,
    since: date | None,
    until: date | None,
    files: Sequence[Path],
    *,
    oldest_first: bool = False,
) -> Errand:
    """Check a backfill's arguments against each other and return what it was asked for, folders and lists of files opened up.

    Raises:
        ConfigurationError: something is missing, contradicts something else, or does not exist.
    """
    if origin in POLLED and since is None:
        raise ConfigurationError(f"A backfill from {origin} needs the first day to take: give --since, such as --since 2024-01-01.")
    last = until or datetime.now(UTC).date()
    if since and since > last:
        raise ConfigurationError(f"--since {since} lies after the last day to take, {last}. Give the earlier day to --since.")
    if origin == "warc" and oldest_first:
        raise ConfigurationError("WARC files are read in their own order: leave out --oldest-first.")
    if origin not in POLLED and not files:
        raise ConfigurationError(f"A backfill from {origin} needs files: --from {origin} FILE…")
    if origin in POLLED and files:
        raise ConfigurationError(f"A backfill from {origin} takes no file: give {files[0]} to --from urls or --from warc.")
    opened = [found for path in files for found in (_archives(path) if origin == "warc" else _existing(path))]
    return Errand(sources, origin, (since or date.min, last), tuple(opened), oldest_first)


def _archives(path: Path) -> Iterator[Path]:
    """Yield the WARC files that `path` stands for: itself, all in a folder, or those that a text names, one a line."""
    if path.is_dir():
        found = sorted(inner for inner in path.rglob("*") if inner.name.endswith((".warc", ".warc.gz")))
        if not found:
            raise ConfigurationError(f"{path} holds no file that ends in .warc or .warc.gz.")
        yield from found
    elif path.suffix == ".txt":
        for named in lines_of(next(_existing(path))):
            yield from _existing(path.parent / named)
    else:
        yield from _existing(path)


def _existing(path: Path) -> Iterator[Path]:
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder. Give files; only --from warc takes folders.")
    if not path.exists():
        raise ConfigurationError(f"{path} does not exist. Give files or folders that this machine can read.")
    yield path


def lines_of(file: Path) -> Iterator[str]:
    """Yield the lines of a text that say something; # begins a comment.

    Raises:
        ConfigurationError: it is no text in UTF-8.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is no text in UTF-8: {error}. Give a list with one entry a line.") from error
    yield from (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
