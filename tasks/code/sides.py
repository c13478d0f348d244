"""Which side of an event each named actor is on: who acts and who is acted on, read from the clause."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from tasks.code.parse import span_at
from tasks.code.triggers import Trigger
from tasks.code.who import Party, stands_for
from tasks.models import ActorRole

CLIMB = 10
_AGAINST = frozenset({"on", "against", "at", "with", "targeting", "between"})


def side_of(party: Party, triggers: Sequence[Trigger], sentence: Span) -> ActorRole | None:
    """Return the side of `party` in what the triggers of its sentence tell, None when the clause does not say."""
    span = span_at(sentence.doc, party.start, party.end)
    heads = {trigger.head for trigger in triggers} | {at for trigger in triggers for at in range(trigger.start, trigger.end)}
    return _climb(span.root, heads)


def _climb(start: Token, heads: set[int]) -> ActorRole | None:
    token, is_second = start, False
    for _ in range(CLIMB):
        head = token.head
        if head.i == token.i or _leads_away(token, head, heads):
            return None
        is_second = is_second or token.dep_ == "conj"
        side = _side_at(token, head, heads)
        if side is not None:
            return ActorRole.SIDE_B if is_second and head.lower_ == "between" else side
        token = head
    return None


def _leads_away(token: Token, head: Token, heads: set[int]) -> bool:
    """Whether the actor only describes what lies further up: `military equipment`, `the province with … forces`."""
    if token.dep_ in {"compound", "amod", "nmod", "poss"}:
        return head.i not in heads and head.tag_.startswith("NN") and head.lower_ not in stands_for()
    return token.dep_ == "prep" and head.tag_.startswith("NN") and head.i not in heads and head.lower_ not in stands_for()


def _side_at(token: Token, head: Token, heads: set[int]) -> ActorRole | None:
    dep, word = token.dep_, head.lower_
    if dep == "nsubjpass":
        return ActorRole.SIDE_B
    if dep == "nsubj" and head.tag_.startswith("VB"):
        return ActorRole.SIDE_B if word in {"died", "die", "dies", "suffered", "fled"} else ActorRole.SIDE_A
    if dep in {"dobj", "dative"} and head.tag_.startswith("VB"):
        return ActorRole.SIDE_B if token.i not in heads or head.i in heads else None
    if dep == "pobj":
        return _by_preposition(head, heads)
    if dep in {"poss", "compound", "amod", "nmod"} and head.i in heads:
        return ActorRole.SIDE_A
    return None


def _by_preposition(head: Token, heads: set[int]) -> ActorRole | None:
    word = head.lower_
    if word == "by":
        return ActorRole.SIDE_A
    if word == "between":
        return ActorRole.SIDE_A
    if word in _AGAINST:
        return ActorRole.SIDE_B
    if word == "of" and head.head.i in heads:
        return ActorRole.SIDE_B
    return None
