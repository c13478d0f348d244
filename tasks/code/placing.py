"""Which places of a sentence its event may have taken place at, how likely, and what each is to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from tasks.code.attribution import is_saying
from tasks.code.belonging import Judge, Verdict
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
LOOK_BACK = 7
BESIDE = 3
"""Names before and after one among which those told in one breath with it are sought."""
MEMORY = 500
"""Code points before a sentence in which the place is sought that it takes up again as `the town`."""
NO_PREC = 9
_AGAIN = frozenset(
    {"town", "city", "village", "neighbourhood", "neighborhood", "suburb", "camp", "district", "settlement", "hamlet"}
)
_NOMINAL = frozenset({"pobj", "prep", "compound", "appos", "nmod", "poss", "amod", "conj"})
"""How a place hangs on the noun that it describes."""
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
_AND = re.compile(r",?\s{1,3}(?:and|or|&)\s{1,3}|,\s{1,3}")
_ATTACHED = ("-based", "-led", "-backed")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that an event may have taken place at, with how likely it is and why."""

    place: Place
    verdict: Verdict
    is_listed: bool
    is_start: bool

    @property
    def probability(self) -> float:
        """How likely the event took place there, 0 to 1."""
        return self.verdict.probability


class Placer:
    """Decides for the events of one sentence where they took place."""

    def __init__(self, sentence: Span, resolved: Sequence[tuple[Place, Use]]) -> None:
        self._sentence = sentence
        self._named = named_in(sentence, resolved)
        self._judge = Judge(self._named, sentence)
        self._known: dict[int, list[tuple[Verdict, Named]]] = {}

    def places(self, predicate: Token, others: Sequence[Token] = (), foreign: Collection[int] = ()) -> list[Placed]:
        """Return where the event of `predicate` may have taken place.

        `others` are words that go on about it and may be surer; `foreign` are indices of words of other events, which keep what
        hangs on them: `the deployment in Idlib came after clashes`.
        """
        found = self._of(predicate, foreign)
        rest = sorted((self._of(other, foreign) for other in others), key=_best, reverse=True)
        for more in rest:
            least = SURE if _best(found) >= LIKELY else LAST_RESORT
            found += [one for one in more if one.probability >= least]
        return found

    def _of(self, predicate: Token, foreign: Collection[int]) -> list[Placed]:
        if predicate.i not in self._known:
            self._known[predicate.i] = self._apart(predicate)
        return [self._placed(one, why, predicate) for why, one in self._known[predicate.i] if not self._is_ruled_out(one, foreign)]

    def _apart(self, predicate: Token) -> list[tuple[Verdict, Named]]:
        """Return the names with their verdicts, likeliest first; of those that overlap only the likeliest."""
        judged = [(self._judge.verdict(predicate, at), one) for at, one in enumerate(self._named)]
        judged = [(self._with_its_list(at, judged), one) for at, (_, one) in enumerate(judged)]
        taken: list[tuple[Verdict, Named]] = []
        for pair in sorted(judged, key=lambda pair: -pair[0].probability):
            if not any(pair[1].first < other.last and other.first < pair[1].last for _, other in taken):
                taken.append(pair)
        return taken

    def _placed(self, one: Named, why: Verdict, predicate: Token) -> Placed:
        return Placed(self._as_place(one), why, one.source is not Source.NEW, _is_start(one.root, predicate))

    def _with_its_list(self, at: int, judged: Sequence[tuple[Verdict, Named]]) -> Verdict:
        """Judge places that are told in one breath alike: `headed for al-Bara and Kansafra`."""
        own, one = judged[at]
        text = text_of(self._sentence.doc)

        def between(other: Place) -> str:
            return text[min(one.place.end, other.end) : max(one.place.start, other.start)]

        beside = judged[max(0, at - BESIDE) : at + BESIDE + 1]
        mates = (other for other, name in beside if name.source is Source.TOPONYM and _AND.fullmatch(between(name.place)))
        best = max(mates if one.source is Source.TOPONYM else (), key=lambda mate: mate.probability, default=own)
        return best if best.probability >= LIKELY > own.probability >= LAST_RESORT else own

    def _as_place(self, one: Named) -> Place:
        place = self._in_region(one.place) if one.source is Source.NEW else one.place
        return replace(place, role=_role(one.root))

    def _in_region(self, place: Place) -> Place:
        """Put a place that the gazetteer lacks at the centroid of the division that its sentence names nearest, if it names one."""
        regions = [one.place for one in self._named if one.source is not Source.NEW and one.place.where_prec == ADM1_PREC]
        nearest = min(regions, key=lambda region: abs(region.start - place.start), default=None)
        if nearest is None:
            return place
        return replace(nearest, name=place.name, start=place.start, end=place.end, geonameid=None, rule="centroid_of_named_region")

    def _is_ruled_out(self, one: Named, foreign: Collection[int]) -> bool:
        """Whether a place is another event's, or where somebody is from or speaks: `Damascus-based`, `told them in Kabul`."""
        if self._hangs_on(one.root, foreign) or _is_titled(one):
            return True
        if text_of(self._sentence.doc)[one.place.end : one.place.end + 8].lower().startswith(_ATTACHED):
            return True
        head = one.root.head.head if one.root.dep_ == "pobj" else one.root.head
        return one.root.dep_ in {"nsubj", "pobj"} and head.tag_.startswith("VB") and is_saying(head)

    def _hangs_on(self, token: Token, foreign: Collection[int]) -> bool:
        for _ in range(LOOK_BACK):
            if token.i in foreign:
                return True
            if token.dep_ not in _NOMINAL or token.head.i == token.i:
                return False
            token = token.head
        return False


def named_before(sentence: Span, predicate: int, resolved: Sequence[tuple[Place, Use]], told: Sequence[Place] = ()) -> Place | None:
    """Return the place that `the town`, as the place of what happened, speaks of.

    It is the last of `told`, the places of the event told before, else the last that the text names before the sentence.
    """
    if not any(_is_place_again(token, predicate) for token in sentence):
        return None
    first = sentence.start_char
    named = [place for place, use in resolved if use is Use.LITERAL and (place.where_prec or NO_PREC) < ADM1_PREC]
    near = [place for place in (*named, *told) if first - MEMORY <= place.start < place.end <= first]
    return replace(near[-1], role=PlaceRole.AT, rule="named_before") if near else None


def _is_place_again(token: Token, predicate: int) -> bool:
    """Whether a word is `the town`, not `the town of X`, and hangs on the predicate."""
    if token.lower_ not in _AGAIN or not any(left.lower_ in {"the", "this", "that"} for left in token.lefts):
        return False
    if any(child.lower_ == "of" or child.tag_ in {"NNP", "NNPS"} for child in token.children):
        return False
    return predicate in {token.head.i, token.head.head.i}


def _best(placed: Sequence[Placed]) -> float:
    return max((one.probability for one in placed), default=0.0)


def _is_titled(one: Named) -> bool:
    """Whether a name has a person's title in it: `Kentucky Gov. Matt Bevin`."""
    span = one.root.doc[one.first : one.last]
    return one.source is not Source.TOPONYM and any(token.lower_.rstrip(".") in cues().titles for token in span)


def _is_start(root: Token, predicate: Token) -> bool:
    """Whether `from` hangs on a verb of what happened: `fired from Syria`, not `a man from Syria`."""
    if root.dep_ != "pobj" or root.head.lower_ != "from" or not root.head.head.tag_.startswith("VB"):
        return False
    verb = root.head.head
    return verb.i == predicate.i or (verb.dep_ == "acl" and verb.head.head.i == predicate.i)


def _role(root: Token) -> PlaceRole:
    token = root
    for _ in range(LOOK_BACK):
        if token.dep_ == "pobj" and token.head.lower_ in _ROLES:
            return _ROLES[token.head.lower_]
        if token.dep_ not in _NOMINAL:
            break
        token = token.head
    return PlaceRole.AT
