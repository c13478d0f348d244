"""Where pages and addresses tell dates: JSON-LD, the head, item properties, time elements, the address, text, scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import cache, partial
from itertools import islice
from pathlib import Path

import yaml
from lxml import etree

from tasks.read.jsonld import Node, strings, types
from tasks.read.metas import Metas
from tasks.read.moments import Moment, day_of, from_machine, from_words
from tasks.read.page import Tree, raw_text, words_of

Reading = Callable[[str], Moment | None]  # how this page's words for dates are read

MAX_TIMES = 50  # a list page has hundreds; the article's own comes early
MAX_PROPERTIES = 5
MAX_CHILDREN = 8
BYLINE_CHARS = 120
MAX_RAW_CHARS = 1000  # with the page's own indentation
LABELLED_CHARS = 400
MAX_LABELLED_RAW_CHARS = 2000
LABELLED_DATE_CHARS = 24
DATE_LINE_CHARS = 40
MAX_SCRIPT_CHARS = 300_000

_SHORT_TEXTS = ("span", "p", "div", "li", "small", "h4", "h5", "h6", "dd", "em", "td", "font")
_ASIDE = frozenset({"aside", "footer", "nav"})
_URL_DAY = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_URL_NAMED_DAY = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3})/(?P<day>\d\d?)/")
_URL_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])/")
_ITEM_PROPERTIES = etree.XPath("descendant::*[@itemprop = $name]")
_DIGIT = re.compile(r"\d")
_DATE_AT_HEAD = re.compile(r"\W{0,3}\d{1,2}[. ]\s?(?:\d{1,2}|[^\W\d]{3,12})[. ]\s?\d{4}\s{0,2}[-–—:|]")


@dataclass(frozen=True, slots=True)
class _Words:
    metas: dict[str, list[str]]
    hints: dict[str, re.Pattern[str]]
    label: re.Pattern[str]
    inline: re.Pattern[str]


def from_node(node: Node, key: str, zone: tzinfo, only_type: str | None = None) -> Iterator[Moment | None]:
    """Yield what an object of JSON-LD says under `key`; nothing when it is not of `only_type`."""
    if only_type is None or only_type in types(node):
        yield from (from_machine(value, zone, "json-ld") for value in strings(node.get(key))[:1])


def from_metas(metas: Metas, field: str, zone: tzinfo) -> Iterator[Moment | None]:
    """Yield what the head's elements of one list in dates.yaml say, most trusted first."""
    yield from (from_machine(value, zone, "meta") for value in metas.values(*_words().metas[field]))


def from_item_properties(tree: Tree, name: str, zone: tzinfo) -> Iterator[Moment | None]:
    """Yield what elements say that carry a property of schema.org in the markup itself."""
    for element in islice(_ITEM_PROPERTIES(tree, name=name), MAX_PROPERTIES):
        if element.tag not in {"meta", "time"}:  # those are read with their kind
            yield from_machine(element.get("content") or element.get("datetime") or words_of(element), zone, "item-property")


def time_elements(tree: Tree, zone: tzinfo) -> Iterator[tuple[str | None, Moment | None]]:
    """Yield the `time` elements of the page's main part, each with what its names say that it dates."""
    for element in islice(tree.iter("time", "abbr", "relative-time"), MAX_TIMES):
        if not any(parent.tag in _ASIDE for parent in element.iterancestors()):
            value = element.get("datetime") or element.get("title") or (words_of(element) if element.tag == "time" else "")
            yield _hint(element), from_machine(value, zone, "time-element")


def _hint(element: Tree) -> str | None:
    hints = _words().hints
    parent = element.getparent()
    own = " ".join(element.get(name) or "" for name in ("class", "itemprop", "id", "pubdate"))
    around = f"{own} {parent.get('class') or ''} {(parent.text or '')[:60]}" if parent is not None else own
    if hints["modified"].search(around):
        return "modified"
    return "published" if hints["published"].search(around) or "pubdate" in element.attrib else None


def from_url(url: str) -> Iterator[Moment | None]:
    """Yield the day or the month that an address names."""
    path = url[:2000]
    if match := _URL_DAY.search(path):
        yield _date(f"{match['year']}-{match['month']}-{match['day']}", "day")
    elif match := _URL_NAMED_DAY.search(path):
        yield from_words(f"{match['day']} {match['name']} {match['year']}", UTC, "url")
    elif match := _URL_MONTH.search(path):
        yield _date(f"{match['year']}-{match['month']}-01", "month")


def _date(iso: str, prec: str) -> Moment | None:
    try:
        return day_of(date.fromisoformat(iso), "url", prec)
    except ValueError:
        return None


def from_text(tree: Tree, metas: Metas, zone: tzinfo) -> Iterator[Moment | None]:
    """Yield the date of a short text that is called a date or is little else; then those that a word announces."""
    spoken = metas.language.casefold()
    read = partial(from_words, zone=zone, basis="text", month_first=spoken == "en-us", language=spoken[:2])
    yield _nearest(list(tree.iter("h1", *_SHORT_TEXTS)), read)
    yield read(metas.title[-30:])
    yield next(filter(None, (_announced(paragraph, read) for paragraph in tree.iter("p", "div", "td"))), None)


def _nearest(elements: list[Tree], read: Reading) -> Moment | None:
    """Return the date that stands nearest to the last `h1`, above it or below: what stands further off dates others."""
    middle = max((number for number, element in enumerate(elements) if element.tag == "h1"), default=0)
    below, steps = None, len(elements)
    for at, element in enumerate(elements[middle:]):
        if below := _dated(element, read):
            steps = at
            break
    nearer = reversed(elements[max(middle - steps, 0) : middle])
    return next(filter(None, (_dated(element, read) for element in nearer)), below)


def _dated(element: Tree, read: Reading) -> Moment | None:
    text = _short_text(element)
    if text is None or _is_beside(element):
        return None
    moment = read(text)
    return moment if moment and (len(text) <= DATE_LINE_CHARS or _words().hints["any"].search(_names(element))) else None


def _announced(paragraph: Tree, read: Reading) -> Moment | None:
    """Read the date behind "Published:", or at the very head of a paragraph with a dash behind it."""
    if len(paragraph) > MAX_CHILDREN or len(raw_text(paragraph)) > MAX_LABELLED_RAW_CHARS:
        return None
    text = words_of(paragraph)[:LABELLED_CHARS]
    if match := _words().label.search(text):
        return read(text[match.end() : match.end() + LABELLED_DATE_CHARS])
    if match := _DATE_AT_HEAD.match(text):
        return read(match.group())
    return None


def _short_text(element: Tree) -> str | None:
    """Return the text of an element that could hold a date and little more."""
    if len(element) > MAX_CHILDREN:
        return None
    raw = raw_text(element)
    if len(raw) > MAX_RAW_CHARS or not _DIGIT.search(raw):
        return None
    text = words_of(element)
    return text if len(text) <= BYLINE_CHARS else None


def _is_beside(element: Tree) -> bool:
    """Say whether an element stands in a footer or side column; what is called a date inside an article's own is the article's."""
    for parent in element.iterancestors():
        if parent.tag == "article":
            return False
        if parent.tag in _ASIDE:
            inside = next(parent.iterancestors("article"), None) is not None
            return not (inside and _words().hints["any"].search(_names(element)))
    return False


def _names(element: Tree) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def from_inline_json(tree: Tree, zone: tzinfo) -> Iterator[Moment | None]:
    """Yield the first date that a script's data calls the article's publication."""
    for script in tree.iter("script"):
        if match := _words().inline.search((script.text or "")[:MAX_SCRIPT_CHARS]):
            yield from_machine(match["value"], zone, "script")
            return


@cache
def _words() -> _Words:
    data = yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text(encoding="utf-8"))
    return _Words(
        metas=data["metas"],
        hints={name: re.compile(pattern, re.IGNORECASE) for name, pattern in data["hints"].items()},
        label=re.compile(
            rf"(?<!\w)(?:{data['labels']})(?: (?:on|am|le|el|il|em|op|den))?\s{{0,2}}[:：]?\s{{0,3}}(?=[\d\w])", re.IGNORECASE
        ),
        inline=re.compile(
            rf"""["'\\]{{1,3}}(?:{data["inline_keys"]})\\{{0,3}}["']?\s?:\s?\\{{0,3}}["'](?P<value>[^"'\\]{{8,40}})"""
        ),
    )
