"""From the sentences of a text to the events that it reports, each as one mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from spacy.tokens import Doc

from tasks.code.actor_finder import parties
from tasks.code.anchors import Anchor
from tasks.code.casting import actors_of
from tasks.code.confidence import ranked
from tasks.code.drafts import ARTICLE, Draft, drafts_of
from tasks.code.event_types import TYPE_OF
from tasks.code.grounds import credible
from tasks.code.joining import Group, join, settle
from tasks.code.parse import text_of
from tasks.code.reasons import reasons_of
from tasks.code.settling import of_event
from tasks.code.tolls_told import claims_of
from tasks.code.toponyms import Use
from tasks.code.triggers import Trigger
from tasks.code.weapons import weapon_in
from tasks.code.when import DAYS, NEVER, TOLD, YEAR, When, dispatch_day, standing
from tasks.models import Attribution, CodeInput, Mention, Place, Realis

WITHOUT_ARMS = frozenset({"Strategic developments", "Protests"})
"""Event types in which a weapon is talked of, found or carried, not used."""
OPENING = 3
"""Sentences on an event among which the one is sought that says best what it was."""


def events_of(doc: Doc, given: CodeInput, resolved: Sequence[tuple[Place, Use]]) -> tuple[Mention, ...]:
    """Return the events that a parsed text reports, the lead event first."""
    places = [place for place, use in resolved if use is Use.LITERAL]
    published = dispatch_day(given.text, given.published_at)
    named = parties(doc, published, (place.country for place in places))
    head = [place for place in places if given.dateline and given.dateline[0] <= place.start < given.dateline[1]]
    told = tuple(place for place in places if place not in head)
    groups = join(drafts_of(doc, published, [pair for pair in resolved if pair[0] not in head], named))
    if len(given.text) >= ARTICLE:
        groups = settle(groups)
    makers = [_Maker(doc, group, told, given.country, head) for group in groups]
    kept = credible((maker.mention() for maker in makers), given.text)
    return ranked(kept, {maker.starts: maker.strength for maker in makers})


class _Maker:
    """Makes one mention of the sentences on one event."""

    def __init__(self, doc: Doc, group: Group, places: Sequence[Place], country: str | None, head: Sequence[Place]) -> None:
        self._doc, self._group = doc, group
        self._trigger, self._anchor, self._lead = _trigger_of(group)
        main_country = _main_country(places)
        self._places = of_event(place for draft in group for place in draft.places) or self._written_in(head, main_country)
        self._country = self._where() or main_country or country

    @property
    def starts(self) -> int:
        """Where the trigger begins, in code points."""
        return self._doc[self._anchor.start].idx

    @property
    def strength(self) -> float:
        """How plainly the trigger tells what it types."""
        return self._trigger.strength

    def mention(self) -> Mention:
        """Return the mention, its confidence yet to be reckoned."""
        group, anchor = self._group, self._anchor
        span = self._doc[anchor.start : anchor.end]
        kind = self._trigger.sub_event_type
        when, raw = self._when()
        source = next((draft.telling.source for draft in group if draft.telling.source), None)
        is_summary = self._lead.is_summary
        weapon = self._weapon()
        mention = Mention(
            TYPE_OF[kind],
            kind,
            span.start_char,
            span.end_char,
            min((*(draft.sentence.start_char for draft in group), *(place.start for place in self._places))),
            max(_end(draft) for draft in group),
            realis=self._lead.realis,
            event_clarity=2 if is_summary else 1,
            date_raw=raw,
            date_start=when.first if when else None,
            date_end=when.last if when else None,
            date_prec=when.prec if when else None,
            date_basis=when.basis if when else None,
            places=self._places,
            actors=actors_of(group, self._country, kind),
            casualties=claims_of(group),
            weapon=weapon[0] if weapon else None,
            attributed_to=source.name if source else None,
            attribution_confidence=_confidence_of_source(self._lead, group),
            realis_raw=self._realis_raw(),
        )
        return replace(mention, reasons=reasons_of(mention, group, self._trigger, when, weapon))

    def _weapon(self) -> tuple[str, int, int] | None:
        """Return the weapon that the event's sentences name, and where; acts without arms have none."""
        if TYPE_OF[self._trigger.sub_event_type] in WITHOUT_ARMS:
            return None
        for draft in self._group:
            if found := weapon_in(draft.sentence.text):
                name, start, end = found
                return name, draft.sentence.start_char + start, draft.sentence.start_char + end
        return None

    def _realis_raw(self) -> str | None:
        """Return the words that make the event anything but actual: a word of its sentence, or the date that is too far off."""
        lead = self._lead
        if lead.realis is Realis.ACTUAL:
            return None
        if lead.realis_word is not None:
            return str(self._doc[lead.realis_word].text)
        return self._when()[1]

    def _written_in(self, head: Sequence[Place], main_country: str | None) -> tuple[Place, ...]:
        """Return the dateline's place for what a dispatch begins with and gives no place, unless it tells of another country."""
        is_opening = self._group[0].sentence.start == 0
        return tuple(place for place in head[:1] if is_opening and main_country in {None, place.country})

    def _where(self) -> str | None:
        return next((place.country for place in self._places if place.country), None)

    def _when(self) -> tuple[When | None, str | None]:
        """Return the date of the event and its words: a day before a month, an event's own before the day of its report."""
        ranked = [(standing(one, draft is self._lead), one) for draft in self._group for one in draft.dates]
        dates = [(rank, one) for rank, one in ranked if rank < NEVER]
        rank, best = min(((rank, one) for rank, one in dates if one.first), key=itemgetter(0), default=(NEVER, None))
        if rank > TOLD:
            best = self._told_on() or best
        raw = best or next((one for _, one in dates), None)
        return best, text_of(self._doc)[raw.start : raw.end] if raw else None

    def _told_on(self) -> When | None:
        told = next((one for draft in self._group for one in draft.told_on if one.last and not one.is_ahead), None)
        if told is None:
            return None
        if any(draft.is_summary for draft in self._group):
            return replace(told, first=None, prec=YEAR, basis="reported on")
        return replace(told, prec=max(told.prec, DAYS), basis="reported on")


def _trigger_of(group: Group) -> tuple[Trigger, Anchor, Draft]:
    """Return the trigger that types the event, the strongest near its beginning, the words that tell it, and its first draft."""
    best = max(group[:OPENING], key=lambda draft: draft.trigger.strength)
    return best.trigger, best.anchor, group[0]


def _end(draft: Draft) -> int:
    text = draft.sentence.text
    return draft.sentence.end_char - (len(text) - len(text.rstrip()))


def _main_country(places: Sequence[Place]) -> str | None:
    counts = Counter(place.country for place in places if place.country)
    return counts.most_common(1)[0][0] if counts else None


def _confidence_of_source(lead: Draft, group: Group) -> Attribution:
    if lead.telling.confidence is Attribution.FACT and any(draft.telling.source for draft in group):
        return Attribution.CLAIMED
    return lead.telling.confidence
