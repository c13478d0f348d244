"""A parsed page: one tree for everything that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

Tree: TypeAlias = Any  # lxml.html.HtmlElement, which has no types

_NOT_LETTERS = re.compile(r"[\W_]+")
_ASCII_NOT_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_STRING = etree.XPath("string()")
_SEPARATED = etree.XPath("descendant-or-self::text()")
# One class for all elements: choosing one by tag name, as lxml does, is a third of the time of walking a tree.
_LOOKUP = etree.ElementDefaultClassLookup(element=HtmlElement)


def parse(html: str) -> Tree | None:
    """Parse a page. None: it has no elements. libxml2 drops what is nested deeper than 255 elements, so no tree is deep."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, default_doctype=False, collect_ids=False)
    parser.set_element_class_lookup(_LOOKUP)
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def squeeze(text: str) -> str:
    """Return `text` on one line, with single spaces and without invisible characters."""
    if not text.isascii():
        for char in _INVISIBLE:
            if char in text:
                text = text.replace(char, "")
    return " ".join(text.split())


def raw_text(element: Tree) -> str:
    """Return all the text of `element` as the page has it."""
    return str(_STRING(element))


def text_of(element: Tree) -> str:
    """Return all the text of `element`, on one line."""
    return squeeze(_STRING(element))


def words_of(element: Tree) -> str:
    """Return all the text of `element`, on one line, with a space wherever a tag stands."""
    return squeeze(" ".join(_SEPARATED(element)))


def fold(text: str) -> str:
    """Return what two writings of the same line share: letters and digits, lower case."""
    if text.isascii():
        return text.lower().translate(_ASCII_NOT_LETTERS)  # a fifth of the pattern's time
    return _NOT_LETTERS.sub("", text.casefold())


def first_texts(tree: Tree, *tags: str, limit: int = 20) -> Iterator[str]:
    """Yield the texts of the first `limit` elements named `tags` that have any."""
    for number, element in enumerate(tree.iter(*tags)):
        if number >= limit:
            return
        if text := text_of(element):
            yield text
