"""When an article was published and changed: every claim that the page and its way in make, and which one is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.models import Page, WayInKind
from tasks.read.jsonld import Node, strings
from tasks.read.metas import Metas
from tasks.read.moments import Moment, day_of, finer, from_machine, from_words
from tasks.read.page import Tree, words_of

# The names that publishing systems give their dates, most trusted first.
PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "article.published", "cxenseparse:recs:publishtime",
    "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date", "last-modified-date", "displaydate",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "revised",
)

MAX_TIMES = 50  # a list page has hundreds; the article's own comes early
MAX_CHILDREN = 8
BYLINE_CHARS = 120
DATE_LINE_CHARS = 40

_PUBLISHED_HINT = re.compile(r"publi|posted|entry-date|created|dateline|pubdate", re.IGNORECASE)
_MODIFIED_HINT = re.compile(r"updat|modif|edited|revis|aktualis|aktualiz|stand\b", re.IGNORECASE)
_DATE_HINT = re.compile(r"date|datum|fecha|time|publish|posted|byline|meta|info|stamp|kicker", re.IGNORECASE)
_SHORT_TEXTS = ("span", "p", "div", "li", "small", "h4", "h5", "h6", "dd", "em", "td", "font")
_ASIDE = frozenset({"aside", "footer", "nav"})
_URL_DAY = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_URL_NAMED_DAY = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3})/(?P<day>\d\d?)/")
_URL_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])/")

Dates = tuple[Moment | None, Moment | None]


def read_dates(tree: Tree, metas: Metas, node: Node, page: Page, time_zone: str) -> Dates:
    """Return when the article was published and last changed; neither is after the fetch, nor the change before publication.

    A moment keeps the offset that the page gave, and what the page gave in UTC is told in the source's zone, so that its day is
    the day on the newsroom's calendar: that is the day from which a text's "on Tuesday" counts.
    """
    zone = zone_of(time_zone)
    no_later = page.fetched_at or datetime.max.replace(tzinfo=UTC)
    times = list(_time_elements(tree, zone))
    claims = [
        *_from_node(node, "datePublished", zone),
        *_from_metas(metas, PUBLISHED_METAS, zone),
        *(moment for hint, moment in times if hint == "published"),
        *_listed(page, page.listed_published_at),
        *(moment for hint, moment in times if hint is None),
        *_from_url(page.url),
    ]
    published = _first(claims, no_later) or _first(
        [*_from_text(tree, metas, zone), *_from_node(node, "dateCreated", zone)], no_later
    )
    modified = _first(
        [
            *_from_node(node, "dateModified", zone),
            *_from_metas(metas, MODIFIED_METAS, zone),
            *(moment for hint, moment in times if hint == "modified"),
            *_listed(page, page.listed_modified_at),
        ],
        no_later,
    )
    if published and modified and modified.at < published.at:
        modified = None
    return published, modified


def _first(claims: Sequence[Moment | None], no_later: datetime) -> Moment | None:
    """Believe the first claim that can be true; another of the same day may tell the hour."""
    possible = [claim for claim in claims if claim and claim.at <= no_later]
    return finer(possible[0], possible[1:]) if possible else None


def _from_node(node: Node, key: str, zone: tzinfo) -> Iterator[Moment | None]:
    yield from (from_machine(value, zone, "json-ld") for value in strings(node.get(key))[:1])


def _from_metas(metas: Metas, names: tuple[str, ...], zone: tzinfo) -> Iterator[Moment | None]:
    yield from (from_machine(value, zone, "meta") for value in metas.values(*names))


def _time_elements(tree: Tree, zone: tzinfo) -> Iterator[tuple[str | None, Moment | None]]:
    """Yield the `time` elements of the page's main part, each with what its names say that it dates."""
    for number, element in enumerate(tree.iter("time", "abbr", "relative-time")):
        if number >= MAX_TIMES:
            return
        if any(parent.tag in _ASIDE for parent in element.iterancestors()):
            continue
        value = element.get("datetime") or element.get("title") or (words_of(element) if element.tag == "time" else "")
        yield _hint(element), from_machine(value, zone, "time-element")


def _hint(element: Tree) -> str | None:
    parent = element.getparent()
    own = " ".join(element.get(name) or "" for name in ("class", "itemprop", "id", "pubdate"))
    around = f"{own} {parent.get('class') or ''} {(parent.text or '')[:60]}" if parent is not None else own
    if _MODIFIED_HINT.search(around):
        return "modified"
    return "published" if _PUBLISHED_HINT.search(around) or "pubdate" in element.attrib else None


def _listed(page: Page, when: datetime | None) -> Iterator[Moment]:
    if when is not None:
        basis = "feed" if page.listed_kind is WayInKind.FEED else "sitemap"
        is_day = (when.hour, when.minute, when.second) == (0, 0, 0)
        yield Moment(when.astimezone(UTC), "day" if is_day else "second", basis)


def _from_url(url: str) -> Iterator[Moment | None]:
    path = url[:2000]
    if match := _URL_DAY.search(path):
        yield _date(f"{match['year']}-{match['month']}-{match['day']}", "day")
    elif match := _URL_NAMED_DAY.search(path):
        yield from_words(f"{match['day']} {match['name']} {match['year']}", UTC, "url")
    elif match := _URL_MONTH.search(path):
        yield _date(f"{match['year']}-{match['month']}-01", "month")


def _date(iso: str, prec: str) -> Moment | None:
    try:
        return day_of(date.fromisoformat(iso), "url", prec)
    except ValueError:
        return None


def _from_text(tree: Tree, metas: Metas, zone: tzinfo) -> Iterator[Moment | None]:
    """Yield the dates of short texts that are called a date, or are little else, outside footers and side columns."""
    month_first = metas.language.casefold() == "en-us"
    for element in tree.iter(*_SHORT_TEXTS):
        text = _short_text(element)
        if text and not any(parent.tag in _ASIDE for parent in element.iterancestors()):
            named = f"{element.get('class') or ''} {element.get('id') or ''}"
            moment = from_words(text, zone, "text", month_first=month_first)
            if moment and (len(text) <= DATE_LINE_CHARS or _DATE_HINT.search(named)):
                yield moment
                return  # the article's own date stands before the dates of others
    yield from_words(metas.title[-30:], zone, "text")


def _short_text(element: Tree) -> str | None:
    """Return the text of an element that could hold a date and little more."""
    if len(element) > MAX_CHILDREN:
        return None
    text = words_of(element)
    return text if len(text) <= BYLINE_CHARS and any(char.isdigit() for char in text) else None


def zone_of(name: str) -> tzinfo:
    """Return the time zone of this IANA name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
