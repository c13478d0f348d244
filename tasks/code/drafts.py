"""What one sentence reports, before sentences are joined into events."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Doc, Span, Token

from tasks.code.acts import Act, acts_of, shared_out
from tasks.code.anchors import Anchor
from tasks.code.attribution import Attributor, Source, Telling, is_saying
from tasks.code.casualties import BEYOND_ONE_EVENT, claims_in
from tasks.code.parse import span_at, text_of
from tasks.code.placing import LIKELY, Placed, Placer, named_before
from tasks.code.realis import Reading, realis_of
from tasks.code.settling import settled
from tasks.code.sides import sides_in
from tasks.code.toponyms import Use
from tasks.code.triggers import Trigger, lexicon
from tasks.code.types_told import typed, without_aims
from tasks.code.when import DAYS, MONTHS, RECENT, UP_TO_NOW, When, as_planned, dates_in, last_day
from tasks.code.who import Party
from tasks.models import ActorRole, CasualtyClaim, Harm, Place, Realis

_MONTHS = frozenset(name[:3] for name in MONTHS)
GENERIC = 1.5
"""Triggers up to this strength tell no type of their own when a stronger one is near."""
ASIDE, ASIDE_STEPS = 2.2, 4
LEAD, TRIAL = 80, 2
"""Different words of the courts that, in so many first words, make a text a report on a trial: its undated acts were long ago."""
SPORT = 4
"""Different words of sport that make a text a report on sport: there, only deaths are taken at their word."""
MISHAP = 4
"""Different words of disease, weather and accidents that, where there are fewer of conflict, say what people died of."""
LOOK_BACK = 4
MOST_TRIGGERS = 20
"""Triggers of one sentence that are read: no reporter writes as many, and what each may mean is weighed with every name."""
SERIES = frozenset({"series", "wave", "waves", "round", "rounds", "string", "spate", "dozens", "succession"})
_WARS = r"(?:war|conflict|uprising|insurgency|revolt|rebellion)"
_WAR = re.compile(
    rf"{_WARS}\s(?:there\s)?(?:began|broke\sout|erupted|started)"
    rf"|since\sthe\s(?:start|beginning|outbreak)\sof\s(?:the|its)\s(?:\w{{1,20}}\s){{0,2}}{_WARS}",
    re.IGNORECASE,
)
BACKGROUND_DAYS = 183
"""Days before publication from which on an event is history that the news only recalls."""
_LINE_END = re.compile(r"\S[^\S\n]*\n")
"""The end of a line with words: empty lines between paragraphs begin no paragraph of their own."""
SEVERAL = frozenset({"separate", "various", "different", "repeated", "repeatedly", "regularly", "frequently", "routinely", "daily"})
ARTICLE = 600
"""Code points from which on a text is more than a line or two taken out of its context."""
LONGEST_SENTENCE = 400
"""Words of the longest stretch that is read as one sentence; a longer one is read in pieces of this length."""


@dataclass(slots=True)
class Draft:
    """One sentence's report of one event."""

    sentence: Span
    paragraph: int
    trigger: Trigger
    anchor: Anchor
    triggers: tuple[Trigger, ...]
    realis: Realis
    telling: Telling
    is_definite: bool
    is_summary: bool
    realis_word: int | None = None
    dates: list[When] = field(default_factory=list)
    told_on: list[When] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    places: tuple[Place, ...] = ()
    claims: list[CasualtyClaim] = field(default_factory=list)
    parties: list[tuple[Party, ActorRole]] = field(default_factory=list)

    @property
    def has_own_place(self) -> bool:
        """Whether the sentence itself says where: not only the likeliest of what an article names."""
        return any(one.probability >= LIKELY for one in self.placed)

    @property
    def is_generic(self) -> bool:
        """Whether the sentence only goes on about something: harm done, `the attack`."""
        return self.trigger.strength <= GENERIC or self.is_definite


def drafts_of(doc: Doc, published: date | None, resolved: Sequence[tuple[Place, Use]], parties: Sequence[Party]) -> Iterator[Draft]:
    """Yield what each sentence of a text reports, in order."""
    attributor = Attributor()
    paragraph = 0
    anchor: date | None = None
    contexts = lexicon().contexts
    is_sport = contexts.count("sport", text_of(doc)) >= SPORT
    is_mishap = contexts.count("mishap", text_of(doc)) >= MISHAP > contexts.count("conflict", text_of(doc))
    told: tuple[Place, ...] = ()
    is_trial = contexts.count("court", doc[:LEAD].text) >= TRIAL
    for sentence in _sentences(doc):
        telling = attributor.read(sentence)
        dates = dates_in(sentence.text, published, sentence.start_char, anchor)
        anchor = last_day(dates, anchor)
        for draft in _drafts(sentence, paragraph, telling, published, dates, resolved, parties, told):
            told = draft.places or told
            if is_trial and draft.realis is Realis.ACTUAL and not draft.dates:
                draft.realis = Realis.HISTORICAL
            if is_mishap and draft.trigger.sense == "harm":
                continue
            if not (is_sport and all(claim.harm is not Harm.KILLED for claim in draft.claims)):
                yield draft
        paragraph += len(_LINE_END.findall(sentence.text))


def _sentences(doc: Doc) -> Iterator[Span]:
    start = 0
    for at, token in enumerate(doc):
        ends_line = token.is_space and "\n" in token.text
        ends_here = at + 1 == len(doc) or (doc[at + 1].is_sent_start and not _parts_date(token, doc[at + 1]))
        if ends_line or ends_here or at + 1 - start >= LONGEST_SENTENCE:
            yield doc[start : at + 1]
            start = at + 1


def _parts_date(last: Token, following: Token) -> bool:
    """Whether the parser ended a sentence inside a date: `22 | Feb 2015`."""
    return last.text.isdecimal() and following.lower_[:3] in _MONTHS


def _drafts(
    sentence: Span,
    paragraph: int,
    telling: Telling,
    published: date | None,
    dates: Sequence[When],
    resolved: Sequence[tuple[Place, Use]],
    parties: Sequence[Party],
    told: Sequence[Place],
) -> Iterator[Draft]:
    found = lexicon().contexts.of(_unspoken(sentence, telling.source))
    read = [
        (one, reading)
        for one in lexicon().triggers(sentence, found)
        if not _is_in_date(one, sentence.doc, dates) and (reading := realis_of(one, sentence))
    ]
    if not read:
        return
    read = read[:MOST_TRIGGERS]
    best, reading = max(read, key=lambda pair: (pair[1].realis is Realis.ACTUAL, pair[0].strength - _aside(pair[0], sentence)))
    triggers = [one for one, own in read if own.realis is reading.realis]
    claims = claims_in(sentence, [(one.start, one.end) for one in dates]) if reading.realis is not Realis.PLANNED else []
    acts = acts_of(best, triggers, sentence, Placer(sentence, resolved))
    owners = list(shared_out(acts, [span_at(sentence.doc, claim.start, claim.end).start for claim in claims]))
    for at, act in enumerate(acts):
        own = [claim for claim, owner in zip(claims, owners, strict=True) if owner == at]
        draft = _draft(act, sentence, paragraph, telling, own, reading)
        if not draft.places and (before := named_before(sentence, act.anchor.predicate, resolved, told)):
            draft.places = (before,)
        if _is_standing(draft, dates):
            continue
        _date(draft, dates)
        draft.parties = list(sides_in(sentence, draft.triggers, draft.telling.sources, parties))
        draft.trigger = typed(draft.trigger, sentence, draft.parties, draft.claims, draft.places)
        _settle_realis(draft, published)
        yield draft


def _draft(act: Act, sentence: Span, paragraph: int, telling: Telling, claims: list[CasualtyClaim], reading: Reading) -> Draft:
    text = text_of(sentence.doc)
    is_summary = _is_summary(act.best, sentence, claims)
    return Draft(
        sentence,
        paragraph,
        act.best,
        act.anchor,
        act.triggers,
        reading.realis,
        telling.about(sentence.doc[act.best.head]),
        realis_word=reading.word,
        is_definite=any(_is_definite(one, sentence) for one in act.triggers),
        is_summary=is_summary,
        placed=list(act.placed),
        places=settled(act.placed, text, in_article=len(text) >= ARTICLE, is_summary=is_summary),
        claims=claims,
    )


def _date(draft: Draft, dates: Sequence[When]) -> None:
    """Give a draft the dates of its sentence, those of its report apart."""
    draft.told_on = [one for one in dates if one.is_dateline or _is_of_speech(one, draft.sentence, draft.triggers)]
    draft.dates = [one for one in dates if one not in draft.told_on and not one.is_aside]


def _unspoken(sentence: Span, source: Source | None) -> str:
    """Return the text of a sentence without its source and aims: that `the army said` so does not make soldiers fight."""
    text, first = without_aims(sentence), sentence.start_char
    if source is None or not first <= source.start < source.end <= first + len(text):
        return text
    return text[: source.start - first] + text[source.end - first :]


def _aside(trigger: Trigger, sentence: Span) -> float:
    """What a trigger loses for standing in a relative clause: `Ariha, which fell to rebels in May, was bombed`."""
    token = sentence.doc[trigger.head]
    for _ in range(ASIDE_STEPS):
        if token.dep_ == "relcl" or (token.dep_ == "acl" and token.tag_ == "VBN"):
            return ASIDE
        if token.dep_ == "ROOT":
            break
        token = token.head
    return 0.0


def _is_in_date(trigger: Trigger, doc: Doc, dates: Sequence[When]) -> bool:
    """`March 2011` is no march."""
    at = doc[trigger.start].idx
    return any(one.start <= at < one.end for one in dates)


def _is_definite(trigger: Trigger, sentence: Span) -> bool:
    """`the attack`, `this raid`, `the deployment`: the event was told before."""
    head = sentence.doc[trigger.head]
    return head.tag_.startswith("NN") and any(
        left.lower_ in {"the", "this", "that", "these", "those", "its", "their"} for left in head.lefts
    )


def _is_summary(trigger: Trigger, sentence: Span, claims: Sequence[CasualtyClaim]) -> bool:
    """`a series of strikes`, or a sum of persons over several incidents."""
    before = [token.lower_ for token in sentence.doc[max(sentence.start, trigger.start - LOOK_BACK) : trigger.start]]
    is_series = any(word in SERIES and before[at + 1 : at + 2] == ["of"] for at, word in enumerate(before))
    around = {child.lower_ for child in sentence.doc[trigger.head].children}
    return is_series or bool(around & SEVERAL) or any(claim.is_cumulative for claim in claims)


def _is_standing(draft: Draft, dates: Sequence[When]) -> bool:
    """Whole-war sums and standing conditions: `more than 200,000 have been killed since the war began in 2011`."""
    if any((claim.best or 0) >= BEYOND_ONE_EVENT and claim.harm is Harm.KILLED for claim in draft.claims):
        return True
    is_dated = any(one.prec <= DAYS for one in dates)
    return not is_dated and _WAR.search(draft.sentence.text) is not None


def _is_of_speech(when: When, sentence: Span, triggers: Sequence[Trigger]) -> bool:
    """Whether a date tells when someone spoke: `said on September 9 that …`, but not `said the attack on September 9 …`."""
    if when.is_since or when.basis in {RECENT, UP_TO_NOW}:
        return False
    span = span_at(sentence.doc, when.start, when.end)
    heads = {trigger.head for trigger in triggers}
    token = span.root
    for _ in range(4):
        if token.i in heads:
            return False
        if is_saying(token) and token.tag_.startswith("VB"):
            return not _is_told_of(span.root.i, token.i, heads)
        token = token.head
    return False


def _is_told_of(date_at: int, verb_at: int, heads: Collection[int]) -> bool:
    """Whether a date is that of an event between it and the saying, or before both: `shelled Duma Sunday the army said`."""
    first, last = sorted((date_at, verb_at))
    if any(first < head < last for head in heads):
        return True
    return date_at < verb_at and all(head < date_at for head in heads)


def _settle_realis(draft: Draft, published: date | None) -> None:
    """An event dated long before publication is history; one dated after it is a plan."""
    if draft.realis in {Realis.PLANNED, Realis.THREATENED}:
        draft.dates = [as_planned(one, published) for one in draft.dates]
    if draft.realis is not Realis.ACTUAL or published is None:
        return
    events = [one for one in draft.dates if one.first and not one.is_since]
    if events and all(one.is_ahead for one in events):
        draft.dates = [one for one in draft.dates if not one.is_ahead]
    elif events and all(one.last and (published - one.last).days > BACKGROUND_DAYS for one in events):
        draft.realis = Realis.HISTORICAL
    else:
        draft.dates = [one for one in draft.dates if not one.is_ahead]


def with_source(claim: CasualtyClaim, draft: Draft) -> CasualtyClaim:
    """Return the claim with who makes it."""
    span = span_at(draft.sentence.doc, claim.start, claim.end)
    source = draft.telling.of(span.root)
    return replace(claim, attributed_to=source.name if source else None)
