"""The people who wrote an article: neither desks, nor agencies, nor the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tasks.read.bylines import byline_texts
from tasks.read.jsonld import Node, strings, types
from tasks.read.metas import Metas
from tasks.read.page import Tree, fold, squeeze

AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author",
    "citation_author",
)  # fmt: skip
MAX_AUTHORS = 20
MAX_NAME_CHARS = 60
MIN_RECASED_CHARS = 5
MAX_NAME_WORDS = 6
_SEPARATOR = re.compile(
    r"\s*(?:[,;|/•·&+»]|\s[-–—]\s|\b(?:and|und|with|mit)\b|\s(?:et|y|e|og|och|и|і|та)\s(?=\S{2,40}\s\S))\s*", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S{1,80}@\S{1,80}|https?://\S{1,300}|@\w{1,40}|\([^)]{0,80}\)")
_ENDS_AS_SITES_DO = re.compile(r"\.[a-z]{2,4}$")
_NAME = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Words:
    not_people: frozenset[str]
    agencies: frozenset[str]
    particles: frozenset[str]
    prefix: re.Pattern[str]
    role: re.Pattern[str]
    dated: re.Pattern[str]


def read_authors(tree: Tree, metas: Metas, nodes: Sequence[Node], node: Node, outlets: frozenset[str]) -> tuple[str, ...]:
    """Return the names of the people who wrote the article, in the page's order, from the first place that names any.

    Args:
        tree: The page.
        metas: Its head.
        nodes: All of its JSON-LD, for authors that the article only refers to.
        node: Its article in JSON-LD.
        outlets: Folded names of the outlet.
    """
    for place in (_from_node(node, nodes), metas.values(*AUTHOR_METAS)):
        names = _distinct(name for text in place if not _names_a_site(text) for name in people(text, outlets))
        if names:
            return names
    for line, is_sure in byline_texts(tree, by_words()):
        names = _distinct(people(line, outlets))
        if any(" " in name or is_sure for name in names):
            return names
    return ()


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({fold(name): name for name in names}.values())[:MAX_AUTHORS]


def people(text: str, outlets: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the names of people in a byline such as `By Ann Lee, Staff Writer, and Bo Li (Reuters)`.

    In a line with full names, a single word is the place from which somebody reports.
    """
    words = _words()
    line = words.dated.split(words.prefix.sub("", _ADDRESS.sub(" ", squeeze(text)[:300])))[0]
    parts = (
        words.role.split(words.prefix.sub("", part).strip(" .:–—-*\"'"))[0].strip(" .:,–—-") for part in _SEPARATOR.split(line)
    )
    names = [_recased(name) for name in parts if _is_person(name, words) and fold(name) not in outlets]
    has_full = any(" " in name for name in names)
    yield from (name for name in names if " " in name or not has_full)


def by_words() -> re.Pattern[str]:
    """Return the pattern of what stands before a name: "By", "Von", "Author:"."""
    return _words().prefix


def _recased(name: str) -> str:
    """Write a name that is set in capitals as names are written; initials and short particles stay."""
    if not name.isupper() or len(name) < MIN_RECASED_CHARS:
        return name
    return " ".join(word.title() if len(word.strip(".")) > 1 else word for word in name.split())


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
        and not _ENDS_AS_SITES_DO.search(name)
    )


def _is_spelled_as_names_are(parts: list[str], words: _Words) -> bool:
    """Say whether all parts but particles have capitals, where the script has them; a single word may be a pen name."""
    return len(parts) == 1 or not any(part[0].islower() and part.casefold() not in words.particles for part in parts)


def _from_node(node: Node, nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return the authors of an object of JSON-LD; one that is only referred to is looked up by its `@id`."""
    value = node.get("author") or node.get("creator")
    items = value if isinstance(value, list) else [value]
    wanted = {item["@id"] for item in items if isinstance(item, dict) and isinstance(item.get("@id"), str) and not item.get("name")}
    referred = [each for each in nodes if wanted and each.get("@id") in wanted and "Organization" not in types(each)]
    return (*strings(value), *(name for each in referred for name in strings(each.get("name"))))


@cache
def _words() -> _Words:
    data = yaml.safe_load((Path(__file__).parent / "authors.yaml").read_text(encoding="utf-8"))
    prefix = re.compile(
        rf"^\W{{0,5}}(?:(?:{data['prefixes']})(?:\s{{0,3}}:|\s)|(?:{data['labels']})\s{{0,3}}:)\s{{0,3}}", re.IGNORECASE
    )
    return _Words(
        not_people=frozenset(data["not_people"]),
        agencies=frozenset(data["agencies"]),
        particles=frozenset(data["particles"]),
        prefix=prefix,
        role=re.compile(rf"\b{data['roles']}", re.IGNORECASE),
        dated=re.compile(
            rf"\s(?:am|on|at|le|el|il|em|op|den|um)\b(?=\s\S{{0,12}}\s?\d)|\s\d|\s(?:{data['dated']})(?!\w)", re.IGNORECASE
        ),
    )
