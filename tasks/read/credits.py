"""Who else a page credits: the wire services that it draws on, and the reporters in the line at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

from tasks.models import Dateline, RemovedLine
from tasks.read.authors import AUTHOR_METAS, people
from tasks.read.jsonld import Node, strings
from tasks.read.metas import Metas
from tasks.read.page import fold

CREDIT_CHARS = 200
_KEYS = ("author", "creator", "sourceOrganization", "creditText", "copyrightHolder", "provider")
# The rules whose lines say who wrote a text. Credits of pictures have rules of their own, and say nothing of the text.
_RULES = frozenset({"byline", "agency-line", "label", "block:meta", "block:bio"})
_SEPARATOR = re.compile(
    r"[,;/|()\[\]&+:·•–—]|\s-\s|\b(?:and|und|et|y|e|with|mit|avec|con|from|by|von|via|inputs?|agencies)\b", re.IGNORECASE
)
_AT_END = re.compile(r"[(\[/—–-]\s?([^()\[\]/—–]{2,40})[)\]/]?\.?$")
_REPORTED = re.compile(r"\(?(?:additional )?reporting (?:and (?:writing|editing) )?by ([^;()]{3,150})", re.IGNORECASE)
_FROM_WHERE = re.compile(r"\s(?:in|at)\s[^,;]{2,40}?(?=,|;|\band\b|$)")


def read_agencies(
    node: Node, metas: Metas, dateline: Dateline | None, text: str, removed: Iterable[RemovedLine]
) -> tuple[str, ...]:
    """Return the wire services that a page credits, under the names of credits.yaml, in the page's order.

    The byline names them, the article's JSON-LD, the dateline or the very end; a mention in a sentence is no credit.
    """
    lines = [
        *(name for key in _KEYS for name in strings(node.get(key))),
        *metas.values(*AUTHOR_METAS),
        *(line.line for line in removed if line.rule in _RULES),
        *([dateline.agency] if dateline and dateline.agency else []),
        *_at_end(text),
    ]
    return tuple(dict.fromkeys(agency for line in lines if len(line) <= CREDIT_CHARS for agency in _agencies_in(line)))


def _at_end(text: str) -> Iterator[str]:
    last = text.rpartition("\n")[2]
    if match := _AT_END.search(last[-CREDIT_CHARS:]):
        yield match[1]


def _agencies_in(line: str) -> Iterator[str]:
    for part in _SEPARATOR.split(line):
        if agency := _names().get(fold(part)):
            yield agency


def reporters(removed: Iterable[RemovedLine]) -> tuple[str, ...]:
    """Return the people in a credit such as "(Reporting by Ann Lee in Karvel and Bo Li; Editing by Jo Park)", editors left out."""
    found = (match[1] for line in removed if (match := _REPORTED.search(line.line[: 2 * CREDIT_CHARS])))
    return tuple(dict.fromkeys(name for credit in found for name in people(_FROM_WHERE.sub(" ", credit)) if " " in name))


@cache
def _names() -> dict[str, str]:
    data = yaml.safe_load((Path(__file__).parent / "credits.yaml").read_text(encoding="utf-8"))
    return {fold(alias): agency for agency, aliases in data.items() for alias in (agency, *aliases)}
