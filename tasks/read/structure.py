"""What each line of a text is on its page: paragraph, heading, item of a list, quotation; and the captions beside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from tasks.models import Block, BlockKind
from tasks.read.page import Tree, fold, text_of

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
CAPTIONS = ("figcaption", "caption")
MAX_CAPTIONS = 200
MAX_MARKS = 5000
MAX_HEADING_CHARS = 200
MIN_CAPTION_CHARS = 3
MIN_LOOSE_CHARS = 300
MAX_BOXES = 2
MAX_IN_BOX = 3
_BOXES = frozenset({"div", "span", "section", "header"})
_LOOSE = frozenset({"div", "section", "article", "main", "td"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    }
)
_INSIDE = {"li": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE}
_NEXT_PARAGRAPHS = etree.XPath("following::p[position() <= 3]")
_TAGS = (*HEADINGS, *_INSIDE, "p")


@dataclass(slots=True)
class Mark:
    """A block-level element, in the page's order. Its text is read when it is asked for: most are never asked."""

    kind: BlockKind
    element: Tree
    _text: str | None = None

    @property
    def text(self) -> str:
        """All the text of the element, on one line."""
        if self._text is None:
            self._text = text_of(self.element)
        return self._text


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption, and the paragraphs that it stands above, nearest first."""

    words: str
    above: tuple[Tree, ...]


def marks_of(tree: Tree) -> list[Mark]:
    """Return the page's block-level elements, up to 5,000."""
    kinds: dict[Tree, BlockKind] = {}  # what an element's contents are, where it is no plain paragraph
    return [Mark(_kind(element, kinds), element) for element in islice(tree.iter(*_TAGS), MAX_MARKS)]


def _kind(element: Tree, kinds: dict[Tree, BlockKind]) -> BlockKind:
    """Say what `element` is; what stands in a quotation or a list is part of it."""
    if element.tag in HEADINGS:
        return BlockKind.HEADING
    if element in kinds:
        return kinds[element]
    kind = _INSIDE.get(element.tag, BlockKind.PARAGRAPH)
    if kind is not BlockKind.PARAGRAPH:
        kinds.update(dict.fromkeys(element.iterdescendants("p", "li", "blockquote"), kind))
    return kind


def make_paragraphs(tree: Tree) -> None:
    """Turn text that stands loose in an element, cut by line breaks, into paragraphs: extractors run such lines together."""
    for span in tree.iter("span"):
        if "br" in (span.get("class") or "").split() and len(span) == 0 and not (span.text or "").strip():
            span.tag = "br"  # a line break by its name
    holders = {line_break.getparent(): None for line_break in islice(tree.iter("br"), MAX_MARKS)}
    for holder in holders:
        if holder is not None and holder.tag in _LOOSE and _loose_chars(holder) >= MIN_LOOSE_CHARS:
            _cut_at_breaks(holder)


def _loose_chars(element: Tree) -> int:
    return len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)


def _cut_at_breaks(holder: Tree) -> None:
    children = list(holder)
    paragraph = holder.makeelement("p")
    paragraph.text, holder.text = holder.text, None
    for child in children:
        holder.remove(child)
    for child in children:
        if child.tag in _INLINE:
            paragraph.append(child)
            continue
        _append_unless_empty(holder, paragraph)
        paragraph = holder.makeelement("p")
        paragraph.text, child.tail = child.tail, None
        if child.tag != "br":
            holder.append(child)
    _append_unless_empty(holder, paragraph)


def _append_unless_empty(holder: Tree, paragraph: Tree) -> None:
    if text_of(paragraph) or len(paragraph):
        holder.append(paragraph)


def with_headings(lines: Sequence[str], marks: Sequence[Mark]) -> list[str]:
    """Return `lines` with the headings that the extractor left out between two of them.

    A heading belongs to the text where it stands directly between paragraphs of it, as their sibling: extractors that gather
    paragraphs one by one lose such headings, and with them what the paragraphs below are about.
    """
    headings = [mark for mark in marks if mark.kind is BlockKind.HEADING and 0 < len(mark.text) <= MAX_HEADING_CHARS]
    known = {fold(line) for line in lines} - {""} if headings else set()
    before: dict[str, list[str]] = {}
    for heading in headings:
        if fold(heading.text) not in known:
            above, below = _beside(heading.element)
            if above in known and below in known:
                before.setdefault(below, []).append(heading.text)
    if not before:
        return list(lines)
    return [each for line in lines for each in (*before.pop(fold(line), ()), line)]


def _beside(element: Tree) -> tuple[str, str]:
    """Return the folded texts above and below a heading; one that is alone in a box or two stands where its box does."""
    for _ in range(MAX_BOXES):
        parent = element.getparent()
        if parent is None or parent.tag not in _BOXES or len(parent) > MAX_IN_BOX or text_of(parent) != text_of(element):
            break
        element = parent
    return _text_beside(element.itersiblings(preceding=True)), _text_beside(element.itersiblings())


def _text_beside(siblings: Iterator[Tree]) -> str:
    """Return the folded text of the nearest sibling that has any, among the first few."""
    for _, sibling in zip(range(4), siblings, strict=False):
        if isinstance(sibling.tag, str) and (text := text_of(sibling)):
            return fold(text) if sibling.tag == "p" else ""
    return ""


def _is_one_line(mark: Mark) -> bool:
    """Say whether an element holds no others that are lines of their own."""
    return mark.kind is BlockKind.HEADING or next(mark.element.iterdescendants("p", *_INSIDE), None) is None


def captions_of(tree: Tree) -> list[Caption]:
    """Return the page's captions, up to 200, each with the paragraphs that follow it."""
    captions = ((text_of(element), element) for element in islice(tree.iter(*CAPTIONS), MAX_CAPTIONS))
    return [Caption(text, tuple(_NEXT_PARAGRAPHS(element))) for text, element in captions if len(text) >= MIN_CAPTION_CHARS]


def blocks_of(lines: Sequence[str], marks: Sequence[Mark], captions: Sequence[Caption] = ()) -> tuple[Block, ...]:
    """Return the blocks of the text that `lines` make, and the captions that stood between its lines or right above them."""
    kinds = {fold(mark.text): mark.kind for mark in reversed(marks) if mark.kind is not BlockKind.PARAGRAPH and _is_one_line(mark)}
    blocks: list[Block] = []
    starts: dict[str, int] = {}
    at = 0
    for line in lines:
        folded = fold(line)
        blocks.append(Block(kinds.get(folded, BlockKind.PARAGRAPH), at, at + len(line)))
        starts.setdefault(folded, at)
        at += len(line) + 1
    for caption in captions:
        below = (starts.get(fold(text_of(paragraph))) for paragraph in caption.above)
        place = next((start for start in below if start is not None), None)
        if place is not None and fold(caption.words) not in starts:
            blocks.append(Block(BlockKind.CAPTION, place, place, words=caption.words))
    return tuple(sorted(blocks, key=lambda block: (block.start, block.end)))
