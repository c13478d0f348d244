"""`dateline sources check`, `try` and `schema`; `dateline gazetteer add`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from flows.commands import show
from tasks.collect.sources import catalogue_schema, load_catalogue
from tasks.errors import GazetteerError
from tasks.models import BlockKind, ReadResult
from tasks.settings import settings

_MARKS = {
    BlockKind.PARAGRAPH: "",
    BlockKind.HEADING: "## ",
    BlockKind.LIST_ITEM: "- ",
    BlockKind.QUOTE: "> ",
    BlockKind.CAPTION: "[caption] ",
}


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
        _show_article(trial.article)
    return 0 if trial.article else 1


def add_gazetteer(file: Path, /) -> int:
    """Add the populated places of a GeoNames dump, such as a country's villages, to the gazetteer, and build it anew.

    Take a country's file or allCountries.zip from https://download.geonames.org/export/dump/ (CC BY 4.0: name GeoNames where you
    publish). A copy is kept in `gazetteer.d` in the cache folder (DATELINE_CACHE); delete it there to take the places out again.

    Example: `dateline gazetteer add SY.zip`

    Args:
        file: the dump, zipped, gzipped or unpacked.
    """
    from tasks.code.gazetteer import Gazetteer  # noqa: PLC0415 - the other commands here code nothing
    from tasks.code.geonames import add_file  # noqa: PLC0415

    kept = add_file(settings().cache, file)
    show.line(f"{file.name} is kept as {kept}. Building the gazetteer with it …")
    try:
        gazetteer = Gazetteer.open(settings().cache)
    except GazetteerError:
        kept.unlink(missing_ok=True)  # or nothing could be coded until somebody deletes it
        raise
    show.line(f"Done: {gazetteer.path} knows {gazetteer.count():,} places.")
    show.line("What was coded before is coded anew by: dateline replay --stage code")
    return 0


def _show_article(article: ReadResult) -> None:
    fields = (
        "outcome",
        "reason",
        "title",
        "subtitle",
        "section",
        "authors",
        "agencies",
        "language",
        "language_score",
        "is_live_blog",
    )
    rows = [(name, _plain(getattr(article, name))) for name in fields]
    if article.dateline:
        line = article.dateline
        rows.append(("dateline", ", ".join(str(part) for part in (line.place, line.day, line.agency) if part)))
    show.table("read as", ("field", "value"), rows)
    chosen = {("published", article.published_at), ("modified", article.modified_at)}
    claims = [(c.field, c.at.isoformat(), c.prec, c.basis, "yes" if (c.field, c.at) in chosen else "") for c in article.date_claims]
    disagree = "; publication is told more than a day apart" if article.dates_disagree else ""
    show.table(f"dates that the page gives{disagree}", ("field", "when", "precision", "basis", "taken"), claims)
    show.table("taken out", ("rule", "line"), [(removed.rule, removed.line) for removed in article.removed])
    for block in article.blocks:
        show.line(_MARKS[block.kind] + (block.words or article.text[block.start : block.end]))


def _plain(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value
