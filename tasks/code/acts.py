"""One sentence, several events: `rebels signed a truce in Homs while jets bombed Idlib`.

The triggers of a sentence are shared out among the acts that it tells. A trigger makes an act of its own when it is a verb whose
type cannot tell the same event as the strongest one, or whose place is surely another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from tasks.code.anchors import Anchor, anchor_of
from tasks.code.event_types import is_kin
from tasks.code.placing import SURE, Placed, Placer
from tasks.code.triggers import Trigger

LEAST = 2.0
"""Strength from which on a trigger may tell an event besides the main one."""
MOST = 4
"""Events of one sentence, at most."""
EXACT = 4
"""UCDP's precision from which on places are regions, which hold others."""


@dataclass(frozen=True, slots=True)
class Act:
    """What some triggers of a sentence tell together: the one that types it, all of them, and where it may have been."""

    best: Trigger
    triggers: tuple[Trigger, ...]
    anchor: Anchor
    placed: tuple[Placed, ...]


def acts_of(main: Trigger, triggers: Sequence[Trigger], sentence: Span, placer: Placer) -> list[Act]:
    """Return the acts of a sentence, that of `main` first. A trigger belongs to one at most."""
    heads = [main]
    for one in sorted(triggers, key=lambda trigger: -trigger.strength):
        if len(heads) < MOST and all(_is_apart(one, other, sentence, placer) for other in heads):
            heads.append(one)
    shares: dict[Trigger, list[Trigger]] = {head: [] for head in heads}
    for one in triggers:
        home = one if one in shares else _home(one, heads)
        if home is not None:
            shares[home].append(one)
    return [_act(head, tuple(share), sentence, placer, triggers) for head, share in shares.items()]


def _is_apart(one: Trigger, other: Trigger, sentence: Span, placer: Placer) -> bool:
    if one is other or one.strength < LEAST or not sentence.doc[one.head].tag_.startswith("VB"):
        return False
    return not is_kin(one.sub_event_type, other.sub_event_type) or _are_elsewhere(one, other, sentence, placer)


def _are_elsewhere(one: Trigger, other: Trigger, sentence: Span, placer: Placer) -> bool:
    mine, theirs = (
        {
            placed.place.name
            for placed in placer.places(sentence.doc[trigger.head])
            if placed.probability >= SURE and (placed.place.where_prec or 1) < EXACT
        }
        for trigger in (one, other)
    )
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _home(one: Trigger, heads: Sequence[Trigger]) -> Trigger | None:
    """Return the act that a trigger goes on about: the nearest of its kind, for a weak one the nearest of all, else none."""
    kin = [head for head in heads if is_kin(one.sub_event_type, head.sub_event_type)]
    candidates = kin or (heads if one.strength < LEAST else [])
    return min(candidates, key=lambda head: abs(head.head - one.head), default=None)


def _act(best: Trigger, triggers: tuple[Trigger, ...], sentence: Span, placer: Placer, all_told: Sequence[Trigger]) -> Act:
    anchor = anchor_of(triggers, sentence)
    others = [sentence.doc[one.head] for one in triggers if one.head != anchor.predicate]
    foreign = {one.head for one in all_told} - {one.head for one in triggers}
    return Act(best, triggers, anchor, tuple(placer.places(sentence.doc[anchor.predicate], others, foreign)))


def shared_out(acts: Sequence[Act], positions: Sequence[int]) -> Iterator[int]:
    """Yield for each token index the act, by its index, that it belongs to: the one with the nearest trigger."""
    for position in positions:
        yield min(range(len(acts)), key=lambda at: min(_distance(trigger, position) for trigger in acts[at].triggers))


def _distance(trigger: Trigger, position: int) -> int:
    return max(trigger.start - position, position - (trigger.end - 1), 0)
