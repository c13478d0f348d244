"""The smaller fields: standfirst, section, canonical address."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from tasks.read.jsonld import Node, strings
from tasks.read.metas import Metas
from tasks.read.page import Tree, fold, squeeze, text_of

MIN_SUBTITLE_CHARS = 25
MAX_SUBTITLE_CHARS = 600
MAX_SECTION_CHARS = 60
MAX_CHILDREN = 3  # a paragraph with a link or two
_OTHERS = frozenset({"a", "li", "aside", "nav", "footer"})  # what stands in these is another article's, or the site's

_CALLED_STANDFIRST = re.compile(
    r"stand-?first|sub-?head(?:line)?(?![a-z])|(?<![a-z])de[ck]k?(?![a-z])|sub-?title|article__(?:lead|intro|summary)|(?<![a-z])(?:lede|vorspann|entradilla|chapo)(?![a-z])",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")


def read_subtitle(tree: Tree, metas: Metas, node: Node, title: str | None) -> str | None:
    """Return the standfirst: what the page calls one, else its description where that is whole and more than the title."""
    shown = (text_of(element) for element in tree.iter("p", "h2", "h3", "div", "span", "section") if _is_standfirst(element))
    described = (*strings(node.get("description")), *metas.values("og:description", "description", "twitter:description"))
    for text in (*shown, *(squeeze(each) for each in described)):
        if MIN_SUBTITLE_CHARS <= len(text) <= MAX_SUBTITLE_CHARS and not _CUT_OFF.search(text) and fold(text) != fold(title or ""):
            return text
    return None


def _is_standfirst(element: Tree) -> bool:
    if len(element) > MAX_CHILDREN or not _names_standfirst(f"{element.get('class') or ''} {element.get('itemprop') or ''}"[:300]):
        return False
    return not any(parent.tag in _OTHERS for parent in element.iterancestors())


@lru_cache(maxsize=4096)
def _names_standfirst(named: str) -> bool:
    return _CALLED_STANDFIRST.search(named) is not None


def read_section(metas: Metas, node: Node) -> str | None:
    """Return the section in which the outlet placed the article, as the outlet spells it."""
    places = (
        *metas.values("article:section", "og:article:section", "section", "parsely-section"),
        *strings(node.get("articleSection")),
    )
    return next((squeeze(place) for place in places if 1 < len(squeeze(place)) <= MAX_SECTION_CHARS), None)


def read_canonical(metas: Metas, url: str) -> str | None:
    """Return the page's canonical address where it lies on the same site and names a page of its own, not the first page."""
    claim = metas.canonical or metas.first("og:url")
    if not claim:
        return None
    try:
        address = urljoin(url, claim)
        parts, own = urlsplit(address), urlsplit(url)
    except ValueError:
        return None
    is_same_site = site_of(parts.hostname) == site_of(own.hostname)
    if parts.scheme not in {"http", "https"} or not is_same_site or not (parts.path.strip("/") or parts.query):
        return None
    return address.split("#")[0]


def site_of(host: str | None) -> str:
    """Return a host name without the label that only tells a site's doors apart."""
    return re.sub(r"^(?:www\d?|m|mobile|amp)\.", "", (host or "").lower())
