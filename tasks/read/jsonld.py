"""JSON-LD as pages carry it: nested, listed, in `@graph`, broken, or hostile."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from tasks.read.page import Tree

Node = dict[str, Any]

MAX_SCRIPT_CHARS = 1_000_000
MAX_NODES = 500
MAX_DEPTH = 12

# schema.org, types of CreativeWork that carry one journalist's text
ARTICLE_TYPES = frozenset(
    {
        "AdvertiserContentArticle", "AnalysisNewsArticle", "Article", "AskPublicNewsArticle", "BackgroundNewsArticle",
        "BlogPosting", "LiveBlogPosting", "NewsArticle", "OpinionNewsArticle", "Report", "ReportageNewsArticle",
        "ReviewNewsArticle", "SatiricalArticle", "ScholarlyArticle", "SocialMediaPosting", "TechArticle",
    }
)  # fmt: skip
_OTHERS_TEXTS = frozenset({"comment", "liveBlogUpdate", "review"})
LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"})

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s{0,200}(?=[\]}])")


def read_json_ld(tree: Tree) -> tuple[Node, ...]:
    """Return every typed object of the page's JSON-LD, outer ones first. What cannot be parsed is left out."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for node in _walk(_parsed(script.text), 0):
                nodes.append(node)
                if len(nodes) == MAX_NODES:
                    return tuple(nodes)
    return tuple(nodes)


def article_node(nodes: tuple[Node, ...], paths: frozenset[str]) -> Node:
    """Return the object that describes the page's article, or an empty one.

    One that names the page's own path wins over those of related articles, then the fullest: some pages describe theirs twice.
    """
    articles = [node for node in nodes if types(node) & ARTICLE_TYPES]
    return max(articles, key=lambda node: (bool(paths_of(node) & paths), _fullness(node)), default={})


def paths_of(node: Node) -> frozenset[str]:
    """Return the paths of the pages that an object says it is on."""
    page = node.get("mainEntityOfPage")
    named = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return frozenset(path_of(address) for address in named if isinstance(address, str))


def path_of(address: str) -> str:
    """Return the path by which two addresses of one page are compared; scheme, host and query vary too much."""
    try:
        return unquote(urlsplit(address[:2000]).path).rstrip("/").lower()
    except ValueError:
        return ""


def types(node: Node) -> frozenset[str]:
    """Return the names of an object's types, without the vocabulary's address."""
    return frozenset(name.rsplit("/", 1)[-1].removeprefix("schema:") for name in strings(node.get("@type")))


def strings(value: object) -> tuple[str, ...]:
    """Return the texts in `value`: a text, a list of texts, or objects with a name."""
    items = value if isinstance(value, list) else [value]
    found = (item.get("name") or item.get("@value") if isinstance(item, dict) else item for item in items[:100])
    return tuple(html.unescape(item).strip() for item in found if isinstance(item, str) and item.strip())


def _fullness(node: Node) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "dateModified", "articleBody"))


def _parsed(text: str) -> object:
    if len(text) > MAX_SCRIPT_CHARS:
        return None
    text = _WRAPPING.sub("", text)
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, item in value.items():
            if isinstance(item, dict | list) and key not in _OTHERS_TEXTS:
                yield from _walk(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
