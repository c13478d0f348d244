"""What the configuration says of a source's pages: what to keep, what to drop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.html import tostring
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.read.page import Tree, parse


def apply_css(tree: Tree, keep: Sequence[str], drop: Sequence[str]) -> Tree:
    """Return the page with only the elements that `keep` selects, if it selects any, and without those that `drop` selects.

    The page is parsed once more, by a library that knows CSS, from the tree: that one is never deep, which the page may be.
    """
    if not keep and not drop:
        return tree
    page = LexborHTMLParser(tostring(tree, encoding="unicode"))
    for node in _selected(page, drop):
        node.decompose()
    kept = "".join(node.html or "" for node in _selected(page, keep))
    html = f"<html><body><article>{kept}</article></body></html>" if kept else page.html or ""
    reparsed = parse(html)
    return tree if reparsed is None else reparsed


def _selected(page: LexborHTMLParser, selectors: Sequence[str]) -> Iterator[LexborNode]:
    for selector in selectors:
        yield from page.css(selector)
