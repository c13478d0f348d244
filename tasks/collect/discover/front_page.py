"""What a front page says of its site: name, language, and the feeds that it names or links to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from anyascii import anyascii
from selectolax.lexbor import LexborHTMLParser

from tasks.collect.discover.hints import hints
from tasks.collect.feeds import absolute, title
from tasks.collect.guard import refusal
from tasks.collect.pages import base_of
from tasks.collect.urls import is_public_suffix, same_site, site_of

MAX_LINKS = 5_000
MAX_NAME_CHARS = 100
_NAMES = ('meta[property="og:site_name"]', 'meta[name="application-name"]', 'meta[name="apple-mobile-web-app-title"]')
_BETWEEN = re.compile(r"\s+[|·•:–—»-]+\s+|\s*[|｜]\s*|:\s+")
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What a front page says. `name_is_given` is false where the name is only part of a title."""

    name: str | None = None
    name_is_given: bool = False
    language_tag: str | None = None
    feeds: tuple[str, ...] = ()
    linked_feeds: tuple[str, ...] = ()


def read_front_page(page: LexborHTMLParser, url: str) -> FrontPage:
    """Read a front page; its feeds are relative to its `<base>`, where it has one."""
    base = base_of(page, url)
    told = [name for selector in _NAMES for node in page.css(selector) if (name := plain(node.attributes.get("content")))]
    heading = page.css_first("title")
    name = told[0] if told else name_in(plain(heading.text() if heading else None), url)
    links = [node.attributes for node in page.css("link[rel~=alternate i][href]")[:MAX_LINKS]]
    feeds = _addresses(base, (link.get("href") for link in links if _is_feed(link)))
    anchors = _addresses(base, (node.attributes.get("href") for node in page.css("a[href]")[:MAX_LINKS]))
    linked = tuple(link for link in anchors if link not in feeds and _may_be_feed(link, url))
    return FrontPage(name, bool(told), _language_tag(page), feeds, linked)


def name_in(text: str | None, url: str) -> str | None:
    """Return the part of a title that is most like the host's name, the whole title where none is."""
    domain = _letters(domain_of(url))
    parts = [(part.strip(), _letters(part)) for part in _BETWEEN.split(text or "")]
    alike = [part for part, letters in parts if domain in letters or (len(letters) > 3 and letters.removeprefix("the") in domain)]
    return max(alike, key=len, default=text) if domain else text


def domain_of(url: str) -> str:
    """Return the name that somebody registered for the host: `bbc` of news.bbc.co.uk. An IP address has none."""
    return _domain(site_of(urlsplit(url).hostname or ""))


@lru_cache(maxsize=1_000)
def _domain(host: str) -> str:
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in labels[-1]:
        return ""
    return next((labels[at - 1] for at in range(1, len(labels)) if is_public_suffix(".".join(labels[at:]))), labels[0])


def plain(text: str | None) -> str | None:
    """Return words of a page as one line of what can be printed; other characters could move a reader's cursor."""
    shown = title("".join(c if c.isprintable() else " " for c in text or ""))
    return shown[:MAX_NAME_CHARS].strip() if shown else None


def _letters(text: str) -> str:
    return "".join(c for c in anyascii(text).lower() if c.isalnum())


def _language_tag(page: LexborHTMLParser) -> str | None:
    root = page.css_first("html")
    given = [root.attributes.get("lang") or root.attributes.get("xml:lang")] if root else []
    given += [
        node.attributes.get("content") for node in page.css('meta[http-equiv="content-language" i], meta[property="og:locale"]')
    ]
    tags = (tag.strip().replace("_", "-") for tag in given if tag)
    return next((tag for tag in tags if _TAG.fullmatch(tag)), None)


def _is_feed(link: Mapping[str, str | None]) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    return kind in hints().feed_types and not hints().no_articles.search(link.get("title") or "")


def _may_be_feed(link: str, url: str) -> bool:
    """Whether a link may lead to a feed of the site: buttons to share a page elsewhere have addresses that look like feeds, too."""
    is_on_a_feed_host = (urlsplit(link).hostname or "").partition(".")[0] in hints().feed_hosts
    return is_on_a_feed_host or (same_site(link, url) and bool(hints().feed_links.search(link)))


def _addresses(base: str, hrefs: Iterable[str | None]) -> tuple[str, ...]:
    found = (absolute(base, href) for href in hrefs)
    return tuple(dict.fromkeys(url for url in found if url and refusal(url) is None and not hints().no_articles.search(url)))
