"""What a way in is, told from its bytes: neither its configured kind nor the server's word for it is to be relied on."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.collect import feeds, sitemaps
from tasks.collect.feeds import Entry, NotAFeed, absolute, looks_like
from tasks.collect.json_feeds import is_json, parse_json_feed
from tasks.collect.markup import name_of, xml_root
from tasks.collect.sitemaps import SitemapRef
from tasks.models import WayInKind

SITEMAPS = frozenset({WayInKind.SITEMAP, WayInKind.NEWS_SITEMAP})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a feed or sitemap shows, and which of both it is."""

    kind: WayInKind
    entries: tuple[Entry, ...]
    sitemaps: tuple[SitemapRef, ...] = ()


def read_way_in(body: bytes, url: str) -> Shown:
    """Read RSS, Atom, RDF, JSON Feed, a sitemap (XML or one address a line) or a sitemap index, gzipped or not.

    Raises:
        NotAFeed: `body` is none of them.
    """
    body = sitemaps.unpacked(body)
    if is_json(body):
        return Shown(WayInKind.FEED, tuple(parse_json_feed(body, url)))
    root = xml_root(body)
    name = name_of(root) if root is not None else ""
    if root is not None and name in feeds.ROOTS:
        return Shown(WayInKind.FEED, tuple(feeds.entries_of(root, url)))
    if root is not None and name in sitemaps.ROOTS:
        found = sitemaps.sitemap_of(root, url)
        return Shown(WayInKind.SITEMAP, found.entries, found.sitemaps)
    if lines := _addresses(body):
        return Shown(WayInKind.SITEMAP, lines)
    raise NotAFeed(f"the body is {looks_like(body)}, neither a feed nor a sitemap")


def _addresses(body: bytes) -> tuple[Entry, ...]:
    """Return the addresses of a sitemap that has one on each line and nothing else (sitemaps.org), or none."""
    if not body[:10].removeprefix(b"\xef\xbb\xbf").startswith((b"http://", b"https://")):
        return ()
    lines = body.decode("utf-8-sig", "replace").split()[: sitemaps.MAX_ENTRIES]
    found = [absolute(line, line) for line in lines]
    return tuple(Entry(address) for address in found if address) if None not in found else ()


def misnamed(configured: WayInKind, found: WayInKind) -> str | None:
    """Say that a way in is configured as what it is not, or None."""
    if configured == found or {configured, found} <= SITEMAPS:
        return None
    return f"this is a {found} and was read as one: write `kind: {found}` in sources.yaml"
