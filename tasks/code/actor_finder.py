"""Finds the actors of the dictionary, and those that a text introduces, in one pass over its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from spacy.tokens import Doc

from tasks.code.actor_directory import (
    COUNTRY,
    MILITARY,
    NATIONALITY,
    NEW_GROUP,
    PEOPLE,
    WORD,
    Directory,
    Entry,
    Known,
    directory,
    is_one_name,
    lexicon,
)
from tasks.code.new_groups import NewGroups
from tasks.code.parse import text_of
from tasks.code.who import CIVILIANS, Party

BETWEEN = 3
"""Words that may stand between a people and its forces, at most."""
_HYPHENS = ("-", "\u2010", "\u2011")
_LOUD = re.compile(r"[^\n]{20,}")
"""Lines long enough to tell whether they are in capitals throughout."""


def parties(doc: Doc, published: date | None = None, countries: Iterable[str | None] = ()) -> list[Party]:
    """Return the actors that a text names, in order.

    `published` decides between the names of one group over time, `countries` (ISO codes, of the places that the text names) between
    groups of different countries with one acronym.
    """
    return parties_of(text_of(doc), directory(), published, countries)


def parties_of(text: str, known: Directory, published: date | None = None, countries: Iterable[str | None] = ()) -> list[Party]:
    """Return the actors that a text names, in order, by a dictionary of one's own."""
    return _Finder(text, known, published, countries).find()


class _Finder:
    """Goes once through the words of one text."""

    def __init__(self, text: str, known: Directory, published: date | None, countries: Iterable[str | None]) -> None:
        self._text, self._day = text, published
        self._directory = known
        self._spans = [match.span() for match in WORD.finditer(text)]
        self._words = [text[start:end] for start, end in self._spans]
        self._lower = [word.lower() for word in self._words]
        self._nations: Counter[str] = Counter(country for country in countries if country)
        self._loud = _loud_lines(text)
        self._new = NewGroups(text, self._known_before)
        self._nation: tuple[int, Party] | None = None
        self._found: list[tuple[Party, list[Entry]]] = []

    def find(self) -> list[Party]:
        at = 0
        begins, introduced = self._directory.begins, self._new.begins
        while at < len(self._words):
            is_plain = not begins(self._lower[at]) and not introduced(self._spans[at][0], self._words[at])
            at = at + 1 if is_plain else self._step(at)
        spoken = {known.actor_id for _, entries in self._found for known in (entry.known for entry in entries if not entry.is_weak)}
        return [party for party, entries in self._found if _is_backed(party, entries, self._nations, spoken)]

    def _step(self, at: int) -> int:
        """Take what begins at word `at`; return the word to go on from."""
        start, end = self._spans[at]
        given, entries = self._new.at(start, self._words[at]), self._entries(at)
        if given is None and not entries:
            return at + 1
        if given and not (given.end > end and self._is_listed(at, given.end, entries)):
            if given.known and given.known.rule == NEW_GROUP and given.end > end and self._known_before(end, given.end):
                return at + 1
            last = self._last_word(at, given.end)
            if given.known is not None:
                self._take(at, last, given.known, [])
            return last + 1
        if not entries:
            return at + 1
        length = len(entries[0].words)
        last = at + length - 1
        known = self._choose(entries)
        if known.rule in {COUNTRY, NATIONALITY, PEOPLE}:
            self._see_nation(at, last, known)
        elif not self._is_no_actor(at, last, known):
            self._take(at, last, known, entries)
        return last + 1

    def _is_listed(self, at: int, end: int, entries: Sequence[Entry]) -> bool:
        """Whether the dictionary has what the text names up to `end`: by its own name, or as the `Iraqi` `Army`."""
        if not entries:
            return False
        following = at + len(entries[0].words)
        if self._spans[following - 1][1] >= end:
            return True
        is_nation = entries[0].known.rule in {NATIONALITY, COUNTRY}
        rest = self._entries(following) if is_nation and following < len(self._words) else []
        return bool(rest) and self._spans[following + len(rest[0].words) - 1][1] >= end

    def _last_word(self, at: int, end: int) -> int:
        while at + 1 < len(self._spans) and self._spans[at + 1][0] < end:
            at += 1
        return at

    def _entries(self, at: int) -> list[Entry]:
        entries = self._directory.at(self._words, self._lower, at)
        if not entries:
            return entries
        last = at + len(entries[0].words) - 1
        if last > at and not is_one_name(self._text, self._spans[at], self._spans[last]):
            return self._directory.at(self._words, self._lower, at, longest=1)
        is_loud = entries[0].is_exact and self._lower[at] in self._directory.ordinary and self._is_loud(at)
        return [] if is_loud else entries

    def _is_loud(self, at: int) -> bool:
        start = self._spans[at][0]
        return any(first <= start < last for first, last in self._loud)

    def _choose(self, entries: Sequence[Entry]) -> Known:
        """Return whom a name means: by the text's countries, then by its day."""
        known = [entry.known for entry in entries]
        named = [one for one in known if one.is_named] or known
        if len(named) > 1:
            best = max(self._nations[one.country or ""] for one in named)
            named = [one for one in named if self._nations[one.country or ""] == best]
        return next((one for one in named if one.holds(self._day)), named[0])

    def _known_before(self, start: int, end: int) -> Known | None:
        """Return the actor of the dictionary whose name fills the end of this stretch: `the Syrian Arab Army (SAA)`."""
        words = [match.group() for match in WORD.finditer(self._text, start, end)]
        lower = [word.lower() for word in words]
        for at in range(len(words)):
            entries = [one for one in self._directory.at(words, lower, at) if at + len(one.words) == len(words)]
            if entries and entries[0].known.is_named:
                return self._choose(entries)
        return None

    def _see_nation(self, at: int, last: int, known: Known) -> None:
        self._nations[known.country or ""] += 1
        start, end = self._spans[at][0], self._spans[last][1]
        party = _party(known, start, end, self._day)
        self._nation = (last, party)
        if known.rule != NATIONALITY and self._text[end : end + 1] not in _HYPHENS:
            self._found.append((party, []))

    def _is_no_actor(self, at: int, last: int, known: Known) -> bool:
        """Whether the words only describe something else: `rebel-held`, `anti-Taliban`, `Islamic State University`."""
        start, end = self._spans[at][0], self._spans[last][1]
        after = self._lower[last + 1] if last + 1 < len(self._lower) and self._text[end : end + 1] == " " else ""
        is_institution = known.is_named and after in _institutions() and self._words[last + 1][0].isupper()
        return is_institution or self._text[end : end + 1] in _HYPHENS or self._text[max(0, start - 5) : start].lower() == "anti-"

    def _take(self, at: int, last: int, known: Known, entries: list[Entry]) -> None:
        start, end = self._spans[at][0], self._spans[last][1]
        party = _party(known, start, end, self._day)
        if not party.is_named:
            nation = self._nation_before(at)
            if nation:
                is_forces = party.kind == MILITARY or party.is_state
                rule = "nationality_service" if is_forces else "nationality_group"
                party = replace(party, country=nation.country, start=nation.start, rule=rule)
                if self._found and self._found[-1][0] is nation:
                    self._found.pop()
            elif entries and all(entry.needs_nation for entry in entries):
                return
        before = self._found[-1][0] if self._found else None
        if before and _goes_on(before, party, self._text[before.end : party.start]):
            self._found[-1] = (replace(before, end=end), self._found[-1][1])
        else:
            self._found.append((party, entries))

    def _nation_before(self, at: int) -> Party | None:
        if self._nation is None or at - self._nation[0] - 1 > BETWEEN:
            return None
        last, party = self._nation
        between = self._lower[last + 1 : at]
        is_near = all(word in _between() for word in between) and is_one_name(self._text, (party.end, 0), (self._spans[at][0], 0))
        return party if is_near else None


def _party(known: Known, start: int, end: int, day: date | None) -> Party:
    return Party(start, end, known.kind, known.actor_type, known.actor_id, known.country, known.is_named, day, known.rule)


def _is_backed(party: Party, entries: Sequence[Entry], nations: Counter[str], spoken: set[str | None]) -> bool:
    """Whether an acronym that may mean many things has its country or its full name in the text."""
    mine = [entry for entry in entries if entry.known.actor_id == party.actor_id and party.is_named]
    if not mine or not all(entry.is_weak for entry in mine):
        return True
    return bool(nations[party.country or ""]) or party.actor_id in spoken


def _goes_on(before: Party, party: Party, between: str) -> bool:
    """Whether these words only say what the actor just named is made of: `Al-Shabaab fighters`."""
    return before.is_named and not party.is_named and party.country is None and between == " " and party.kind != CIVILIANS


def _loud_lines(text: str) -> list[tuple[int, int]]:
    """Return the lines in capitals."""
    lines = (match for match in _LOUD.finditer(text))
    return [match.span() for match in lines if sum(map(str.islower, match.group())) * 10 < len(match.group())]


@cache
def _between() -> frozenset[str]:
    return frozenset(lexicon()["between"])


@cache
def _institutions() -> frozenset[str]:
    return frozenset(lexicon()["institutions"])
