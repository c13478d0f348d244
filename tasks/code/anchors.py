"""The words that stand for an event in the text: the predicate of its clause, not the noun that gave its type away.

`Ten were killed in clashes` is told by `killed`, `rebels launched an offensive` by `launched an offensive`: places, dates and
parties hang on the predicate, and readers look for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from spacy.tokens import Doc, Span, Token

from tasks.code.triggers import Trigger

CLIMB = 6
"""Steps up the parse from a noun to the verb that it hangs on."""
DEEPEST = 20
"""Steps up the parse that tell how deep a word lies."""
LONGEST = 9
"""Words of a light verb and its noun together, at most; further apart the noun stands alone."""
_DOWN = frozenset(
    {"dobj", "nsubj", "nsubjpass", "pobj", "prep", "conj", "compound", "agent", "attr", "nmod", "poss", "amod", "appos"}
)


@cache
def _light() -> Mapping[str, frozenset[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "light_verbs.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(str(word) for word in words) for name, words in data.items()}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Tokens, half open, that stand for an event, and the index of the word that its places and parties hang on."""

    start: int
    end: int
    predicate: int


def anchor_of(triggers: Sequence[Trigger], sentence: Span) -> Anchor:
    """Return the words that stand for the event that `triggers` tell together: those highest in the parse."""
    told = [_Told(one, sentence.doc) for one in triggers]
    return min(told, key=lambda one: (one.depth, not one.is_verb, one.anchor.start)).anchor


class _Told:
    """A trigger with the words that tell it, and how deep in the sentence they lie."""

    def __init__(self, trigger: Trigger, doc: Doc) -> None:
        head: Token = doc[trigger.head]
        verb = head if head.tag_.startswith("VB") else _verb_above(head)
        self.anchor = Anchor(trigger.start, trigger.end, trigger.head)
        self.is_verb = verb is head
        if verb is not None and not self.is_verb and verb.lower_ in _light()["verbs"]:
            self.anchor = _with_light_verb(verb, trigger)
        self.depth = _depth(doc[self.anchor.predicate])


def _verb_above(token: Token) -> Token | None:
    for _ in range(CLIMB):
        if token.dep_ not in _DOWN or token.head.i == token.i:
            return None
        token = token.head
        if token.tag_.startswith("VB"):
            return token
    return None


def _depth(token: Token) -> int:
    """Return the steps from a word to the root of its sentence; what `and` joins lies no deeper than what it is joined to."""
    depth = 0
    for _ in range(DEEPEST):
        if token.head.i == token.i:
            break
        depth += token.dep_ != "conj"
        token = token.head
    return depth


def _with_light_verb(verb: Token, noun: Trigger) -> Anchor:
    """`launched a major offensive`, `the attack took place`: a verb that says only that what its noun names was done."""
    start, end = min(verb.i, noun.start), max(verb.i + 1, noun.end)
    if end - start > LONGEST:
        return Anchor(noun.start, noun.end, noun.head)
    return Anchor(start, end, verb.i)
