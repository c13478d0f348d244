"""Where: every toponym of a text, and the place that each one means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind, distance_km
from tasks.code.place_context import Context, Neighbourhood
from tasks.code.place_cues import cues
from tasks.code.toponyms import Toponym, ToponymFinder, Use
from tasks.models import Place

CONTAINER_KINDS = frozenset({Kind.COUNTRY, Kind.ADM1, Kind.REGION, Kind.ADM2})
JOINTS = frozenset({",", "in", "of", "the", "'s", "\u2019s", "a"})
LONGEST_JOINT = 6
"""Words between a place and what it lies in, and how many at most: "Milaya in the southern province of Idlib"."""
NEIGHBOURS = 8
"""Toponyms before and after an unknown one among which the division that it lies in is sought."""
PASSES = 3
"""How often all toponyms are resolved, each time with the last answers as context."""
STRANGER_WEIGHT = 50_000
STRANGER_SHARE = 0.1
"""A place of fewer persons, in a country with a smaller share of the text's other places, is taken for a namesake."""
OTHER_NAME = 10
"""How many times as many persons a place needs that the text calls by a name which is not its main one."""
CITY_WEIGHT = 20_000
"""Persons of a city from which on its name alone means the city rather than the division named after it."""
NEAR_KM = 150.0
REGION_KM = 250.0
INTERNATIONAL = 7
ADM1_PREC = 4
ADM2_PREC = 3
NEARBY_PREC = 2


class Geoparser:
    """Finds and resolves the toponyms of parsed texts. Keeps no state between texts; one a process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._finder = ToponymFinder(gazetteer)

    def resolved(self, doc: Doc, *, country_hint: str | None = None) -> list[tuple[Place, Use]]:
        """Return every toponym of `doc`, resolved as far as that goes, in the order of the text, role None, with how it is used.

        Adjectives (`Syrian`) and place names within other names (`Kabul University`) are no place that the text speaks of.
        """
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
        context = Context.from_names(self._found, self._hint)
        options = [self._options(one, context) for one in self._found]
        self._neighbours = Neighbourhood(zip(self._found, options, strict=True))
        picks: list[Entry | None] = [None] * len(self._found)
        for _ in range(PASSES):
            picks = self._pick_all(options, picks, context)
            context = Context.from_picks(self._found, picks, self._hint)
        picks = [
            self._unless_stranger(index, picks, context) or self._at_home(index, options[index], picks, context)
            for index in range(len(self._found))
        ]
        return [pick or self._fallback(index, picks) for index, pick in enumerate(picks)]

    def _options(self, one: Toponym, context: Context) -> tuple[Entry, ...]:
        if one.country is not None:
            return self._gazetteer.country(one.country)
        known = context.known_countries()
        first = one.entries[0] if one.entries else None
        if first is not None and first.where_prec == INTERNATIONAL:
            return tuple(entry for entry in one.entries if entry.where_prec == INTERNATIONAL)  # a quarter called Middle East
        if first is not None and first.kind in {Kind.COUNTRY, Kind.REGION}:
            return tuple(entry for entry in one.entries if entry.is_main or entry.kind in {Kind.COUNTRY, Kind.REGION})
        if any(entry.country in known or entry.kind in {Kind.COUNTRY, Kind.REGION} for entry in one.entries):
            return one.entries
        return (*one.entries, *self._gazetteer.find_loosely(one.text, known))

    def _pick_all(self, options: Sequence[tuple[Entry, ...]], last: Sequence[Entry | None], context: Context) -> list[Entry | None]:
        """Resolve every toponym once. What is named alike, in the same surroundings, is decided once: texts repeat themselves."""
        decided: dict[tuple[object, ...], Entry | None] = {}
        picks = []
        for index, one in enumerate(self._found):
            holder_index = self._holders[index]
            holder = last[holder_index] if holder_index is not None else None
            holder_id = holder.place_id if holder is not None else None
            key = (one.text.lower(), one.country, one.wants, holder_id, index in self._held)
            if key not in decided:
                decided[key] = self._best(one, options[index], holder, context, holds=index in self._held)
            picks.append(decided[key])
        return picks

    def _best(self, one: Toponym, options: Sequence[Entry], holder: Entry | None, context: Context, *, holds: bool) -> Entry | None:
        if len(options) <= 1 and holder is None:
            return options[0] if options else None
        cities = {(e.country, e.adm1_code) for e in options if e.kind is Kind.PLACE and e.weight > CITY_WEIGHT}

        def score(entry: Entry) -> float:
            return (
                _by_importance(entry)
                + _by_kind(entry, one, cities)
                + (1.5 if holds and entry.kind in CONTAINER_KINDS else 0.0)
                + _by_holder(entry, holder)
                + _by_context(entry, context)
                + self._neighbours.support(entry, one.text)
            )

        return max(options, key=score, default=None)

    def _holder_of(self, index: int) -> int | None:
        """Return the toponym that the text names as the one that `index` lies in: "Milaya in Idlib", "Syria's Idlib"."""
        one = self._found[index]
        if _top_kind(one) is Kind.COUNTRY or one.use is Use.ADJECTIVE:
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
        is_joint = all(word in JOINTS or word in self._cues.directions or word in self._cues.type_words for word in words)
        return words if is_joint else []

    def _unless_stranger(self, index: int, picks: Sequence[Entry | None], context: Context) -> Entry | None:
        """Drop a small place in a country that the text does not otherwise speak of: more likely a namesake is meant."""
        one, pick, holder_index = self._found[index], picks[index], self._holders[index]
        least = STRANGER_WEIGHT if pick is not None and pick.is_main else STRANGER_WEIGHT * OTHER_NAME
        if pick is None or pick.kind in {Kind.COUNTRY, Kind.REGION} or pick.weight >= least:
            return pick
        if holder_index is not None:
            holder = picks[holder_index]
            return pick if holder is None or _lies_in(pick, holder) or pick.kind is Kind.ADM1 else None
        return pick if context.share_without(pick.country, one.text.lower()) >= STRANGER_SHARE else None

    def _at_home(self, index: int, options: Sequence[Entry], picks: Sequence[Entry | None], context: Context) -> Entry | None:
        """Choose again for a stranger, among its namesakes in the countries that the text speaks of."""
        pick, holder_index = picks[index], self._holders[index]
        if pick is None:
            return None
        holder = picks[holder_index] if holder_index is not None else None
        known = context.known_countries() - {pick.country}
        home = [entry for entry in options if entry.country in known and (holder is None or _lies_in(entry, holder))]
        return self._best(self._found[index], home, holder, context, holds=False)

    def _fallback(self, index: int, picks: Sequence[Entry | None]) -> Entry | None:
        """Return the region that the text names for a place that the gazetteer lacks, as its stand-in."""
        one, holder_index = self._found[index], self._holders[index]
        if one.use is not Use.LITERAL:
            return None
        holder = picks[holder_index] if holder_index is not None else self._region_in_sentence(index, picks)
        return None if holder is None else replace(holder, geonameid=None, where_prec=max(holder.where_prec, ADM1_PREC))

    def _region_in_sentence(self, index: int, picks: Sequence[Entry | None]) -> Entry | None:
        """Return the first-order division named nearest to a toponym in its sentence."""
        one = self._found[index]
        sentence = self._doc[one.start].sent
        near = [
            (abs(self._found[other].start - one.start), other, pick)
            for other in range(max(0, index - NEIGHBOURS), min(len(picks), index + NEIGHBOURS + 1))
            if (pick := picks[other]) is not None
            and pick.kind is Kind.ADM1
            and sentence.start <= self._found[other].start < sentence.end
        ]
        return min(near)[2] if near else None


def _by_importance(entry: Entry) -> float:
    is_wide = entry.kind is Kind.COUNTRY or entry.where_prec == INTERNATIONAL
    names = (0.5 if entry.is_main else 0.0) - (0.0 if entry.is_exact else 1.0)
    return 0.6 * math.log10(entry.weight + 1) + names + (1.2 if is_wide else 0.0)


def _by_kind(entry: Entry, one: Toponym, cities: set[tuple[str | None, str | None]]) -> float:
    if one.wants is not None:
        return 1.5 if entry.kind is one.wants else -0.5
    if entry.kind is Kind.ADM1:
        country = one.entries[0] if one.entries and one.entries[0].kind is Kind.COUNTRY else None
        if country is not None and country.country == entry.country:
            return -2.0
        return -0.3 if (entry.country, entry.adm1_code) in cities else 0.7
    return -0.3 if entry.kind is Kind.ADM2 else 0.0


def _by_holder(entry: Entry, holder: Entry | None) -> float:
    if holder is None or holder is entry:
        return 0.0
    return 4.0 if _lies_in(entry, holder) else -4.0


def _by_context(entry: Entry, context: Context) -> float:
    near = math.exp(-context.nearest_km(entry) / NEAR_KM) if entry.kind is Kind.PLACE else 0.0
    return 4.0 * context.country_share(entry.country) + 3.0 * context.division_share(entry) + near


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
    if one.is_near:
        prec = max(prec, NEARBY_PREC)
    if one.wants is Kind.ADM2:
        prec = max(prec, ADM2_PREC)
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
