"""The lines that an extractor leaves in a text and no journalist wrote, found by what is known of the page and by phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from itertools import islice
from pathlib import Path

import yaml

from tasks.models import RemovedLine
from tasks.read.moments import from_words
from tasks.read.page import Tree, fold, raw_text, text_of

PARAGRAPH_WORDS = 12
PARAGRAPH_CHARS = 60  # for scripts that put no spaces between words
LAST_LINES = 6
HEADING_WORDS = 6
PROMPT_WORDS = 12
DATE_WORDS = 12
CROSS_LINK_WORDS = 5
MAX_CROSS_LINKS = 5
MATCHED_CHARS = 400
MAX_NAME_WORDS = 4
LINK_SHARE = 0.6
MAX_LINKS_IN_LINE = 8
_HEADINGS = ("h2", "h3", "h4")

_SENTENCE_END = re.compile(r"""[.!?…。！？؟।:;]["'”’»)\]]{0,3}$""")
_NO_SPEECH = r"""[^\w"'“”„«‘’]{0,6}"""  # a line that begins with a quotation mark is what somebody said
_LIST_MARK = re.compile(r"^(?:[-*•▪‣]\s+)+")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a page beside its text, all folded.

    `labels` are set around a text (section, outlet); `authors` wrote it; `links`, `headings` and `main_headings` are texts of
    whole links, of headings or bold paragraphs, and of `h1` headings; `learnt` are lines that the source's pages repeat.
    """

    titles: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    main_headings: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    learnt: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One entry of lines.yaml: what a line begins with or is, and what it holds anywhere."""

    name: str
    begins: re.Pattern[str] | None
    holds: re.Pattern[str] | None
    max_words: int
    where: str

    def finds(self, lowered: str) -> bool:
        """Say whether the rule names a line, given in lower case."""
        return bool((self.begins and self.begins.match(lowered)) or (self.holds and self.holds.search(lowered)))


@dataclass(frozen=True, slots=True)
class _Words:
    rules: tuple[PhraseRule, ...]
    bio: re.Pattern[str]
    inline_note: re.Pattern[str]


@dataclass(slots=True)
class Line:
    """A line on its way through the rules."""

    text: str
    folded: str
    words: int
    rule: str | None = field(default=None)


def strip_lines(raw_lines: Sequence[str], known: Known, boilerplate: Sequence[str] = ()) -> tuple[list[str], list[RemovedLine]]:
    """Return the lines that stay, and those that go with the rule that took each.

    Args:
        raw_lines: What the extractor gave, one block each.
        known: What else the page says.
        boilerplate: The source's own patterns (regular expressions, found anywhere in a line).
    """
    lines = [_line(raw) for raw in raw_lines if raw.strip(" |-+*\t")]
    own = [re.compile(pattern, re.IGNORECASE) for pattern in boilerplate]
    for position, line in enumerate(lines):
        line.rule = _own_rule(line, own) or _known_rule(line, known) or _phrase_rule(line, position, lines)
    _mark_edges(lines, known)
    _mark_cross_links(lines, known)
    _mark_headings_of_links(lines, known)
    kept = [line.text for line in lines if line.rule is None]
    return kept, [RemovedLine(line.text, line.rule) for line in lines if line.rule]


def _line(raw: str) -> Line:
    text = _words().inline_note.sub("", _LIST_MARK.sub("", " ".join(raw.split()))).strip("| ")
    return Line(text, fold(text), len(text.split()))


def _own_rule(line: Line, patterns: list[re.Pattern[str]]) -> str | None:
    return "source" if any(pattern.search(line.text[:MATCHED_CHARS]) for pattern in patterns) else None


def _known_rule(line: Line, known: Known) -> str | None:
    if line.folded in known.learnt:
        return "learnt"
    if line.folded in known.titles:
        return "title"
    if any(len(title) > 20 and line.folded.endswith(title) and len(line.folded) < len(title) + 50 for title in known.titles):
        return "title"  # with the kicker in front: "Budget debateGovernment wins the vote"
    return None


def _phrase_rule(line: Line, position: int, lines: list[Line]) -> str | None:
    lowered = line.text[:MATCHED_CHARS].lower()
    for rule in phrase_rules():
        if line.words <= rule.max_words and rule.finds(lowered) and _is_at(rule.where, position, lines):
            return rule.name
    return None


def _is_at(where: str, position: int, lines: list[Line]) -> bool:
    if where == "anywhere":
        return True
    if where == "last":
        return position >= len(lines) - LAST_LINES
    at_top = not any(is_paragraph(line) for line in lines[:position])
    at_bottom = not any(is_paragraph(line) for line in lines[position + 1 :])
    return {"top": at_top, "bottom": at_bottom, "edges": at_top or at_bottom}[where]


def is_paragraph(line: Line) -> bool:
    """Say whether a line is a full paragraph, by length and by how it ends."""
    return (line.words >= PARAGRAPH_WORDS or len(line.folded) >= PARAGRAPH_CHARS) and bool(_SENTENCE_END.search(line.text))


def _mark_edges(lines: list[Line], known: Known) -> None:
    """Take labels, links and headings off both ends: nothing stands above the first paragraph but what is set around a text."""
    for line in _until_paragraph(lines):
        line.rule = line.rule or _top_rule(line, known)
    for line in reversed(lines):
        if line.rule is None:
            if not _is_bio(line, known):
                break
            line.rule = "bio"
    for line in _until_paragraph(lines[::-1]):
        line.rule = line.rule or _bottom_rule(line, known)
        if line.rule is None:
            break


def _until_paragraph(lines: list[Line]) -> Iterator[Line]:
    for line in lines:
        if line.rule is None and is_paragraph(line):
            return
        yield line


def _top_rule(line: Line, known: Known) -> str | None:
    if line.folded in known.main_headings:
        return "title"
    if line.words <= DATE_WORDS and _is_date(line.text):
        return "date"
    return _edge_rule(line, known)


def _bottom_rule(line: Line, known: Known) -> str | None:
    if line.words <= HEADING_WORDS and line.folded in known.headings and not _SENTENCE_END.search(line.text):
        return "heading-at-end"
    if line.words <= PROMPT_WORDS and line.text.endswith(":"):
        return "heading-at-end"  # what it announced was taken out
    return _edge_rule(line, known)


def _edge_rule(line: Line, known: Known) -> str | None:
    if line.folded in known.labels or line.folded in known.authors:
        return "label"
    return "link" if line.folded in known.links else None


def _is_bio(line: Line, known: Known) -> bool:
    """Say whether a line introduces a writer: it begins with the name, and goes on as biographies do."""
    for length in range(1, MAX_NAME_WORDS + 1):
        words = line.text.split(maxsplit=length)
        if len(words) > length and fold(" ".join(words[:length])) in known.authors:
            return _words().bio.match(words[length].lower()) is not None
    return False


def _is_date(text: str) -> bool:
    return from_words(text, UTC, "text") is not None


def _mark_cross_links(lines: list[Line], known: Known) -> None:
    """Take out headlines of other articles between paragraphs. A text with many lines that are links is a list of links."""
    links = [line for line in lines if line.rule is None and _is_cross_link(line, known)]
    if len(links) <= MAX_CROSS_LINKS:
        for line in links:
            line.rule = "cross-link"


def _is_cross_link(line: Line, known: Known) -> bool:
    return line.words >= CROSS_LINK_WORDS and line.folded in known.links and not _SENTENCE_END.search(line.text)


def _mark_headings_of_links(lines: list[Line], known: Known) -> None:
    """Take out a heading that has only links to other articles below it, up to the next heading or the end."""
    heading: Line | None = None
    below: list[Line] = []
    for line in (*lines, _line("")):
        if line.folded and line.folded not in known.headings:
            below.append(line)
            continue
        if (
            heading
            and heading.rule is None
            and any(each.rule == "cross-link" for each in below)
            and all(each.rule for each in below)
        ):
            heading.rule = "heading-of-links"
        heading, below = line, []


def link_texts(tree: Tree) -> frozenset[str]:
    """Return the folded texts of links, and of lines that are links but for a word or two in front."""
    lines = (item for item in tree.iter("li", "p", *_HEADINGS) if _is_mostly_link(item))
    return whole_texts(tree, "a") | frozenset(filter(None, (fold(text_of(line)) for line in lines)))


def _is_mostly_link(element: Tree) -> bool:
    links = list(islice(element.iterdescendants("a"), MAX_LINKS_IN_LINE + 1))
    if not links or len(links) > MAX_LINKS_IN_LINE:
        return False
    return sum(len(raw_text(link).strip()) for link in links) >= LINK_SHARE * len(raw_text(element).strip())


def whole_texts(tree: Tree, *tags: str) -> frozenset[str]:
    """Return the folded texts of all elements named `tags`."""
    return frozenset(filter(None, (fold(text_of(element)) for element in tree.iter(*tags))))


def phrase_rules() -> tuple[PhraseRule, ...]:
    """Return the rules of lines.yaml, in its order."""
    return _words().rules


@cache
def _words() -> _Words:
    data = yaml.safe_load((Path(__file__).parent / "lines.yaml").read_text(encoding="utf-8"))
    return _Words(
        rules=tuple(
            PhraseRule(rule["rule"], _beginning(rule), _held(rule), rule["words"], rule["where"]) for rule in data["rules"]
        ),
        bio=re.compile(data["bio"]),
        inline_note=re.compile(data["inline_note"], re.IGNORECASE),
    )


def _beginning(rule: dict[str, list[str]]) -> re.Pattern[str] | None:
    parts = [rf"{_NO_SPEECH}(?:{phrase})" for phrase in rule.get("begins", ())]
    parts += [rf"(?:{phrase})\W{{0,3}}\Z" for phrase in rule.get("whole", ())]
    return re.compile("|".join(parts)) if parts else None


def _held(rule: dict[str, list[str]]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{phrase})" for phrase in rule["holds"])) if "holds" in rule else None
