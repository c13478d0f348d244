"""An article's title: what most of the page's own places for it agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from tasks.read.jsonld import Node, strings
from tasks.read.metas import Metas
from tasks.read.page import Tree, first_texts, fold, squeeze

MAX_TITLE_CHARS = 400
MIN_TITLE_CHARS = 8  # "News", "Service", "Menu"
_BREAK = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|｜]\s*|：(?=[^：]{1,20}$)")
_DATE_ENDING = re.compile(r"[\d./-]{6,10}$")


def read_title(tree: Tree, metas: Metas, node: Node, outlets: frozenset[str], listed: str | None) -> str | None:
    """Return the title.

    Args:
        tree: The page.
        metas: Its head.
        node: Its article in JSON-LD.
        outlets: Folded names of the outlet, which sites add to titles.
        listed: The title that the way in gave.
    """
    places = title_places(tree, metas, node, outlets)
    if listed:
        places.append(without_outlet(squeeze(listed), outlets))
    telling = [place for place in places if len(fold(place)) >= MIN_TITLE_CHARS] or places
    if not telling:
        return None
    if node.get("headline"):
        return min((place for place in telling if _says(telling[0], place)), key=len)
    return max(telling, key=lambda place: sum(_says(other, place) for other in telling))


def _says(other: str, title: str) -> bool:
    """Say whether `other` is `title`, or `title` with something added after a break."""
    if fold(other) == fold(title):
        return True
    return other.startswith(title) and _BREAK.match(other, len(title)) is not None


def title_places(tree: Tree, metas: Metas, node: Node, outlets: frozenset[str]) -> list[str]:
    """Return what the page gives as its title, most trusted first, each without the outlet's name."""
    shown = islice(first_texts(tree, "h1"), 3)
    headings = [text for text in shown if len(text) <= MAX_TITLE_CHARS and fold(text) not in outlets]
    found: Iterable[str | None] = (
        *strings(node.get("headline"))[:1],
        *_plausible(headings, metas),
        metas.first("og:title"),
        metas.first("twitter:title"),
        metas.title,
        *headings[:1],
    )
    whole = (without_outlet(squeeze(text), outlets) for text in found if text and len(text) <= MAX_TITLE_CHARS)
    return [text for text in whole if fold(text)]


def _plausible(headings: list[str], metas: Metas) -> list[str]:
    """Return the first heading that the head's titles share words with: on some pages the only `h1` is the outlet's name."""
    named = fold(" ".join(filter(None, (metas.title, metas.first("og:title")))))
    endings = {fold(metas.title[part.end() :]) for part in _BREAK.finditer(metas.title)}
    return [text for text in headings if fold(text) not in endings and (fold(text) in named or _shared(text, named))][:1]


def _shared(text: str, named: str) -> bool:
    words = [fold(word) for word in text.split()]
    return sum(word in named for word in words) * 2 >= len(words)


def without_outlet(title: str, outlets: frozenset[str]) -> str:
    """Return `title` without outlet, desk or date added at either end: `Title | World | The Outlet`."""
    parts = list(_BREAK.finditer(title))
    while parts:
        ending = title[parts[-1].end() :]
        if fold(ending) not in outlets and not _DATE_ENDING.fullmatch(ending.strip()):
            break
        title = title[: parts.pop().start()]
    first = _BREAK.search(title)
    if first and fold(title[: first.start()]) in outlets:
        title = title[first.end() :]
    return title.strip()
