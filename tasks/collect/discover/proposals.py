"""A listing for a site that has neither feed nor sitemap: which selector finds the links to articles on a page of links.

Links that look like headlines say which elements hold them; of the selectors made from those elements' names, the one is taken that
finds the most such links and the fewest others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.collect.discover.hints import hints
from tasks.collect.feeds import absolute
from tasks.collect.guard import refusal
from tasks.collect.pages import base_of
from tasks.collect.sources import WayIn
from tasks.collect.url_dates import days_of
from tasks.collect.urls import same_site, url_key
from tasks.models import WayInKind

MAX_LINKS = 1_000
MAX_SELECTORS = 60
MAX_DEPTH = 6  # of the elements around a link that may name it
MAX_ABOVE = 30  # of those that may be a menu
MAX_TEXT_NODES = 50
FEWEST_HEADLINES = 4
# Of what a selector finds, this share has to be headlines.
LEAST_PURE = 0.6
MIN_HEADLINE_CHARS = 20
MIN_HEADLINE_CHARS_UNSPACED = 8
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SLUG = re.compile(r"[^\W\d_]{2,}[-_][^\W_]+[-_]|\d{5,}|%[0-9a-f]{2}", re.IGNORECASE)
# Classes with digits are often made anew with each version of a site.
_CLASS = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_TELLING = frozenset({"main", "article", "section", "ul", "ol", "li", "table"})


def propose_listing(page: LexborHTMLParser, url: str) -> WayIn | None:
    """Return `url` as a listing with selectors that fit its page, or None when it shows no headlines."""
    base = base_of(page, url)
    links = page.css("a[href]")[:MAX_LINKS]
    headlines = {node.mem_id: address for node in links if (address := _headline(node, base, url))}
    tried = Counter(name for node in links if node.mem_id in headlines for name in _selectors(node))
    rated = {selector: _rating(page, selector, headlines) for selector, _ in tried.most_common(MAX_SELECTORS)}
    # Of two that find the same, a class will fit fewer other things on another day than a mere element.
    links_selector = max(rated, key=lambda selector: (rated[selector], "." in selector, -len(selector)), default="")
    if not rated.get(links_selector):
        return None
    found = page.css(links_selector)
    count = len({headlines[node.mem_id] for node in found if node.mem_id in headlines})
    after = _next_page(page, base, url)
    return WayIn(
        kind=WayInKind.LISTING,
        url=url,
        links=links_selector,
        dates=_dates(page, links_selector, len(found)),
        next_page=after,
        min_links=max(2, count // 2),
        max_pages=2 if after else 1,
    )


def _headline(node: LexborNode, base: str, url: str) -> str | None:
    """Return the address of a link that looks like a headline: long words, an address that names an article, in no menu."""
    words = " ".join(
        "".join(n.text_content or "" for n in islice(node.traverse(include_text=True), MAX_TEXT_NODES) if n.is_text_node).split()
    )
    fewest = MIN_HEADLINE_CHARS_UNSPACED if _UNSPACED.search(words) else MIN_HEADLINE_CHARS
    address = absolute(base, node.attributes.get("href"))
    if (
        len(words) < fewest
        or address is None
        or refusal(address)
        or not same_site(address, url)
        or url_key(address) == url_key(url)
    ):
        return None
    parts = urlsplit(address)
    names_one = bool(_SLUG.search(parts.path) or days_of(address) or re.search(r"\d", parts.query))
    if not names_one or hints().no_article_page.search(parts.path):
        return None
    return None if any(above.tag in hints().not_in for above in _above(node)) else address


def _above(node: LexborNode) -> Iterator[LexborNode]:
    at = node.parent
    for _ in range(MAX_ABOVE):
        if at is None or at.tag in {"body", "html"}:
            return
        yield at
        at = at.parent


def _selectors(node: LexborNode) -> Iterator[str]:
    """Return selectors that find a link, by its own class and by what lies around it."""
    own = [f"a.{name}" for name in _classes(node)]
    yield from own
    heading = next((above.tag for above in islice(_above(node), 2) if above.tag in _HEADINGS), None)
    ends = ["a", *own, *([f"{heading} a"] if heading else [])]
    for above in islice(_above(node), MAX_DEPTH):
        names = [f"{above.tag}.{name}" for name in _classes(above)]
        for name in [*names, *([above.tag or ""] if above.tag in _TELLING | _HEADINGS else [])]:
            yield from (f"{name} {end}" for end in ends if not end.startswith(f"{name} "))


def _classes(node: LexborNode) -> list[str]:
    return [name for name in (node.attributes.get("class") or "").split()[:5] if _CLASS.fullmatch(name)]


def _rating(page: LexborHTMLParser, selector: str, headlines: dict[int, str]) -> float:
    """Return how many headlines a selector finds, less as other links are among what it finds; 0 when it is of no use."""
    found = page.css(selector)[:MAX_LINKS]
    hit = [headlines[node.mem_id] for node in found if node.mem_id in headlines]
    pure = len(hit) / len(found) if found else 0.0
    return len(set(hit)) * pure**2 if len(set(hit)) >= FEWEST_HEADLINES and pure >= LEAST_PURE else 0.0


def _next_page(page: LexborHTMLParser, base: str, url: str) -> str | None:
    for selector in hints().next_page:
        node = page.css_first(selector)
        address = absolute(base, node.attributes.get("href")) if node else None
        if address and same_site(address, url) and url_key(address) != url_key(url):
            return selector
    return None


def _dates(page: LexborHTMLParser, links: str, count: int) -> str | None:
    """Return a selector of as many `<time>` elements as there are links, which then belong to them in their order."""
    around = links.split()[:-1]
    return next(
        (dates for end in range(len(around), 0, -1) if len(page.css(dates := " ".join([*around[:end], "time"]))) == count), None
    )
