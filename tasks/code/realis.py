"""Whether the text says that what a trigger tells took place: actual, planned, threatened, denied, historical, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import yaml
from spacy.tokens import Span, Token

from tasks.code.triggers import Trigger
from tasks.models import Realis

CLIMB = 5
_MODALS = frozenset({"will", "would", "should", "must", "could", "might", "'ll", "shall", "wo"})
_LINKS = frozenset(
    {"xcomp", "ccomp", "pcomp", "pobj", "prep", "dobj", "acl", "advcl", "conj", "agent", "nsubjpass", "amod", "compound", "nsubj"}
)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "realis.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


def realis_of(trigger: Trigger, sentence: Span) -> Realis | None:
    """Return the realis of a trigger; None when the sentence reports no event by it: negated, conditional, general, background."""
    head = sentence.doc[trigger.head]
    if _is_negated(head) or _is_background(head, sentence) or _is_prevented(head):
        return None
    words = _words()
    told = next((found for token in _governors(head) if (found := _by_governor(token, head))), None)
    if told is None and any(child.lower_ in words["ahead"] for child in head.lefts):
        told = Realis.PLANNED
    if told is None and any(token.lower_ in words["historical"] for token in sentence):
        told = Realis.HISTORICAL
    return told or Realis.ACTUAL


def _by_governor(token: Token, head: Token) -> Realis | None:
    words, lower = _words(), token.lower_
    if lower in words["denied"]:
        return Realis.DENIED
    if token.i != head.i and lower in words["threatened"]:
        return Realis.THREATENED
    has_modal = any(child.lower_ in _MODALS and child.dep_ == "aux" for child in token.children)
    if has_modal or (token.i < head.i and lower in words["planned"]):
        return Realis.PLANNED
    return None


def _is_prevented(head: Token) -> bool:
    """`prevented an attack`, `did not reach an agreement to end the fighting`."""
    above = (token for token in _governors(head) if token.i != head.i and token.tag_.startswith("VB"))
    return any(token.lower_ in _words()["prevent"] or _is_negated(token) for token in above)


def _governors(head: Token) -> Iterator[Token]:
    yield head
    token = head
    for _ in range(CLIMB):
        if token.dep_ not in _LINKS or token.head.i == token.i:
            return
        token = token.head
        yield token


def _is_negated(token: Token) -> bool:
    return any(
        child.dep_ == "neg" or (child.lower_ in {"no", "never"} and child.dep_ in {"det", "neg", "advmod"})
        for child in token.children
    ) or (token.dep_ == "pobj" and token.head.lower_ == "without")


def _is_background(head: Token, sentence: Span) -> bool:
    """Standing states, general statements and gerunds of manner: `has maintained … since`, `By deploying …, X is signalling`."""
    if head.tag_ == "VBG" and head.dep_ == "pcomp" and head.head.lower_ in {"by", "of", "for", "from"}:
        return True
    if any(child.lower_ in {"if", "unless", "whether"} and child.dep_ == "mark" for child in head.children):
        return True
    if _is_general(head, sentence):
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
    return head.head.tag_ in {"VBD", "VBN"} and head.head.lower_ in {
        "managed",
        "continued",
        "began",
        "used",
        "went",
        "started",
        "helped",
        "forced",
        "came",
    }
