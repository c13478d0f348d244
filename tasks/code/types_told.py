"""What the parse of a clause says of an event's type, beyond the words of its sentence: who took, who was harmed, what was hit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from tasks.code.triggers import Trigger, lexicon
from tasks.code.who import Party
from tasks.models import ActorRole, CasualtyClaim, Harm, Place, Victims

LONGEST_OBJECT = 12
"""Words of what an attack is on that are looked at."""
_ON_SOMEBODY = frozenset({"attack", "shooting", "harm", "raid", "ambush", "beating"})
"""Senses of the lexicon that one side does to the other."""
_PROTESTS = frozenset({"Peaceful protest", "Protest with intervention"})
_AIMS = frozenset({"against", "over"})
_GROUNDS = frozenset(
    {"charges", "suspicion", "anticipation", "ahead", "organising", "organizing", "planning", "joining", "calling"}
)
"""Words after which is told what somebody is arrested for, or before what: no protest at which the arrest was made."""
_DEMANDS = frozenset({"protest", "decry", "denounce", "condemn", "demand", "mark", "commemorate", "oppose"})


def typed(
    trigger: Trigger,
    sentence: Span,
    sides: Sequence[tuple[Party, ActorRole]],
    claims: Sequence[CasualtyClaim],
    places: Sequence[Place],
) -> Trigger:
    """Return `trigger` with the type that its clause gives it."""
    return _by_victims(_by_target(_by_taker(trigger, sentence, sides, places), sentence), claims)


def _by_taker(trigger: Trigger, sentence: Span, sides: Sequence[tuple[Party, ActorRole]], places: Sequence[Place]) -> Trigger:
    """Let the side that acts decide whose gain of territory it is."""
    takers = [party for party, side in sides if side is ActorRole.SIDE_A]
    is_gain = trigger.sense == "territory_taken" or (trigger.sense == "capture" and _takes_place(trigger, sentence, places))
    if not is_gain or not takers:
        return trigger
    kind = "Government regains territory" if takers[0].is_state else "Non-state actor overtakes territory"
    return replace(trigger, sub_event_type=kind, because=f"taken by {takers[0].kind}")


def _takes_place(trigger: Trigger, sentence: Span, places: Sequence[Place]) -> bool:
    """Whether what was captured is a place: `captured the town of Azaz`, not `captured a commander in Azaz`."""
    objects = (child for child in sentence.doc[trigger.head].children if child.dep_ in {"dobj", "nsubjpass"})
    return any(place.start < one.idx + len(one) and one.idx < place.end for one in objects for place in places)


def _by_target(trigger: Trigger, sentence: Span) -> Trigger:
    """Let what is hit decide between a clash and an attack: `gunmen stormed a school`, `rebels attacked an army post`."""
    if trigger.sense not in _ON_SOMEBODY or trigger.sub_event_type != "Armed clash":
        return trigger
    hit = " ".join(_hit(sentence.doc[trigger.head]))
    found = lexicon().contexts.of(hit)
    if hit and "soft_targets" in found and "hard_targets" not in found:
        return replace(trigger, sub_event_type="Attack", because="on people or what is theirs")
    return trigger


def _hit(head: Token) -> Iterator[str]:
    for child in head.children:
        if child.dep_ in {"dobj", "nsubjpass"}:
            yield from (
                token.lower_ for token in list(child.subtree)[:LONGEST_OBJECT] if token.i <= child.i or token.dep_ == "conj"
            )
        if child.dep_ == "prep" and child.lower_ in {"on", "at", "against"}:
            yield from (token.lower_ for token in list(child.subtree)[:LONGEST_OBJECT])


def _by_victims(trigger: Trigger, claims: Sequence[CasualtyClaim]) -> Trigger:
    """Let those harmed decide: ACLED's battles are between armed parties, and protesters who die met excessive force."""
    harmed = [claim for claim in claims if claim.harm in {Harm.KILLED, Harm.WOUNDED} and claim.best]
    is_clash = trigger.sense in _ON_SOMEBODY and trigger.sub_event_type == "Armed clash"
    if is_clash and {claim.victim_group for claim in harmed} == {Victims.CIVILIAN}:
        return replace(trigger, sub_event_type="Attack", because="only civilians harmed")
    if trigger.sub_event_type in _PROTESTS and any(
        claim.harm is Harm.KILLED and claim.victim_group is not Victims.COMBATANT and not claim.is_cumulative for claim in harmed
    ):
        return replace(trigger, sub_event_type="Excessive force against protesters", because="protesters killed")
    return trigger


def without_aims(sentence: Span) -> str:
    """Return the text of a sentence without what a protest in it is about: `marched against police shootings` tells of no shots."""
    text = sentence.text
    if "protesters" not in lexicon().contexts.of(text):
        return text
    for token in sentence:
        if _is_aim(token):
            start, end = token.left_edge.idx, token.right_edge.idx + len(token.right_edge)
            if sentence.start_char <= start:
                at = start - sentence.start_char
                text = text[:at] + " " * (min(end, sentence.end_char) - start) + text[end - sentence.start_char :]
    return text


def _is_aim(token: Token) -> bool:
    head = token.head
    if token.dep_ == "prep" and token.lower_ in _AIMS:
        return lexicon().is_protest(head.lower_)
    if token.lower_ in _GROUNDS and token.dep_ in {"pobj", "pcomp", "advmod"}:
        return True
    is_demand = token.lower_ in _DEMANDS and token.tag_ in {"VB", "VBG"} and token.dep_ in {"advcl", "xcomp", "acl"}
    return is_demand and head.i < token.i
