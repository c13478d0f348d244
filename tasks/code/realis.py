"""Whether the text says that what a trigger tells took place: actual, planned, threatened, denied, historical, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from spacy.tokens import Span, Token

from tasks.code.triggers import Trigger
from tasks.models import Realis

CLIMB = 5
"""Steps up the parse on which a word may say that something is not, or not yet, done."""
_GOVERNED = frozenset(
    {"xcomp", "ccomp", "pcomp", "pobj", "prep", "dobj", "acl", "conj", "agent", "amod", "compound", "advcl", "relcl"}
)
_NOUN_BONDS = frozenset({"for", "to", "of", "about", "on"})
"""Prepositions by which a noun tells of something ahead: `plans for an attack`, not `an investigation into the attack`."""
_NOMINAL = frozenset({"pobj", "prep", "compound", "pcomp"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of a trigger: its realis, and the index of the word that makes it anything but actual."""

    realis: Realis
    word: int | None = None


@cache
def _words() -> Mapping[str, frozenset[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "realis.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


def realis_of(trigger: Trigger, sentence: Span) -> Reading | None:
    """Return the realis of a trigger; None when the sentence reports no event by it: negated, conditional, general, background."""
    head = sentence.doc[trigger.head]
    if _is_negated(head) or _is_prevented(head):
        return None
    words = _words()
    above = ((token, done) for token, done in _governors(head) if token.i == head.i or not trigger.start <= token.i < trigger.end)
    told = next((found for token, done in above if (found := _by_governor(token, head, is_done=done))), None)
    if told is None and _is_background(head, sentence):
        return None
    if told is None:
        ahead = next((child for child in head.lefts if child.lower_ in words["ahead"]), None)
        told = Reading(Realis.PLANNED, ahead.i) if ahead is not None else None
    if told is None:
        past = next((token for token in sentence if token.lower_ in words["historical"]), None)
        told = Reading(Realis.HISTORICAL, past.i) if past is not None else _by_reaction(head)
    return told or Reading(Realis.ACTUAL)


def _by_governor(token: Token, head: Token, *, is_done: bool) -> Reading | None:
    words, lower = _words(), token.lower_
    if lower in words["denied"]:
        return Reading(Realis.DENIED, token.i)
    if token.i != head.i and lower in words["threatened"]:
        return Reading(Realis.THREATENED, token.i)
    modal = next((child for child in token.children if child.lower_ in words["modal"] and child.dep_ == "aux"), None)
    if modal is not None:
        return Reading(Realis.PLANNED, modal.i)
    is_wish = is_done and token.i < head.i and token.tag_ not in {"VBN", "JJ"}
    is_said_of_it = token.i > head.i and token.tag_ == "VBN" and head.dep_ in _SUBJECTS
    if lower in words["planned"] and (is_wish or is_said_of_it):
        return Reading(Realis.PLANNED, token.i)
    return None


def _by_reaction(head: Token) -> Reading | None:
    """Read what states react to as past: `new sanctions over the bombing of its soldiers`."""
    if not head.tag_.startswith("NN"):
        return None
    token = head
    for _ in range(CLIMB):
        if token.dep_ not in _NOMINAL or token.head.i == token.i:
            return None
        token = token.head
        if token.lower_ in _words()["reactions"]:
            return Reading(Realis.HISTORICAL, token.i)
    return None


def _is_prevented(head: Token) -> bool:
    """`prevented an attack`, `did not reach an agreement to end the fighting`."""
    above = (token for token, _ in _governors(head) if token.i != head.i and token.tag_.startswith("VB"))
    return any(token.lower_ in _words()["prevent"] or _is_negated(token) for token in above)


def _governors(head: Token) -> Iterator[tuple[Token, bool]]:
    """Yield the words that say how real something is, up to where another statement begins, and whether it is what they do.

    In `called for a protest` it is, in `called for better pay in a protest` it is not.
    """
    yield head, True
    token, is_done = head, True
    for _ in range(CLIMB):
        above = token.head
        if above.i == token.i or not _passes_on(token, above):
            return
        is_done = is_done and (token.dep_ != "prep" or token.lower_ in _NOUN_BONDS)
        token = above
        yield token, is_done


def _passes_on(token: Token, above: Token) -> bool:
    """Whether what holds of `above` holds of `token`: of what is done, not of who does it, nor of what is told of it besides."""
    if token.dep_ in _SUBJECTS:
        return above.lower_ in _words()["happens"]
    if token.dep_ == "prep":
        return token.lower_ in _NOUN_BONDS or above.tag_.startswith("VB")
    if token.dep_ in {"advcl", "relcl"}:
        return token.tag_ == "VB"
    return token.dep_ in _GOVERNED


def _is_negated(token: Token) -> bool:
    return any(
        child.dep_ == "neg" or (child.lower_ in {"no", "never"} and child.dep_ in {"det", "neg", "advmod"})
        for child in token.children
    ) or (token.dep_ == "pobj" and token.head.lower_ == "without")


def _can_be(head: Token) -> bool:
    """Whether something only can happen: `women can be harassed, attacked by robbers`, not `may have been killed`."""
    verb = head
    for _ in range(CLIMB):
        is_beside = verb.dep_ == "conj" or (verb.dep_ == "advcl" and verb.tag_ == "VBN")
        if not (is_beside and verb.head.tag_.startswith("VB")):
            break
        verb = verb.head
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    return bool(helpers & _words()["able"]) and "have" not in helpers


def _is_background(head: Token, sentence: Span) -> bool:
    """Standing states, general statements and gerunds of manner: `has maintained … since`, `By deploying …, X is signalling`."""
    if head.tag_ == "VBG" and head.dep_ == "pcomp" and head.head.lower_ in {"by", "of", "for", "from"}:
        return True
    if any(child.lower_ in {"if", "unless", "whether"} and child.dep_ == "mark" for child in head.children):
        return True
    if _is_general(head, sentence) or _can_be(head):
        return True
    root = sentence.root
    if any(child.lower_ in {"not", "n't"} and child.dep_ == "neg" for child in root.children) and root.tag_ in {"VB", "VBZ", "VBP"}:
        return True
    return (
        head.tag_ == "VB"
        and any(child.lower_ == "to" for child in head.children)
        and head.dep_ in {"advcl", "xcomp", "acl", "relcl"}
        and not _carried_out(head)
    )


def _is_general(head: Token, sentence: Span) -> bool:
    """What always happens, to nobody in particular: `Markets are bombed in the passive voice`, `civilians die`."""
    in_present = head.tag_ in {"VBZ", "VBP"} or any(c.dep_ == "auxpass" and c.tag_ in {"VBZ", "VBP"} for c in head.children)
    has_been = any(child.dep_ == "aux" for child in head.children)
    is_statement = sentence.text.rstrip('"” \n').endswith(".")  # a headline tells what happened in the present
    is_named = any(token.tag_ in {"NNP", "NNPS", "CD"} for token in sentence)
    return in_present and is_statement and not has_been and not is_named


def _carried_out(head: Token) -> bool:
    """`managed to kill`, `used drones to attack`, `continued to shell`: the infinitive was done."""
    return head.head.tag_ in {"VBD", "VBN"} and head.head.lower_ in _words()["done"]
