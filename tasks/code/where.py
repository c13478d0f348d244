"""Where: every toponym of a text, and the place that each one means."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind, distance_km
from tasks.code.place_cues import cues
from tasks.code.toponyms import Toponym, ToponymFinder, Use
from tasks.models import Place

CONTAINER_KINDS = frozenset({Kind.COUNTRY, Kind.ADM1, Kind.REGION, Kind.ADM2})
JOINTS = frozenset({",", "in", "of", "the", "'s", "and", "a"}) - {"and"}
LONGEST_JOINT = 6
PASSES = 3
STRANGER_WEIGHT = 50_000
"""Persons that a place needs to be meant in a text whose other places all lie in other countries."""
STRANGER_SHARE = 0.1
LEAST_EVIDENCE = 2.5
"""Places elsewhere that it takes to call a small place a stranger."""
HINT_WEIGHT = 3.0
KNOWN_SHARE = 0.1
KNOWN_LEAST = 0.5
MOST_GUESSES = 20
MOST_POINTS = 40
NEAR_KM = 150.0
REGION_KM = 250.0
ADM2_PREC = 3
CITY_WEIGHT = 20_000
CELL_DEGREES = 1.0
LOCAL_PREC = 4
SUPPORT = 0.8
MOST_SUPPORT = 2.5
INTERNATIONAL = 7


class Geoparser:
    """Finds and resolves the toponyms of parsed texts. Keeps no state between texts; one a process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._finder = ToponymFinder(gazetteer)

    def places(self, doc: Doc, *, country_hint: str | None = None) -> tuple[Place, ...]:
        """Return the places that `doc` speaks of, resolved as far as that goes, in the order of the text, role None.

        Left out are adjectives (`Syrian`) and place names within other names (`Kabul University`): see `all_places`.
        """
        return tuple(place for place, use in self._resolved(doc, country_hint) if use is Use.LITERAL)

    def all_places(self, doc: Doc, *, country_hint: str | None = None) -> tuple[Place, ...]:
        """Return every toponym of `doc`: what `places` returns, and those used as adjectives or within other names."""
        return tuple(place for place, _ in self._resolved(doc, country_hint))

    def _resolved(self, doc: Doc, country_hint: str | None) -> list[tuple[Place, Use]]:
        found = self._finder.find(doc)
        resolver = _Resolver(self._gazetteer, doc, found, country_hint)
        return [(_place(one, doc, entry), one.use) for one, entry in zip(found, resolver.resolve(), strict=True)]


class _Resolver:
    """Decides which place each toponym of one text means: by what is named around it, the other places, and importance."""

    def __init__(self, gazetteer: Gazetteer, doc: Doc, found: Sequence[Toponym], country_hint: str | None) -> None:
        self._gazetteer = gazetteer
        self._doc = doc
        self._found = found
        self._hint = country_hint
        self._cues = cues()
        self._holders = [self._holder_of(index) for index in range(len(found))]
        self._held = frozenset(index for index in self._holders if index is not None)

    def resolve(self) -> list[Entry | None]:
        """Return one entry, or None, for each toponym."""
        context = _Context.from_names(self._found, self._hint)
        options = [self._options(one, context) for one in self._found]
        self._grid = _Grid(zip(self._found, options, strict=True))
        picks: list[Entry | None] = [None] * len(self._found)
        for _ in range(PASSES):
            picks = [self._best(index, options[index], picks, context) for index in range(len(self._found))]
            context = _Context.from_picks(self._found, picks, self._hint)
        picks = [self._unless_stranger(index, picks, context) for index in range(len(self._found))]
        return [pick or self._fallback(index, picks) for index, pick in enumerate(picks)]

    def _options(self, one: Toponym, context: _Context) -> tuple[Entry, ...]:
        if one.country is not None:
            return self._gazetteer.country(one.country)
        known = context.known_countries()
        if one.entries and (one.entries[0].kind is Kind.COUNTRY or one.entries[0].where_prec == INTERNATIONAL):
            return tuple(entry for entry in one.entries if entry.is_main or entry.kind is not Kind.PLACE)
        if any(entry.country in known or entry.kind in {Kind.COUNTRY, Kind.REGION} for entry in one.entries):
            return one.entries
        return (*one.entries, *self._gazetteer.find_loosely(one.text, known))

    def _best(self, index: int, options: Sequence[Entry], picks: Sequence[Entry | None], context: _Context) -> Entry | None:
        if len(options) <= 1 and self._holders[index] is None:
            return options[0] if options else None
        one, holder_index = self._found[index], self._holders[index]
        holder = picks[holder_index] if holder_index is not None else None
        holds = index in self._held
        city_divisions = {
            (entry.country, entry.adm1_code) for entry in options if entry.kind is Kind.PLACE and entry.weight > CITY_WEIGHT
        }
        return max(
            options,
            key=lambda entry: _score(entry, one, holder, context, holds, city_divisions) + self._grid.support(entry, one.text),
            default=None,
        )

    def _holder_of(self, index: int) -> int | None:
        """Return the toponym that the text names as the one that `index` lies in: "Milaya in Idlib", "Syria's Idlib"."""
        one = self._found[index]
        if _top_kind(one) in {Kind.COUNTRY} or one.use is Use.ADJECTIVE:
            return None
        if index + 1 < len(self._found):
            following = self._found[index + 1]
            joint = self._joint(one.end, following.start)
            if following.country is None and joint and set(joint) & {",", "in", "of"} and self._may_hold(following, one, joint):
                return index + 1
        if index > 0:
            before = self._found[index - 1]
            if self._joint(before.end, one.start)[:1] in (["'s"], ["\u2019s"]) and before.country is None and _holds(before):
                return index - 1
        return None

    def _may_hold(self, holder: Toponym, one: Toponym, joint: Sequence[str]) -> bool:
        if not _holds(holder) or holder.text.lower() == one.text.lower():
            return False
        if set(joint) <= {","}:
            after = self._doc[holder.end].text if holder.end < len(self._doc) else ""
            return _top_kind(one) is not Kind.REGION and (_top_kind(one) is not Kind.ADM1 or after not in {"and", "or"})
        return True

    def _joint(self, start: int, end: int) -> list[str]:
        """Return the words between two toponyms if they are only such as join a place to what it lies in, else nothing."""
        if not 0 < end - start <= LONGEST_JOINT:
            return []
        words = [token.lower_ for token in self._doc[start:end]]
        is_joint = all(
            word in JOINTS or word in self._cues.directions or word in self._cues.type_words or word == "\u2019s" for word in words
        )
        return words if is_joint else []

    def _unless_stranger(self, index: int, picks: Sequence[Entry | None], context: _Context) -> Entry | None:
        """Drop a small place in a country that the text does not otherwise speak of: more likely a namesake is meant."""
        pick, holder_index = picks[index], self._holders[index]
        if pick is None or pick.kind in {Kind.COUNTRY, Kind.REGION} or pick.weight >= STRANGER_WEIGHT:
            return pick
        if holder_index is not None:
            holder = picks[holder_index]
            return pick if holder is None or _lies_in(pick, holder) or pick.kind is Kind.ADM1 else None
        return (
            pick
            if pick.country is None or context.share_without(pick) >= STRANGER_SHARE or context.is_empty_without(pick)
            else None
        )

    def _fallback(self, index: int, picks: Sequence[Entry | None]) -> Entry | None:
        """Return the region that the text names for a place that the gazetteer lacks, as its stand-in."""
        one, holder_index = self._found[index], self._holders[index]
        if one.use is not Use.LITERAL:
            return None
        holder = picks[holder_index] if holder_index is not None else self._region_in_sentence(one, picks)
        return None if holder is None else replace(holder, geonameid=None, where_prec=max(holder.where_prec, 4))

    def _region_in_sentence(self, one: Toponym, picks: Sequence[Entry | None]) -> Entry | None:
        sentence = self._doc[one.start].sent
        near = [
            (abs(other.start - one.start), pick)
            for other, pick in zip(self._found, picks, strict=True)
            if pick is not None and pick.kind is Kind.ADM1 and sentence.start <= other.start < sentence.end
        ]
        return min(near, key=lambda pair: pair[0])[1] if near else None


class _Grid:
    """Which names of a text may lie near each other: names with few namesakes count most."""

    def __init__(self, options: Iterable[tuple[Toponym, Sequence[Entry]]]) -> None:
        self._cells: dict[tuple[int, int], dict[str, float]] = {}
        for name, entries in {one.text.lower(): entries for one, entries in options}.items():
            local = [entry for entry in entries[:MOST_GUESSES] if entry.where_prec <= LOCAL_PREC]
            for entry in local:
                row, column = _cell(entry)
                for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                    self._cells.setdefault(cell, {})[name] = 1.0 / (1.0 + math.log2(len(local)))

    def support(self, entry: Entry, name: str) -> float:
        """Return how much the other names of the text speak for `entry`, up to `MOST_SUPPORT`."""
        if entry.where_prec > LOCAL_PREC:
            return 0.0
        near = self._cells.get(_cell(entry), {})
        return min(MOST_SUPPORT, SUPPORT * (sum(near.values()) - near.get(name.lower(), 0.0)))


class _Context:
    """Which countries and divisions a text speaks of, as weights."""

    def __init__(self) -> None:
        self.countries: Counter[str] = Counter()
        self.divisions: Counter[tuple[str, str]] = Counter()
        self.points: list[Entry] = []

    @classmethod
    def from_names(cls, found: Iterable[Toponym], hint: str | None) -> _Context:
        """Guess from the names alone: what each most likely means, by importance."""
        context = cls._hinted(hint)
        for one in found:
            if one.country is not None:
                context.countries[one.country] += 1.0
            elif one.entries:
                context._add_guesses(one.entries[:MOST_GUESSES])
        return context

    @classmethod
    def from_picks(cls, found: Iterable[Toponym], picks: Iterable[Entry | None], hint: str | None) -> _Context:
        """Count what the toponyms were resolved to; each name counts once for each place."""
        context = cls._hinted(hint)
        for one, pick in zip(found, picks, strict=True):
            if pick is not None and pick.country is not None:
                weight = 1.0 if one.use is Use.LITERAL else 0.5
                context.countries[pick.country] += weight
                if pick.adm1_code is not None:
                    context.divisions[pick.country, pick.adm1_code] += weight
                if pick.kind is Kind.PLACE:
                    context.points.append(pick)
        return context

    @classmethod
    def _hinted(cls, hint: str | None) -> _Context:
        context = cls()
        if hint is not None:
            context.countries[hint.upper()] += HINT_WEIGHT
        return context

    def _add_guesses(self, entries: Sequence[Entry]) -> None:
        weights = [math.sqrt(entry.weight + 1) * (2 if entry.kind is Kind.COUNTRY else 1) for entry in entries]
        flatter = [weight**0.5 for weight in weights]
        for entry, weight, flat in zip(entries, weights, flatter, strict=True):
            if entry.country is not None:
                self.countries[entry.country] += weight / sum(weights)
                if entry.adm1_code is not None:
                    self.divisions[entry.country, entry.adm1_code] += flat / sum(flatter)

    def known_countries(self) -> frozenset[str]:
        """Return the countries that carry a real part of the text's places."""
        least = KNOWN_SHARE * self.countries.total()
        return frozenset(country for country, weight in self.countries.items() if weight >= least and weight >= KNOWN_LEAST)

    def country_share(self, country: str | None) -> float:
        """Return which part of the text's places lies in `country`."""
        return self.countries[country] / self.countries.total() if country in self.countries else 0.0

    def division_share(self, entry: Entry) -> float:
        """Return which part of the places with a known division lies in that of `entry`."""
        key = (entry.country or "", entry.adm1_code or "")
        return self.divisions[key] / self.divisions.total() if key in self.divisions else 0.0

    def share_without(self, entry: Entry) -> float:
        """Return the share of the country of `entry` among the others."""
        rest = self.countries.total() - 1.0
        return (self.countries[entry.country or ""] - 1.0) / rest if rest > 0 else 1.0

    def is_empty_without(self, entry: Entry) -> bool:
        """Tell whether nothing but `entry` says what the text is about."""
        return self.countries.total() - self.countries[entry.country or ""] < LEAST_EVIDENCE

    def nearest_km(self, entry: Entry) -> float:
        """Return the distance from `entry` to the nearest other place of the text."""
        others = [point for point in self.points[:MOST_POINTS] if point.name != entry.name]
        return min((distance_km(entry.latitude, entry.longitude, p.latitude, p.longitude) for p in others), default=math.inf)


def _score(
    entry: Entry,
    one: Toponym,
    holder: Entry | None,
    context: _Context,
    holds: bool,
    city_divisions: set[tuple[str | None, str | None]],
) -> float:
    score = 0.6 * math.log10(entry.weight + 1) + (0.5 if entry.is_main else 0.0) + (0.0 if entry.is_exact else -1.0)
    if one.wants is not None:
        score += 1.5 if entry.kind is one.wants else -0.5
    elif entry.kind is Kind.ADM2 or (entry.kind is Kind.ADM1 and (entry.country, entry.adm1_code) in city_divisions):
        score -= 0.3
    elif entry.kind is Kind.ADM1:
        is_shadowed = one.entries[:1] and one.entries[0].kind is Kind.COUNTRY and one.entries[0].country == entry.country
        score += -2.0 if is_shadowed else 0.7
    if holds:
        score += 1.5 if entry.kind in CONTAINER_KINDS else 0.0
    if entry.kind is Kind.COUNTRY or entry.where_prec == INTERNATIONAL:
        score += 1.0
    if holder is not None and holder is not entry:
        score += 4.0 if _lies_in(entry, holder) else -4.0
    score += 4.0 * context.country_share(entry.country) + 3.0 * context.division_share(entry)
    if entry.kind is Kind.PLACE and context.points:
        score += math.exp(-context.nearest_km(entry) / NEAR_KM)
    return score


def _cell(entry: Entry) -> tuple[int, int]:
    return int(entry.latitude // CELL_DEGREES), int(entry.longitude // CELL_DEGREES)


def _lies_in(entry: Entry, holder: Entry) -> bool:
    if holder.country is None or entry.country != holder.country:
        return False
    if holder.kind is Kind.COUNTRY or entry is holder:
        return True
    if holder.adm1_code is not None and entry.adm1_code is not None:
        return holder.adm1_code == entry.adm1_code
    return distance_km(entry.latitude, entry.longitude, holder.latitude, holder.longitude) < REGION_KM


def _top_kind(one: Toponym) -> Kind | None:
    return one.entries[0].kind if one.entries else None


def _holds(one: Toponym) -> bool:
    return one.use is Use.LITERAL and any(entry.kind in CONTAINER_KINDS for entry in one.entries[:3])


def _place(one: Toponym, doc: Doc, entry: Entry | None) -> Place:
    start = doc[one.start].idx
    end = start + len(one.text)
    if entry is None:
        return Place(name=one.text, start=start, end=end)
    prec = entry.where_prec
    if one.is_near and prec == 1:
        prec = 2
    if one.wants is Kind.ADM2 and prec < ADM2_PREC:
        prec = ADM2_PREC
    return Place(
        name=one.text,
        start=start,
        end=end,
        geonameid=entry.geonameid,
        latitude=entry.latitude,
        longitude=entry.longitude,
        where_prec=prec,
        adm_1=entry.adm_1,
        country=entry.country,
    )
