"""Listing pages: a page of links to articles, with selectors from the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice

import dateparser
from dateparser.data.languages_info import language_order
from selectolax.lexbor import LexborNode

from tasks.collect.feeds import Entry, NotAFeed, absolute, title
from tasks.collect.pages import base_of, page_tree
from tasks.collect.sources import WayIn
from tasks.collect.times import parse_time

MAX_LINKS = 1_000
MAX_DATE_CHARS = 80
# Where English has the month first; 3/4 is the third of April elsewhere.
MONTH_FIRST = frozenset({"US", "PH", "PR", "GU"})
MAX_NODES = 200  # of one link or date that are searched for words


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page shows, and the address of the next one."""

    entries: tuple[Entry, ...]
    next_url: str | None


@dataclass(frozen=True, slots=True)
class Customs:
    """How a source writes dates: in which languages (BCP 47), in which country (ISO 3166), and in which time zone (IANA)."""

    languages: tuple[str, ...]
    country: str
    time_zone: str


def parse_listing(body: bytes, url: str, way_in: WayIn, customs: Customs, content_type: str | None = None) -> Listing:
    """Return the links of a listing page in its order; they are relative to its `<base>`, where it has one.

    Raises:
        NotAFeed: the selector finds fewer links than `min_links`: it is broken, or the page is another.
    """
    page = page_tree(body, content_type)
    assert way_in.links is not None, "a listing is validated to have links"
    base = base_of(page, url)
    links = page.css(way_in.links)[:MAX_LINKS]
    addresses = [absolute(base, link.attributes.get("href")) for link in links]
    shown = len(set(addresses) - {None})
    if shown < way_in.min_links:
        raise NotAFeed(
            f"`links: {way_in.links}` finds {shown or 'no'} {'link' if shown == 1 else 'links'} on the page, and `min_links` is "
            f"{way_in.min_links}; the selector is probably broken because the site has changed: correct it"
        )
    dates = [_date(node, customs) for node in page.css(way_in.dates)[:MAX_LINKS]] if way_in.dates else []
    paired = dates if len(dates) == len(links) else [None] * len(links)
    found: dict[str, Entry] = {}
    for link, address, published in zip(links, addresses, paired, strict=True):
        if address:
            found.setdefault(address, Entry(address, title(_words(link)), published))
    after = page.css_first(way_in.next_page) if way_in.next_page else None
    return Listing(tuple(found.values()), absolute(base, after.attributes.get("href")) if after else None)


def _words(node: LexborNode) -> str:
    return "".join(inner.text_content or "" for inner in islice(node.traverse(include_text=True), MAX_NODES) if inner.is_text_node)


def _date(node: LexborNode, customs: Customs) -> datetime | None:
    machine = parse_time(node.attributes.get("datetime"))
    words = _words(node).strip()
    languages = _readable(customs.languages)
    if machine or not words or len(words) > MAX_DATE_CHARS or not languages:
        return machine
    settings: dict[str, object] = {"STRICT_PARSING": True, "TIMEZONE": customs.time_zone, "RETURN_AS_TIMEZONE_AWARE": True}
    if "en" in languages and customs.country not in MONTH_FIRST:
        settings["DATE_ORDER"] = "DMY"
    # Without its languages dateparser tries all of them, which takes a second and reads 03/04 as it likes.
    found = dateparser.parse(words, languages=list(languages), settings=settings)
    try:
        return found.astimezone(UTC) if found else None
    except OverflowError:
        return None


@cache
def _readable(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of `languages` that dateparser knows, which raises an exception for any other."""
    named = (name for tag in languages for name in (tag, tag.partition("-")[0]) if name in language_order)
    return tuple(dict.fromkeys(named))
