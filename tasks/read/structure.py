"""What each line of a text is on its page: paragraph, heading, item of a list, quotation; and the captions beside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.models import Block, BlockKind
from tasks.read.page import Tree, fold, text_of

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
CAPTIONS = frozenset({"figcaption", "caption"})
MAX_MARKS = 5000
MAX_HEADING_CHARS = 200
MIN_CAPTION_CHARS = 3
_INSIDE = {"li": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE}
_TAGS = (*HEADINGS, *_INSIDE, *CAPTIONS, "p", "dt", "dd")


@dataclass(frozen=True, slots=True)
class Mark:
    """A block-level element with text, in the page's order."""

    kind: BlockKind
    folded: str
    text: str
    element: Tree


def marks_of(tree: Tree) -> list[Mark]:
    """Return the page's block-level elements with text, up to 5,000."""
    marks: list[Mark] = []
    kinds: dict[Tree, BlockKind] = {}  # what an element's contents are, where it is no plain paragraph
    for element in tree.iter(*_TAGS):
        kind = _kind(element, kinds)
        if text := text_of(element):
            marks.append(Mark(kind, fold(text), text, element))
        if len(marks) == MAX_MARKS:
            break
    return marks


def _kind(element: Tree, kinds: dict[Tree, BlockKind]) -> BlockKind:
    """Say what `element` is; what stands in a quotation or a list is part of it."""
    if element.tag in HEADINGS:
        return BlockKind.HEADING
    if element.tag in CAPTIONS:
        return BlockKind.CAPTION
    if element in kinds:
        return kinds[element]
    kind = _INSIDE.get(element.tag, BlockKind.PARAGRAPH)
    if kind is not BlockKind.PARAGRAPH:
        kinds.update(dict.fromkeys(element.iterdescendants("p", "li", "blockquote"), kind))
    return kind


def with_headings(lines: Sequence[str], marks: Sequence[Mark]) -> list[str]:
    """Return `lines` with the headings that the extractor left out between two of them.

    A heading belongs to the text where it stands directly between paragraphs of it, as their sibling: extractors that gather
    paragraphs one by one lose such headings, and with them what the paragraphs below are about.
    """
    known = {fold(line) for line in lines} - {""}
    before: dict[str, list[str]] = {}
    for mark in marks:
        if mark.kind is BlockKind.HEADING and mark.folded not in known and len(mark.text) <= MAX_HEADING_CHARS:
            above, below = _beside(mark.element)
            if above in known and below in known:
                before.setdefault(below, []).append(mark.text)
    if not before:
        return list(lines)
    return [each for line in lines for each in (*before.pop(fold(line), ()), line)]


def _beside(element: Tree) -> tuple[str, str]:
    return _text_beside(element.itersiblings(preceding=True)), _text_beside(element.itersiblings())


def _text_beside(siblings: Iterator[Tree]) -> str:
    """Return the folded text of the nearest sibling that has any, among the first few."""
    for _, sibling in zip(range(4), siblings, strict=False):
        if isinstance(sibling.tag, str) and (text := text_of(sibling)):
            return fold(text) if sibling.tag == "p" else ""
    return ""


def blocks_of(lines: Sequence[str], marks: Sequence[Mark]) -> tuple[Block, ...]:
    """Return the blocks of the text that `lines` make, and the captions where they stood between its lines."""
    kinds = {mark.folded: mark.kind for mark in reversed(marks) if mark.kind is not BlockKind.CAPTION}
    blocks: list[Block] = []
    starts: dict[str, int] = {}
    at = 0
    for line in lines:
        folded = fold(line)
        starts.setdefault(folded, at)
        blocks.append(Block(kinds.get(folded, BlockKind.PARAGRAPH), at, at + len(line)))
        at += len(line) + 1
    captions = _captions(marks, starts)
    return tuple(sorted((*captions, *blocks), key=lambda block: (block.start, block.end)))


def _captions(marks: Sequence[Mark], starts: dict[str, int]) -> list[Block]:
    """Return the captions between the first and the last line that the page and the text share; others are other articles'."""
    found: list[Block] = []
    waiting: list[Mark] = []
    is_inside = False
    for mark in marks:
        if mark.kind is BlockKind.CAPTION:
            if len(mark.text) >= MIN_CAPTION_CHARS and mark.folded not in starts:
                waiting.append(mark)
        elif mark.folded in starts:
            at = starts[mark.folded]
            belonging = [caption for caption in waiting if is_inside or _is_lead(caption, mark)]
            found += [Block(BlockKind.CAPTION, at, at, words=caption.text) for caption in belonging]
            waiting, is_inside = [], True
    return found


def _is_lead(caption: Mark, first: Mark) -> bool:
    """Say whether a caption above the text belongs to it: it stands in the same article element."""
    article = next(first.element.iterancestors("article", "main"), None)
    return article is not None and any(parent is article for parent in caption.element.iterancestors("article", "main"))
