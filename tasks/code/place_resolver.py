"""Decides which place each toponym of a text means, and says by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind
from tasks.code.name_words import NameWords
from tasks.code.place_context import Context, Neighbourhood, basis_of
from tasks.code.place_cues import cues
from tasks.code.place_scores import INTERNATIONAL, by_context, by_holder, by_importance, by_kind, km_apart, lies_in
from tasks.code.toponyms import Toponym, Use

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
METROPOLIS_WEIGHT = 1_000_000
"""Persons of a city that its name means rather than a division of its country elsewhere: Washington."""
ADM1_PREC = 4
PART_OF_CITY = "city_of_named_part"
CITY_KM = 30.0
"""How far from a city its parts may lie."""


class Resolver:
    """Decides which place each toponym of one text means: by what is named around it, the other places, and importance."""

    def __init__(self, gazetteer: Gazetteer, words: NameWords, found: Sequence[Toponym], country_hint: str | None) -> None:
        self._gazetteer = gazetteer
        self._words = words
        self._found = found
        self._basis = basis_of(words.lower, found, country_hint)
        self._cues = cues()
        self._holders = [self._holder_of(index) for index in range(len(found))]
        self._held = frozenset(index for index in self._holders if index is not None)

    def resolve(self) -> list[tuple[Entry | None, str]]:
        """Return one entry, or None, for each toponym, with the name of the rule that chose it."""
        context = Context.from_names(self._found, self._basis)
        options = [self._options(one, context) for one in self._found]
        self._neighbours = Neighbourhood(zip(self._found, options, strict=True))
        picks: list[Entry | None] = [None] * len(self._found)
        for _ in range(PASSES):
            last, picks = picks, self._pick_all(options, picks, context)
            if picks == last:
                break
            context = Context.from_picks(self._found, picks, self._basis)
        picks = [
            self._unless_stranger(index, picks, context) or self._at_home(index, options[index], picks, context)
            for index in range(len(self._found))
        ]
        return [
            city
            if (city := self._city_of_part(index, picks)) is not None
            else (pick, self._rule(index, pick, options[index], picks))
            if pick is not None
            else self._fallback(index, picks)
            for index, pick in enumerate(picks)
        ]

    def _rule(self, index: int, pick: Entry, options: Sequence[Entry], picks: Sequence[Entry | None]) -> str:
        """Name the strongest reason for a choice."""
        one, holder_index = self._found[index], self._holders[index]
        holder = picks[holder_index] if holder_index is not None else None
        if one.use is Use.ADJECTIVE:
            return "demonym"
        if holder is not None and holder is not pick and lies_in(pick, holder):
            return "contained_in_named_country" if holder.kind is Kind.COUNTRY else "contained_in_named_division"
        if not pick.is_exact:
            return "heard_in_country"
        if pick.kind in {Kind.COUNTRY, Kind.REGION}:
            return f"{pick.kind}_name"
        if len({(entry.country, entry.adm1_code) for entry in options}) == 1:
            return "only_candidate"
        return "population" if pick.weight >= max(entry.weight for entry in options) else "country_of_text"

    def _options(self, one: Toponym, context: Context) -> tuple[Entry, ...]:
        if one.country is not None:
            return self._gazetteer.country(one.country)
        known = context.known_countries()
        first = one.entries[0] if one.entries else None
        if first is not None and first.where_prec == INTERNATIONAL:
            return tuple(entry for entry in one.entries if entry.where_prec == INTERNATIONAL)  # a quarter called Middle East
        if first is not None and first.kind in {Kind.COUNTRY, Kind.REGION}:
            return tuple(
                entry
                for entry in one.entries
                if entry.kind in {Kind.COUNTRY, Kind.REGION}
                or (
                    entry.is_main
                    and not (entry.country == first.country and first.kind is Kind.REGION and one.wants is not Kind.PLACE)
                )
            )
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
        cities |= {(e.country, None) for e in options if e.kind is Kind.PLACE and e.weight > METROPOLIS_WEIGHT}

        def score(entry: Entry) -> float:
            return (
                by_importance(entry)
                + by_kind(entry, one, cities)
                + (1.5 if holds and entry.kind in CONTAINER_KINDS else 0.0)
                + by_holder(entry, holder)
                + by_context(entry, context)
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
            after = self._words.texts[holder.end] if holder.end < len(self._words) else ""
            return _top_kind(one) is not Kind.REGION and (_top_kind(one) is not Kind.ADM1 or after not in {"and", "or"})
        return True

    def _joint(self, start: int, end: int) -> list[str]:
        """Return the words between two toponyms if they are only such as join a place to what it lies in, else nothing."""
        if not 0 < end - start <= LONGEST_JOINT:
            return []
        words = self._words.lower[start:end]
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
            return pick if holder is None or lies_in(pick, holder) or pick.kind is Kind.ADM1 else None
        return pick if context.share_without(pick.country, one.text.lower()) >= STRANGER_SHARE else None

    def _at_home(self, index: int, options: Sequence[Entry], picks: Sequence[Entry | None], context: Context) -> Entry | None:
        """Choose again for a stranger, among its namesakes in the countries that the text speaks of."""
        pick, holder_index = picks[index], self._holders[index]
        if pick is None:
            return None
        holder = picks[holder_index] if holder_index is not None else None
        known = context.known_countries() - {pick.country}
        home = [entry for entry in options if entry.country in known and (holder is None or lies_in(entry, holder))]
        return self._best(self._found[index], home, holder, context, holds=False)

    def _fallback(self, index: int, picks: Sequence[Entry | None]) -> tuple[Entry | None, str]:
        """Return the region that the text names for a place that the gazetteer lacks, as its stand-in."""
        one, holder_index = self._found[index], self._holders[index]
        if one.use is not Use.LITERAL:
            return None, "unresolved"
        holder = picks[holder_index] if holder_index is not None else self._region_in_sentence(index, picks)
        if holder is None:
            return None, "unresolved"
        return replace(holder, geonameid=None, where_prec=max(holder.where_prec, ADM1_PREC)), "centroid_of_named_region"

    def _city_of_part(self, index: int, picks: Sequence[Entry | None]) -> tuple[Entry, str] | None:
        """Return the city that the sentence names for a part of it that the gazetteer lacks, or has only far away."""
        one, pick = self._found[index], picks[index]
        if not one.is_part or one.use is not Use.LITERAL or (pick is not None and pick.kind is not Kind.PLACE):
            return None
        cities = [entry for entry in self._in_sentence(index, picks) if entry is not pick and self._is_city(entry)]
        if not cities or (pick is not None and (pick.weight > CITY_WEIGHT or km_apart(pick, cities[0]) <= CITY_KM)):
            return None
        return replace(cities[0], geonameid=None), PART_OF_CITY

    def _is_city(self, entry: Entry) -> bool:
        return entry.kind is Kind.PLACE and entry.weight > CITY_WEIGHT

    def _region_in_sentence(self, index: int, picks: Sequence[Entry | None]) -> Entry | None:
        """Return the first-order division named nearest to a toponym in its sentence."""
        return next((entry for entry in self._in_sentence(index, picks) if entry.kind is Kind.ADM1), None)

    def _in_sentence(self, index: int, picks: Sequence[Entry | None]) -> list[Entry]:
        """Return the places named around a toponym in its sentence, the nearest first."""
        own = self._found[index].start
        first = self._words.start_of_sentence(own)
        near = [
            (abs(self._found[other].start - own), other, pick)
            for other in range(max(0, index - NEIGHBOURS), min(len(picks), index + NEIGHBOURS + 1))
            if (pick := picks[other]) is not None and self._words.start_of_sentence(self._found[other].start) == first
        ]
        return [pick for *_, pick in sorted(near, key=lambda item: item[:2])]


def _top_kind(one: Toponym) -> Kind | None:
    return one.entries[0].kind if one.entries else None


def _holds(one: Toponym) -> bool:
    return one.use is Use.LITERAL and any(entry.kind in CONTAINER_KINDS for entry in one.entries[:3])
