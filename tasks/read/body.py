"""The text of an article: what the extractor finds, without what no journalist wrote, and what each of its lines is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import accumulate

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Document

from tasks.models import Block, BlockKind, LiveEntry, ReadRules, RemovedLine
from tasks.read.blocks import take_out
from tasks.read.jsonld import Node
from tasks.read.lines import Known, link_texts, strip_lines, whole_texts
from tasks.read.live import MIN_ENTRIES, Entry, clock_lines, clock_of, find_entries, lines_of, title_of
from tasks.read.overrides import apply_css
from tasks.read.page import Tree, fold, raw_text
from tasks.read.structure import Mark, blocks_of, captions_of, make_paragraphs, marks_of, with_headings

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is an outcome here, not a line in the log

MIN_SHARE_OF_PROSE = 0.3
MAX_BLOCKS_TO_COMPARE = 2000
MAX_LINE_CHARS = 3000  # on average: a text in one piece
MAX_ENTRY_TITLE = 300
MIN_LINE_CHARS = 20  # on average: a menu


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text, one block a line; what each line is; the entries of a live blog; and what was taken out."""

    text: str
    blocks: tuple[Block, ...]
    entries: tuple[LiveEntry, ...]
    removed: tuple[RemovedLine, ...]


@dataclass(frozen=True, slots=True)
class LiveHints:
    """What is known of a page as a live blog.

    `node` is the live blog in the page's JSON-LD (empty for one that is known by other signs, None for other pages), `zone`
    the zone of times that name none, `day` the day of times without one: the page's, where it was published and changed on one day.
    """

    node: Node | None
    zone: tzinfo
    day: date | None


def read_body(tree: Tree, rules: ReadRules, known: Known, live: LiveHints) -> Body:
    """Return the text of a page. Changes `tree`.

    Args:
        tree: The page.
        rules: What is said, and was learnt, of the source's pages.
        known: What the page says beside its text.
        live: What is known of it as a live blog.
    """
    tree = apply_css(tree, rules.keep_css, rules.drop_css)
    entries = find_entries(tree, live.node, live.zone) if live.node is not None else ()
    captions = captions_of(tree)
    removed = take_out(tree, keep=frozenset(entry.element for entry in entries))
    make_paragraphs(tree)
    marks = marks_of(tree)
    known = _with_page(known, tree, rules)
    if entries:
        return _live_body(tree, entries, known, rules, marks, removed)
    lines = with_headings(_extracted(tree).split("\n"), marks)
    kept, gone = strip_lines(lines, known, rules.boilerplate)
    blocks = blocks_of(kept, marks, captions)
    starts = clock_lines(
        kept, None if live.node is not None else {block.start for block in blocks if block.kind is BlockKind.HEADING}
    )
    if len(starts) >= MIN_ENTRIES:
        blocks, flat = _cut_at(starts, kept, blocks, live)
        return Body("\n".join(kept), blocks, flat, (*removed, *gone))
    return Body("\n".join(kept), blocks, (), (*removed, *gone))


def _cut_at(
    starts: Sequence[int], lines: Sequence[str], blocks: Sequence[Block], live: LiveHints
) -> tuple[tuple[Block, ...], tuple[LiveEntry, ...]]:
    """Cut a text that is a live blog without elements for its entries at the lines that begin with a time of day."""
    offsets = [0, *accumulate(len(line) + 1 for line in lines)]
    entries = []
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        at = clock_of(lines[first], live.day, live.zone)
        entries.append(LiveEntry(offsets[first], offsets[end] - 1, at, "minute" if at else None, lines[first][:MAX_ENTRY_TITLE]))
    inside = (
        next((place for place, entry in enumerate(entries) if entry.start <= block.start < entry.end), None) for block in blocks
    )
    return tuple(replace(block, entry=place) for block, place in zip(blocks, inside, strict=True)), tuple(entries)


def _with_page(known: Known, tree: Tree, rules: ReadRules) -> Known:
    return replace(
        known,
        links=link_texts(tree),
        headings=whole_texts(tree, "h2", "h3", "h4", "h5", "h6", "strong", "b"),
        main_headings=whole_texts(tree, "h1"),
        learnt=frozenset(map(fold, rules.learnt)),
    )


def _extracted(tree: Tree) -> str:
    """Return what the extractor takes for the text, one block a line.

    Its quick mode comes first: once a page's named blocks are gone it is right as often as the slow one, which compares with other
    extractors, in three quarters of the time. The slow one is asked where the quick one's text has no paragraphs, and where
    it has little of the page's prose; then its text counts if it holds every line of the other.
    """
    quick = _run_extractor(tree, fast=True)
    lines = [line for line in quick.split("\n") if line.strip()]
    if sum(1 for _ in tree.iter("p", "div", "li", "h2", "h3")) > MAX_BLOCKS_TO_COMPARE:
        return quick  # what the slow one compares with takes the square of their number
    if _has_paragraphs(quick, lines):
        prose = sum(len(raw_text(paragraph).strip()) for paragraph in tree.iter("p"))
        if len(quick) >= MIN_SHARE_OF_PROSE * prose:
            return quick
        slow = _run_extractor(tree, fast=False)
        return slow if all(line in slow for line in lines) else quick
    return _run_extractor(tree, fast=False) or quick


def _has_paragraphs(text: str, lines: Sequence[str]) -> bool:
    """Say whether a text is cut into paragraphs: neither in one piece, nor into words."""
    return len(text) < MAX_LINE_CHARS * len(lines) and len(text) > MIN_LINE_CHARS * len(lines)


def _run_extractor(tree: Tree, *, fast: bool) -> str:
    try:
        document = bare_extraction(tree, include_comments=False, fast=fast)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return ""  # the extractor stumbles over some broken trees; then the page has no text
    return document.text or "" if isinstance(document, Document) else ""


def _live_body(
    tree: Tree, entries: Sequence[Entry], known: Known, rules: ReadRules, marks: Sequence[Mark], removed: Sequence[RemovedLine]
) -> Body:
    """Put a live blog together: what stands above its entries, then each entry's lines, in the page's order."""
    parts = [(entry, lines_of(entry.element)) for entry in entries]
    told = {fold(line) for _, lines in parts for line in lines}
    for entry, _ in parts:
        entry.element.drop_tree()
    lead = [line for line in _extracted(tree).split("\n") if fold(line) not in told]
    kept, gone = strip_lines(lead, known, rules.boilerplate)
    blocks, at = list(blocks_of(kept, marks)), sum(len(line) + 1 for line in kept)
    live: list[LiveEntry] = []
    within = replace(known, links=frozenset(), headings=frozenset())  # an entry's own heading is often a link to it
    for entry, lines in parts:
        stay, out = strip_lines(lines, within, rules.boilerplate)
        gone += out
        if stay:
            shifted = (
                replace(block, start=block.start + at, end=block.end + at, entry=len(live)) for block in blocks_of(stay, marks)
            )
            blocks += shifted
            kept += stay
            end = at + sum(len(line) + 1 for line in stay) - 1
            when = entry.at
            live.append(LiveEntry(at, end, when.at if when else None, when.prec if when else None, title_of(entry.element)))
            at = end + 1
    return Body("\n".join(kept), tuple(blocks), tuple(live), (*removed, *gone))
