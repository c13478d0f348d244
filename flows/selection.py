"""Which sources a run takes, and whether what it was asked for can be done: checked before anything starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
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


def files_of_backfill(origin: str, since: date | None, until: date | None, files: Sequence[Path]) -> list[Path]:
    """Check a backfill's arguments against each other and return the files that they name, folders opened up.

    Raises:
        ConfigurationError: something is missing, contradicts something else, or does not exist.
    """
    if origin in POLLED and since is None:
        raise ConfigurationError(f"A backfill from {origin} needs the first day to take: give --since, such as --since 2024-01-01.")
    if since and until and since > until:
        raise ConfigurationError(f"--since {since} lies after --until {until}. Give the earlier day to --since.")
    if origin not in POLLED and not files:
        raise ConfigurationError(f"A backfill from {origin} needs files: --from {origin} FILE…")
    return [found for path in files for found in _opened(path)]


def _opened(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(found for found in path.rglob("*") if found.name.endswith((".warc", ".warc.gz")))
    elif path.is_file():
        yield path
    else:
        raise ConfigurationError(f"{path} does not exist. Give files or folders that this machine can read.")
