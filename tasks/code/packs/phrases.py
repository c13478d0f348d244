"""Phrases of a pack's files, found among the words of a sentence.

How they are written: `tué(e)(s)` stands for all forms with and without what is in brackets, `a/ont/avait` for one of these words,
`_` for up to three words, `+name` for any word of a class. Work is bounded: a phrase has few words and gaps are short.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from tasks.code.packs.words import Splitter

GAP = 3
"""Most words that a `_` may stand for."""
MOST_FORMS = 64
_OPTIONAL = re.compile(r"\(([^()]*)\)")
_STOPS = frozenset(".;:!?")
T = TypeVar("T")
Slot = frozenset[str] | None
Classes = Mapping[str, frozenset[str]]


def forms(word: str) -> frozenset[str]:
    """Return the forms that `tué(e)(s)` stands for, and those without the accent of a first capital (`Etat`)."""
    found = {word}
    for _ in range(6):
        found = {way for one in found for way in (_OPTIONAL.sub("", one, count=1), _OPTIONAL.sub(r"\1", one, count=1))}
        if len(found) > MOST_FORMS or not any("(" in one for one in found):
            break
    return frozenset(found | {_plain_first(one) for one in found if len(one) > 2})


def _plain_first(word: str) -> str:
    return unicodedata.normalize("NFD", word[0])[0] + word[1:]


def slots(phrase: str, splitter: Splitter, classes: Classes) -> tuple[Slot, ...]:
    """Return for each word of a phrase the forms that it may take, None for a gap.

    Raises:
        KeyError: the phrase names a class that there is not.
    """
    found: list[Slot] = []
    for part in phrase.split():
        if part == "_":
            found.append(None)
        elif part.startswith("+"):
            found.append(classes[part[1:]])
        elif "(" not in part and "/" not in part:
            found += [forms(key) for key in splitter.keys(part)]
        else:
            found.append(frozenset(form.lower() for way in part.split("/") for form in forms(way)))
    return tuple(found)


class Phrases(Generic[T]):
    """Phrases and what each stands for."""

    def __init__(self, entries: Iterable[tuple[str, T]], splitter: Splitter, classes: Classes | None = None) -> None:
        """Make ready to find `entries`, the longest first."""
        self._by_first: dict[str, list[tuple[tuple[Slot, ...], T]]] = {}
        for phrase, value in entries:
            pattern = slots(phrase, splitter, classes or {})
            for form in (pattern[0] if pattern else None) or ():
                self._by_first.setdefault(form, []).append((pattern, value))
        for patterns in self._by_first.values():
            patterns.sort(key=lambda entry: -len(entry[0]))

    def at(self, keys: Sequence[str], at: int) -> tuple[int, T] | None:
        """Return where the longest phrase that begins at word `at` ends, and what it stands for."""
        for pattern, value in self._by_first.get(keys[at], ()):
            end = _match(pattern, keys, at)
            if end is not None:
                return end, value
        return None

    def all(self, keys: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Yield every phrase among `keys` with its first word and the one after its last; they may overlap."""
        for at, key in enumerate(keys):
            for pattern, value in self._by_first.get(key, ()):
                end = _match(pattern, keys, at)
                if end is not None:
                    yield at, end, value

    def find(self, keys: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Yield the phrases among `keys`, the longest first where they begin together; they do not overlap."""
        at = 0
        while at < len(keys):
            found = self.at(keys, at) if keys[at] in self._by_first else None
            if found:
                yield at, found[0], found[1]
            at = found[0] if found else at + 1

    def before(self, keys: Sequence[str], end: int, longest: int = 6) -> tuple[int, T] | None:
        """Return where the longest phrase that ends just before word `end` begins, and what it stands for."""
        for at in range(max(0, end - longest), end):
            for pattern, value in self._by_first.get(keys[at], ()):
                if _match(pattern, keys, at) == end:
                    return at, value
        return None

    def any(self, keys: Sequence[str]) -> tuple[int, int, T] | None:
        """Return the first phrase among `keys`."""
        return next(self.find(keys), None)


def _match(pattern: Sequence[Slot], keys: Sequence[str], at: int) -> int | None:
    """Return where `pattern` ends when it matches at `at`, the shortest gaps first; gaps do not cross the end of a clause."""
    for place, wanted in enumerate(pattern):
        if wanted is None:
            return _match_after_gap(pattern[place + 1 :], keys, at)
        if at >= len(keys) or keys[at] not in wanted:
            return None
        at += 1
    return at


def _match_after_gap(rest: Sequence[Slot], keys: Sequence[str], at: int) -> int | None:
    for skip in range(GAP + 1):
        if skip and (at + skip > len(keys) or keys[at + skip - 1] in _STOPS):
            return None
        end = _match(rest, keys, at + skip)
        if end is not None:
            return end
    return None
