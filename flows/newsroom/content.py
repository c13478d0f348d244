"""What the newsroom prints: its sites and their dispatches, read from `data/`, one file a dispatch in the folder of its site."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

DATA = Path(__file__).parent / "data"

Edition = Literal[1, 2]


def _paragraphs(text: str) -> tuple[str, ...]:
    """Split at empty lines; line breaks within a paragraph only keep the data files readable."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n"))


Paragraphs = Annotated[tuple[str, ...], BeforeValidator(_paragraphs)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Toll(_Record):
    """Persons killed. None: the dispatch sets no such bound."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


class Truth(_Record):
    """An event that a dispatch reports, as a careful reader would code it; reports of one event share `event`.

    `sub_event_type` is ACLED's, `country` ISO 3166-1 alpha-2, and `adm_1` spelled as the gazetteer spells it.
    """

    event: str
    sub_event_type: str
    date: dt.date
    date_end: dt.date | None = None
    country: str
    adm_1: str | None = None
    place: str | None = None
    killed: Toll | None = None
    sides: tuple[str, ...] = ()


class Correction(_Record):
    """What the second edition of a dispatch says in place of the first."""

    modified: AwareDatetime
    note: str
    headline: str
    standfirst: str
    dateline: str
    paragraphs: Paragraphs
    truth: tuple[Truth, ...]


class Dispatch(_Record):
    """One article of one site. `carries` names the wire dispatch of which it is a copy `without` some of its paragraphs."""

    id: str
    site: str
    headline: str
    standfirst: str
    section: str
    authors: tuple[str, ...]
    editor: str | None = None
    published: AwareDatetime
    modified: AwareDatetime | None = None
    language: str = "en"
    dateline: str | None = None
    paragraphs: Paragraphs = ()
    carries: str | None = None
    without: tuple[int, ...] = ()
    cluttered: bool = False
    truth: tuple[Truth, ...] = ()
    correction: Correction | None = None
    note: str | None = None

    @property
    def slug(self) -> str:
        """The end of its address: the file's name without the date."""
        return self.id[11:]

    @property
    def lines(self) -> tuple[str, ...]:
        """The paragraphs as they are printed, the dateline before the first."""
        first, *rest = self.paragraphs
        return (f"{self.dateline} {first}" if self.dateline else first, *rest)

    def in_edition(self, edition: Edition) -> Dispatch:
        """Return the dispatch as that edition prints it."""
        if edition == 1 or self.correction is None:
            return self
        return self.model_copy(update=dict(self.correction))


class Extra(_Record):
    """An address that a site shows and that is no dispatch of it."""

    path: str
    headline: str
    published: AwareDatetime
    answers: Literal["gone", "moved", "consent", "forbidden"]
    to: str | None = None


class Site(_Record):
    """One site. All addresses are paths, also those in `source`, which is what `sources.yaml` says of it."""

    id: str
    name: str
    design: Literal["courier", "tribune", "wire"]
    tagline: str
    time_zone: str
    article_path: str
    disallow: str
    sitemap: str
    feeds: tuple[str, ...]
    listing: str | None = None
    fails_once: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    source: dict[str, Any] = Field(default_factory=dict)

    def path_of(self, dispatch: Dispatch) -> str:
        """Return where the site prints a dispatch."""
        return self.article_path.format(when=self.local(dispatch.published), slug=dispatch.slug)

    def local(self, moment: dt.datetime) -> dt.datetime:
        """Return `moment` in the site's time zone."""
        return moment.astimezone(ZoneInfo(self.time_zone))


@cache
def load_sites() -> tuple[Site, ...]:
    """Return the sites, in the order of their ports."""
    data = _yaml(DATA / "sites.yaml")
    return tuple(Site(id=site_id, **rest) for site_id, rest in data.items())


@cache
def load_dispatches() -> tuple[Dispatch, ...]:
    """Return all dispatches, the newest first."""
    found = {
        (site.id, path.stem): Dispatch(id=path.stem, site=site.id, **_yaml(path))
        for site in load_sites()
        for path in sorted((DATA / site.id).glob("*.yaml"))
    }
    wire = {dispatch_id: dispatch for (_, dispatch_id), dispatch in found.items() if not dispatch.carries}
    filled = (_carried(dispatch, wire[dispatch.carries]) if dispatch.carries else dispatch for dispatch in found.values())
    return tuple(sorted(filled, key=lambda dispatch: (dispatch.published, dispatch.id), reverse=True))


def _carried(copy: Dispatch, original: Dispatch) -> Dispatch:
    kept = tuple(text for number, text in enumerate(original.paragraphs) if number not in copy.without)
    return copy.model_copy(update={"paragraphs": kept, "dateline": original.dateline, "truth": original.truth})


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
