"""How well a place of the gazetteer fits a toponym: by importance, by kind, by what it lies in, by what else the text names."""

from __future__ import annotations

import math

from tasks.code.gazetteer import Entry
from tasks.code.gazetteer_build import Kind, distance_km
from tasks.code.place_context import Context
from tasks.code.toponyms import Toponym

NAMESAKE_OF_COUNTRY = 2.5
"""What it counts against a town that it is called like a country."""
NEAR_KM = 150.0
REGION_KM = 250.0
INTERNATIONAL = 7
_DIVISIONS = {Kind.ADM1, Kind.ADM2}
"""Which of them a department, a district or a state is differs from country to country."""


def by_importance(entry: Entry) -> float:
    """Weigh what a name means where nothing is known: the more persons, the better."""
    is_wide = entry.kind is Kind.COUNTRY or entry.where_prec == INTERNATIONAL
    names = (0.5 if entry.is_main else 0.0) - (0.0 if entry.is_exact else 1.0)
    return 0.6 * math.log10(entry.weight + 1) + names + (1.2 if is_wide else 0.8 if entry.kind is Kind.REGION else 0.0)


def by_kind(entry: Entry, one: Toponym, cities: set[tuple[str | None, str | None]]) -> float:
    """Weigh town against division; `cities` are the divisions with a large city of the name."""
    if one.wants is not None:
        return 1.5 if entry.kind is one.wants else 1.0 if {entry.kind, one.wants} == _DIVISIONS else -0.5
    if entry.kind is Kind.ADM1:
        country = one.entries[0] if one.entries and one.entries[0].kind is Kind.COUNTRY else None
        if country is not None and country.country == entry.country:
            return -2.0
        return -0.6 if (entry.country, entry.adm1_code) in cities or (entry.country, None) in cities else 0.7
    if entry.kind is Kind.PLACE and one.entries[:1] and one.entries[0].kind is Kind.COUNTRY:
        return -NAMESAKE_OF_COUNTRY
    return -0.3 if entry.kind is Kind.ADM2 else 0.0


def by_holder(entry: Entry, holder: Entry | None) -> float:
    """Weigh whether a place lies in what the text says that it lies in."""
    if holder is None or holder is entry:
        return 0.0
    return 4.0 if lies_in(entry, holder) else -4.0


def by_context(entry: Entry, context: Context) -> float:
    """Weigh whether the text speaks of the country, the division and the surroundings."""
    near = math.exp(-context.nearest_km(entry) / NEAR_KM) if entry.kind is Kind.PLACE else 0.0
    return 4.0 * context.country_share(entry.country) + 3.0 * context.division_share(entry) + near


def lies_in(entry: Entry, holder: Entry) -> bool:
    """Tell whether a place lies in another, as far as countries, divisions and distances tell."""
    if holder.country is None or entry.country != holder.country:
        return False
    if holder.kind is Kind.COUNTRY or entry is holder:
        return True
    if holder.adm1_code is not None and entry.adm1_code is not None:
        return holder.adm1_code == entry.adm1_code
    return km_apart(entry, holder) < REGION_KM


def km_apart(one: Entry, other: Entry) -> float:
    """Return the distance between two places."""
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
