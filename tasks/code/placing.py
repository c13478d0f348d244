"""Which places of a sentence belong to its event, and what each is to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from tasks.code.attribution import is_saying
from tasks.code.parse import span_at, text_of
from tasks.code.triggers import Trigger
from tasks.models import Place, PlaceRole

CLIMB = 12
_ROLES = {
    "from": PlaceRole.FROM,
    "to": PlaceRole.TO,
    "towards": PlaceRole.TO,
    "toward": PlaceRole.TO,
    "into": PlaceRole.TO,
    "near": PlaceRole.NEAR,
    "around": PlaceRole.NEAR,
    "outside": PlaceRole.NEAR,
    "beside": PlaceRole.NEAR,
}
_JOINTS = frozenset(
    "in of the , province governorate district region countryside city town village northern southern eastern western central 's state".split()
)  # noqa: SIM905
_LOOK_BACK = 7
COUNTRY_PREC = 6
GENERIC = 1.5
"""Triggers up to this strength go along with any other."""


def places_of(main: Trigger, triggers: Sequence[Trigger], sentence: Span, places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places of what `main` tells, with their roles. Left out: regions that only say where another place lies, places of
    speech, and places that the clause gives to another kind of event.
    """
    inside = [place for place in places if sentence.start_char <= place.start < sentence.end_char]
    kept = [place for place in inside if not _belongs_elsewhere(place, sentence, main, triggers)]
    exact = [place for place in kept if not _is_container(place, kept, sentence.doc)]
    return tuple(replace(place, role=_role(place, sentence)) for place in exact)


def _belongs_elsewhere(place: Place, sentence: Span, main: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether the place is where someone spoke, or where another event took place."""
    span = span_at(sentence.doc, place.start, place.end)
    if text_of(sentence.doc)[place.end : place.end + 6].lower() == "-based":
        return True
    kinds = {trigger.head: trigger for trigger in triggers}
    token: Token = span.root
    for _ in range(CLIMB):
        if token.i in kinds:
            other = kinds[token.i]
            return other.sub_event_type != main.sub_event_type and other.strength > GENERIC
        if is_saying(token) and token.tag_.startswith("VB"):
            return True
        if token.lower_ == "according":
            return True
        if token.tag_.startswith("VB"):
            return False
        if token.head.i == token.i:
            break
        token = token.head
    return False


def _is_container(place: Place, places: Sequence[Place], doc: Doc) -> bool:
    """Whether `place` only tells where another one lies: `Milaya in the province of Idlib`, `Idlib` beside `Syria`."""
    for other in places:
        if other is place or other.where_prec is None or place.where_prec is None or other.country != place.country:
            continue
        if place.where_prec == COUNTRY_PREC and other.where_prec < COUNTRY_PREC:
            return True
        is_wider = place.where_prec >= other.where_prec
        if is_wider and other.end <= place.start and _is_joint(doc, other.end, place.start) and other.name != place.name:
            return True
    return False


def _is_joint(doc: Doc, start: int, end: int) -> bool:
    words = text_of(doc)[start:end].lower().replace(",", " , ").replace("'s", " 's").split()
    return 0 < len(words) <= _LOOK_BACK and all(
        word.strip("-") in _JOINTS or word.endswith(("ern", "-western", "-eastern")) for word in words
    )


def _role(place: Place, sentence: Span) -> PlaceRole:
    span = span_at(sentence.doc, place.start, place.end)
    token: Token = span.root
    for _ in range(_LOOK_BACK):
        if token.dep_ == "pobj" and token.head.lower_ in _ROLES:
            return _ROLES[token.head.lower_]
        if token.dep_ not in {"pobj", "prep", "conj", "compound", "appos", "nmod", "poss", "amod"}:
            break
        token = token.head
    return PlaceRole.AT
