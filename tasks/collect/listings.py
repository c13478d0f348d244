"""Listing pages: a page of links to articles, with selectors from the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dateparser
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.collect.feeds import Entry, NotAFeed, absolute, title
from tasks.collect.sitemaps import parse_time
from tasks.collect.sources import WayIn

MAX_LINKS = 1_000
MAX_DATE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page shows, and the address of the next one."""

    entries: tuple[Entry, ...]
    next_url: str | None


def parse_listing(body: bytes, url: str, way_in: WayIn, *, languages: tuple[str, ...], time_zone: str) -> Listing:
    """Return the links of a listing page in its order.

    Raises:
        NotAFeed: the selector for links finds none: it is broken, or the page is another.
    """
    page = LexborHTMLParser(body)
    assert way_in.links is not None, "a listing is validated to have links"
    links = page.css(way_in.links)[:MAX_LINKS]
    if not links:
        raise NotAFeed(f"no link on the page matches `links: {way_in.links}`; the site may have changed: correct the selector")
    dates = [_date(node, languages, time_zone) for node in page.css(way_in.dates)] if way_in.dates else []
    paired = dates if len(dates) == len(links) else [None] * len(links)
    found: dict[str, Entry] = {}
    for link, published in zip(links, paired, strict=True):
        address = absolute(url, link.attributes.get("href"))
        if address:
            found.setdefault(address, Entry(address, title(link.text()), published))
    after = page.css_first(way_in.next_page) if way_in.next_page else None
    return Listing(tuple(found.values()), absolute(url, after.attributes.get("href")) if after else None)


def _date(node: LexborNode, languages: tuple[str, ...], time_zone: str) -> datetime | None:
    machine = parse_time(node.attributes.get("datetime"))
    words = node.text().strip()
    if machine or not words or len(words) > MAX_DATE_CHARS:
        return machine
    # Without its languages dateparser tries all of them, which takes a second and reads 03/04 as it likes.
    found = dateparser.parse(words, languages=[language[:2] for language in languages], settings={"STRICT_PARSING": True})
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone))).astimezone(UTC) if found else None
