"""The wire services that a page credits: in byline, JSON-LD, dateline or last line, not those that its text tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tasks.read.jsonld import Node, strings
from tasks.read.page import fold, squeeze

CREDIT_KEYS = ("author", "creator", "creditText", "sourceOrganization", "copyrightHolder", "provider", "contributor")
# Lines that these rules took out of a page may be credits.
CREDIT_RULES = frozenset({"byline", "agency-line", "block:meta", "copyright", "label"})
MAX_CREDIT_CHARS = 160
FIRST_LINES = 3
LAST_LINES = 4
DATELINE_CHARS = 90
SHORT_NAME = 3

_PARTS = re.compile(r"\s*(?:[,;|/·•+&:]|\s[-–—]\s|\b(?:and|und|with|mit|et|y|e|og|och|via|sowie|as well as)\b)\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"[(/]([^()]{2,60}?)[)/]")
_DATELINE = re.compile(r"([^()/\[]{0,70})(?:\(([^()]{2,40})\)|/([^/()]{2,40})/)(\s{0,2}[-–—:.]|)")
_LEADING = re.compile(r"([^\W\d_][\w. ]{1,30}?)\s{0,2}[-–—]{1,2}\s")
_ENDING = re.compile(r"(?:\(|[-–—]{1,2}\s?|\.\s)([^()–—.]{2,40})\)?\.?$")
_OF_PICTURE = re.compile(r"(?:photos?|fotos?|images?|imagen|bild(?:er)?|pictures?|video|credit|getty)\b", re.IGNORECASE)
_CONTRIBUTED = re.compile(r"(.{2,120}?) (?:also )?contributed (?:to )?(?:this|the) ", re.IGNORECASE)
_EDGE = " \t.:;,–—-()[]*\"'“”/©"


@dataclass(frozen=True, slots=True)
class _Services:
    by_alias: dict[str, str]
    spelled: frozenset[str]
    before: frozenset[str]
    shared: re.Pattern[str]


def read_agencies(shown: tuple[str, ...], node: Node, text: str) -> tuple[str, ...]:
    """Return the wire services that a page credits, each under its usual name, in the order of the places.

    Args:
        shown: Lines taken out of the page by the rules of `CREDIT_RULES`, which may be credits.
        node: Its article in JSON-LD.
        text: The article's text, one paragraph a line.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    places = (
        *(name for key in CREDIT_KEYS for value in strings(node.get(key)) for name in _in_parts(value)),
        *(name for value in shown if not _OF_PICTURE.match(value) for name in (*_in_parts(value), *_in_closing(value))),
        *(name for line in lines[:FIRST_LINES] for name in _in_dateline(line)),
        *(name for line in lines[-LAST_LINES:] for name in _in_closing(line)),
    )
    return tuple(dict.fromkeys(places))


def _in_parts(text: str) -> Iterator[str]:
    """Yield the agencies among the parts of a byline such as `Ann Lee, Reuters` or `dpa/AFP`."""
    if len(text) <= MAX_CREDIT_CHARS:
        whole = agency_named(text)
        candidates = [text] if whole else [*_PARTS.split(text), *_BRACKETED.findall(text)]
        yield from filter(None, map(agency_named, candidates))


def _in_dateline(line: str) -> Iterator[str]:
    """Yield the agencies of a line that begins as `PARIS, Jan 3 (Reuters) -`, `MOSCOW, January 3. /TASS/` or `AP -`."""
    start = squeeze(line[:300])[:DATELINE_CHARS]
    if match := _DATELINE.match(start):
        place, bracketed, slashed, mark = match.groups()
        if mark or not place.strip() or all(word[0].isupper() or word[0].isdigit() for word in place.split()):
            yield from _in_parts(bracketed or slashed)
    elif match := _LEADING.match(start):
        yield from filter(None, (agency_named(match[1]),))


def _in_closing(line: str) -> Iterator[str]:
    """Yield the agencies of a last line: its own, behind a sentence in brackets, or named as having supplied matter."""
    line = squeeze(line[-600:])
    lowered = line.lower()
    if len(line) <= 2 * MAX_CREDIT_CHARS:
        for shared in _services().shared.finditer(lowered):
            yield from _in_parts(re.split(r"[.;(]", line[shared.end() : shared.end() + MAX_CREDIT_CHARS])[0])
        if " contributed" in lowered and (match := _CONTRIBUTED.search(line)):
            yield from _in_parts(match[1].rsplit(". ", 1)[-1])
    if len(line) <= MAX_CREDIT_CHARS // 2:
        yield from _in_parts(line)
    if match := _ENDING.search(line[-60:]):
        yield from _in_parts(match[1])


def agency_named(text: str) -> str | None:
    """Return the agency that a text is the name of, with or without a word such as `Source` before it."""
    services, text = _services(), text.strip(_EDGE)
    for _ in range(3):
        if name := services.by_alias.get(fold(text)):
            return name if len(fold(text)) > SHORT_NAME or text.isupper() or text in services.spelled else None
        first, _, rest = text.partition(" ")
        if first.strip(_EDGE).casefold() not in services.before:
            return None
        text = rest.strip(_EDGE)
    return None


@cache
def _services() -> _Services:
    data = yaml.safe_load((Path(__file__).parent / "credits.yaml").read_text(encoding="utf-8"))
    writings = {alias: name for name, aliases in data["agencies"].items() for alias in (name, *aliases)}
    return _Services(
        by_alias={fold(alias): name for alias, name in writings.items()},
        spelled=frozenset(writings),
        before=frozenset(data["before"]),
        shared=re.compile(rf"(?:^|[^\w])(?:{'|'.join(data['shared'])})\s{{0,2}}"),
    )
