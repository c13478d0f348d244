"""What a mention says that can be compared with another: what, when, where, how many, who."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from tasks.link.tolls import Statement, statements_of
from tasks.link.weights import weights
from tasks.models import Actor, ActorRole, Harm, Mention, MentionRef, Place, PlaceRole, Realis

DAY, DAYS, WEEK, MONTH = 1, 2, 3, 4
EXACT_PREC = 1
COUNTRY_PREC = 6
REGION_PREC = 4
UNRESOLVED_PREC = 8
SUMMARY_CLARITY = 2

# What a mention says of one harm: who says so (folded; empty: the text itself) and what.
Figures = tuple[tuple[str, Statement], ...]

_ROLE_RANK = {PlaceRole.AT: 0, PlaceRole.NEAR: 1, PlaceRole.TO: 2, None: 3, PlaceRole.FROM: 4}


class Spot(NamedTuple):
    """A place as the linker compares it. `name` and `adm_1` are folded; `where_prec` is UCDP's, 8 when it was not resolved."""

    name: str
    where_prec: int
    geonameid: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    adm_1: str | None = None
    country: str | None = None

    @property
    def is_country(self) -> bool:
        """Whether nothing narrower than a country, if that, is known."""
        return self.where_prec >= COUNTRY_PREC

    @property
    def is_point(self) -> bool:
        """Whether the place itself is meant, not an area."""
        return self.where_prec in (1, 2)

    @property
    def may_be_region(self) -> bool:
        """Whether a first-order division may be meant: a city that shares its division's name often stands for it."""
        return self.where_prec == REGION_PREC or (self.where_prec == EXACT_PREC and self.name == self.adm_1)

    @property
    def is_only_a_name(self) -> bool:
        """Whether the gazetteer lacks the place: it has no coordinates, or those of the region around it."""
        if self.where_prec == UNRESOLVED_PREC:
            return bool(self.name)
        return self.where_prec == REGION_PREC and bool(self.name) and (self.adm_1 or "") not in self.name


class Days(NamedTuple):
    """The days, as proleptic ordinals, on which the event can have been, both ends included.

    `is_assumed` when the text gives no date and they were taken from its publication.
    """

    first: int
    last: int
    is_assumed: bool = False

    @property
    def length(self) -> int:
        """How many days it covers."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What one mention says; mentions with equal facts are one to the linker.

    `days` is None when it can have been at any time, `spots` is empty when no place is given.
    """

    is_summary: bool
    sub_event_type: str
    days: Days | None
    spots: tuple[Spot, ...]
    killed: Figures
    wounded: Figures
    parties: frozenset[str]


def can_be_linked(mention: Mention) -> bool:
    """Return whether the text says that the event took place: threats, plans, denials and history make no event."""
    return mention.realis is Realis.ACTUAL


def is_summary(mention: Mention) -> bool:
    """Return whether the mention sums up several events, by its clarity or because all its numbers are running totals."""
    counted = [claim for claim in mention.casualties if claim.harm in (Harm.KILLED, Harm.WOUNDED)]
    return mention.event_clarity >= SUMMARY_CLARITY or (bool(counted) and all(claim.is_cumulative for claim in counted))


def facts_of(ref: MentionRef) -> Facts:
    """Return what `ref` says, made comparable."""
    mention = ref.mention
    summary = is_summary(mention)
    return Facts(
        is_summary=summary,
        sub_event_type=mention.sub_event_type,
        days=days_of(ref),
        spots=spots_of(mention),
        killed=_figures(mention, Harm.KILLED, cumulative=summary),
        wounded=_figures(mention, Harm.WOUNDED, cumulative=summary),
        parties=frozenset(fold(actor.actor_id or actor.name) for actor in mention.actors if _tells_apart(actor)),
    )


def _tells_apart(actor: Actor) -> bool:
    """Whether it tells events apart that somebody took part: not of names that fit nearly every one, as "Civilians (Syria)"."""
    return actor.role is not ActorRole.REPORTER and not fold(actor.name).startswith(weights().actors.anybody)


def _figures(mention: Mention, harm: Harm, *, cumulative: bool) -> Figures:
    stated = statements_of(mention, harm, cumulative=cumulative)
    return tuple(sorted(((fold(who) if who else "", said) for who, said in stated), key=repr))


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return `name` in lower-case ASCII letters and digits, words separated by one space."""
    kept = (character if character.isalnum() else " " for character in anyascii(name).lower().replace("'", ""))
    return " ".join("".join(kept).split())


# ---------------------------------------------------------------- where


def places_of(mention: Mention) -> tuple[Place, ...]:
    """Return the places at which the event was; where it began or was aimed at only if the text gives no other."""
    named = [place for place in mention.places if place.name.strip() or place.where_prec]
    role = min((_ROLE_RANK[place.role] for place in named), default=0)
    return tuple(place for place in named if _ROLE_RANK[place.role] == role)


def spots_of(mention: Mention) -> tuple[Spot, ...]:
    """Return the most specific of the places at which the event was, in a fixed order; as a rule one."""
    spots = {spot_of(place) for place in places_of(mention)}
    best = min((spot.where_prec for spot in spots), default=0)
    return tuple(sorted((spot for spot in spots if spot.where_prec == best), key=repr))


def spot_of(place: Place) -> Spot:
    """Return `place` as the linker compares it."""
    has_point = place.latitude is not None and place.longitude is not None
    return Spot(
        name=fold(place.name),
        where_prec=(place.where_prec or DAY) if has_point or place.country else UNRESOLVED_PREC,
        geonameid=place.geonameid,
        latitude=place.latitude if has_point else None,
        longitude=place.longitude if has_point else None,
        adm_1=fold(place.adm_1) if place.adm_1 else None,
        country=place.country,
    )


# ---------------------------------------------------------------- when


def days_of(ref: MentionRef) -> Days | None:
    """Return the days that the mention can mean; None when these say nothing about when."""
    days = stated_days(ref) or assumed_days(ref)
    return days if days is not None and days.length <= weights().longest_span_days else None


def assumed_days(ref: MentionRef) -> Days | None:
    """Return the days that a report without a date of its own tells of: the few before its text was published."""
    published = _published_day(ref)
    return None if published is None else Days(max(1, published - weights().assumed_days), published, is_assumed=True)


def stated_days(ref: MentionRef) -> Days | None:
    """Return the days that the mention's own date covers, widened when it gives a lesser precision without its span.

    A past event dated after its report is a misread date, and no date; one day is left for time zones.
    """
    mention, published = ref.mention, _published_day(ref)
    start, end = mention.date_start or mention.date_end, mention.date_end or mention.date_start
    if start is None or end is None:
        return None
    first, last = sorted((start, end))
    if published is not None and first.toordinal() > published + 1:
        return None
    precision = mention.date_prec or DAY
    return Days(first.toordinal(), last.toordinal()) if first != last or precision == DAY else _widened(first, precision)


def _published_day(ref: MentionRef) -> int | None:
    return ref.published_at.astimezone(UTC).date().toordinal() if ref.published_at else None


def _widened(day: date, precision: int) -> Days:
    if precision in (DAYS, WEEK):
        reach = 2 if precision == DAYS else 6
        return Days(max(1, day.toordinal() - reach), min(date.max.toordinal(), day.toordinal() + reach))
    if precision == MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return Days(day.replace(day=1).toordinal(), day.replace(day=last).toordinal())
    return Days(date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal())
