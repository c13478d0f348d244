"""One event, one mention: which sentences go on about the same event, and which begin another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import yaml
from spacy.tokens import Token

from tasks.code.casualties import rounds
from tasks.code.claim_parts import PART
from tasks.code.drafts import GENERIC, Draft
from tasks.code.event_types import is_kin
from tasks.code.gazetteer_build import distance_km
from tasks.code.placing import SURE
from tasks.code.triggers import BARE
from tasks.models import CasualtyClaim, Harm, Place, Qualifier, Realis

REACH = 4
"""Events looked back on."""
PARAGRAPHS = 2
"""Paragraphs that may lie between two sentences on one event, unless they share a place, a date or a toll."""
OPENING_WORDS = 6
"""Words at the head of a sentence among which it says that it turns to something else."""
REGION_PREC = 4
SAME_KM = 25.0
"""UCDP's bound of what lies near a place."""

GIST = 18
"""Sentences by which an event is known again."""
MOST_COMPARED = 60
"""Events of a text that another stretch of it may be told with, the latest ones."""

Group = list[Draft]


def join(drafts: Iterable[Draft]) -> list[Group]:
    """Return the drafts of each event, in the order in which the text takes the events up."""
    groups: list[Group] = []
    for draft in drafts:
        home = next((group for group in _candidates(draft, groups) if _belongs(draft, _gist(group))), None)
        if home is None and draft.trigger.strength <= BARE:
            continue
        if home is None:
            groups.append([draft])
        else:
            home.append(draft)
    return groups


def settle(groups: list[Group]) -> list[Group]:
    """Return the events of an article: those told twice made one, and those of which nothing is told but a word given to another.

    Articles come back to an event in headings, captions and asides (`the attack`, `rioters`): what has no place, day or toll of its
    own reports nothing by itself.
    """
    told: list[Group] = []
    for group in groups:
        home = next((other for other in told[-MOST_COMPARED:] if _are_one(_gist(group), _gist(other))), None)
        if home is None:
            told.append(group)
        else:
            home += group
    settled = [group for group in told if not _is_thin(group)]
    for group in told:
        if _is_thin(group) and group[0].is_definite and (home := _nearest_kin(group, settled)):
            home += group
    return settled or told[:1]


def _gist(group: Group) -> Group:
    """Return the first and last sentences on an event: a text that goes on for hundreds is compared in bounded time."""
    return group if len(group) <= GIST else [*group[: GIST // 3], *group[-(GIST - GIST // 3) :]]


def _are_one(group: Group, other: Group) -> bool:
    """Whether two stretches of an article tell one event: of kin types, nothing against it, the same toll or place in both."""
    if group[0].realis is not other[0].realis:
        return _is_retold(group, other)
    if group[0].is_summary is not other[0].is_summary:
        return False
    if not any(_is_kin(draft, other) for draft in group) or any(_conflict(draft, other) for draft in group):
        return False
    if any(_shares_toll(draft, other) for draft in group):
        return True
    names = {place.name for draft in other for place in _exact([draft])}
    return any(place.name in names for place in _exact(group))


def _is_retold(group: Group, other: Group) -> bool:
    """Whether the same figure was told of the same deed before, as of something that took place: `… and the total will rise`."""
    if other[0].realis is not Realis.ACTUAL or group[0].trigger.sub_event_type != other[0].trigger.sub_event_type:
        return False
    mine, theirs = (
        {(claim.harm, claim.best) for one in told for claim in one.claims if _is_definite(claim)} for told in (group, other)
    )
    return bool(mine & theirs)


def _is_definite(claim: CasualtyClaim) -> bool:
    return claim.qualifier is not Qualifier.VAGUE and (claim.best or 0) > 1


def _is_thin(group: Group) -> bool:
    """Whether an article only refers to something, having told, or never telling, where or when it was or whom it harmed."""
    return not (_tolls(group) or any(draft.dates or draft.has_own_place for draft in group))


def _nearest_kin(group: Group, others: Sequence[Group]) -> Group | None:
    kin = [other for other in others if other[0].realis is group[0].realis and any(_is_kin(draft, other) for draft in group)]
    return min(kin, key=lambda other: min(abs(one.sentence.start - group[0].sentence.start) for one in other), default=None)


def _candidates(draft: Draft, groups: list[Group]) -> list[Group]:
    """Return the events that a sentence may go on about, likeliest first. One with nothing of its own goes on about the last."""
    latest = groups[: -REACH - 1 : -1]
    has_own = draft.dates or draft.places or _tolls([draft])
    if draft.is_generic and not has_own:
        return latest[:1]
    return [*latest, *groups[:1]]


def _belongs(draft: Draft, group: Group) -> bool:
    if draft.realis is not group[0].realis or _conflict(draft, group):
        return False
    shares = _shares_toll(draft, group) or _shares_date(draft, group) or _shares_place(draft, group)
    is_near = draft.paragraph - group[-1].paragraph <= (PARAGRAPHS if shares else 1)
    kinds = {one.trigger.sub_event_type for one in group}
    if draft.trigger.sub_event_type in kinds:
        return is_near or shares or draft.is_definite
    if draft.trigger.strength <= 1 or (draft.is_definite and draft.trigger.strength <= GENERIC):
        return is_near
    if draft.is_generic or all(one.trigger.strength <= GENERIC for one in group):
        return is_near and _is_kin(draft, group)
    return bool(is_near and shares and _is_kin(draft, group))


def _is_kin(draft: Draft, group: Group) -> bool:
    return any(is_kin(draft.trigger.sub_event_type, each.trigger.sub_event_type) for each in group)


def _conflict(draft: Draft, group: Group) -> bool:
    if draft.is_summary and not any(one.is_summary for one in group) and draft.paragraph != group[-1].paragraph:
        return True
    is_summed = group[0].is_summary and not draft.is_summary
    if is_summed and (draft.dates or _exact([draft])):
        return True
    if _dates_conflict(draft, group):
        return True
    if _shares_toll(draft, group):
        return False
    return _places_conflict(draft, group) or _tolls_conflict(draft, group) or _is_set_apart(draft, group)


def _days(drafts: Iterable[Draft]) -> list[tuple[int, int]]:
    return [
        (when.first.toordinal(), (when.last or when.first).toordinal())
        for draft in drafts
        for when in draft.dates
        if when.first and not when.is_since
    ]


def _dates_conflict(draft: Draft, group: Group) -> bool:
    mine, theirs = _days([draft]), _days(group)
    return bool(mine and theirs) and not any(a <= d and c <= b for a, b in mine for c, d in theirs)


def _shares_date(draft: Draft, group: Group) -> bool:
    mine, theirs = _days([draft]), _days(group)
    return any(a <= d and c <= b for a, b in mine for c, d in theirs)


def _exact(drafts: Iterable[Draft]) -> list[Place]:
    return [place for draft in drafts for place in draft.places if (place.where_prec or 1) < REGION_PREC]


def _places_conflict(draft: Draft, group: Group) -> bool:
    mine, theirs = _exact([draft]), _exact(group)
    if not mine or not theirs or _moves(draft):
        return False
    return not any(one.name == other.name or _km_apart(one, other) < SAME_KM for one in mine for other in theirs)


def _km_apart(one: Place, other: Place) -> float:
    """Kilometres between two places. One that was not resolved may be part of the other; two such are one if they share a word."""
    if one.latitude is None and other.latitude is None:
        return 0.0 if {*one.name.lower().split()} & {*other.name.lower().split()} else math.inf
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return 0.0
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)


def _moves(draft: Draft) -> bool:
    """A convoy is at one place after the other."""
    return draft.trigger.sub_event_type == "Change to group/activity"


def _shares_place(draft: Draft, group: Group) -> bool:
    names = {place.name for one in group for place in one.places}
    return any(place.name in names for place in draft.places)


def _tolls(drafts: Iterable[Draft]) -> list[CasualtyClaim]:
    return [
        claim for draft in drafts for claim in draft.claims if claim.harm is Harm.KILLED and claim.best and not claim.is_cumulative
    ]


def _figures(claims: Iterable[CasualtyClaim]) -> set[int]:
    return {claim.best for claim in claims if claim.best and claim.qualifier is not Qualifier.VAGUE}


def _wholes(claims: Iterable[CasualtyClaim]) -> list[CasualtyClaim]:
    """Return the tolls without those that are parts of others: two crowds may both have had three children among them."""
    return [claim for claim in claims if claim.rule != PART]


def _shares_toll(draft: Draft, group: Group) -> bool:
    """Whether a sentence gives a toll again: the same, sharper, rounder, or split into parts that add up to it."""
    mine, theirs = _tolls([draft]), _tolls(group)
    figures, known = _figures(mine), _figures(theirs)
    adds_up = len(figures) > 1 and sum(figures) in known
    same = (figures & _figures(_wholes(theirs))) | (_figures(_wholes(mine)) & known)
    tells = same - {1} or (same and same == figures == known)
    return bool(tells) or adds_up or any(rounds(a, b) or rounds(b, a) for a in mine for b in theirs)


def _tolls_conflict(draft: Draft, group: Group) -> bool:
    """A new act with a toll of its own is a new event; `the attack killed 12` after `killed 10` is the same with another figure."""
    mine, theirs = _figures(_tolls([draft])), _figures(_tolls(group))
    is_new_act = (draft.trigger.strength > 1 and not draft.is_definite) or _is_elsewhere(draft, group)
    return is_new_act and bool(mine and theirs) and draft.realis is Realis.ACTUAL and not _shares_toll(draft, group)


def _is_elsewhere(draft: Draft, group: Group) -> bool:
    """Whether a sentence surely names a place of its own, and none of the group's."""
    mine = {one.place.name for one in draft.placed if one.probability >= SURE and (one.place.where_prec or 1) < REGION_PREC}
    theirs = {place.name for place in _exact(group)}
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _is_set_apart(draft: Draft, group: Group) -> bool:
    """Whether the words say that this is another event: `elsewhere`, `in a separate incident`, `another shell`."""
    words = [token.lower_ for token in draft.sentence[:OPENING_WORDS]]
    if any(word in _cues()["apart"] for word in words):
        return not _shares_place(draft, group)
    has_own = draft.has_own_place or bool(_tolls([draft]))
    return has_own and any(_is_another(draft.sentence.doc[one.head]) for one in draft.triggers)


def _is_another(head: Token) -> bool:
    return head.tag_.startswith("NN") and any(left.lower_ in _cues()["another"] for left in head.lefts)


@cache
def _cues() -> dict[str, frozenset[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "joining.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}
