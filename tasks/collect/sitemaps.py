"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org protocol 0.9): bytes in, entries and further sitemaps out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml import etree

from tasks.collect.encodings import BadEncoding, decompressed
from tasks.collect.feeds import Entry, NotAFeed, absolute, looks_like, title
from tasks.collect.markup import name_of, space_of, words_of, xml_root
from tasks.collect.times import parse_time

MAX_ENTRIES = 50_000  # the protocol's own bound
ROOTS = frozenset({"urlset", "sitemapindex"})
CAP_BYTES = 52_428_800  # the protocol's own bound, uncompressed


@dataclass(frozen=True, slots=True)
class SitemapRef:
    """A sitemap that an index names, and when it last changed."""

    url: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap shows: addresses, or, when it is an index, further sitemaps."""

    entries: tuple[Entry, ...]
    sitemaps: tuple[SitemapRef, ...]


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Return what a sitemap or sitemap index shows; gzip is recognised by its first bytes.

    Raises:
        NotAFeed: there is no sitemap in `body`.
    """
    xml = unpacked(body)
    root = xml_root(xml)
    if root is None or name_of(root) not in ROOTS:
        raise NotAFeed(f"the body is {looks_like(xml)}, not a sitemap")
    return sitemap_of(root, url)


def sitemap_of(root: etree._Element, url: str) -> Sitemap:
    """Return what a sitemap's tree shows."""
    nodes = list(islice((node for node in root if name_of(node) in {"url", "sitemap"}), MAX_ENTRIES))
    if name_of(root) == "sitemapindex":
        refs = ((absolute(url, told.get("loc")), parse_time(told.get("lastmod"))) for told in map(_told, nodes))
        return Sitemap((), tuple(SitemapRef(address, modified) for address, modified in refs if address))
    return Sitemap(tuple(entry for entry in (_entry(node, url) for node in nodes) if entry), ())


def unpacked(body: bytes) -> bytes:
    """Return `body`, decompressed when its first bytes say that it is gzip.

    Raises:
        NotAFeed: it is broken, or holds more than the protocol's bound.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return decompressed(body, "gzip", CAP_BYTES)
    except BadEncoding as error:
        raise NotAFeed(f"the body is broken gzip: {error}") from error


def _entry(node: etree._Element, url: str) -> Entry | None:
    told = _told(node)
    address = absolute(url, told.get("loc"))
    if address is None:
        return None
    return Entry(address, title(told.get("title")), parse_time(told.get("publication_date")), parse_time(told.get("lastmod")))


def _told(node: etree._Element) -> dict[str, str]:
    """Return what a `<url>` or `<sitemap>` says, by name. <image:loc> and <video:title> name other things than the page."""
    told: dict[str, str] = {}
    for child in node.iterdescendants("{*}loc", "{*}lastmod", "{*}title", "{*}publication_date"):
        if name_of(child) not in told and not any(medium in space_of(child) for medium in ("image", "video")):
            told[name_of(child)] = words_of(child)
    return told
