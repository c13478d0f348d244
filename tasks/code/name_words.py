"""What one text's tokens look like to whoever seeks names: where names begin and end, where entities lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from tasks.code.place_cues import Cues

LONGEST_NAME_TOKENS = 7
LOCATION_LABELS = frozenset({"GPE", "LOC"})
POSSESSIVES = frozenset({"'s", "\u2019s", "'", "\u2019"})


class NameWords:
    """What one text's tokens look like: which begin names, where entities lie, which surnames were introduced."""

    def __init__(self, doc: Doc, lexicon: Cues) -> None:
        self._doc = doc
        self._cues = lexicon
        self.is_name = [_is_name_word(token) for token in doc]
        self.opens = [self._may_open(index) for index in range(len(doc))]
        self.entity_at = {index: entity for entity in doc.ents for index in range(entity.start, entity.end)}
        self.location_from = dict(self._location_bounds())
        self.surnames = self._introduced_surnames()

    def _may_open(self, index: int) -> bool:
        token = self._doc[index]
        if self.is_name[index]:
            return not (
                index > 0
                and self._doc[index - 1].text == "-"
                and not self._doc[index - 1].whitespace_
                and index > 1
                and self._doc[index - 2].lower_ in self._cues.articles
            )
        if token.lower_ not in self._cues.articles or index + 1 >= len(self._doc):
            return False
        following = index + 2 if self._doc[index + 1].text == "-" else index + 1
        is_joined = following == index + 2 or token.lower_ in {"al", "el"}
        return is_joined and following < len(self._doc) and self.is_name[following]

    def opens_at(self, index: int) -> bool:
        """Tell whether a name may begin at `index`, which may lie beyond the text."""
        return index < len(self._doc) and self.opens[index]

    def ends(self, start: int) -> Iterator[int]:
        """Yield the ends of the names that may begin at `start`, the longest first."""
        ends = []
        for index in range(start, min(start + LONGEST_NAME_TOKENS, len(self._doc))):
            token = self._doc[index]
            if self.is_name[index]:
                ends.append(index + 1)
            elif (
                token.text not in {"-", "\u2013"}
                and token.lower_ not in self._cues.name_links
                and token.lower_ not in self._cues.articles
            ):
                break
            if index > start and token.is_sent_start:
                if ends and ends[-1] == index + 1:
                    ends.pop()
                break
        return iter(reversed(ends))

    def run_end(self, start: int) -> int:
        """Return the end of the unbroken row of name words, with hyphens and articles, that begins at `start`."""
        index = start
        while index < len(self._doc) and index - start < LONGEST_NAME_TOKENS:
            is_joint = self._doc[index].text == "-" and not self._doc[index].whitespace_
            if not (self.is_name[index] or is_joint or (index == start) or self._doc[index - 1].text == "-"):
                break
            index += 1
        while index > start + 1 and not self.is_name[index - 1]:
            index -= 1
        return index

    def is_soft(self, index: int) -> bool:
        """Tell whether a capitalised neighbour does not make a longer name: a type word, a direction, a demonym, a title."""
        word = self._doc[index].lower_.rstrip(".")
        return (
            word in self._cues.type_words
            or word in self._cues.directions
            or word in self._cues.titles
            or self._doc[index].text in self._cues.demonyms
            or self._doc[index].pos_ not in {"PROPN", "NOUN", "X"}
        )

    def bounds(self, entity: Span) -> tuple[int, int]:
        """Return an entity's tokens without a leading article and a trailing possessive."""
        start, end = entity.start, entity.end
        while start < end - 1 and (self._doc[start].lower_ in {"the", "a", "an"} or not self._doc[start].text[0].isalnum()):
            start += 1
        while end > start + 1 and (self._doc[end - 1].text in POSSESSIVES or not self._doc[end - 1].text[-1].isalnum()):
            end -= 1
        return start, end

    def _location_bounds(self) -> Iterator[tuple[int, int]]:
        for entity in self._doc.ents:
            if entity.label_ in LOCATION_LABELS:
                start, end = self.bounds(entity)
                if self.is_name[start] or self.opens[start]:
                    yield start, end

    def _introduced_surnames(self) -> frozenset[str]:
        names: Counter[str] = Counter()
        for entity in self._doc.ents:
            start, end = self.bounds(entity)
            if entity.label_ == "PERSON" and end - start > 1:
                names[self._doc[end - 1].lower_] += 1
        return frozenset(names)


def _is_name_word(token: Token) -> bool:
    text = token.text
    return text[0].isupper() and len(text) > 1 and (not token.is_stop or text == "US")
