"""How likely it is that two mentions tell of one event, in bits (see evidence.yaml)."""

from __future__ import annotations

import math
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product

from tasks.link.facts import REGION_PREC, Days, Facts, Figures, Spot
from tasks.link.tolls import Statement
from tasks.link.weights import type_bits, weights

# Reports of one event repeat each other: most pairs of places, days and figures have been weighed before.
CACHED = 1 << 16
EARTH_KM = 6371.0088
ALIKE = 0.75
UPDATE_FACTOR, UPDATE_PERSONS, DIFFERS_FACTOR = 1.5, 2, 3.0


def bits(first: Facts, second: Facts) -> float:
    """Return the evidence that both tell of one event; symmetric, never below the floor."""
    given = weights()
    if first.is_summary != second.is_summary:
        return given.floor
    total = type_bits(first.sub_event_type, second.sub_event_type) + days_bits(first.days, second.days)
    if total <= given.floor:
        return given.floor
    total += place_bits(first.spots, second.spots)
    total += figure_bits(first.killed, second.killed)
    total += given.wounded_share * figure_bits(first.wounded, second.wounded)
    total += _party_bits(first.parties, second.parties)
    return max(given.floor, total)


def may_be_one_event_split(first: Facts, second: Facts) -> bool:
    """Return whether two mentions in one article can be one event that the coder split: nothing in them may differ.

    An article seldom tells one event twice, so here what is merely compatible is not enough.
    """
    return (
        first.is_summary == second.is_summary
        and first.sub_event_type == second.sub_event_type
        and first.days == second.days
        and (first.spots == second.spots or not first.spots or not second.spots)
        and _same_or_missing(first.killed, second.killed)
        and _same_or_missing(first.wounded, second.wounded)
    )


def _same_or_missing(first: Figures, second: Figures) -> bool:
    return not first or not second or {said.best for _, said in first} == {said.best for _, said in second}


# ---------------------------------------------------------------- when


def days_between(first: Days, second: Days) -> int:
    """Return how many days lie between two spans; 0 when they overlap, 1 when one follows on the other."""
    return max(0, max(first.first, second.first) - min(first.last, second.last))


@lru_cache(maxsize=CACHED)
def days_bits(first: Days | None, second: Days | None) -> float:
    """Return the evidence of two spans of days: the more, the fewer days both together cover."""
    given = weights()
    if first is None or second is None:
        return given.no_date
    between, assumed = days_between(first, second), first.is_assumed + second.is_assumed
    if between > (0 if assumed else given.most_days_between):
        return given.too_far
    together = max(first.last, second.last) - min(first.first, second.first) + 1
    long = given.long_span if max(first.length, second.length) > given.long_span_days else 0.0
    return given.date + given.doubling * math.log2(together) + given.day_between * between + given.assumed * assumed + long


# ---------------------------------------------------------------- where


@lru_cache(maxsize=CACHED)
def place_bits(first: tuple[Spot, ...], second: tuple[Spot, ...]) -> float:
    """Return the evidence of the two places that lie best to each other."""
    if not first or not second:
        return weights().place.unknown
    return max(spot_bits(one, other) for one, other in product(first, second))


def spot_bits(one: Spot, other: Spot) -> float:
    """Return the evidence of two places: one point, near, one within the other, or apart."""
    place = weights().place
    if one.country and other.country and one.country != other.country:
        return place.other_country
    if one.geonameid is not None and one.geonameid == other.geonameid and one.is_point:
        return _one_point_bits(one, other)
    if one.is_only_a_name or other.is_only_a_name:
        return _name_bits(one, other)
    if one.is_country or other.is_country:
        return place.in_country
    apart_km = _distance_km(one, other)
    if one.may_be_region or other.may_be_region:
        return _region_bits(one, other, apart_km)
    return place.in_country if apart_km is None else _distance_bits(one, other, apart_km)


def _name_bits(one: Spot, other: Spot) -> float:
    """Return the evidence of a place that the gazetteer lacks and another."""
    place = weights().place
    if one.adm_1 and other.adm_1 and one.adm_1 != other.adm_1:
        return place.apart
    if _are_alike(*sorted((one.name, other.name))):
        return place.same_name
    if one.is_only_a_name and other.is_only_a_name:
        return place.other_name
    return place.in_region if one.may_be_region and other.may_be_region else place.unknown


@lru_cache(maxsize=65536)
def _are_alike(one: str, other: str) -> bool:
    """Whether two names can be spellings of one: "kafr nabl", "kafranbel"."""
    first, second = one.replace(" ", ""), other.replace(" ", "")
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _region_bits(one: Spot, other: Spot, apart_km: float | None) -> float:
    place = weights().place
    pair = (one, other)
    if apart_km is not None and not any(spot.where_prec == REGION_PREC for spot in pair):
        near = _distance_bits(one, other, apart_km)
        if near > place.in_region:
            return near
    if one.adm_1 is None or other.adm_1 is None:
        return place.in_country
    return place.in_region if one.adm_1 == other.adm_1 else place.apart


def _distance_bits(one: Spot, other: Spot, apart_km: float) -> float:
    given = weights()
    if apart_km <= given.same_km and max(one.where_prec, other.where_prec) == 1:
        return _one_point_bits(one, other)
    reach = given.radius_km.get(one.where_prec, 0.0) + given.radius_km.get(other.where_prec, 0.0)
    if apart_km <= reach:
        return given.place.near if one.is_point and other.is_point else given.place.loosely_near
    return given.place.around if apart_km <= given.around_km else given.place.apart


def _one_point_bits(one: Spot, other: Spot) -> float:
    place = weights().place
    return place.same_city if one.may_be_region and other.may_be_region else place.same


def _distance_km(one: Spot, other: Spot) -> float | None:
    """Return the great-circle distance (haversine), None when a coordinate is missing."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    across = math.sin(math.radians(one.longitude - other.longitude) / 2)
    up = math.sin((north - south) / 2)
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, up * up + math.cos(north) * math.cos(south) * across * across)))


# ---------------------------------------------------------------- how many, who


@lru_cache(maxsize=CACHED)
def figure_bits(first: Figures, second: Figures) -> float:
    """Return the evidence of the two figures that agree best; of two parties, each may have a figure of its own."""
    toll = weights().toll
    if not first or not second:
        return 0.0 if first == second else toll.one_silent
    best = -math.inf
    for (who, said), (other_who, other_said) in product(first, second):
        are_two_parties = bool(who and other_who and who != other_who)
        best = max(best, toll_bits(said, other_said), toll.two_parties if are_two_parties else -math.inf)
    return best


def toll_bits(first: Statement, second: Statement) -> float:
    """Return the evidence of two numbers: agreement tells the more, the larger the number; a later toll may be higher."""
    toll = weights().toll
    if first.best == second.best:
        is_telling = first.best > 0 and not first.is_vague
        return min(toll.most, toll.base + toll.doubling * math.log2(first.best)) if is_telling else toll.can_be
    lesser, greater = sorted((first, second), key=lambda one: one.best)
    top = math.inf if lesser.high is None and lesser.low is not None else (lesser.high or lesser.best)
    bottom = greater.best if greater.low is None else min(greater.low, greater.best)
    is_close = greater.best <= max(lesser.best * DIFFERS_FACTOR, lesser.best + UPDATE_PERSONS)
    if is_close and bottom <= top:
        return toll.can_be
    if greater.best <= max(lesser.best * UPDATE_FACTOR, lesser.best + UPDATE_PERSONS):
        return toll.update
    return toll.differs if is_close else toll.far


def _party_bits(first: frozenset[str], second: frozenset[str]) -> float:
    if not first or not second:
        return 0.0
    actors = weights().actors
    if first.isdisjoint(second):
        return actors.disjoint
    return actors.shared if first <= second or second <= first else actors.partly
