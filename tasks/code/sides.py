"""Which side of an event each named actor is on: who acts and who is acted on, read from the clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Span, Token

from tasks.code.actor_directory import lexicon
from tasks.code.parse import span_at
from tasks.code.speech import Source
from tasks.code.triggers import Trigger
from tasks.code.who import Party, stands_for
from tasks.models import ActorRole

CLIMB = 10
NEAR = 4
"""Steps in the parse between a verb and the event that it tells of."""
_PARTED = frozenset({"parataxis"})
_MODIFIERS = frozenset({"compound", "amod", "nmod", "poss"})
_OBJECTS = frozenset({"dobj", "dative"})
_PRONOUNS = frozenset({"it", "they", "we", "he"})

Reading = tuple[ActorRole, str]
"""A side and the rule that it was read by."""

_BY_WORD: dict[str, Reading] = {
    "by": (ActorRole.SIDE_A, "by_phrase"),
    "between": (ActorRole.SIDE_A, "first_of_two"),
    **dict.fromkeys(("on", "against", "at", "with", "targeting"), (ActorRole.SIDE_B, "against")),
}
_TURNED: tuple[tuple[frozenset[str], str, Reading], ...] = (
    (frozenset({"on", "to"}), "laid_on", (ActorRole.SIDE_A, "accused")),
    (frozenset({"with"}), "together", (ActorRole.SIDE_A, "together_with")),
    (frozenset({"from"}), "takes", (ActorRole.SIDE_B, "taken_from")),
)
"""Prepositions that certain verbs turn round: `blamed on rebels`, `seized from rebels`."""


def sides_in(
    sentence: Span, triggers: Sequence[Trigger], sources: Sequence[Source], parties: Sequence[Party]
) -> Iterator[tuple[Party, ActorRole]]:
    """Yield the parties of one sentence with their sides; who only reports takes no side, unless it tells of its own deeds."""
    heads = _heads(triggers)
    for party in parties:
        if not sentence.start_char <= party.start < sentence.end_char:
            continue
        source = next((one for one in sources if party.start < one.end and one.start < party.end), None)
        root = span_at(sentence.doc, party.start, party.end).root
        read = _of_speaker(source, root, triggers, sentence) if source else _read(party, root, heads)
        if read:
            yield replace(party, rule=_joined(party.rule, read[1])), read[0]


def _joined(rule: str, how: str) -> str:
    return f"{rule}_{how}" if rule else how


def _heads(triggers: Sequence[Trigger]) -> set[int]:
    return {trigger.head for trigger in triggers} | {at for trigger in triggers for at in range(trigger.start, trigger.end)}


def _of_speaker(source: Source, root: Token, triggers: Sequence[Trigger], sentence: Span) -> Reading | None:
    """Read the side of one who speaks of its own deed: `the army said it killed …`, `the group admitted bombing …`."""
    for trigger in triggers:
        head = sentence.doc[trigger.head]
        if head.dep_ in {"xcomp", "pcomp"} and source.verb in {head.head.i, head.head.head.i}:
            return ActorRole.SIDE_A, "own_deed"
        for child in head.children:
            if child.lower_ in _PRONOUNS and child.i > root.i and source.verb in {head.head.i, head.i}:
                if child.dep_ == "nsubj":
                    return ActorRole.SIDE_A, "own_deed"
                if child.dep_ == "nsubjpass":
                    return ActorRole.SIDE_B, "own_loss"
    return None


def _read(party: Party, root: Token, heads: set[int]) -> Reading | None:
    if root.i in heads and root.lower_ in _deeds() and party.is_state:
        return ActorRole.SIDE_A, "named_with_deed"
    if _stands_before_deed(root, heads):
        return ActorRole.SIDE_A, "owner_of_deed"
    read = _climb(root, heads)
    return None if read and party.is_country and not _is_state_acting(root, heads) else read


def _stands_before_deed(root: Token, heads: set[int]) -> bool:
    """Whether the next word is the deed: `killed in regime shelling`, where the parser takes `shelling` for a verb of its own."""
    following = root.doc[root.i + 1] if root.i + 1 < len(root.doc) else None
    return following is not None and following.i in heads and following.lower_ in _deeds()


def _is_state_acting(root: Token, heads: set[int]) -> bool:
    """Whether the name of a country stands for its forces: `Israel bombed`, `by Israel`; not `Michael Jordan`."""
    if any(child.dep_ == "compound" for child in root.children):
        return False
    if root.dep_ in {"nsubj", "poss"}:
        return root.head.i in heads
    return root.dep_ == "pobj" and root.head.lower_ == "by" and root.head.head.i in heads


def _climb(start: Token, heads: set[int]) -> Reading | None:
    token, is_second = start, False
    for _ in range(CLIMB):
        head = token.head
        if head.i == token.i or _leads_away(token, head, heads):
            return None
        is_second = is_second or token.dep_ == "conj"
        read = _side_at(token, head, heads)
        if read is not None:
            return (ActorRole.SIDE_B, "second_of_two") if is_second and head.lower_ == "between" else read
        if head.i in heads and token.dep_ == "prep":
            return None
        token = head
    return None


def _leads_away(token: Token, head: Token, heads: set[int]) -> bool:
    """Whether the actor only describes what lies further up: `military equipment`, `a village held by …`, `where … advance`."""
    if _is_holding(head, heads) or _is_where(token, head, heads):
        return True
    is_inner = head.i in heads or not head.tag_.startswith("NN")
    if token.dep_ == "poss" and head.lower_ in _kin():
        return True
    return (token.dep_ in _MODIFIERS or token.dep_ == "prep") and not is_inner and head.lower_ not in stands_for()


def _is_holding(by: Token, heads: set[int]) -> bool:
    return by.lower_ == "by" and by.head.lower_ in _verbs("holds") and by.head.i not in heads


def _is_where(token: Token, head: Token, heads: set[int]) -> bool:
    """Whether the actor does something that only says which place is meant: `near a road where the army is advancing`."""
    if token.dep_ not in {"nsubj", "nsubjpass"} or head.dep_ != "relcl" or head.i in heads:
        return False
    return any(child.lower_ == "where" for child in head.children) and not any(
        head.left_edge.i <= at <= head.right_edge.i for at in heads
    )


def _side_at(token: Token, head: Token, heads: set[int]) -> Reading | None:
    dep, word = token.dep_, head.lower_
    if dep == "nsubjpass":
        return (ActorRole.SIDE_A, "accused") if word in _verbs("accused") else (ActorRole.SIDE_B, "passive_subject")
    if dep == "nsubj" and head.tag_.startswith("VB") and _tells_of(head, heads):
        return _as_subject(head)
    if dep in _OBJECTS and head.tag_.startswith("VB") and _tells_of(head, heads):
        return _as_object(token, head, heads)
    if dep == "pobj":
        return _by_preposition(head, heads)
    if dep in _MODIFIERS and head.i in heads and (word in _deeds() or word not in stands_for()):
        return ActorRole.SIDE_A, "owner_of_deed"
    return None


def _tells_of(verb: Token, heads: set[int]) -> bool:
    """Whether a verb has to do with the event: it tells it, carries it out, hangs on it or is told beside it."""
    if verb.i in heads or _is_under(verb, heads):
        return True
    return any(_is_under(verb.doc[at], {verb.i}) for at in heads)


def _is_under(token: Token, heads: set[int]) -> bool:
    for _ in range(NEAR):
        if token.head.i == token.i or token.dep_ in _PARTED:
            return False
        token = token.head
        if token.i in heads:
            return True
    return False


def _as_subject(verb: Token) -> Reading:
    """Read the subject of a verb: who acts, unless the verb tells what befell it: `died`, `came under fire`, `lost ten men`."""
    if verb.lower_ in _verbs("befalls"):
        return ActorRole.SIDE_B, "subject_of_loss"
    if verb.lower_ in _verbs("comes"):
        under = (child for child in verb.children if child.dep_ == "prep" and child.lower_ == "under")
        if any(True for _ in under):
            return ActorRole.SIDE_B, "under_fire"
    return ActorRole.SIDE_A, "subject"


def _as_object(token: Token, verb: Token, heads: set[int]) -> Reading | None:
    if verb.lower_ in _verbs("accused"):
        return ActorRole.SIDE_A, "accused"
    if token.i not in heads or verb.i in heads:
        return ActorRole.SIDE_B, "object"
    return None


def _by_preposition(head: Token, heads: set[int]) -> Reading | None:
    word, governor = head.lower_, head.head
    for prepositions, verbs, read in _TURNED:
        if word in prepositions and governor.lower_ in _verbs(verbs):
            return read
    if word == "of":
        return (ActorRole.SIDE_B, "of_deed") if governor.i in heads else None
    return _BY_WORD.get(word)


@cache
def _verbs(name: str) -> frozenset[str]:
    return frozenset(lexicon()["verbs"][name])


@cache
def _kin() -> frozenset[str]:
    return frozenset(lexicon()["kin"])


@cache
def _deeds() -> frozenset[str]:
    return frozenset(lexicon()["deeds"])
