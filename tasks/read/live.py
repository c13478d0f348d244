"""Live blogs: one article made of entries, each with its own time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

import yaml

from tasks.read.jsonld import Node, paths_of, strings, types
from tasks.read.moments import Moment, from_machine
from tasks.read.page import Tree, fold, raw_text, squeeze, text_of

MIN_ENTRIES = 3
MAX_ENTRIES = 1000
MAX_CONTAINERS = 20_000
MIN_ENTRY_CHARS = 40
_CONTAINERS = ("article", "li", "section", "div")
_LINES = ("h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote")
_TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the page has it: the element that holds it, and when it was posted."""

    element: Tree
    at: Moment | None


@dataclass(frozen=True, slots=True)
class _Signs:
    page: re.Pattern[str]
    entry: re.Pattern[str]
    clock: re.Pattern[str]


def declared_live(nodes: Sequence[Node], node: Node, paths: frozenset[str]) -> Node:
    """Return the page's live blog in JSON-LD, or an empty object: others that it names are other pages'.

    Args:
        nodes: All of the page's JSON-LD.
        node: Its article, which may be the live blog.
        paths: The page's own paths.
    """
    if is_live(node):
        return node
    return next((other for other in nodes if is_live(other) and paths_of(other) & paths), {})


def is_live(node: Node) -> bool:
    """Say whether an object of JSON-LD is a live blog."""
    return "LiveBlogPosting" in types(node)


def hints_live(url: str, titles: Sequence[str]) -> bool:
    """Say whether the address or a title calls the page a live blog."""
    return any(signs().page.search(text[:500].lower()) for text in (url, *titles))


def find_entries(tree: Tree, live: Node, zone: tzinfo) -> tuple[Entry, ...]:
    """Return the entries of a live blog, in the page's order; none where no elements repeat as entries do.

    Entries are elements that name themselves so (schema.org's `liveBlogUpdate`), else the largest group of siblings of the same
    kind that each hold a time and text. Their times are their own, else those that JSON-LD gives the same headline.
    """
    elements = tree.xpath(".//*[@itemprop='liveBlogUpdate']")[:MAX_ENTRIES] or _repeated(tree)
    if len(elements) < MIN_ENTRIES:
        return ()
    told = _told_times(live, zone)
    return tuple(Entry(element, _time_of(element, zone) or _told(element, told)) for element in elements)


def _repeated(tree: Tree) -> list[Tree]:
    groups: dict[tuple[Tree, str], list[Tree]] = defaultdict(list)
    for number, element in enumerate(tree.iter(*_CONTAINERS)):
        if number >= MAX_CONTAINERS:
            break
        named = f"{element.get('class') or ''} {element.get('id') or ''}"[:300].lower()
        parent = element.getparent()
        if parent is not None and (element.tag == "article" or signs().entry.search(named)):
            groups[(parent, element.tag)].append(element)
    timed = ([element for element in group if _is_entry(element)] for group in groups.values() if len(group) >= MIN_ENTRIES)
    return max(timed, key=lambda group: sum(len(text_of(element)) for element in group), default=[])[:MAX_ENTRIES]


def _is_entry(element: Tree) -> bool:
    return len(text_of(element)) >= MIN_ENTRY_CHARS and (
        next(element.iter("time"), None) is not None or signs().clock.match(text_of(element).lower()) is not None
    )


def _time_of(element: Tree, zone: tzinfo) -> Moment | None:
    for stamp in element.iter("time"):
        if moment := from_machine(stamp.get("datetime") or text_of(stamp), zone, "time-element"):
            return moment
    return None


def _told_times(live: Node, zone: tzinfo) -> dict[str, Moment]:
    updates = live.get("liveBlogUpdate")
    told: dict[str, Moment] = {}
    for update in updates[:MAX_ENTRIES] if isinstance(updates, list) else []:
        if isinstance(update, dict):
            moments = (from_machine(value, zone, "json-ld") for value in strings(update.get("datePublished"))[:1])
            told.update({fold(title): moment for moment in moments if moment for title in strings(update.get("headline"))})
    return told


def _told(element: Tree, told: dict[str, Moment]) -> Moment | None:
    if not told:
        return None
    titles = (fold(text_of(title)) for title in element.iter(*_TITLES))
    return next((told[title] for title in titles if title in told), None)


def lines_of(element: Tree) -> list[str]:
    """Return the lines of one entry: its headings, paragraphs and lists, else all of its text."""
    taken: set[Tree] = set()
    lines: list[str] = []
    for part in element.iter(*_LINES):
        if part not in taken:
            taken.update(part.iterdescendants(*_LINES))
            lines += _broken(part)
    return lines or _broken(element)


def _broken(element: Tree) -> list[str]:
    """Return the text of `element`, broken into lines where the page breaks it."""
    for line_break in element.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    return [text for line in raw_text(element).split("\n") if (text := squeeze(line))]


def title_of(element: Tree) -> str | None:
    """Return the heading of an entry, or None."""
    return next((text for part in element.iter(*_TITLES) if (text := text_of(part))), None)


def clock_lines(lines: Sequence[str], headings: set[int] | None) -> list[int]:
    """Return the places of the lines that begin with a time of day, such as "11.04 Uhr: Drone strikes bridge".

    Args:
        lines: The text.
        headings: Where a heading starts, as an offset in the text, if only headings count.
    """
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    placed = enumerate(zip(starts, lines, strict=False))
    clocks = (
        place for place, (at, line) in placed if signs().clock.match(line[:40].lower()) and (headings is None or at in headings)
    )
    return list(islice(clocks, MAX_ENTRIES))


def clock_of(line: str, day: date | None, zone: tzinfo) -> datetime | None:
    """Return the moment at which an entry that begins with a time of day was posted, where the day is known."""
    match = signs().clock.match(line[:40].lower())
    if match is None or day is None:
        return None
    hour = int(match["hour"]) % 12 + 12 if match["half"] and match["half"].startswith("p") else int(match["hour"])
    return datetime.combine(day, time(hour, int(match["minute"])), zone)


@cache
def signs() -> _Signs:
    """Return the patterns of live.yaml."""
    data = yaml.safe_load((Path(__file__).parent / "live.yaml").read_text(encoding="utf-8"))
    return _Signs(*(re.compile(data[key], re.IGNORECASE) for key in ("page", "entry", "clock")))
