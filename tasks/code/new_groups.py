"""Groups that the dictionary lacks, by the form of their names, and the short names that a text gives in brackets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tasks.code.actor_directory import NEW_GROUP, WORD, Known, lexicon

LONGEST_NAME = 90
"""Code points before a short name in brackets within which the full name is looked for."""
_ACRONYM = re.compile(r"\(\s?[\"'“]?([A-Z][A-Za-z0-9/-]{1,9})[\"'”]?\s?\)")
_SMALL = frozenset({"of", "the", "for", "and", "in", "to", "de", "del", "la", "al", "s", "a", "an", "on"})
_CAPITAL = r"(?:[Aa]l-|[Ee]l-|[Uu]l-)?[A-Z][\w'’-]{1,30}"


@dataclass(frozen=True, slots=True)
class Given:
    """A name that the text itself explains, and where it ends. `known` None: it is no actor."""

    end: int
    known: Known | None


class NewGroups:
    """The names that one text introduces."""

    def __init__(self, text: str, known: Callable[[int, int], Known | None]) -> None:
        """Find them. `known` tells the actor of the dictionary whose name fills the end of a stretch of code points."""
        self._text = text
        self._groups = {one.start(): one for one in _form().finditer(text) if _is_group(one.group())}
        self._short: dict[str, Known | None] = {}
        ends = {match.end(): match.group() for match in self._groups.values()}
        for match in _ACRONYM.finditer(text) if "(" in text else ():
            end = len(text[: match.start()].rstrip())
            start = max(0, end - LONGEST_NAME)
            actor = known(start, end) or (_made(ends[end]) if end in ends else None)
            if actor or (match[1].isupper() and _spells(text[start:end], match[1])):
                self._short.setdefault(match[1], actor)

    def begins(self, start: int, word: str) -> bool:
        """Whether such a name begins at code point `start` with `word`."""
        return word in self._short or start in self._groups

    def at(self, start: int, word: str) -> Given | None:
        """Return the name that begins at code point `start` with `word`, None when the text explains none there."""
        if word in self._short:
            return Given(start + len(word), self._short[word])
        group = self._groups.get(start)
        return Given(group.end(), _made(group.group())) if group else None


def _made(name: str) -> Known:
    words = set(WORD.findall(name))
    actor_type = 2 if words & set(_forms()[2]) else 3
    return Known(name, actor_type, rule=NEW_GROUP)


def _is_group(name: str) -> bool:
    return " " in name and not any(name.endswith(phrase) for phrase in lexicon()["not_armed"])


def _spells(before: str, acronym: str) -> bool:
    """Whether the first letters of the words before are the acronym: `the Agency for Aid (AA)`."""
    letters = [word[0].upper() for word in WORD.findall(before) if word.lower() not in _SMALL]
    wanted = [letter for letter in acronym if letter.isalpha()]
    return letters[-len(wanted) :] == wanted


def _forms() -> dict[int, list[str]]:
    forms: dict[int, list[str]] = lexicon()["new_groups"]
    return forms


@cache
def _form() -> re.Pattern[str]:
    """A name of an armed group by its form: `the Front for Hill Liberation`. Every repetition is bounded."""
    ends = "|".join(sorted((word for words in _forms().values() for word in words), key=len, reverse=True))
    return re.compile(
        rf"\b(?!The\s|An?\s)(?:{_CAPITAL}\s){{0,4}}(?:{ends})(?:\s(?:of|for)\s(?:the\s)?{_CAPITAL}(?:\s{_CAPITAL}){{0,3}})?\b"
    )
