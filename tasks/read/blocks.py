"""Elements that are taken out before the text is extracted: what names itself as something else than the article."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from tasks.models import RemovedLine
from tasks.read.page import Tree, text_of

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


def take_out(tree: Tree) -> list[RemovedLine]:
    """Take such elements out of `tree`, in place; return the text of each that a rule names."""
    root = tree.getroottree().getroot()
    for element in list(tree.iter("script", *SILENT_TAGS)):
        if element.tag != "script" or "ld+json" not in (element.get("type") or ""):  # some pages have their text in JSON-LD only
            _drop(element)
    measure = _paragraph_chars if _paragraph_chars(tree) >= FEW_CHARS else _all_chars
    most = MOST_OF_TEXT * measure(tree)
    removed: list[RemovedLine] = []
    for element in list(tree.iter(*NAMED_TAGS)):
        rule = _rule_for(_names_of(element))
        if rule and element.getroottree().getroot() is root and measure(element) <= most:
            removed.append(RemovedLine(text_of(element)[:MAX_LINE_CHARS], f"block:{rule}"))
            _drop(element)
    return [block for block in removed if block.line][:MAX_REMOVED]


def _names_of(element: Tree) -> str:
    """Return an element's class and id, cut to a length that extractors match in no time."""
    for attribute in ("class", "id"):
        if len(element.get(attribute) or "") > MAX_NAME_CHARS:
            element.set(attribute, element.get(attribute)[:MAX_NAME_CHARS])
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _drop(element: Tree) -> None:
    """Take `element` out and leave the text that follows it."""
    if element.getparent() is not None:
        element.drop_tree()


def _paragraph_chars(element: Tree) -> int:
    own = [element] if element.tag == "p" else []
    return sum(len(text_of(paragraph)) for paragraph in (*own, *element.iterdescendants("p")))


def _all_chars(element: Tree) -> int:
    return len(text_of(element))


@lru_cache(maxsize=4096)
def _rule_for(names: str) -> str | None:
    match = _names().search(names.lower())
    return match.lastgroup if match else None


@cache
def _names() -> re.Pattern[str]:
    rules: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "blocks.yaml").read_text(encoding="utf-8"))
    groups = (f"(?P<{rule}>{'|'.join(map(re.escape, words))})" for rule, words in rules.items())
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(groups)})(?![a-z0-9])")
