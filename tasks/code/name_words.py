"""What one text's tokens look like to whoever seeks names: where names begin and end, where entities lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from spacy.tokens import Doc

from tasks.code.parse import text_of
from tasks.code.place_cues import Cues

LONGEST_NAME_TOKENS = 7
SHOUTED_WORDS = 5
"""Words in capitals, one after the other, from which on a text is taken to be written so."""
POSSESSIVES = frozenset({"'s", "\u2019s", "'", "\u2019"})
_HYPHENS = frozenset({"-", "\u2013"})
_NAMELIKE_TAGS = frozenset({"PROPN", "NOUN", "X"})


class NameWords:
    """What one text's tokens look like: which begin names, where sentences begin, which surnames were introduced.

    Holds the tokens as plain lists: asking spaCy for one token at a time is what finding names would otherwise spend its time on.
    """

    def __init__(self, doc: Doc, lexicon: Cues) -> None:
        self._doc = doc
        self._cues = lexicon
        self._text = text_of(doc)
        orths, spaces, stops, opens = doc.to_array(["ORTH", "SPACY", "IS_STOP", "SENT_START"]).T.tolist()
        strings = doc.vocab.strings
        self.texts: list[str] = [strings[orth] for orth in orths]
        self.lower = [text.lower() for text in self.texts]
        self.starts = [0, *accumulate(len(text) + space for text, space in zip(self.texts, spaces, strict=True))][:-1]
        self.opens_sentence = [flag == 1 for flag in opens]
        self._sentence_starts = [at for at, is_first in enumerate(self.opens_sentence) if is_first] or [0]
        self.is_name = [
            text[0].isupper() and len(text) > 1 and (not stop or text == "US") for text, stop in zip(self.texts, stops, strict=True)
        ]
        self.is_shouted = self._shouted()
        self.surnames = self._introduced_surnames()

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.texts)

    def openings(self) -> list[int]:
        """Return the tokens at which a name may begin, in order."""
        articles = self._cues.articles
        names = zip(self.is_name, self.lower, strict=True)
        return [at for at, (is_name, word) in enumerate(names) if (is_name or word in articles) and self._may_open(at)]

    def opens_at(self, index: int) -> bool:
        """Tell whether a name may begin at `index`, which may lie beyond the text."""
        return index < len(self.texts) and self._may_open(index)

    def cut(self, start: int, end: int) -> str:
        """Return the words from one token up to another, as the text has them."""
        return self._text[self.starts[start] : self.starts[end - 1] + len(self.texts[end - 1])] if end > start else ""

    def start_of_sentence(self, index: int) -> int:
        """Return the first token of the sentence in which a token lies."""
        return self._sentence_starts[max(0, bisect_right(self._sentence_starts, index) - 1)]

    def is_plain(self, index: int) -> bool:
        """Tell whether a token is written like a common noun."""
        return self.texts[index].islower() or self.is_shouted[index]

    def as_written(self, index: int) -> str:
        """Return a token's text, with one capital where all around it is in capitals."""
        return self.texts[index].title() if self.is_shouted[index] else self.texts[index]

    def tag(self, index: int) -> str:
        """Return the coarse part of speech of a token."""
        return str(self._doc[index].pos_)

    def ends(self, start: int) -> Iterator[int]:
        """Yield the ends of the names that may begin at `start`, the longest first."""
        ends: list[int] = []
        for index in range(start, min(start + LONGEST_NAME_TOKENS, len(self.texts))):
            if index > start and self.opens_sentence[index]:
                break
            if self.is_name[index]:
                ends.append(index + 1)
            elif self.texts[index] not in _HYPHENS:
                word = self.lower[index]
                if word not in self._cues.name_links and word not in self._cues.articles:
                    break
        return reversed(ends)

    def run_end(self, start: int) -> int:
        """Return the end of the unbroken row of name words, with hyphens and articles, that begins at `start`."""
        index = start
        while index < len(self.texts) and index - start < LONGEST_NAME_TOKENS:
            is_joint = self.texts[index] == "-" and self._touches_next(index)
            if not (self.is_name[index] or is_joint or index == start or self.texts[index - 1] == "-"):
                break
            index += 1
        while index > start + 1 and not self.is_name[index - 1]:
            index -= 1
        return index

    def is_soft(self, index: int) -> bool:
        """Tell whether a capitalised neighbour does not make a longer name: a type word, a direction, a demonym, a title."""
        word = self.lower[index].rstrip(".")
        cues = self._cues
        return (
            word in cues.type_words
            or word in cues.directions
            or word in cues.titles
            or self.as_written(index) in cues.demonyms
            or self.tag(index) not in _NAMELIKE_TAGS
        )

    def _shouted(self) -> list[bool]:
        """Tell of each token whether it stands in a row of words in capitals: there they are no sign of a name."""
        flags = [False] * len(self.texts)
        first = words = 0
        for at, text in enumerate([*self.texts, "x"]):
            if text.isupper() and len(text) > 1:
                words += 1
            elif text != text.upper():
                if words >= SHOUTED_WORDS:
                    flags[first:at] = [True] * (at - first)
                first, words = at + 1, 0
        return flags

    def _may_open(self, index: int) -> bool:
        if self.is_name[index]:
            is_joined = index > 1 and self.texts[index - 1] == "-" and self._touches_next(index - 1)
            return not (is_joined and self.lower[index - 2] in self._cues.articles)
        if self.lower[index] not in self._cues.articles or index + 1 >= len(self.texts):
            return False
        following = index + 2 if self.texts[index + 1] == "-" else index + 1
        is_joined = following == index + 2 or self.lower[index] in {"al", "el"}
        return is_joined and following < len(self.texts) and self.is_name[following]

    def _touches_next(self, index: int) -> bool:
        """Tell whether no blank follows a token."""
        end = self.starts[index] + len(self.texts[index])
        return index + 1 >= len(self.texts) or self.starts[index + 1] == end

    def _introduced_surnames(self) -> frozenset[str]:
        """Return the last words of names that a title or a first name makes a person's: `President Jimmy Jordan`."""
        found = set()
        for at, word in enumerate(self.lower):
            if word.rstrip(".") not in self._cues.titles and not (self.is_name[at] and word in self._cues.person_names):
                continue
            last = at
            while last + 1 < len(self) and last - at < LONGEST_NAME_TOKENS and self.is_name[last + 1]:
                last += 1
            if last > at:
                found.add(self.lower[last])
        return frozenset(found)
