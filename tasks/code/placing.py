"""Which places of a sentence its event took place at, and what each is to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

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
_ATTACHED = ("-based", "-led", "-backed")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that an event may have taken place at, with how likely it is and why."""

    place: Place
    verdict: Verdict
    is_listed: bool
    around: tuple[Place, ...] = ()


def settled(placed: Sequence[Placed], *, in_article: bool) -> tuple[Place, ...]:
    """Return the places of an event, given all that its sentence puts forward.

    In an article, where much is left to the context, an event that would otherwise be nowhere, or in a whole country, gets the
    likeliest listed place that is finer, and others bring the places that say where they lie.
    """
    accepted = [one for one in placed if one.verdict.probability >= LIKELY]
    likely = [one.place for one in accepted]
    if not in_article:
        return once(likely)
    told = once([*likely, *(place for one in accepted for place in one.around)])
    finest = min((place.where_prec or NOWHERE for place in told), default=NOWHERE)
    if finest < COUNTRY_PREC:
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
    return once([*told, *(one.place for one in sorted(finer, key=lambda one: -one.verdict.probability)[:1])])


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
            Placed(self._as_place(one), why, one.source is not Source.NEW, tuple(self._around(one)))
            for why, one in taken
            if not self._is_attached(one)
        ]

    def _around(self, exact: Named) -> Iterator[Place]:
        """Yield the places named to say where an exact one lies: `Salihiah district of Hasakah`, `Adra, east of Damascus`."""
        text = text_of(self._sentence.doc)
        for other in self._named:
            first, second = sorted((exact, other), key=lambda one: one.first)
            if other.source is not Source.TOPONYM or first.last > second.first:
                continue
            words = _WORD.findall(text[first.place.end : second.place.start].lower())
            if not _is_joint(words) or exact.place.country not in {None, other.place.country}:
                continue
            is_near = "near" in words or not cues().directions.isdisjoint(words)
            yield replace(other.place, role=PlaceRole.NEAR if is_near else PlaceRole.AT)

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

    def _is_attached(self, one: Named) -> bool:
        """`Damascus-based`, `US-led`: where somebody is from."""
        return text_of(self._sentence.doc)[one.place.end : one.place.end + 8].lower().startswith(_ATTACHED)


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
