"""`sources.yaml`: which sites are read, through which ways in, and how. Unknown keys are refused, defaults are said once."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from selectolax.lexbor import LexborHTMLParser

from tasks.collect.guard import without_credentials
from tasks.collect.pace import Bounds
from tasks.collect.urls import url_key
from tasks.errors import SourcesError
from tasks.models import ReadRules, WayInKind

_EMPTY_PAGE = LexborHTMLParser("<html></html>")
_EVERY = re.compile(r"(?P<count>[1-9]\d{0,3})(?P<unit>[mhd])")
RECHECKS = ("15m", "1h", "3h", "1d", "3d", "7d")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _css(value: str) -> str:
    try:
        _EMPTY_PAGE.css_first(value)
    except Exception as error:
        raise ValueError(f"{value!r} is no CSS selector ({error})") from error
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression ({error})") from error
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is no time zone of the IANA database, such as Europe/Athens") from error
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{value!r} is no http or https address")
    if "@" in parts.netloc:
        raise ValueError(f"{without_credentials(value)!r} was given with a user name or a password; none is ever sent or kept")
    return value


def _network(value: str) -> str:
    ip_network(value, strict=False)
    return value


def _interval(value: str) -> str:
    if not _EVERY.fullmatch(value):
        raise ValueError(f"{value!r} is no interval; write a number and m, h or d, such as 30m")
    return value


def _time_span(interval: str) -> timedelta:
    found = _EVERY.fullmatch(interval)
    assert found is not None, "validated when it was loaded"
    return timedelta(**{_UNITS[found["unit"]]: int(found["count"])})


Interval = Annotated[str, AfterValidator(_interval)]
Css = Annotated[str, AfterValidator(_css)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Address = Annotated[str, AfterValidator(_web_address)]
Parameter = Annotated[str, Field(pattern=r"^[^\s&=*]+\*?$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class WayIn(_Record):
    """How a source shows its articles."""

    kind: Literal[WayInKind.FEED, WayInKind.SITEMAP, WayInKind.NEWS_SITEMAP, WayInKind.LISTING]
    """feed (RSS, Atom, RDF, JSON Feed), sitemap, news_sitemap (both may be an index), or listing (a page of links)."""
    url: Address
    """Its address."""
    links: Css | None = None
    """Listing: CSS selector of the links to articles."""
    dates: Css | None = None
    """Listing: CSS selector of the dates, one for each link and in the same order."""
    next_page: Css | None = None
    """Listing: CSS selector of the link to the next page."""
    backfill_only: bool = False
    """Whether only a backfill asks it: for archives, which are too large to be read every half hour."""
    min_links: int = Field(1, ge=1, le=1000)
    """Listing: fewest links on a page that shows articles; with fewer, the selector is reported broken."""
    max_pages: int = Field(1, ge=1, le=1000)
    """Listing: most pages followed in a pass; a backfill follows ten times as many."""

    @model_validator(mode="after")
    def _listing_has_links(self) -> WayIn:
        if self.kind == WayInKind.LISTING and self.links is None:
            raise ValueError("a listing needs `links`, the CSS selector of its links to articles")
        if self.kind != WayInKind.LISTING and (self.links or self.dates or self.next_page):
            raise ValueError(f"`links`, `dates` and `next_page` are for a listing, not for a {self.kind}")
        return self


class Extraction(_Record):
    """What is special about a source's pages."""

    keep_css: tuple[Css, ...] = ()
    """CSS selectors of what holds the article; everything else is left out."""
    drop_css: tuple[Css, ...] = ()
    """CSS selectors of what is never part of the article."""
    boilerplate: tuple[Pattern, ...] = ()
    """Regular expressions; a line that matches one from its start to its end is taken out."""


class Identity(_Record):
    """Which query parameters tell this source's pages apart, where the rules for all sites are wrong."""

    keep: tuple[Parameter, ...] = ()
    """Names of parameters that choose a page here, though elsewhere they only count visitors; `ref_*` names all that begin so."""
    drop: tuple[Parameter, ...] = ()
    """Names of parameters that never choose a page here. What `keep` names too stays."""


class Politeness(_Record):
    """How gently a source is asked."""

    delay_s: float = Field(2.0, ge=0, le=3600)
    """Seconds between two requests to one host."""
    max_retries: int = Field(2, ge=0, le=10)
    """How often one fetch is tried again when the server fails or asks to wait."""


class Expect(_Record):
    """What a source brings when all is well. Where it says nothing, the source's own past is the measure."""

    per_day: float | None = Field(None, gt=0)
    """New articles in a day, at least."""
    within: Annotated[str, AfterValidator(_interval)] | None = None
    """Longest time between two new articles that is still usual: a number and m, h or d."""

    @property
    def within_s(self) -> int | None:
        """`within` in seconds."""
        return None if self.within is None else int(_time_span(self.within).total_seconds())


class Source(_Record):
    """One outlet."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    """Short name: lower-case letters, digits and hyphens. It names the archive's folder and never changes."""
    name: str
    """Name as readers know it."""
    homepage: Address
    """Address of the front page."""
    country: str = Field(pattern=r"^[A-Z]{2}$")
    """Where it is published: ISO 3166-1 alpha-2."""
    languages: tuple[str, ...] = Field(min_length=1)
    """Languages it writes in: ISO 639-1."""
    affiliation: Literal["independent", "state", "party", "monitor", "wire"]
    """Who stands behind it."""
    owner_group: str = ""
    """Owner; two outlets of one owner do not confirm each other. The id when not given."""
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """IANA time zone of times that its pages give without one."""
    ways_in: tuple[WayIn, ...] = Field(min_length=1)
    """Where its articles are found."""
    accept: tuple[Pattern, ...] = ()
    """Regular expressions; when given, only addresses whose path (with query) contains one are fetched."""
    reject: tuple[Pattern, ...] = ()
    """Regular expressions; addresses whose path (with query) contains one are not fetched."""
    identity: Identity = Identity()
    """Which query parameters tell its pages apart."""
    extraction: Extraction = Extraction()
    """What is special about its pages."""
    politeness: Politeness = Politeness()
    """How gently it is asked."""
    allow_addresses: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    """Private or loopback networks that this source may lie in, such as 127.0.0.1; all others are refused."""
    allow_ports: tuple[Annotated[int, Field(ge=1, le=65_535)], ...] = ()
    """Ports other than 80 and 443 that its pages may lie on. In `allow_addresses` any port may be asked."""
    every: Interval = "30m"
    """Longest time between two looks at a way in that answers: a number and m, h or d."""
    at_most_every: Interval = "10m"
    """Shortest time between two looks, for a way in whose entries are soon replaced; `every`, where that is shorter."""
    at_least_every: Interval = "3d"
    """Longest time between two looks at a way in that fails: it is never given up."""
    recheck: tuple[Interval, ...] = RECHECKS
    """How long after publication an article is fetched again, for tolls that change and errors that are corrected. Empty: never."""
    expect: Expect = Expect()
    """What it brings when all is well; `dateline status` tells when it does not."""

    @model_validator(mode="before")
    @classmethod
    def _owner_defaults_to_itself(cls, data: Any) -> Any:
        return {**data, "owner_group": data.get("owner_group") or data.get("id", "")} if isinstance(data, dict) else data

    @property
    def bounds(self) -> Bounds:
        """Between what its ways in are asked again."""
        normal = _time_span(self.every)
        return Bounds(min(_time_span(self.at_most_every), normal), normal, max(_time_span(self.at_least_every), normal))

    @property
    def recheck_s(self) -> tuple[int, ...]:
        """`recheck` in seconds, shortest first."""
        return tuple(sorted(int(_time_span(wait).total_seconds()) for wait in self.recheck))

    @property
    def config_hash(self) -> str:
        """Changes whenever the source's configuration does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def key_of(self, url: str) -> str:
        """Return the identity of one of the source's addresses."""
        return url_key(url, keep=self.identity.keep, drop=self.identity.drop)

    def read_rules(self) -> ReadRules:
        """Return what the reader needs to know of this source."""
        return ReadRules(
            source_id=self.id,
            source_name=self.name,
            time_zone=self.time_zone,
            keep_css=self.extraction.keep_css,
            drop_css=self.extraction.drop_css,
            boilerplate=self.extraction.boilerplate,
        )


class Defaults(_Record):
    """What holds for every source that does not say otherwise."""

    politeness: Politeness = Politeness()
    every: Interval = "30m"
    at_most_every: Interval = "10m"
    at_least_every: Interval = "3d"
    recheck: tuple[Interval, ...] = RECHECKS
    reject: tuple[Pattern, ...] = ()


class Catalogue(_Record):
    """The configured sources, defaults filled in."""

    defaults: Defaults = Defaults()
    """Said once, overridden per source; a source's own `reject` is added to the default one."""
    sources: tuple[Source, ...] = Field(min_length=1)
    """The outlets."""

    @model_validator(mode="before")
    @classmethod
    def _fill_in_defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("sources"), list):
            return data
        defaults = data.get("defaults") or {}
        return {**data, "sources": [_with_defaults(defaults, source) for source in data["sources"]]}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Catalogue:
        ids = [source.id for source in self.sources]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"the id {', '.join(twice)} is given to more than one source; ids must differ")
        return self

    def source(self, source_id: str) -> Source | None:
        """Return the source with that id, if there is one."""
        return next((source for source in self.sources if source.id == source_id), None)


def _with_defaults(defaults: dict[str, Any], source: Any) -> Any:
    if not isinstance(source, dict) or not isinstance(defaults, dict):
        return source
    filled = {**{key: value for key, value in defaults.items() if key != "reject"}, **source}
    for key in ("politeness",):
        if isinstance(defaults.get(key), dict) and isinstance(source.get(key), dict):
            filled[key] = {**defaults[key], **source[key]}
    if defaults.get("reject"):
        filled["reject"] = [*defaults["reject"], *(source.get("reject") or ())]
    return filled


def load_catalogue(path: Path) -> Catalogue:
    """Load and validate the sources' file.

    Raises:
        SourcesError: the file cannot be read or says something that cannot be; the message names file, source, key and value.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourcesError(f"{path} cannot be read ({error.strerror}). Give the sources' file with --sources.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path} is no YAML: {error}") from error
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        problems = "\n".join(f"  {_where(problem['loc'], data)}: {_what(problem)}" for problem in error.errors())
        raise SourcesError(
            f"{path} has errors:\n{problems}\nCorrect them; `dateline sources check {path}` checks again."
        ) from error


def _where(location: tuple[int | str, ...], data: Any) -> str:
    words = [str(part) for part in location]
    if len(location) > 1 and location[0] == "sources" and isinstance(location[1], int):
        source = data["sources"][location[1]]
        name = source.get("id") if isinstance(source, dict) else None
        words[:2] = [f"source {name or number_of(location[1])}"]
    return ", ".join(words) or "the file"


def number_of(index: int) -> str:
    """Name a source that has no id by its place."""
    return f"number {index + 1}"


def _what(problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        return "this key is not known"
    if problem["type"] == "missing":
        return "this key is missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    value = problem["input"]
    return message if isinstance(value, dict | list) or repr(value) in message else f"{message}, not {value!r}"


def catalogue_schema() -> dict[str, Any]:
    """Return the JSON Schema of the sources' file, for editors."""
    return Catalogue.model_json_schema()
