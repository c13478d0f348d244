"""What a text as a whole says of where it plays: its countries and divisions, and which of its names may lie together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tasks.code.gazetteer import Entry
from tasks.code.gazetteer_build import Kind
from tasks.code.place_cues import cues
from tasks.code.toponyms import Toponym, Use

HINT_WEIGHT = 3.0
"""What a country hint counts, in toponyms."""
SIGN_WEIGHT = 1.5
MOST_SIGNS = 5.0
"""What one word of a country's affairs counts, in toponyms, and all of them at most, in a text that names no country."""
KNOWN_SHARE = 0.1
KNOWN_LEAST = 0.5
"""The part of a text's toponyms, and their least number, from which on it speaks of a country."""
LEAST_EVIDENCE = 2.5
"""Places elsewhere that it takes to call a small place a stranger."""
MOST_GUESSES = 20
MOST_POINTS = 40
"""Namesakes of one name, and places of one text, that are compared: bounds the work on long texts."""
KM_A_DEGREE = 111.2
CELL_DEGREES = 0.5
LOCAL_PREC = 4
SUPPORT = 1.2
MOST_SUPPORT = 4.0


def basis_of(words: Iterable[str], found: Sequence[Toponym], hint: str | None) -> dict[str, float]:
    """Return what a text's words, in lower case, and the hint say of its countries, as weights, before any place is looked at."""
    signs = cues().country_signs
    weights: defaultdict[str, float] = defaultdict(float)
    for word in signs.keys() & words:
        for country in signs[word]:
            weights[country] += SIGN_WEIGHT / len(signs[word])
    named = {
        one.country or one.entries[0].country
        for one in found
        if one.country or (one.entries and one.entries[0].kind is Kind.COUNTRY)
    }
    basis = {country: min(weight, MOST_SIGNS) / (1 + len(named - {country})) for country, weight in weights.items()}
    if hint is not None:
        basis[hint.upper()] = basis.get(hint.upper(), 0.0) + HINT_WEIGHT
    return basis


class Neighbourhood:
    """Which names of a text may lie near each other: names with few namesakes count most."""

    def __init__(self, options: Iterable[tuple[Toponym, Sequence[Entry]]]) -> None:
        self._cells: dict[tuple[int, int], dict[str, float]] = {}
        for name, entries in {one.text.lower(): entries for one, entries in options}.items():
            local = [entry for entry in entries[:MOST_GUESSES] if entry.where_prec <= LOCAL_PREC]
            for entry in local:
                row, column = _cell_of(entry)
                for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                    self._cells.setdefault(cell, {})[name] = 1.0 / (1.0 + 0.4 * math.log2(len(local)))

    def support(self, entry: Entry, name: str) -> float:
        """Return how much the other names of the text speak for `entry`, up to `MOST_SUPPORT`."""
        if entry.where_prec > LOCAL_PREC:
            return 0.0
        near = self._cells.get(_cell_of(entry), {})
        return min(MOST_SUPPORT, SUPPORT * (sum(near.values()) - near.get(name.lower(), 0.0)))


class Context:
    """Which countries and divisions a text speaks of, as weights."""

    def __init__(self) -> None:
        self.countries: defaultdict[str, float] = defaultdict(float)
        self.divisions: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.names: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.points: list[Entry] = []

    @classmethod
    def from_names(cls, found: Iterable[Toponym], basis: Mapping[str, float]) -> Context:
        """Guess from the names alone: what each most likely means, by importance."""
        context = cls._based(basis)
        for one in found:
            if one.country is not None:
                context.countries[one.country] += 1.0
            elif one.entries:
                context.add_guesses(one.entries[:MOST_GUESSES])
        return context

    @classmethod
    def from_picks(cls, found: Iterable[Toponym], picks: Iterable[Entry | None], basis: Mapping[str, float]) -> Context:
        """Count what the toponyms were resolved to; each name counts once for each place."""
        context = cls._based(basis)
        for one, pick in zip(found, picks, strict=True):
            if pick is not None and pick.country is not None:
                weight = 1.0 if one.use is Use.LITERAL else 0.5
                context.countries[pick.country] += weight
                context.names[pick.country, one.text.lower()] += weight
                if pick.adm1_code is not None:
                    context.divisions[pick.country, pick.adm1_code] += weight
                if pick.kind is Kind.PLACE:
                    context.points.append(pick)
        return context

    @classmethod
    def _based(cls, basis: Mapping[str, float]) -> Context:
        context = cls()
        context.countries.update(basis)
        return context

    def add_guesses(self, entries: Sequence[Entry]) -> None:
        """Count one toponym in parts: its namesakes by the root of their importance, their divisions more evenly."""
        weights = [math.sqrt(entry.weight + 1) * (2 if entry.kind is Kind.COUNTRY else 1) for entry in entries]
        flatter = [weight**0.5 for weight in weights]
        for entry, weight, flat in zip(entries, weights, flatter, strict=True):
            if entry.country is not None:
                self.countries[entry.country] += weight / sum(weights)
                if entry.adm1_code is not None:
                    self.divisions[entry.country, entry.adm1_code] += flat / sum(flatter)

    def known_countries(self) -> frozenset[str]:
        """Return the countries that carry a real part of the text's places."""
        least = KNOWN_SHARE * sum(self.countries.values())
        return frozenset(country for country, weight in self.countries.items() if weight >= least and weight >= KNOWN_LEAST)

    def country_share(self, country: str | None) -> float:
        """Return which part of the text's places lies in `country`."""
        return self.countries[country] / sum(self.countries.values()) if country is not None and country in self.countries else 0.0

    def division_share(self, entry: Entry) -> float:
        """Return which part of the places with a known division lies in that of `entry`."""
        key = (entry.country or "", entry.adm1_code or "")
        return self.divisions[key] / sum(self.divisions.values()) if key in self.divisions else 0.0

    def share_without(self, country: str | None, name: str) -> float:
        """Return the share of `country` among the text's places that are not called `name`."""
        rest = sum(self.countries.values()) - sum(weight for (_, other), weight in self.names.items() if other == name)
        own = self.countries.get(country or "", 0.0) - self.names.get((country or "", name), 0.0)
        return own / rest if rest >= LEAST_EVIDENCE else 1.0

    def nearest_km(self, entry: Entry) -> float:
        """Return the distance from `entry` to the nearest other place of the text, as if on a plane: near ones count."""
        squeeze = math.cos(math.radians(entry.latitude))
        squares = [
            (entry.latitude - point.latitude) ** 2 + ((entry.longitude - point.longitude) * squeeze) ** 2
            for point in self.points[:MOST_POINTS]
            if point.name != entry.name
        ]
        return KM_A_DEGREE * math.sqrt(min(squares)) if squares else math.inf


def _cell_of(entry: Entry) -> tuple[int, int]:
    return int(entry.latitude // CELL_DEGREES), int(entry.longitude // CELL_DEGREES)
