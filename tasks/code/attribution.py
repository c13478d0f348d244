"""Who says so: the source of a sentence, resolved to a name given before, and how far the writer stands behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from spacy.tokens import Span, Token

from tasks.models import Attribution

LONGEST_NAME = 12
_POSSESSIVE = re.compile(r"['’]s?$")
_PAST_NAME = frozenset({"relcl", "acl", "appos", "prep", "punct", "cc", "conj", "npadvmod"})


@dataclass(frozen=True, slots=True)
class Source:
    """Who reports something: the name, where the text has it (code points), and the word index of the verb of saying."""

    name: str
    start: int
    end: int
    verb: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence says of its source. `source` None: the writer reports it in the writer's own voice."""

    source: Source | None
    confidence: Attribution


@cache
def _words() -> Mapping[str, frozenset[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "speech.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


def is_saying(token: Token) -> bool:
    """Whether `token` is a verb of saying."""
    return token.lower_ in _words()["said"] or token.lower_ in _words()["claimed"]


class Attributor:
    """Follows the sources through one text."""

    def __init__(self) -> None:
        self._last: Source | None = None

    def read(self, sentence: Span) -> Telling:
        """Return the source of one sentence. Sentences come in the order of the text."""
        source, verb = self._source(sentence)
        lower = {token.lower_ for token in sentence}
        if source:
            self._last = source if source.name else self._last
        words = _words()
        if lower & words["suspected"]:
            confidence = Attribution.SUSPECTED
        elif lower & words["possible"] or "may have" in sentence.text:
            confidence = Attribution.POSSIBLE
        elif source or verb:
            confidence = Attribution.CLAIMED
        else:
            confidence = Attribution.FACT
        return Telling(source, confidence)

    def _source(self, sentence: Span) -> tuple[Source | None, bool]:
        for token in sentence:
            if token.lower_ == "according" and (found := self._after_according(token, sentence)):
                return found, True
        for token in sentence:
            if is_saying(token) and token.tag_.startswith("VB"):
                subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
                if subject is not None and subject.tag_ not in {"WP", "WDT"} and (named := self._named(subject, token.i)):
                    return named, True
        return None, False

    def _after_according(self, token: Token, sentence: Span) -> Source | None:
        at = token.i + 1
        if at >= sentence.end or sentence.doc[at].lower_ != "to":
            return None
        head = next((child for child in sentence.doc[at].children if child.dep_ == "pobj"), None)
        if head is None and at + 1 < sentence.end:
            head = sentence.doc[min(at + 2, sentence.end - 1)]
        return self._named(head, token.i) if head is not None else None

    def _named(self, head: Token, verb: int) -> Source | None:
        doc = head.doc
        first = min((left.i for left in head.lefts if left.dep_ not in _PAST_NAME), default=head.i)
        last = head.i
        while last + 1 < len(doc) and last - first < LONGEST_NAME and _continues_name(doc, last + 1):
            last += 1
        while first < last and (
            doc[first].lower_ in {"the", "a", "an", "its", "his", "their", "-", '"', ","} or doc[first].is_space
        ):
            first += 1
        span = doc[first : last + 1]
        if self._last and self._points_back(span, head):
            return Source(self._last.name, span.start_char, span.end_char, verb)
        is_name = any(token.tag_.startswith("NNP") for token in span)
        if not is_name and head.lower_ not in _words()["plain"]:
            return None
        return Source(" ".join(_POSSESSIVE.sub("", span.text).split()), span.start_char, span.end_char, verb)

    def _points_back(self, span: Span, head: Token) -> bool:
        """Whether these words speak of a source already named: `the group`, `the monitor`, `it`, `the group's report`."""
        is_plain = not any(token.tag_.startswith("NNP") for token in span if not token.text.startswith("London"))
        determined = head.tag_ == "PRP" or any(left.lower_ in {"the", "its"} for left in (*head.lefts, *span))
        article = span.start > 0 and head.doc[span.start - 1].lower_ in {"the", "its", "his"}
        return is_plain and head.lower_ in _words()["again"] and (determined or article)


def _continues_name(doc: Span | object, at: int) -> bool:
    token: Token = doc[at]  # type: ignore[index]
    if token.is_sent_start:
        return False
    before: Token = doc[at - 1]  # type: ignore[index]
    if token.tag_.startswith("NNP"):
        return True
    follows: Token | None = doc[at + 1] if at + 1 < len(doc) else None  # type: ignore[index,arg-type]
    if token.lower_ == "the" and before.lower_ in {"of", "for"}:
        return follows is not None and follows.tag_.startswith("NNP")
    joins = token.lower_ in {"of", "for"} and before.tag_.startswith("NNP")
    return joins and follows is not None and (follows.tag_.startswith("NNP") or follows.lower_ == "the")
