"""Texts in a language with a pack in, the events that they report out. No parser: clauses are read by the words in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tasks.code.confidence import ranked
from tasks.code.event_types import EVENT_TYPES, TYPE_OF
from tasks.code.gazetteer import Gazetteer
from tasks.code.grounds import credible
from tasks.code.packs.drafts import Draft, Group, draft_of, join, with_source
from tasks.code.packs.pack import Pack
from tasks.code.packs.places import Located, PlaceFinder
from tasks.code.packs.words import Sentence
from tasks.code.when import DAYS, When
from tasks.code.who import CIVILIANS
from tasks.models import (
    Actor,
    ActorRole,
    Attribution,
    CasualtyClaim,
    CodedText,
    CodeInput,
    Harm,
    Mention,
    Place,
    Qualifier,
    Reason,
)

FIRST_YEAR = 1900
COUNTRY_PREC = 6
OPENING = 3
"""Sentences on an event among which the one is sought that says best what it was."""
_UNARMED = frozenset({*EVENT_TYPES["Protests"], *EVENT_TYPES["Riots"], "Agreement"})


class PackCoder:
    """Codes texts in the language of one pack."""

    def __init__(self, pack: Pack, gazetteer: Gazetteer, version: str) -> None:
        """Look places up in `gazetteer`; sign results with `version`."""
        self._pack, self._version = pack, version
        self._finder = PlaceFinder(pack, gazetteer)

    def code(self, given: CodeInput) -> CodedText:
        """Return what one text reports. Never raises for what the text holds."""
        published = given.published_at if given.published_at and given.published_at.year >= FIRST_YEAR else None
        sentences = list(self._pack.splitter.sentences(given.text))
        located, country = self._finder.find(sentences, given.country)
        head = [one.place for one in located if given.dateline and given.dateline[0] <= one.place.start < given.dateline[1]]
        groups = join(self._drafts(given, sentences, [one for one in located if one.place not in head], published))
        makers = [_Maker(self._pack, group, country or given.country, head) for group in groups]
        kept = credible((one.mention() for one in makers), given.text)
        events = ranked(kept, {one.starts: one.strength for one in makers}, self._pack.confidence_lost)
        places = tuple(replace(one.place, role=None) for one in located)
        reason = None if events else "not_relevant"
        return CodedText(given.text_id, self._pack.code, bool(events), places, events, reason, self._version)

    def _drafts(
        self, given: CodeInput, sentences: Sequence[Sentence], located: Sequence[Located], published: date | None
    ) -> list[Draft]:
        by_sentence: dict[int, list[Located]] = {}
        for one in located:
            by_sentence.setdefault(one.sentence, []).append(one)
        drafts = [draft_of(self._pack, one, by_sentence.get(at, []), published) for at, one in enumerate(sentences)]
        is_other = any(self._pack.contexts.count(name, given.text) >= least for name, least in self._pack.whole_text.items())
        return [one for one in drafts if one and not (is_other and all(claim.harm is not Harm.KILLED for claim in one.claims))]


class _Maker:
    """Makes one mention of the sentences on one event."""

    def __init__(self, pack: Pack, group: Group, country: str | None, head: Sequence[Place]) -> None:
        self._pack, self._drafts, self._lead = pack, group.drafts, group.drafts[0]
        self._best = max(self._drafts[:OPENING], key=lambda draft: draft.strength)
        places = {place.name: place for draft in reversed(self._drafts) for place in reversed(draft.places)}
        is_opening = self._lead.sentence.line == 0
        self._places = tuple(sorted(places.values(), key=lambda one: one.start)) or tuple(head[:1] if is_opening else ())
        exact = (place.country for place in self._places if place.country and place.where_prec != COUNTRY_PREC)
        self._country = next(exact, None) or country or next((one.country for one in self._places if one.country), None)

    @property
    def starts(self) -> int:
        """Where the trigger begins, in code points."""
        return self._best.sentence.span(*self._best.trigger)[0]

    @property
    def strength(self) -> float:
        """How plainly the trigger tells what it types."""
        return self._best.strength

    def mention(self) -> Mention:
        """Return the mention, its confidence yet to be reckoned."""
        best, lead = self._best, self._lead
        trigger_start, trigger_end = best.sentence.span(*best.trigger)
        when, raw = self._when()
        source = next((draft.source for draft in self._drafts if draft.source), None)
        start = min([draft.sentence.start for draft in self._drafts] + [place.start for place in self._places])
        return Mention(
            TYPE_OF[best.kind],
            best.kind,
            trigger_start,
            trigger_end,
            start,
            max(draft.sentence.end for draft in self._drafts),
            realis=lead.realis,
            event_clarity=2 if lead.is_summary else 1,
            date_raw=raw,
            date_start=when.first if when else None,
            date_end=when.last if when else None,
            date_prec=when.prec if when else None,
            date_basis=when.basis if when else None,
            places=self._places,
            actors=self._actors(),
            casualties=self._claims(),
            attributed_to=source.name if source else None,
            attribution_confidence=self._standing(source is not None),
            realis_raw=self._realis_raw(),
            reasons=(Reason("sub_event_type", f"pack_{best.sense.name}", trigger_start, trigger_end),),
        )

    def _when(self) -> tuple[When | None, str | None]:
        dates = [(one, draft) for draft in self._drafts for one in draft.dates if not one.is_since]
        dated = [pair for pair in dates if pair[0].first]
        best = next((pair for pair in dated if (pair[0].prec or DAYS) <= DAYS), None) or next(iter(dated), None)
        told = best or next(iter(dates), None)
        if told is None:
            return None, None
        first = told[1].sentence.start
        return best[0] if best else None, told[1].sentence.text[told[0].start - first : told[0].end - first]

    def _actors(self) -> tuple[Actor, ...]:
        actors: dict[str, Actor] = {}
        sided = [(party, side) for draft in self._drafts for party, side in draft.sides]
        for party, side in sorted(sided, key=lambda pair: not pair[0].is_named):
            if party.kind == CIVILIANS and side is ActorRole.SIDE_A and self._best.kind not in _UNARMED:
                continue
            own = party.settled(self._country)
            name = own.name(self._country)
            actors.setdefault(name, Actor(name, own.actor_id, side, party.start, party.end, rule="pack_words_before"))
        for source in (draft.source for draft in self._drafts if draft.source):
            key = f"reporter {source.name}"
            actors.setdefault(key, Actor(source.name, None, ActorRole.REPORTER, source.start, source.end, rule="pack_speech"))
        return tuple(actors.values())

    def _claims(self) -> tuple[CasualtyClaim, ...]:
        kept: dict[tuple[Harm, int | None, str], CasualtyClaim] = {}
        for draft in self._drafts:
            for claim in draft.claims:
                kept.setdefault((claim.harm, claim.best, claim.victim_group.value), with_source(claim, draft))
        return tuple(sorted(kept.values(), key=lambda claim: claim.qualifier is Qualifier.VAGUE))

    def _standing(self, has_source: bool) -> Attribution:
        if self._lead.confidence is Attribution.FACT and has_source:
            return Attribution.CLAIMED
        return self._lead.confidence

    def _realis_raw(self) -> str | None:
        at = self._lead.realis_at
        if at is None:
            return None
        start, end = self._lead.sentence.span(*at)
        return self._lead.sentence.text[start - self._lead.sentence.start : end - self._lead.sentence.start]
