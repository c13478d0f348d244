"""What the reports of one event say together: its place, days, type, sides and toll, and how many sources stand behind it.

Where reports differ, independent sources vote: a story and its copies count once, outlets of one owner count once, and of two
values with equal votes the one reported first stands.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from tasks.link.facts import REGION_PREC, SUMMARY_CLARITY, Days, assumed_days, fold, is_summary, places_of, spot_of, stated_days
from tasks.link.tolls import Voice, join_toll, statements_of
from tasks.models import Actor, ActorRole, Event, Harm, MentionRef, Place, Toll

T = TypeVar("T", bound=Hashable)
Credits = Mapping[str, str]

# UCDP's date_prec for spans of at most so many days.
_PRECISIONS = ((1, 1), (6, 2), (7, 3), (31, 4))
_LEAST_PRECISE = 5
UNNAMED = "unidentified"
"""How ACLED's names begin for those of whom nobody knows who they were."""


def credited_sources(refs: Sequence[MentionRef]) -> dict[str, str]:
    """Return the owner group that each story is credited to: that of its first report. `refs` are oldest first."""
    credited: dict[str, str] = {}
    for ref in refs:
        credited.setdefault(ref.story_id, ref.owner_group)
    return credited


def merge_reports(event_id: str, refs: Sequence[MentionRef], merged_into: str | None = None) -> Event:
    """Return the event that `refs`, oldest first and at least one, tell of; with `merged_into`, as what became of another event."""
    credited = credited_sources(refs)
    sub_event_type = _vote(credited, ((ref, ref.mention.sub_event_type) for ref in refs)) or ""
    place = _place(credited, refs)
    days = _days(credited, refs)
    side_a = _side(credited, refs, ActorRole.SIDE_A, but=None)
    killed, killed_disputed = _toll(credited, refs, Harm.KILLED)
    wounded, wounded_disputed = _toll(credited, refs, Harm.WOUNDED)
    return Event(
        event_id=event_id,
        event_type=next(ref.mention.event_type for ref in refs if ref.mention.sub_event_type == sub_event_type),
        sub_event_type=sub_event_type,
        event_clarity=SUMMARY_CLARITY if is_summary(refs[0].mention) else 1,
        date_start=date.fromordinal(days.first) if days else None,
        date_end=date.fromordinal(days.last) if days else None,
        date_prec=_precision(days) if days else None,
        country=place.country if place else None,
        adm_1=place.adm_1 if place else None,
        place=place.name if place and not spot_of(place).is_country else None,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        where_prec=place.where_prec if place else None,
        side_a=side_a,
        side_b=_side(credited, refs, ActorRole.SIDE_B, but=side_a),
        killed=killed,
        wounded=wounded,
        number_of_sources=len(set(credited.values())),
        number_of_articles=len({ref.article_id for ref in refs}),
        disputed=killed_disputed or wounded_disputed,
        status="merged" if merged_into else "active",
        merged_into=merged_into,
    )


def _vote(credited: Credits, ballots: Iterable[tuple[MentionRef, T]]) -> T | None:
    """Return the value that most independent sources give; `ballots` come oldest first."""
    voters: dict[T, set[str]] = {}
    for ref, value in ballots:
        voters.setdefault(value, set()).add(credited[ref.story_id])
    return max(voters, key=lambda value: len(voters[value]), default=None)


# ---------------------------------------------------------------- where and when


def _place(credited: Credits, refs: Sequence[MentionRef]) -> Place | None:
    """Return the most specific place; of several, by vote. Reports may spell one place in several ways: the usual one is given."""
    named = [(ref, place) for ref in refs for place in places_of(ref.mention)]
    if not named:
        return None
    best = min(_rank(place) for _, place in named)
    best_named = [(ref, place) for ref, place in named if _rank(place) == best]
    chosen = _vote(credited, ((ref, _identity(place)) for ref, place in best_named))
    spellings = [(ref, place) for ref, place in best_named if _identity(place) == chosen]
    usual = _vote(credited, ((ref, place.name) for ref, place in spellings))
    return next(place for _, place in spellings if place.name == usual)


def _rank(place: Place) -> int:
    """Return how specific a place is, 1 best; a city that shares its region's name may stand for the region."""
    spot = spot_of(place)
    return max(spot.where_prec, REGION_PREC) if spot.may_be_region else spot.where_prec


def _identity(place: Place) -> Hashable:
    return place.geonameid or fold(place.name)


def _days(credited: Credits, refs: Sequence[MentionRef]) -> Days | None:
    """Return the most precise days; of several, by vote. If no report gives any, those before the first report."""
    stated = [(ref, days) for ref in refs if (days := stated_days(ref)) is not None]
    if stated:
        shortest = min(days.length for _, days in stated)
        return _vote(credited, ((ref, days) for ref, days in stated if days.length == shortest))
    return next((days for ref in refs if (days := assumed_days(ref)) is not None), None)


def _precision(days: Days) -> int:
    return next((precision for longest, precision in _PRECISIONS if days.length <= longest), _LEAST_PRECISE)


# ---------------------------------------------------------------- who and how many


def _side(credited: Credits, refs: Sequence[MentionRef], role: ActorRole, but: str | None) -> str | None:
    """Return the usual name of the party that most sources put on one side, other than `but`."""
    ballots = [(ref, actor) for ref in refs for actor in ref.mention.actors if actor.role is role]
    other = {_party(actor) for ref in refs for actor in ref.mention.actors if actor.name == but}
    ballots = [(ref, actor) for ref, actor in ballots if _party(actor) not in other]
    known = [(ref, actor) for ref, actor in ballots if not fold(actor.name).startswith(UNNAMED)]
    ballots = known or ballots  # one outlet that knows who it was outweighs those that do not
    chosen = _vote(credited, ((ref, _party(actor)) for ref, actor in ballots))
    return _vote(credited, ((ref, actor.name) for ref, actor in ballots if _party(actor) == chosen))


def _party(actor: Actor) -> str:
    return actor.actor_id or fold(actor.name)


def _toll(credited: Credits, refs: Sequence[MentionRef], harm: Harm) -> tuple[Toll, bool]:
    return join_toll(_voices(credited, refs, harm))


def _voices(credited: Credits, refs: Sequence[MentionRef], harm: Harm) -> Iterator[Voice]:
    sides = {fold(actor.name) for ref in refs for actor in ref.mention.actors if actor.role is not ActorRole.REPORTER}
    for ref in refs:
        for claimant, statement in statements_of(ref.mention, harm, cumulative=is_summary(ref.mention)):
            if claimant is None:
                yield Voice(
                    credited[ref.story_id], is_named=False, is_side=False, published_at=ref.published_at, statement=statement
                )
            else:
                speaker = fold(claimant)
                is_side = any(_is_within(speaker, side) or _is_within(side, speaker) for side in sides)
                yield Voice(speaker, is_named=True, is_side=is_side, published_at=ref.published_at, statement=statement)


def _is_within(short: str, long: str) -> bool:
    """Whether all words of one name are in another: "the army" is within "the Northern Army"."""
    words = set(short.split()) - {"the"}
    return bool(words) and words <= set(long.split())
