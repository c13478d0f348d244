"""Where a page itself shows who wrote its article: elements called author, links to a writer's page, lines that begin with "By"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tasks.read.page import Tree, words_of

MAX_BYLINE_CHARS = 150
MAX_CHILDREN = 8
MAX_ALIKE = 4  # more different texts under one name are a list of articles, or of comments
TAGS = ("a", "span", "div", "p", "address", "li", "h3", "h4", "cite", "em", "strong", "b", "i", "small")

_PERSON_PAGE = re.compile(
    r"/(?:authors?|autore?s?|autoren|auteurs?|autorin|journalists?|contributors?|reporters?|by|profiles?|newsteam|people|staff)/[^/]",
    re.IGNORECASE,
)
_CALLED_AUTHOR = re.compile(r"(?<![a-z])(?:by-?line|authors?(?!it|iz)|verfasser|autor(?:en|in)?(?![a-z]))", re.IGNORECASE)
_OTHERS = re.compile(r"comment|related|teaser|recirc|recommend|more-|sidebar|widget", re.IGNORECASE)
_IS_NAME = re.compile(r"(?<![\w-])(?:fn|vcard)(?![\w-])")  # hCard's class for a name
_LICENCE = re.compile(r"\bCC(?:[ -]BY|0)|creative commons|\b(?:photos?|fotos?|images?|bild(?:er)?)\b", re.IGNORECASE)


def byline_texts(tree: Tree, by: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """Yield the texts that may name an author, surest first, each with whether a single word there is a name.

    Args:
        tree: The page.
        by: The pattern of the words that stand before a name.
    """
    elements = [element for element in tree.iter(*TAGS) if len(element) <= MAX_CHILDREN]
    called = [element for element in elements if _is_called_author(element)]
    for element in _few_of_a_kind(called):
        yield _text(element), _IS_NAME.search(element.get("class") or "") is not None
    for element in elements:
        if _is_author_link(element) and (text := _text(element)):
            yield text, True
            break
    for element in elements:
        if _begins_with(by, element) and (text := _text(element)):
            yield text, False
            break


def _few_of_a_kind(elements: list[Tree]) -> Iterator[Tree]:
    """Yield the elements with a byline's text, without those of a name that many elements with different texts share."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for element in elements:
        kinds[element.get("class") or ""].add(_text(element))
    for element in elements:
        if len(kinds[element.get("class") or ""]) <= MAX_ALIKE and _text(element):
            yield element


def _text(element: Tree) -> str:
    """Return the text of an element if it is as short as a byline and no credit of a picture, else nothing."""
    text = words_of(element)
    return text if 1 < len(text) <= MAX_BYLINE_CHARS and not _LICENCE.search(text) else ""


def _is_called_author(element: Tree) -> bool:
    named = " ".join(element.get(name) or "" for name in ("class", "itemprop", "data-testid", "rel"))[:300]
    if not _CALLED_AUTHOR.search(named) or _OTHERS.search(named):
        return False
    parents = (parent.get("class") or "" for _, parent in zip(range(4), element.iterancestors(), strict=False))
    return not any(_OTHERS.search(name[:300]) for name in parents)


def _is_author_link(element: Tree) -> bool:
    if element.tag != "a":
        return False
    return "author" in (element.get("rel") or "").split() or _PERSON_PAGE.search((element.get("href") or "")[:500]) is not None


def _begins_with(by: re.Pattern[str], element: Tree) -> bool:
    return len(element) <= 1 and by.match((element.text or "")[:MAX_BYLINE_CHARS]) is not None
