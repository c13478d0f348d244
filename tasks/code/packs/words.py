"""Text into sentences of words, by the spelling that a pack tells of. No parser: the same for every language that puts blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_SENTENCE = 400
"""Words of the longest stretch that is read as one sentence; a longer one is read in pieces of this length."""
LONGEST_WORD = 60
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"})
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"”»’)'")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark where the text has it, in code points. `key` is how the pack's files write it."""

    key: str
    start: int
    end: int
    is_capital: bool
    is_word: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that stand together, and the line of the text that they are in."""

    words: tuple[Word, ...]
    keys: tuple[str, ...]
    line: int
    text: str
    start: int

    @property
    def end(self) -> int:
        """Code point after the last word."""
        return self.words[-1].end

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Return the code points that the words from `first` up to `after` fill."""
        return self.words[first].start, self.words[after - 1].end


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language is written.

    `elisions` are words that join the next by an apostrophe (`l'`), `capitals` words that lose their accent as capitals,
    `before_dot` abbreviations that no sentence ends with, `thousands` the marks that part figures in threes.
    """

    elisions: frozenset[str]
    capitals: dict[str, str]
    before_dot: frozenset[str]
    thousands: str

    def pattern(self) -> re.Pattern[str]:
        """Return the expression that finds words, figures and marks. Every repetition is bounded or of one kind of letter."""
        gap = f"[{re.escape(self.thousands)}]" if self.thousands else "(?!)"
        return re.compile(
            rf"\d{{1,3}}(?:{gap}\d{{3}}){{1,3}}(?![\d\w])|\d+(?:[.,]\d+)?"
            r"|[^\W\d_][^\W_]*(?:['’ʼ\-\u2010\u2011][^\W_]+){0,8}['’ʼ]?|[^\w\s]|_"
        )


def key_of(text: str) -> str:
    """Return the form under which a pack's words and a text's words meet."""
    return unicodedata.normalize("NFC", text).lower().translate(_APOSTROPHES)


class Splitter:
    """Splits texts for one language."""

    def __init__(self, spelling: Spelling) -> None:
        """Make ready for `spelling`."""
        self._spelling = spelling
        self._pattern = spelling.pattern()

    def keys(self, phrase: str) -> tuple[str, ...]:
        """Return the keys of a phrase of the pack."""
        return tuple(word.key for word in self.words(phrase, 0))

    def words(self, text: str, offset: int) -> Iterator[Word]:
        """Yield the words of `text`, whose first code point is number `offset` of the whole."""
        for match in self._pattern.finditer(text):
            yield from self._parts(match.group()[:LONGEST_WORD], match.start() + offset)

    def _parts(self, word: str, start: int) -> Iterator[Word]:
        """Part what an apostrophe joins: `l'armée`, `qu'il`; not `aujourd'hui`."""
        if word[0].isdigit() or not word[0].isalpha():
            yield Word(key_of(word), start, start + len(word), is_capital=False, is_word=word[0].isdigit())
            return
        for cut in (at for at in range(1, min(len(word), 12)) if word[at] in "'’ʼ"):
            if key_of(word[:cut]) in self._spelling.elisions:
                yield self._word(word[: cut + 1], start)
                if word[cut + 1 :]:
                    yield from self._parts(word[cut + 1 :], start + cut + 1)
                return
        bare = word.rstrip("'’ʼ")
        yield self._word(bare, start)
        if bare != word:
            yield Word("'", start + len(bare), start + len(word), is_capital=False, is_word=False)

    def _word(self, word: str, start: int) -> Word:
        key = self._spelling.capitals.get(word) or key_of(word)
        return Word(key, start, start + len(word), word[0].isupper(), is_word=True)

    def sentences(self, text: str) -> Iterator[Sentence]:
        """Yield the sentences of `text` in order. Lines end sentences."""
        offset = 0
        for line, content in enumerate(text.split("\n")):
            words = list(self.words(content, offset))
            for first, after in self._cuts(words):
                part = tuple(words[first:after])
                begin = part[0].start
                yield Sentence(part, tuple(w.key for w in part), line, content[begin - offset : part[-1].end - offset], begin)
            offset += len(content) + 1

    def _cuts(self, words: list[Word]) -> Iterator[tuple[int, int]]:
        first = 0
        for at in range(len(words)):
            if at + 1 == len(words) or at + 1 - first >= LONGEST_SENTENCE or self._ends(words, at):
                yield first, at + 1
                first = at + 1

    def _ends(self, words: list[Word], at: int) -> bool:
        """Whether a sentence ends with word `at`: a full stop before a capital or a figure, but not after `M.`."""
        mark = at - 1 if words[at].key in _CLOSERS and at else at
        if words[mark].key not in _ENDS or words[at + 1].key in _ENDS or words[at + 1].key in _CLOSERS:
            return False
        following = next((word for word in words[at + 1 : at + 3] if word.is_word), None)
        before = words[mark - 1].key if mark else ""
        is_initial = words[mark].key == "." and (before in self._spelling.before_dot or (len(before) == 1 and before.isalpha()))
        return not is_initial and (following is None or following.is_capital or following.key[0].isdigit())
