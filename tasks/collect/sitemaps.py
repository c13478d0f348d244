"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org protocol 0.9): bytes in, entries and further sitemaps out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import etree

from tasks.collect.encodings import BadEncoding, decompressed
from tasks.collect.feeds import Entry, NotAFeed, absolute, looks_like, title

MAX_ENTRIES = 50_000  # the protocol's own bound
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
    xml = _plain(body)
    # No entities are expanded, nothing is loaded, and what a truncated file holds up to its end counts.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(xml, parser) if xml.strip() else None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeed(f"the body is {looks_like(xml)}, not a sitemap ({error})") from error
    kind = _name(root) if root is not None else None
    if root is None or kind not in {"urlset", "sitemapindex"}:
        raise NotAFeed(f"the body is {looks_like(xml)}, not a sitemap")
    nodes = [node for node in root if _name(node) in {"url", "sitemap"}][:MAX_ENTRIES]
    if kind == "sitemapindex":
        refs = ((absolute(url, _text(node, "loc")), parse_time(_text(node, "lastmod"))) for node in nodes)
        return Sitemap((), tuple(SitemapRef(address, modified) for address, modified in refs if address))
    return Sitemap(tuple(entry for entry in (_entry(node, url) for node in nodes) if entry), ())


def _plain(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return decompressed(body, "gzip", CAP_BYTES)
    except BadEncoding as error:
        raise NotAFeed(f"the body is broken gzip: {error}") from error


def _entry(node: etree._Element, url: str) -> Entry | None:
    address = absolute(url, _text(node, "loc"))
    if address is None:
        return None
    return Entry(
        address, title(_text(node, "title")), parse_time(_text(node, "publication_date")), parse_time(_text(node, "lastmod"))
    )


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _text(node: etree._Element, name: str) -> str | None:
    for child in node.iterdescendants():
        # <image:loc> and <video:title> name other things than the page.
        if _name(child) == name and not _belongs_to_media(child):
            return str(child.text) if child.text else None
    return None


def _belongs_to_media(node: etree._Element) -> bool:
    return any(medium in (etree.QName(node).namespace or "") for medium in ("image", "video"))


def parse_time(value: str | None) -> datetime | None:
    """Return a W3C date or time in UTC; a date alone is its midnight."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        try:
            found = datetime.combine(date.fromisoformat(value.strip()[:10]), datetime.min.time())
        except ValueError:
            return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None
