"""Which places of a sentence belong to its event, and what each is to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

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
    {
        "'s",
        ",",
        "central",
        "city",
        "countryside",
        "district",
        "eastern",
        "governorate",
        "in",
        "northern",
        "of",
        "province",
        "region",
        "southern",
        "state",
        "the",
        "town",
        "village",
        "western",
    }
)
_LOOK_BACK = 7
COUNTRY_PREC = 6
_ASIDE = frozenset({"since", "before", "like", "although", "though", "until"})
_WITHIN = frozenset({"in", "during", "by", "amid", "with"})
_GROUNDS = frozenset(
    {"airspace", "border", "camp", "capital", "city", "coast", "countryside", "desert", "district", "east", "embassy", "frontier"}
    | {"north", "parliament", "province", "region", "side", "south", "suburb", "territory", "town", "village", "waters", "west"}
)
"""Nouns that a country's name may stand before without the country acting."""
_SPAN = 40
"""Characters before a place that are looked at."""
_AWAY = r"\b(?:km|kms|kilomet(?:er|re)s?|miles?)\b[^,;.]{0,24}\b(?:of|from)"
_SIDE_OF = r"\b(?:north|south)?-?(?:east|west|north|south) of"
_FROM_THERE = re.compile(rf"(?:{_AWAY}|{_SIDE_OF})\s(?:the\s)?(?:city\sof\s|town\sof\s|capital,?\s)?$", re.IGNORECASE)
GENERIC = 1.5
"""Triggers up to this strength go along with any other."""


def places_of(main: Trigger, triggers: Sequence[Trigger], sentence: Span, places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places of what `main` tells, with their roles.

    Left out: regions around another place, landmarks, places of speech, states that act, and places of other events.
    """
    inside = [place for place in places if sentence.start_char <= place.start < sentence.end_char]
    clause = _Clause(main, triggers, sentence)
    bonds = {place: clause.bond(place) for place in inside}
    own = [place for place in inside if bonds[place] is Bond.OWN] or [place for place in inside if bonds[place] is Bond.LOOSE]
    exact = [place for place in own if not _is_container(place, own, sentence.doc) and not _is_landmark(place, own, sentence)]
    return tuple(replace(place, role=_role(place, sentence)) for place in exact)


class Bond(Enum):
    """How a place hangs together with an event: `LOOSE` is a place that only describes somebody or something in it."""

    OWN = auto()
    LOOSE = auto()
    NONE = auto()


class _Clause:
    """What belongs to one trigger of a sentence, read from the parse."""

    def __init__(self, main: Trigger, triggers: Sequence[Trigger], sentence: Span) -> None:
        self._main, self._sentence = main, sentence
        self._kinds = {trigger.head: trigger for trigger in triggers}
        self._above = {token.i for token in (sentence.doc[main.head], *sentence.doc[main.head].ancestors)}

    def bond(self, place: Place) -> Bond:
        """Return whether the event took place there, rather than somebody speaking, acting from afar or being described."""
        span = span_at(self._sentence.doc, place.start, place.end)
        follows = text_of(self._sentence.doc)[place.end : place.end + 8].lower()
        if follows.startswith(("-based", "-led", "-backed")) or (place.where_prec == COUNTRY_PREC and _is_agent(span.root)):
            return Bond.NONE
        token: Token = span.root
        for _ in range(CLIMB):
            if token.i in self._kinds and not self._is_part(token):
                return Bond.OWN if self._is_own(self._kinds[token.i]) else Bond.NONE
            if token.lower_ == "according" or (is_saying(token) and token.tag_.startswith("VB")):
                return Bond.NONE
            if token.tag_.startswith("VB") and token.i not in self._kinds:
                return self._through(token)
            if token.head.i == token.i:
                break
            token = token.head
        return Bond.OWN

    def _is_own(self, other: Trigger) -> bool:
        return other.sub_event_type == self._main.sub_event_type or other.strength <= GENERIC

    def _is_part(self, token: Token) -> bool:
        """Whether a noun only goes on about the event of the verb that it depends on: `shot during a raid in Mosul`."""
        if token.i == self._main.head or not token.tag_.startswith("NN"):
            return False
        return token.dep_ == "pobj" and token.head.lower_ in _WITHIN and token.head.head.i in self._kinds

    def _through(self, verb: Token) -> Bond:
        """Return the bond of what depends on a verb that is no trigger: it may govern the trigger, or say more about it."""
        if verb.i in self._above:
            return Bond.OWN
        if any(child.lower_ in _ASIDE and child.dep_ in {"mark", "advmod"} for child in verb.children):
            return Bond.NONE
        if verb.dep_ in {"relcl", "acl"} and verb.head.i not in self._kinds:
            return Bond.LOOSE
        return Bond.OWN


def _is_agent(token: Token) -> bool:
    """Whether a state acts or owns here, rather than being where something happens: `Russia would lead`, `Germany's air force`."""
    if token.dep_ in {"poss", "compound", "nmod", "amod"}:
        return token.head.lower_ not in _GROUNDS
    return token.dep_ in {"nsubj", "agent"} or (token.dep_ == "pobj" and token.head.dep_ == "agent")


def _is_landmark(place: Place, places: Sequence[Place], sentence: Span) -> bool:
    """Whether `place` only tells how far away or in which direction another one lies: `100 kilometres south of Baghdad`."""
    before = text_of(sentence.doc)[max(sentence.start_char, place.start - _SPAN) : place.start]
    return len(places) > 1 and _FROM_THERE.search(before) is not None


def _is_container(place: Place, places: Sequence[Place], doc: Doc) -> bool:
    """Whether `place` only tells where another one lies: `Milaya in the province of Idlib`, `Idlib` beside `Syria`."""
    for other in places:
        if other is place or other.where_prec is None or place.where_prec is None or other.country != place.country:
            continue
        if place.where_prec == COUNTRY_PREC and other.where_prec < COUNTRY_PREC:
            return True
        is_wider = place.where_prec >= other.where_prec and other.name != place.name
        if is_wider and other.end <= place.start and _is_joint(doc, other.end, place.start):
            return True
        if is_wider and place.end <= other.start and text_of(doc)[place.end : other.start].strip("’' ") == "s":
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
