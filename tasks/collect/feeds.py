"""RSS, Atom and RDF: bytes in, entries out, however broken the XML is; what matters is whether there is a feed in it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from unicodedata import category
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tasks.collect.guard import MAX_URL_CHARS, without_credentials
from tasks.collect.markup import XML_BASE, name_of, space_of, words_of, xml_root
from tasks.collect.times import parse_time

MAX_ENTRIES = 5_000
MAX_TITLE_CHARS = 500
MOST_SWALLOWED = 20
ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
PUBLISHED = ("pubdate", "published", "issued", "date", "created")
MODIFIED = ("updated", "modified")
_TAG = re.compile(r"<[^<>]{0,1000}>")
# Extensions have titles, links and dates of their own, of pictures and comments.
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_SPACES = frozenset(
    {"", *_ATOM, "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2"}
)
_DATE_SPACES = _SPACES | {"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"}


class NotAFeed(Exception):
    """The bytes are no feed, sitemap or listing; the message says what they look like."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a way in shows, with what it says of it. Times are UTC."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None


def parse_feed(body: bytes, url: str) -> list[Entry]:
    """Return the entries of an RSS, Atom or RDF feed, in its order.

    Raises:
        NotAFeed: there is no such feed in `body`.
    """
    root = xml_root(body)
    if root is None or name_of(root) not in ROOTS:
        raise NotAFeed(f"the body is {looks_like(body)}, not a feed")
    return entries_of(root, url)


def entries_of(root: etree._Element, url: str) -> list[Entry]:
    """Return the entries of a feed's tree; addresses in it are relative to its `xml:base`, and that to `url`."""
    bases: dict[etree._Element, str] = {}
    nodes = islice(root.iterdescendants("{*}item", "{*}entry", "{*}ITEM", "{*}ENTRY"), MAX_ENTRIES)
    return [entry for entry in (_entry(node, url, bases) for node in nodes) if entry]


def _entry(node: etree._Element, url: str, bases: dict[etree._Element, str]) -> Entry | None:
    children = [child for child in node if space_of(child) in _DATE_SPACES]
    own = [child for child in children if space_of(child) in _SPACES]
    # A tag that nobody closed, such as <br> in a title, swallows what follows it.
    swallowed = _link(own, node) is None
    found = _link(list(islice(node.iterdescendants("{*}link", "{*}guid"), MOST_SWALLOWED)) if swallowed else own, node)
    address = absolute(_base(found[0], url, bases), found[1]) if found else None
    if address is None:
        return None
    heading = next((child for child in own if name_of(child) == "title"), None)
    words = title(heading.text) if swallowed and heading is not None else _heading(heading)
    return Entry(address, words, _time(children, PUBLISHED), _time(children, MODIFIED))


def _link(children: list[etree._Element], node: etree._Element) -> tuple[etree._Element, str] | None:
    """Return the element that gives the entry's address, and the address: its link, or what identifies it when that is one."""
    links = [child for child in children if name_of(child) == "link"]
    alternates = [(link, link.get("href", "")) for link in links if link.get("rel", "alternate") == "alternate"]
    # RSS has the address within the element, Atom in an attribute; of several, Atom's page is the one that is HTML.
    texts = [(link, words_of(link).strip()) for link in links if link.get("href") is None]
    pages = sorted(alternates, key=lambda found: "html" not in found[0].get("type", "html"))
    named = sorted((child for child in children if name_of(child) in {"guid", "id"}), key=lambda c: c.get("isPermaLink") == "false")
    ids = [(child, words_of(child).strip()) for child in named]
    about = next((value for name, value in node.attrib.items() if str(name).endswith("}about")), "")
    marked = [found for found in [*ids, (node, str(about))] if found[1].startswith(("http://", "https://"))]
    return next((found for found in [*texts, *pages, *marked] if found[1]), None)


def _base(node: etree._Element, url: str, bases: dict[etree._Element, str]) -> str:
    """Return what addresses in `node` are relative to (XML Base), remembering it for its neighbours."""
    above = []
    at: etree._Element | None = node
    while at is not None and at not in bases:
        above.append(at)
        at = at.getparent()
    base = bases[at] if at is not None else url
    for inner in reversed(above):
        base = (absolute(base, inner.get(XML_BASE)) if inner.get(XML_BASE) else None) or base
        bases[inner] = base
    return base


def _time(children: list[etree._Element], names: tuple[str, ...]) -> datetime | None:
    values = {name_of(child): child.text for child in reversed(children) if name_of(child) in names}
    return next((found for found in (parse_time(values.get(name)) for name in names) if found), None)


def _heading(node: etree._Element | None) -> str | None:
    if node is None:
        return None
    text = words_of(node)[: MAX_TITLE_CHARS * 10]
    return title(text if node.get("type") == "text" else html.unescape(_TAG.sub(" ", html.unescape(text))))


def title(raw: object) -> str | None:
    """Return a title as one line of bounded length, without control characters."""
    text = str(raw)[: MAX_TITLE_CHARS * 10] if raw else ""
    shown = "".join(" " if category(c) in {"Cc", "Cs"} else c for c in text)
    return " ".join(shown.split())[:MAX_TITLE_CHARS] or None


def absolute(base: str, link: object) -> str | None:
    """Return `link` as an http or https address without name and password, or None when it is none."""
    try:
        given = as_browsers_do(str(link)[: MAX_URL_CHARS + 100])[: MAX_URL_CHARS + 1] if link else ""
        # What is whole stays as given: joining would take dots and empty parts out of it.
        address = given if given.startswith(("http://", "https://")) else urljoin(base, given) if given else ""
        parts = urlsplit(address)
        address.encode("utf-8")  # a lone surrogate, as JSON can bring it, is in no address
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(address) > MAX_URL_CHARS or "\0" in address:
        return None
    return without_credentials(address)


def as_browsers_do(address: str) -> str:
    """Return `address` without line ends and tabs, and with its spaces escaped (WHATWG URL, 4.4); editors paste both."""
    return address.strip().translate({9: None, 10: None, 13: None, 32: "%20"})


def looks_like(body: bytes) -> str:
    """Say in a word or two what `body` is."""
    start = body[:1000].lstrip().lower()
    if not start:
        return "empty"
    if b"<html" in start or b"<!doctype html" in start:
        return "an HTML page"
    return "XML of another kind" if start.startswith(b"<") else "neither XML nor HTML"
