"""One sentence as the readers of casualty claims see it: its words, its numbers, and what a word says of harm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span, Token

from tasks.code.harms import words
from tasks.code.numbers import Quantity, quantities
from tasks.code.parse import text_of
from tasks.models import Harm, Victims

BE = frozenset("were was are is been be being got".split())  # noqa: SIM905
DASHES = frozenset({"-", "–", "—", "--"})
HAVE = frozenset({"has", "have", "had"})
_OTHERS_BEGIN = frozenset({",", "in", "by", "during", "as", "when", "after", "at"})
"""Words after which others are spoken of: `8 injured in rebel shelling`."""


@dataclass(frozen=True, slots=True)
class Found:
    """A harm, the index of the last word that tells it, and the reader that found it."""

    harm: Harm
    at: int
    rule: str


class Line:
    """The words of one sentence, lower case, with the numbers among them that may count persons."""

    def __init__(self, sentence: Span, lower: Sequence[str], dates: Sequence[tuple[int, int]]) -> None:
        self.sentence = sentence
        self.lower = list(lower)
        self.numbers = [number for number in quantities(self.lower) if not self._is_date(number, dates)]
        self.covered = {at for number in self.numbers for at in range(number.start, number.end)}
        self._first = sentence.start

    @cached_property
    def text(self) -> str:
        """The sentence as written."""
        return text_of(self.sentence.doc)[self.sentence.start_char : self.sentence.end_char]

    @cached_property
    def is_capitals(self) -> bool:
        """Whether the sentence is in capitals, as wire copy once was: then letters tell no names, and the parser errs more."""
        return self.text.isupper()

    @cached_property
    def harmed_at(self) -> list[int]:
        """The indices of the words that may be, or begin, verbs of harm."""
        w = words()
        return [at for at, word in enumerate(self.lower) if word in w.done or word in w.suffered or word in w.phrases]

    @cached_property
    def sum_cue(self) -> re.Match[str] | None:
        """The words that make the sentence's numbers totals over incidents, if any."""
        return None if words().sum_hints.isdisjoint(self.lower) else words().sums.search(self.text)

    def _is_date(self, number: Quantity, dates: Sequence[tuple[int, int]]) -> bool:
        at = self.sentence[number.end - 1].idx
        return any(start <= at < end for start, end in dates)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.lower)

    def word(self, at: int) -> str:
        """Return the word at `at`, a full stop beyond the end."""
        return self.lower[at] if 0 <= at < len(self.lower) else "."

    def token(self, at: int) -> Token:
        """Return the parser's token at `at`."""
        return self.sentence.doc[self._first + at]

    def parts_statements(self, at: int) -> bool:
        """Whether a dash parts a headline from its text, rather than two halves of a word."""
        return self.lower[at] in DASHES and at > 0 and bool(self.token(at - 1).whitespace_)

    def done_at(self, at: int) -> tuple[Harm, int] | None:
        """Return the harm that the verb at `at` does to its object, and the index of its last word; None for other words."""
        w, word = words(), self.lower[at]
        for rest, harm in w.phrases.get(word, ()):
            if tuple(self.lower[at + 1 : at + 1 + len(rest)]) == rest:
                return harm, at + len(rest)
        harm_of_word = w.done.get(word)
        return (harm_of_word, at) if harm_of_word else None

    def group(self, noun: int) -> Victims:
        """Return whom a noun counts, from itself or the words around it, but not from beyond a comma or `by`."""
        after = self.lower[noun + 1 : noun + 3]
        near = after[: next((at for at, word in enumerate(after) if word in _OTHERS_BEGIN), len(after))]
        is_told = self.lower[noun] in words().states and self.word(noun + 1) in BE
        told = self.lower[noun + 2 : noun + 4] if is_told else ()
        for word in (self.lower[noun], self.lower[noun - 1] if noun else "", *near, *told):
            if (group := words().groups.get(word)) not in {None, Victims.UNKNOWN}:
                return group or Victims.UNKNOWN
        return Victims.UNKNOWN
