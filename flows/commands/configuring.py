"""`dateline sources check`, `try` and `schema`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from flows.commands import show
from tasks.collect.sources import catalogue_schema, load_catalogue
from tasks.settings import settings


def check(file: Path | None = None, /) -> int:
    """Validate the configuration of the sources.

    Example: `dateline sources check sources.yaml`

    Args:
        file: file to check (DATELINE_SOURCES).
    """
    path = file or settings().sources
    catalogue = load_catalogue(path)
    rows = [(s.id, s.name, s.country, s.affiliation, s.every, len(s.ways_in)) for s in catalogue.sources]
    show.table(f"{path}: {len(rows)} sources, no error", ("id", "name", "country", "affiliation", "every", "ways in"), rows)
    return 0


def schema() -> int:
    """Print the JSON Schema of the sources' file, for editors.

    Example: `dateline sources schema > sources.schema.json`
    """
    show.as_json(catalogue_schema())
    return 0


def try_source(source_id: str, /, *, sources: Path | None = None) -> int:
    """Show what a source would yield, writing nothing to the warehouse or the archive.

    Example: `dateline sources try un-news`

    Args:
        source_id: id of the source.
        sources: file that configures the sources (DATELINE_SOURCES).
    """
    from flows.trial import try_one  # noqa: PLC0415 - reads and fetches, which the other commands here do not

    trial = asyncio.run(try_one(sources or settings().sources, source_id))
    show.table("ways in", ("kind", "url", "outcome", "listed"), [(p.kind, p.url, p.outcome, p.listed_urls) for p in trial.polls])
    show.table(
        "first addresses", ("url", "published (UTC)", "title"), [(s.url, s.published_at, s.title) for s in trial.sightings[:10]]
    )
    if trial.capture:
        show.table("first page", ("url", "outcome", "reason"), [(trial.capture.url, trial.capture.outcome, trial.capture.reason)])
    if trial.article:
        article = trial.article
        rows = [
            (name, getattr(article, name))
            for name in ("outcome", "title", "subtitle", "section", "authors", "language", "published_at", "published_basis")
        ]
        show.table("read as", ("field", "value"), rows)
        show.table("taken out", ("rule", "line"), [(removed.rule, removed.line) for removed in article.removed])
        show.line(article.text)
    return 0 if trial.article else 1
