"""An article's title: what most of the page's own places for it agree on, without what publishing systems add to it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml
from lxml import etree

from tasks.read.jsonld import Node, strings
from tasks.read.metas import Metas
from tasks.read.outlet import BREAK, without_outlet, without_signature
from tasks.read.page import Tree, fold, squeeze, text_of

MAX_TITLE_CHARS = 400
MIN_TITLE_CHARS = 8  # "News", "Service", "Menu"
MAX_HEADINGS = 20
MAX_PARTS = 12
CUT_CHARS = 100  # systems that cut titles do so at 110, as search engines once asked
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_DOTS = re.compile(r"\s*(?:\.{3}|…)$")
_STRING = etree.XPath("string()")
_CLASS_WORDS = re.compile(r"[A-Z]?[a-z]+")
_KICKERS = tuple(yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))["kicker_classes"])
_APART = frozenset({"br", "div", "p", "small", "h2", "h3", "header"})  # end a line where they stand


@dataclass(frozen=True, slots=True)
class _Headings:
    """What the page's first headings say."""

    main: tuple[str, ...]  # its first h1 that do not name the outlet
    marked: str | None  # the h1 that is marked as the headline
    plausible: tuple[str, ...]  # the h1 that shares words with the head's titles
    second: tuple[Tree, ...]  # its h2
    offered: str  # the title that the page offers for sharing


@dataclass(frozen=True, slots=True)
class Titles:
    """An article's title, and everything that the page gives as its title, most trusted first, without the outlet's name."""

    title: str | None
    places: tuple[str, ...]


def read_titles(tree: Tree, metas: Metas, node: Node, outlets: frozenset[str], listed: str | None) -> Titles:
    """Return the title and where it was found.

    Args:
        tree: The page.
        metas: Its head.
        node: Its article in JSON-LD.
        outlets: Folded names of the outlet, which sites add to titles.
        listed: The title that the way in gave.
    """
    headings = _read_headings(tree, metas, outlets)
    places = _places(headings, metas, node, outlets)
    found = [*places, without_outlet(squeeze(listed), outlets)] if listed else places
    return Titles(_shown_below(headings) or _chosen(headings, metas, node, found), tuple(places))


def _chosen(headings: _Headings, metas: Metas, node: Node, places: list[str]) -> str | None:
    telling = [place for place in places if len(fold(place)) >= MIN_TITLE_CHARS] or places
    if not telling:
        return None
    if node.get("headline") or headings.marked or headings.plausible:
        return _whole(_displayed(headings, metas, telling) or _trimmed(telling), telling)
    return _whole(max(telling, key=lambda place: sum(_says(other, place) for other in telling)), telling)


def _places(headings: _Headings, metas: Metas, node: Node, outlets: frozenset[str]) -> list[str]:
    trusted = (headings.marked, *strings(node.get("headline"))[:1], *(headings.plausible or _parts_shown(headings, metas)))
    own, main = ([without_outlet(_plain(text), outlets) for text in texts if text] for texts in (trusted, headings.main[:1]))
    head = (headings.offered, _unsigned(metas.first("twitter:title"), outlets), _unsigned(metas.title, outlets))
    return [text for text in (*own, *head, *main) if fold(text) and len(text) <= MAX_TITLE_CHARS]


def _parts_shown(headings: _Headings, metas: Metas) -> tuple[str, ...]:
    """Return the part of the title element before a break that a smaller heading repeats: some pages have no main one."""
    parts = {fold(metas.title[: part.start()]) for part in BREAK.finditer(metas.title)}
    shown = (text for text in map(text_of, headings.second) if len(fold(text)) >= MIN_TITLE_CHARS and fold(text) in parts)
    return tuple(islice(shown, 1))


def _read_headings(tree: Tree, metas: Metas, outlets: frozenset[str]) -> _Headings:
    found = list(islice(tree.iter("h1", "h2"), MAX_HEADINGS))
    offered = _unsigned(metas.first("og:title"), outlets)
    texts = [(heading, _spelled(heading, offered)) for heading in found if heading.tag == "h1"]
    fitting = [(heading, text) for heading, text in texts if text and len(text) <= MAX_TITLE_CHARS and fold(text) not in outlets]
    marked = tuple(text for heading, text in fitting if heading.get("itemprop") == "headline" and len(text) >= MIN_TITLE_CHARS)
    second = tuple(heading for heading in found if heading.tag == "h2")
    main = tuple(text for _, text in fitting[:3])
    return _Headings(main, next(iter(_plausible(marked, metas)), None), _plausible(main, metas), second, offered)


def _spelled(heading: Tree, offered: str) -> str:
    """Return what `heading` says, its kicker included where the page offers both as the title: `Kicker: The headline`."""
    return offered if len(heading) and offered and fold(text_of(heading)) == fold(offered) else heading_text(heading)


def _shown_below(headings: _Headings) -> str | None:
    """Return the headline that readers see where the `h1` only says what search engines are to find.

    It stands in a smaller heading, and the page offers it for sharing.
    """
    wanted = fold(headings.offered)
    if len(wanted) < 2 * MIN_TITLE_CHARS or wanted in map(fold, headings.main):
        return None
    texts = (text for heading in headings.second if not _linked(heading) for text in _texts_in(heading))
    return headings.offered if wanted in map(fold, texts) else None


def _displayed(headings: _Headings, metas: Metas, places: list[str]) -> str | None:
    """Return the heading that the page also offers for sharing, where the most trusted place only repeats the title element.

    The title element is the one that is written for search engines.
    """
    offered = fold(headings.offered)
    heading = next((text for text in headings.main if fold(text) == offered), None)
    return heading if heading and _says(metas.title, places[0]) else None


def _trimmed(places: list[str]) -> str:
    """Return the most trusted place, or what two others give of it: without what was added behind, or a kicker before it."""
    first = places[0]
    best = min((place for place in places if _says(first, place)), key=len)
    rest = {best[part.end() :] for part in BREAK.finditer(best)}
    return next((place for place in places if place in rest and sum(fold(place) == fold(other) for other in places) > 1), best)


def _says(other: str, title: str) -> bool:
    """Say whether `other` is `title`, or `title` with something added after a break."""
    if fold(other) == fold(title):
        return True
    return other.startswith(title) and BREAK.match(other, len(title)) is not None


def _goes_on(other: str, title: str) -> bool:
    """Say whether `other` is longer than `title` by words of its own, not by something added after a break."""
    return len(fold(other)) > len(fold(title)) and not _says(other, title)


def _whole(title: str, places: list[str]) -> str:
    """Return the place that goes on where `title` was cut off; in mixed case where one place shouts what another says."""
    start = _DOTS.sub("", title)
    if start != title or len(title) >= CUT_CHARS:
        title = next((place for place in places if place.startswith(start) and _goes_on(place, title)), title)
    if title.isupper():
        return next((place for place in places if fold(place) == fold(title) and not place.isupper()), title)
    return title


def _texts_in(heading: Tree) -> Iterator[str]:
    yield text_of(heading)
    for child in heading[:3]:
        yield text_of(child)


def _linked(heading: Tree) -> bool:
    return heading.find(".//a") is not None or any(parent.tag == "a" for parent in heading.iterancestors())


def heading_text(heading: Tree) -> str:
    """Return what `heading` says, without a kicker above the headline, with a space where a line ends."""
    if not 0 < len(heading) <= MAX_PARTS:
        return text_of(heading)
    parts: list[str] = [heading.text or ""]
    for child in heading:
        if child.tag in _APART:
            parts.append(" ")
        if not _is_kicker(child):
            parts.append(_STRING(child) if not len(child) else heading_text(child))
        parts.append(child.tail or "")
    return squeeze("".join(parts)) or text_of(heading)


def _is_kicker(element: Tree) -> bool:
    words = _CLASS_WORDS.findall((element.get("class") or "")[:200])
    return any(word.lower().endswith(_KICKERS) for word in words)


def _plain(text: str) -> str:
    """Return `text` without markup: some systems escape twice, some leave tags in."""
    if "&" in text:
        text = html.unescape(text)
    return squeeze(_MARKUP.sub("", text) if "<" in text else text)


def _plausible(headings: tuple[str, ...], metas: Metas) -> tuple[str, ...]:
    """Return the first heading that the head's titles share words with: on some pages the only `h1` is the outlet's name."""
    named = fold(" ".join(filter(None, (metas.title, metas.first("og:title")))))
    endings = {fold(metas.title[part.end() :]) for part in BREAK.finditer(metas.title)}
    fitting = [text for text in headings if fold(text) not in endings and (fold(text) in named or _shared(text, named))]
    return tuple(sorted(fitting, key=lambda text: fold(text) not in named or len(fold(text)) < MIN_TITLE_CHARS)[:1])


def _unsigned(title: str | None, outlets: frozenset[str]) -> str:
    return without_signature(_plain(title or ""), outlets)


def _shared(text: str, named: str) -> bool:
    words = [fold(word) for word in text.split()]
    return sum(word in named for word in words) * 2 >= len(words)
