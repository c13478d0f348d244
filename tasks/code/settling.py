"""Which of the places that a sentence puts forward are kept for its event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasks.code.place_cues import cues
from tasks.code.placing import LAST_RESORT, LIKELY, SURE, Placed
from tasks.models import Place, PlaceRole

POSSIBLE = 0.2
"""Probability from which on a place is taken where the likelier ones only say how far away it was."""
COUNTRY_PREC, NOWHERE = 6, 9
LONGEST_JOINT = 6
MOST_PLACES = 40
"""Places of one event that are kept: a text that names more for it is a list of somewhere else's."""
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
_JOINTS = frozenset({"s", "in", "of", "the", "near", "from", "a", "km", "kilometres", "kilometers", "miles"})
LONGEST_APPROACH = 40
"""Code points before a place that are looked at."""
_AWAY = r"\b(?:km|kms|kilomet(?:er|re)s?|miles?)\b[^,;.]{0,24}\b(?:of|from)"
_SIDE_OF = r"\b(?:north|south)?-?(?:east|west|north|south) of"
_FROM_THERE = re.compile(rf"(?:{_AWAY}|{_SIDE_OF})\s(?:the\s)?(?:city\sof\s|town\sof\s|capital,?\s)?$", re.IGNORECASE)


def settled(placed: Sequence[Placed], text: str, *, in_article: bool, is_summary: bool) -> tuple[Place, ...]:
    """Return the places of an event, given all that its sentence puts forward; a sum over several took place at none but sure ones.

    In an article, where much is left to the context, an event that would otherwise be nowhere, or in a whole country, gets the
    likeliest listed place that is finer.
    """
    least = SURE if is_summary else LIKELY
    likely = [one.place for one in placed if one.probability >= least or _is_starting_point(one)]
    elsewhere = any(one.probability >= POSSIBLE and one.is_listed and not _is_landmark(one.place, text) for one in placed)
    if likely and elsewhere and all(_is_landmark(place, text) for place in likely):
        likely = [one.place for one in placed if one.probability >= POSSIBLE and not _is_landmark(one.place, text)]
    told = once(_exact(sorted(once(likely), key=lambda place: place.start), text))
    finest = min((place.where_prec or NOWHERE for place in told), default=NOWHERE)
    if finest < COUNTRY_PREC or is_summary or not in_article:
        return told
    countries = {place.country for place in told if place.country}
    finer = [
        one
        for one in placed
        if one.is_listed
        and LAST_RESORT <= one.probability < LIKELY
        and (one.place.where_prec or NOWHERE) < finest
        and (not countries or one.place.country in countries)
    ]
    exact = _exact(once(one.place for one in finer), text)
    best = max((one for one in finer if one.place in exact), key=lambda one: one.probability, default=None)
    return (replace(best.place, rule="likeliest_in_article"),) if best else told


def _is_landmark(place: Place, text: str) -> bool:
    """Whether a place tells how far away, or in which direction, the event was: `40 kilometres south of Marib`."""
    return _FROM_THERE.search(text[max(0, place.start - LONGEST_APPROACH) : place.start]) is not None


def _is_starting_point(one: Placed) -> bool:
    """Whether something came from there: `shells fired from Syria`. The model knows only where events took place."""
    return one.place.role is PlaceRole.FROM and one.is_start


def once(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places without those named before, in their order."""
    return tuple({place.name: place for place in reversed(list(places))}.values())[::-1]


def of_event(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that all sentences on an event name, each once; what is named around another of them adds nothing."""
    named = once(places)
    return tuple(place for place in named if not any(_adds_nothing(place, other) for other in named if other is not place))


def _adds_nothing(place: Place, other: Place) -> bool:
    return place.rule == "name_around_toponym" and set(_names(other)) < set(_names(place))


def _names(place: Place) -> list[str]:
    return [word for word in _WORD.findall(place.name.lower()) if word not in _JOINTS]


def _exact(places: Sequence[Place], text: str) -> list[Place]:
    """Return the places without those that only tell where another one lies: `Milaya in Idlib`, `40 km south of Marib`, `Syria`."""
    places = places[:MOST_PLACES]
    if len(places) == 1:
        return list(places)
    return [place for place in places if not any(_only_locates(place, other, text) for other in places if other is not place)]


def _only_locates(place: Place, other: Place, text: str) -> bool:
    if _is_landmark(place, text):
        return True
    if place.role is PlaceRole.FROM or place.where_prec is None or other.country != place.country:
        return False
    is_wider = place.where_prec >= (other.where_prec or 1)
    if place.where_prec == COUNTRY_PREC > (other.where_prec or 1):
        return True
    between = text[other.end : place.start] if other.end <= place.start else text[place.end : other.start]
    words = _WORD.findall(between.lower())
    return is_wider and (_is_joint(words) if other.end <= place.start else words == ["s"])


def _is_joint(words: Sequence[str]) -> bool:
    cue = cues()
    return len(words) <= LONGEST_JOINT and all(
        word in _JOINTS or word in cue.type_words or word in cue.directions for word in words
    )
