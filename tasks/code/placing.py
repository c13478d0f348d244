"""Which places of a sentence its event took place at, and what each is to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from tasks.code.attribution import is_saying
from tasks.code.belonging import Verdict, verdict
from tasks.code.named_places import ADM1_PREC, Named, Source, named_in
from tasks.code.parse import text_of
from tasks.code.place_cues import cues
from tasks.code.toponyms import Use
from tasks.models import Place, PlaceRole

LIKELY = 0.4
"""Probability from which on a place is taken for the event's: there, recall and precision balance (data/PLACES.md)."""
SURE = 0.6
"""Probability from which on another word of the event than its predicate may claim a place."""
LAST_RESORT = 0.1
"""Probability from which on a place is better than none."""
COUNTRY_PREC, NOWHERE = 6, 9
LOOK_BACK = 7
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
LONGEST_JOINT = 6
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
_JOINTS = frozenset({"s", "in", "of", "the", "near", "from", "a", "km", "kilometres", "kilometers", "miles"})
LONGEST_APPROACH = 40
"""Code points before a place that are looked at."""
_AWAY = r"\b(?:km|kms|kilomet(?:er|re)s?|miles?)\b[^,;.]{0,24}\b(?:of|from)"
_SIDE_OF = r"\b(?:north|south)?-?(?:east|west|north|south) of"
_FROM_THERE = re.compile(rf"(?:{_AWAY}|{_SIDE_OF})\s(?:the\s)?(?:city\sof\s|town\sof\s|capital,?\s)?$", re.IGNORECASE)
_ATTACHED = ("-based", "-led", "-backed")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that an event may have taken place at, with how likely it is and why."""

    place: Place
    verdict: Verdict
    is_listed: bool
    is_start: bool


def settled(placed: Sequence[Placed], text: str, *, in_article: bool) -> tuple[Place, ...]:
    """Return the places of an event, given all that its sentence puts forward.

    In an article, where much is left to the context, an event that would otherwise be nowhere, or in a whole country, gets the
    likeliest listed place that is finer.
    """
    likely = [one.place for one in placed if one.verdict.probability >= LIKELY or _is_starting_point(one)]
    told = once(_exact(sorted(once(likely), key=lambda place: place.start), text))
    finest = min((place.where_prec or NOWHERE for place in told), default=NOWHERE)
    if finest < COUNTRY_PREC or not in_article:
        return told
    countries = {place.country for place in told if place.country}
    finer = [
        one
        for one in placed
        if one.is_listed
        and LAST_RESORT <= one.verdict.probability < LIKELY
        and (one.place.where_prec or NOWHERE) < finest
        and (not countries or one.place.country in countries)
    ]
    best = max(finer, key=lambda one: one.verdict.probability, default=None)
    return (replace(best.place, rule="likeliest_in_article"),) if best else told


def _is_starting_point(one: Placed) -> bool:
    """Whether something came from there: `shells fired from Syria`. The model knows only where events took place."""
    return one.place.role is PlaceRole.FROM and one.is_start


def once(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places without those named before, in their order."""
    return tuple({place.name: place for place in reversed(list(places))}.values())[::-1]


class Placer:
    """Decides for the events of one sentence where they took place."""

    def __init__(self, sentence: Span, resolved: Sequence[tuple[Place, Use]]) -> None:
        self._sentence = sentence
        self._named = named_in(sentence, resolved)

    def places(self, predicate: Token, others: Sequence[Token] = ()) -> list[Placed]:
        """Return where the event of `predicate` may have taken place; `others` are words that go on about it and may be surer."""
        found = self._of(predicate)
        for other in others:
            least = SURE if any(one.verdict.probability >= LIKELY for one in found) else LAST_RESORT
            found += [one for one in self._of(other) if one.verdict.probability >= least]
        return found

    def _of(self, predicate: Token) -> list[Placed]:
        judged = [(verdict(predicate, at, self._named, self._sentence), one) for at, one in enumerate(self._named)]
        taken: list[tuple[Verdict, Named]] = []
        for pair in sorted(judged, key=lambda pair: -pair[0].probability):
            if not any(pair[1].first < other.last and other.first < pair[1].last for _, other in taken):
                taken.append(pair)
        return [
            Placed(self._as_place(one), why, one.source is not Source.NEW, _is_start(one.root, predicate))
            for why, one in taken
            if not self._is_ruled_out(one)
        ]

    def _as_place(self, one: Named) -> Place:
        place = self._in_region(one.place) if one.source is Source.NEW else one.place
        return replace(place, role=_role(one.root))

    def _in_region(self, place: Place) -> Place:
        """Put a place that the gazetteer lacks at the centroid of the division that its sentence names nearest, when it names one."""
        regions = [one.place for one in self._named if one.source is not Source.NEW and one.place.where_prec == ADM1_PREC]
        nearest = min(regions, key=lambda region: abs(region.start - place.start), default=None)
        if nearest is None:
            return place
        return replace(nearest, name=place.name, start=place.start, end=place.end, geonameid=None, rule="centroid_of_named_region")

    def _is_ruled_out(self, one: Named) -> bool:
        """Whether a place only says where somebody is from, or speaks: `Damascus-based`, `Ankara said`, `told reporters in Kabul`."""
        if text_of(self._sentence.doc)[one.place.end : one.place.end + 8].lower().startswith(_ATTACHED):
            return True
        head = one.root.head.head if one.root.dep_ == "pobj" else one.root.head
        return one.root.dep_ in {"nsubj", "pobj"} and head.tag_.startswith("VB") and is_saying(head)


def _exact(places: Sequence[Place], text: str) -> list[Place]:
    """Return the places without those that only tell where another one lies: `Milaya in Idlib`, `40 km south of Marib`, `Syria`."""
    if len(places) == 1:
        return list(places)
    return [place for place in places if not any(_only_locates(place, other, text) for other in places if other is not place)]


def _only_locates(place: Place, other: Place, text: str) -> bool:
    if _FROM_THERE.search(text[max(0, place.start - LONGEST_APPROACH) : place.start]):
        return True
    if place.role is PlaceRole.FROM or place.where_prec is None or other.country != place.country:
        return False
    is_wider = place.where_prec > (other.where_prec or 1)
    if place.where_prec == COUNTRY_PREC and is_wider:
        return True
    between = text[other.end : place.start] if other.end <= place.start else text[place.end : other.start]
    words = _WORD.findall(between.lower())
    return is_wider and (_is_joint(words) if other.end <= place.start else words == ["s"])


def _is_start(root: Token, predicate: Token) -> bool:
    """Whether `from` hangs on a verb of what happened: `fired from Syria`, not `a man from Syria`."""
    if root.dep_ != "pobj" or root.head.lower_ != "from" or not root.head.head.tag_.startswith("VB"):
        return False
    verb = root.head.head
    return verb.i == predicate.i or (verb.dep_ == "acl" and verb.head.head.i == predicate.i)


def _is_joint(words: Sequence[str]) -> bool:
    cue = cues()
    return len(words) <= LONGEST_JOINT and all(
        word in _JOINTS or word in cue.type_words or word in cue.directions for word in words
    )


def _role(root: Token) -> PlaceRole:
    token = root
    for _ in range(LOOK_BACK):
        if token.dep_ == "pobj" and token.head.lower_ in _ROLES:
            return _ROLES[token.head.lower_]
        if token.dep_ not in {"pobj", "prep", "conj", "compound", "appos", "nmod", "poss", "amod"}:
            break
        token = token.head
    return PlaceRole.AT
