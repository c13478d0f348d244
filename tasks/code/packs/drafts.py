"""What one sentence of a text in a language with a pack reports, and which sentences go on about one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tasks.code.casualties import BEYOND_ONE_EVENT
from tasks.code.event_types import TYPE_OF
from tasks.code.gazetteer_build import distance_km
from tasks.code.packs.harm import ClaimReader
from tasks.code.packs.pack import Pack
from tasks.code.packs.parties import sides_in
from tasks.code.packs.places import Located
from tasks.code.packs.telling import Source, confidence_in, realis_of, source_of
from tasks.code.packs.words import Sentence
from tasks.code.triggers import BARE, HARM, Found, Sense
from tasks.code.when import When
from tasks.code.who import Party
from tasks.models import ActorRole, Attribution, CasualtyClaim, Harm, Place, Realis, Victims

REACH, LINES, SAME_KM, REGION_PREC = 4, 3, 25.0, 4
"""Events looked back on, lines that may lie between, kilometres between names of one place, and UCDP's precision of a region."""
_VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
_UNREST = frozenset({"Protests", "Riots"})


@dataclass(slots=True)
class Draft:
    """One sentence's report of one event. `trigger` are words of the sentence; `realis_at` those that tell the realis."""

    sentence: Sentence
    trigger: tuple[int, int]
    sense: Sense
    kind: str
    strength: float
    realis: Realis
    realis_at: tuple[int, int] | None
    confidence: Attribution
    source: Source | None = None
    dates: list[When] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    claims: list[CasualtyClaim] = field(default_factory=list)
    sides: list[tuple[Party, ActorRole]] = field(default_factory=list)

    @property
    def is_summary(self) -> bool:
        """Whether its numbers are sums over many events."""
        return any(claim.is_cumulative for claim in self.claims)


@dataclass(frozen=True, slots=True)
class _Read:
    first: int
    end: int
    sense: Sense
    kind: str
    strength: float
    realis: Realis
    realis_at: tuple[int, int] | None


def draft_of(pack: Pack, sentence: Sentence, located: Sequence[Located], published: date | None) -> Draft | None:
    """Return what a sentence reports; None when it reports no event."""
    found = list(pack.triggers.all(sentence.keys))
    if not found:
        return None
    dates = pack.dates.dates_in(sentence.text, published, sentence.start)
    contexts = pack.contexts.of(_unmasked(sentence, found))
    reads = [read for one in _chosen(found, contexts) if (read := _read(pack, sentence, one, contexts, dates))]
    if not reads:
        return None
    best = max(reads, key=lambda read: (read.realis is Realis.ACTUAL, read.strength))
    source = source_of(pack, sentence)
    draft = Draft(
        sentence,
        (best.first, best.end),
        best.sense,
        best.kind,
        best.strength,
        best.realis,
        best.realis_at,
        confidence_in(pack, sentence, source),
        source,
        dates=dates,
        places=_places_of(located),
        claims=[] if best.realis is Realis.PLANNED else ClaimReader(pack, sentence, dates).claims(),
    )
    if any((claim.best or 0) >= BEYOND_ONE_EVENT and claim.harm is Harm.KILLED for claim in draft.claims):
        return None
    is_of_victim = best.sense.name in pack.of_victim
    draft.sides = list(sides_in(pack, sentence, draft.trigger, draft.claims, source, of_victim=is_of_victim))
    _settle(draft, published)
    draft.sides = _two_sided(draft)
    return draft


def _unmasked(sentence: Sentence, found: Sequence[tuple[int, int, Sense]]) -> str:
    """Return the text of a sentence without the words that look like triggers and are none: a heart attack is no attack."""
    text, offset = sentence.text, sentence.start
    for first, end, sense in found:
        if sense.type is None:
            start, after = sentence.span(first, end)
            text = text[: start - offset] + " " * (after - start) + text[after - offset :]
    return text


def _chosen(found: Sequence[tuple[int, int, Sense]], contexts: Found) -> Iterator[tuple[int, int, Sense]]:
    """Yield the triggers that do not overlap, the strongest and longest first; what masks words takes them from the others."""
    taken: set[int] = set()
    for first, end, sense in sorted(found, key=lambda one: (-one[2].strength, one[0] - one[1], one[0])):
        if taken.isdisjoint(range(first, end)) and not any(name in contexts for name in sense.unless):
            taken.update(range(first, end))
            if sense.type is not None:
                yield first, end, sense


def _read(pack: Pack, sentence: Sentence, one: tuple[int, int, Sense], contexts: Found, dates: Sequence[When]) -> _Read | None:
    first, end, sense = one
    is_bare = bool(sense.needs) and not any(name in contexts for name in sense.needs)
    if is_bare and sense.strength > HARM:
        return None
    if any(when.start <= sentence.words[first].start < when.end for when in dates):
        return None
    realis, told_at = realis_of(pack, sentence, first, end)
    kind = next((kind for name, kind in sense.when if name in contexts), sense.type)
    if realis is None or kind is None:
        return None
    return _Read(first, end, sense, kind, BARE if is_bare else sense.strength, realis, told_at)


def _places_of(located: Sequence[Located]) -> list[Place]:
    cued = [one.place for one in located if one.is_cued]
    return cued or [one.place for one in located if one.first == 0 and len(located) == 1]


def _settle(draft: Draft, published: date | None) -> None:
    """Let the victims decide between a clash and an attack, and the dates whether it is history or a plan."""
    victims = {claim.victim_group for claim in draft.claims if claim.harm in {Harm.KILLED, Harm.WOUNDED} and claim.best}
    if draft.kind == "Armed clash" and draft.sense.type == "Attack" and victims == {Victims.CIVILIAN}:
        draft.kind = "Attack"
    elif draft.kind == "Attack" and draft.sense.type == "Attack" and victims == {Victims.COMBATANT}:
        draft.kind = "Armed clash"
    takers = [party for party, side in draft.sides if side is ActorRole.SIDE_A]
    if draft.kind == "Non-state actor overtakes territory" and takers and takers[0].is_state:
        draft.kind = "Government regains territory"
    if draft.realis is not Realis.ACTUAL or published is None:
        return
    told = [one for one in draft.dates if one.first and not one.is_since]
    if told and all(one.last and one.last.year < published.year - 1 for one in told):
        draft.realis = Realis.HISTORICAL
    draft.dates = [one for one in draft.dates if not one.is_ahead]


def _two_sided(draft: Draft) -> list[tuple[Party, ActorRole]]:
    """Return the sides; a battle has two, the actor named first is the first."""
    sides = draft.sides
    if (
        TYPE_OF[draft.kind] == "Battles"
        and len(sides) > 1
        and not draft.claims
        and all(side is ActorRole.SIDE_B for _, side in sides)
    ):
        return [(sides[0][0], ActorRole.SIDE_A), *sides[1:]]
    if TYPE_OF[draft.kind] == "Battles" and len(sides) > 1 and all(side is ActorRole.SIDE_A for _, side in sides):
        return [sides[0], *((party, ActorRole.SIDE_B) for party, _ in sides[1:])]
    return sides


class Group:
    """The sentences on one event, and what they say together."""

    def __init__(self, draft: Draft) -> None:
        """Begin with one sentence."""
        self.drafts: list[Draft] = []
        self._days: list[tuple[int, int]] = []
        self._names: set[str] = set()
        self._exact: list[Place] = []
        self._tolls: set[int] = set()
        self.add(draft)

    def add(self, draft: Draft) -> None:
        """Take a further sentence in."""
        self.drafts.append(draft)
        self._days = list(dict.fromkeys([*self._days, *_days(draft)]))
        self._names.update(place.name for place in draft.places)
        known = {place.name for place in self._exact}
        self._exact += [place for place in draft.places if (place.where_prec or 1) < REGION_PREC and place.name not in known]
        self._tolls |= _tolls(draft)

    def takes(self, draft: Draft) -> bool:
        """Whether a sentence goes on about this event."""
        first, last = self.drafts[0], self.drafts[-1]
        if draft.realis is not first.realis or draft.is_summary is not first.is_summary or self._conflicts(draft):
            return False
        is_near = draft.sentence.line - last.sentence.line <= LINES
        if draft.kind == first.kind or draft.strength <= HARM:
            return is_near or self._shares(draft)
        kinds = {TYPE_OF[draft.kind], TYPE_OF[first.kind]}
        is_kin = len(kinds) == 1 or kinds <= _VIOLENT or kinds <= _UNREST
        is_weak = min(draft.strength, max(one.strength for one in self.drafts[:REACH])) <= 2
        return is_kin and is_near and (is_weak or self._shares(draft))

    def _shares(self, draft: Draft) -> bool:
        days = any(a <= d and c <= b for a, b in _days(draft) for c, d in self._days)
        return days or bool(_tolls(draft) & self._tolls) or any(place.name in self._names for place in draft.places)

    def _conflicts(self, draft: Draft) -> bool:
        mine = _days(draft)
        is_own = draft.strength > HARM  # `le bilan est passé à six morts samedi` dates the toll, not the event
        if is_own and mine and self._days and not any(a <= d and c <= b for a, b in mine for c, d in self._days):
            return True
        tolls = _tolls(draft)
        if tolls & self._tolls:
            return False
        exact = [place for place in draft.places if (place.where_prec or 1) < REGION_PREC]
        if exact and self._exact and not any(_is_near(one, other) for one in exact for other in self._exact):
            return True
        return bool(tolls and self._tolls) and draft.strength > HARM


def _days(draft: Draft) -> list[tuple[int, int]]:
    told = [one for one in draft.dates if one.first and not one.is_since]
    return [(one.first.toordinal(), (one.last or one.first).toordinal()) for one in told if one.first]


def _tolls(draft: Draft) -> set[int]:
    return {claim.best for claim in draft.claims if claim.harm is Harm.KILLED and claim.best and not claim.is_cumulative}


def _is_near(one: Place, other: Place) -> bool:
    if one.name == other.name or one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return True
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude) < SAME_KM


def join(drafts: Sequence[Draft]) -> list[Group]:
    """Return the drafts of each event, in the order in which the text takes the events up."""
    groups: list[Group] = []
    for draft in drafts:
        home = next((group for group in groups[: -REACH - 1 : -1] if group.takes(draft)), None)
        if home:
            home.add(draft)
        elif draft.strength > BARE:
            groups.append(Group(draft))
    return groups


def with_source(claim: CasualtyClaim, draft: Draft) -> CasualtyClaim:
    """Return the claim with who makes it."""
    return replace(claim, attributed_to=draft.source.name) if draft.source else claim
