"""The people who wrote an article: neither desks, nor agencies, nor the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tasks.read.jsonld import Node, strings
from tasks.read.metas import Metas
from tasks.read.page import Tree, fold, squeeze, words_of

AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author",
    "citation_author",
)  # fmt: skip
MAX_AUTHORS = 20
MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_BYLINE_CHARS = 150
MAX_CHILDREN = 8
BYLINE_TAGS = ("a", "span", "div", "p", "address", "li", "h3", "h4", "cite", "em", "strong", "b", "i", "small")

_SEPARATOR = re.compile(
    r"\s*(?:[,;|/•·&+»]|\s[-–—]\s|\b(?:and|und|with|mit)\b|\s(?:et|y|e|og|och|и|і|та)\s(?=\S{2,40}\s\S))\s*", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S{1,80}@\S{1,80}|https?://\S{1,300}|@\w{1,40}|\([^)]{0,80}\)")
_PERSON_PAGE = re.compile(
    r"/(?:authors?|autore?s?|autoren|auteurs?|autorin|journalists?|contributors?|reporters?|by|profiles?|newsteam)/[^/]",
    re.IGNORECASE,
)
_CALLED_AUTHOR = re.compile(r"(?<![a-z])(?:by-?line|authors?(?!it|iz))", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Words:
    not_people: frozenset[str]
    agencies: frozenset[str]
    particles: frozenset[str]
    prefix: re.Pattern[str]
    role: re.Pattern[str]


def read_authors(tree: Tree, metas: Metas, node: Node, outlets: frozenset[str]) -> tuple[str, ...]:
    """Return the names of the people who wrote the article, in the page's order, from the first place that names any.

    Args:
        tree: The page.
        metas: Its head.
        node: Its article in JSON-LD.
        outlets: Folded names of the outlet.
    """
    for place in (_from_node(node), metas.values(*AUTHOR_METAS), _bylines(tree)):
        names = {fold(name): name for text in place if not _names_a_site(text) for name in people(text, outlets)}
        if names:
            return tuple(names.values())[:MAX_AUTHORS]
    return ()


def people(text: str, outlets: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the names of people in a byline such as `By Ann Lee, Staff Writer, and Bo Li (Reuters)`."""
    words = _words()
    line = words.prefix.sub("", _ADDRESS.sub(" ", squeeze(text)[:300]))
    for part in _SEPARATOR.split(line):
        name = words.role.split(words.prefix.sub("", part).strip(" .:–—-*\"'"))[0].strip(" .:,–—-")
        if _is_person(name, words) and fold(name) not in outlets:
            yield name


def _names_a_site(text: str) -> bool:
    return "www." in text or "://" in text


def _is_person(name: str, words: _Words) -> bool:
    parts = [part.strip(".,") for part in name.casefold().split()]
    return (
        _NAME.search(name) is not None
        and 1 < len(name) <= MAX_NAME_CHARS
        and len(parts) <= MAX_NAME_WORDS
        and not any(char.isdigit() for char in name)
        and not words.not_people.intersection(parts)
        and _is_spelled_as_names_are(name.split(), words)
        and fold(name) not in words.agencies
        and "." not in name.rstrip(".").replace(". ", " ").rsplit(" ", 1)[-1]
    )


def _is_spelled_as_names_are(parts: list[str], words: _Words) -> bool:
    """Say whether all parts but particles have capitals, where the script has them; a single word may be a pen name."""
    return len(parts) == 1 or not any(part[0].islower() and part.casefold() not in words.particles for part in parts)


def _from_node(node: Node) -> tuple[str, ...]:
    return strings(node.get("author")) or strings(node.get("creator"))


def _bylines(tree: Tree) -> Iterator[str]:
    """Yield the text that names an author in the surest way that the page has.

    Links to a person's page come first, then elements called author or byline, then short lines that begin with "By".
    """
    elements = [element for element in tree.iter(*BYLINE_TAGS) if len(element) <= MAX_CHILDREN]
    for is_byline in (_is_author_link, _is_called_author, _begins_with_by):
        texts = (words_of(element) for element in elements if is_byline(element))
        first = next((text for text in texts if 1 < len(text) <= MAX_BYLINE_CHARS), None)
        if first and any(" " in name or is_byline is _is_author_link for name in people(first)):
            yield first
            return


def _is_author_link(element: Tree) -> bool:
    if element.tag != "a":
        return False
    return "author" in (element.get("rel") or "").split() or _PERSON_PAGE.search((element.get("href") or "")[:500]) is not None


def _is_called_author(element: Tree) -> bool:
    named = " ".join(element.get(name) or "" for name in ("class", "itemprop", "data-testid"))
    return _CALLED_AUTHOR.search(named[:300]) is not None


def _begins_with_by(element: Tree) -> bool:
    return len(element) <= 1 and _words().prefix.match((element.text or "")[:MAX_BYLINE_CHARS]) is not None


@cache
def _words() -> _Words:
    data = yaml.safe_load((Path(__file__).parent / "authors.yaml").read_text(encoding="utf-8"))
    prefix = re.compile(rf"^\W{{0,5}}(?:{data['prefixes']})(?:\s{{0,3}}:|\s)\s{{0,3}}", re.IGNORECASE)
    return _Words(
        not_people=frozenset(data["not_people"]),
        agencies=frozenset(data["agencies"]),
        particles=frozenset(data["particles"]),
        prefix=prefix,
        role=re.compile(rf"\b{data['roles']}", re.IGNORECASE),
    )
