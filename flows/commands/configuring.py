"""`dateline sources check`, `discover`, `try` and `schema`; `dateline gazetteer add`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from flows.commands import show
from flows.progress import shown
from tasks.collect.sources import catalogue_schema, load_catalogue
from tasks.errors import GazetteerError
from tasks.settings import settings

AsJson = Annotated[bool, Parameter(name="--json", negative=())]


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


def discover(
    url: str,
    /,
    *,
    allow_address: Annotated[list[str] | None, Parameter(name="--allow-address", negative=())] = None,
    delay_s: Annotated[float, Parameter(validator=validators.Number(gte=0, lte=3600))] = 1.0,
    sources: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Find a site's feeds and sitemaps, and print a source for sources.yaml.

    Asks for about twenty addresses: what the page and robots.txt name, then usual paths. The source alone goes to standard output,
    what was found to standard error. Lines with `# check` are guesses. Writes no file.

    Example: `dateline sources discover www.example.org` · `dateline sources discover https://www.example.org/world >> sources.yaml`

    Args:
        url: address of the site's front page or of a section, or its host.
        allow_address: private or loopback address or network that the site may lie in, such as 127.0.0.1.
        delay_s: seconds between two requests to one host; robots.txt may ask for more.
        sources: file that configures the sources (DATELINE_SOURCES), whose ids and indentation the new one is to fit.
        as_json: print what was found, and the text of the source, as JSON.
    """
    from flows.commands.found import record, tell  # noqa: PLC0415 - fetches, which the other commands here do not
    from flows.discovering import discover_site, source_text  # noqa: PLC0415
    from tasks.collect.discover.stub import INDENT, indent_of  # noqa: PLC0415

    file = sources or settings().sources
    taken = {source.id for source in load_catalogue(file).sources} if file.exists() else set()
    with shown(quiet=as_json):
        found, asked_as = asyncio.run(discover_site(url, allow_addresses=allow_address or (), delay_s=delay_s))
    indent = indent_of(file.read_text(encoding="utf-8")) if file.exists() else INDENT
    choices, stub = source_text(found, asked_as, taken, indent)
    if as_json:
        show.as_json(record(found, choices, stub))
    else:
        tell(found, choices, stub, url)
    return 0 if stub else 1


def try_source(source_id: str, /, *, sources: Path | None = None) -> int:
    """Show what a source would yield, writing nothing to the warehouse or the archive.

    Example: `dateline sources try un-news`

    Args:
        source_id: id of the source.
        sources: file that configures the sources (DATELINE_SOURCES).
    """
    from flows.commands.tried import tell  # noqa: PLC0415 - reads and fetches, which the other commands here do not
    from flows.trial import try_one  # noqa: PLC0415

    with shown():
        trial = asyncio.run(try_one(sources or settings().sources, source_id))
    tell(trial)
    return 0 if any(page.is_article for page in trial.pages) else 1


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
