"""Elements that are taken out before the text is extracted: what names itself as something else than the article."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import yaml

from tasks.models import RemovedLine
from tasks.read.page import Tree, raw_text, text_of

# What never holds an article's text. Extractors drop these too, after copying them several times.
SILENT_TAGS = ("style", "template", "svg", "iframe", "nav", "footer", "button", "select", "canvas", "object")
NAMED_TAGS = (
    "div",
    "section",
    "aside",
    "ul",
    "ol",
    "p",
    "span",
    "figure",
    "figcaption",
    "header",
    "h2",
    "h3",
    "h4",
    "h5",
    "a",
    "article",
    "table",
    "small",
    "em",
)
MOST_OF_TEXT = 0.25  # an element with more of the page's paragraphs than this is the article, whatever its name
FEW_CHARS = 500  # a page with less in paragraphs sets its text in other elements
MAX_REMOVED = 60
MAX_LINE_CHARS = 300
MAX_NAME_CHARS = 300
MIN_SENTENCE_CHARS = 20
MIN_PROSE_CHARS = 100
MAX_PROSE_ABOVE = 1  # a prompt about cookies
MIN_MENU_LINKS = 3
MAX_MENU_LINKS = 300
MAX_WORK = 20_000_000  # characters weighed on one page, or paragraphs counted as a hundred each
PARAGRAPH_WORK = 100
MAX_MENU_WORDS = 3  # on average
_INLINE = frozenset({"a", "span", "em", "small"})
_RUNNING = frozenset({"p", "li", "td", "dd", "blockquote"})
_OUT_OF_SENTENCES = frozenset({"hidden", "share"})


def take_out(tree: Tree, keep: frozenset[Tree] = frozenset()) -> list[RemovedLine]:
    """Take such elements out of `tree`, in place, but none of `keep`; return the text of each that a rule names."""
    _drop_silent(tree, keep)
    root = tree.getroottree().getroot()
    measure = _Measure(tree)
    removed: list[RemovedLine] = []
    prose = 0
    for element in list(tree.iter(*NAMED_TAGS)):
        rule = _rule_for(_names_of(element))
        if rule is None:
            prose += element.tag == "p" and measure.is_long(element)
        elif element not in keep and element.getroottree().getroot() is root and _goes(element, rule, measure, prose):
            removed.append(RemovedLine(text_of(element)[:MAX_LINE_CHARS], f"block:{rule}"))
            _drop(element)
    return [block for block in removed if block.line][:MAX_REMOVED]


def _drop_silent(tree: Tree, keep: frozenset[Tree]) -> None:
    """Drop what extractors drop too, after copying it several times: the head, scripts, and lists that are menus."""
    for head in tree.iter("head"):
        for element in list(head):
            if element.tag != "script":
                head.remove(element)
    for element in list(tree.iter("script", *SILENT_TAGS)):
        if element.tag != "script" or "ld+json" not in (element.get("type") or ""):  # some pages have their text in JSON-LD only
            _drop(element)
    for menu in list(tree.iter("ul", "ol")):
        if menu not in keep and _is_menu(menu):
            _drop(menu)


def _goes(element: Tree, rule: str, measure: _Measure, prose_above: int) -> bool:
    if measure.share_of(element) > MOST_OF_TEXT or (rule not in _OUT_OF_SENTENCES and _is_in_sentence(element)):
        return False
    # below prose, what is called a standfirst is a heading inside the text
    return rule != "standfirst" or (prose_above <= MAX_PROSE_ABOVE and not _follows_prose(element))


class _Measure:
    """How much of a page's prose an element holds."""

    def __init__(self, tree: Tree) -> None:
        self._chars = {paragraph: len(raw_text(paragraph)) for paragraph in tree.iter("p")}
        self._all = sum(self._chars.values())
        if self._all < FEW_CHARS:
            self._chars, self._all = {}, len(raw_text(tree))
        self._left = MAX_WORK

    def is_long(self, paragraph: Tree) -> bool:
        """Say whether a paragraph is one of prose."""
        return self._chars.get(paragraph, 0) >= MIN_PROSE_CHARS

    def share_of(self, element: Tree) -> float:
        """Return the share of the page's paragraphs, or of all its text where it has hardly any, that is in `element`."""
        if self._left <= 0:
            return 1.0  # nested a thousandfold: then nothing more is taken out
        if not self._chars:
            chars = len(raw_text(element))
            self._left -= chars
            return chars / max(self._all, 1)
        inside = [self._chars.get(paragraph, 0) for paragraph in element.iter("p")]
        self._left -= len(inside) * PARAGRAPH_WORK
        return sum(inside) / self._all


def _is_menu(element: Tree) -> bool:
    """Say whether a list has nothing but links of a word or two: extractors drop such lists too, after weighing them many times."""
    links = [text for link in islice(element.iterdescendants("a"), MAX_MENU_LINKS) if (text := raw_text(link).strip())]
    if len(links) < MIN_MENU_LINKS or sum(len(link.split()) for link in links) > MAX_MENU_WORDS * len(links):
        return False
    return sum(map(len, links)) >= len("".join(raw_text(element).split()))


def _is_in_sentence(element: Tree) -> bool:
    """Say whether an inline element is part of a running sentence: a name that links to a player's page is text."""
    if element.tag not in _INLINE:
        return False
    parent = element.getparent()
    while parent is not None and parent.tag in _INLINE:
        parent = parent.getparent()
    return parent is not None and parent.tag in _RUNNING and len(raw_text(parent)) > len(raw_text(element)) + MIN_SENTENCE_CHARS


def _follows_prose(element: Tree) -> bool:
    siblings = element.itersiblings("p", preceding=True)
    return any(len(raw_text(sibling)) >= MIN_PROSE_CHARS for _, sibling in zip(range(5), siblings, strict=False))


def _names_of(element: Tree) -> str:
    """Return an element's class and id, cut to a length that extractors match in no time."""
    names = element.get("class") or "", element.get("id") or ""
    for attribute, name in zip(("class", "id"), names, strict=True):
        if len(name) > MAX_NAME_CHARS:
            element.set(attribute, name[:MAX_NAME_CHARS])
    return f"{names[0][:MAX_NAME_CHARS]} {names[1][:MAX_NAME_CHARS]}"


def _drop(element: Tree) -> None:
    """Take `element` out and leave the text that follows it."""
    if element.getparent() is not None:
        element.drop_tree()


@lru_cache(maxsize=4096)
def _rule_for(names: str) -> str | None:
    match = _names().search(names.lower())
    return match.lastgroup if match else None


@cache
def _names() -> re.Pattern[str]:
    rules: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "blocks.yaml").read_text(encoding="utf-8"))
    groups = (f"(?P<{rule}>{'|'.join(map(re.escape, words))})" for rule, words in rules.items())
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(groups)})(?![a-z0-9])")
