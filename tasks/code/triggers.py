"""Which words of a sentence report an event, and of which of ACLED's sub-event types: the lexicon applied to tagged words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from spacy.tokens import Span, Token

from tasks.code.inflection import inflections

HARM, BARE = 1, 0.5
"""Strengths of words of harm: alone they report an event, bare of any sign of violence they only go on about one."""
HEADLINE = 0.6
"""Share of words with a capital from which on a sentence is written as headlines are, and a capital says nothing."""
NEAR = 9
"""Words after a verb within which its object begins to be told of."""
PROTEST = "protest"
"""The sense of the lexicon by which people gather."""
LONGEST_LIST = 12
"""Most objects of one verb that are looked at."""
_NOUNS = ("NN", "VBG", "JJ")
_NOUN_PLACES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "compound", "amod", "appos", "attr", "ROOT"})
GAP = 3
"""Most words that a `_` in a phrase may stand for."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One entry of the lexicon."""

    name: str
    type: str | None
    strength: float
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    when: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that report an event: token offsets, half open, and the sub-event type that they are in their sentence.

    `because` names what decided the type, where the sense alone did not: a context of the lexicon, or who did what to whom.
    """

    start: int
    end: int
    head: int
    sense: str
    sub_event_type: str
    strength: float
    because: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase: for each word the forms that it may take, None for a gap of up to `GAP` words; `tags` bounds single words."""

    words: tuple[frozenset[str] | None, ...]
    tags: tuple[str, ...]
    sense: Sense


class Contexts:
    """The named sets of words that decide what a trigger means."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._compound: Mapping[str, Mapping[str, list[str]]] = data["compound"]
        self._plain = {name: _any_of(words) for name, words in data.items() if name != "compound"}

    def of(self, text: str) -> Found:
        """Return what holds of `text`, worked out as it is asked."""
        return Found(self._plain, self._compound, text.lower())

    def count(self, name: str, text: str) -> int:
        """Return how many different words of a plain context occur in `text`."""
        return len({match.group() for match in self._plain[name].finditer(text.lower())})


class Found:
    """Which contexts occur in one text. Answers are kept: each expression runs at most once."""

    def __init__(self, plain: Mapping[str, re.Pattern[str]], compound: Mapping[str, Mapping[str, list[str]]], text: str) -> None:
        self._plain, self._compound, self._text = plain, compound, text
        self._known: dict[str, bool] = {}

    def __contains__(self, name: str) -> bool:
        """Return whether the context of that name occurs."""
        if name not in self._known:
            self._known[name] = self._holds(name)
        return self._known[name]

    def _holds(self, name: str) -> bool:
        rule = self._compound.get(name)
        if rule is None:
            return self._plain[name].search(self._text) is not None
        any_of = rule.get("any")
        return (
            all(part in self for part in rule.get("all", ()))
            and (not any_of or any(part in self for part in any_of))
            and not any(part in self for part in rule.get("none", ()))
        )


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    parts = (re.escape(str(word).lower()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


class Lexicon:
    """The triggers of `lexicon/triggers.yaml` and the contexts of `lexicon/contexts.yaml`, ready to be applied."""

    def __init__(self, data: Mapping[str, Mapping[str, Any]], contexts: Contexts) -> None:
        self.contexts = contexts
        classes = {name: frozenset().union(*map(inflections, words)) for name, words in data["classes"].items()}
        senses = {name: entry for name, entry in data.items() if name != "classes"}
        self._by_first: dict[str, list[Pattern]] = {}
        self._acts: dict[str, list[tuple[frozenset[str], Pattern]]] = {}
        for name, entry in senses.items():
            sense = Sense(
                name,
                entry["type"],
                float(entry["strength"]),
                tuple(entry.get("needs", ())),
                tuple(entry.get("unless", ())),
                tuple(entry.get("when", {}).items()),
            )
            for pattern in _patterns(entry, sense, classes):
                for form in pattern.words[0] or ():
                    self._by_first.setdefault(form, []).append(pattern)
            for act in entry.get("acts", ()):
                verb, thing = act.split(" +")
                pattern = Pattern((inflections(verb),), ("VB",), sense)
                for form in inflections(verb):
                    self._acts.setdefault(form, []).append((classes[thing], pattern))
        for patterns in self._by_first.values():
            patterns.sort(key=lambda p: (-len(p.words), -p.sense.strength))

    def is_protest(self, word: str) -> bool:
        """Whether a word alone, in lower case, may report a protest."""
        return any(pattern.sense.name == PROTEST and len(pattern.words) == 1 for pattern in self._by_first.get(word, ()))

    def triggers(self, sentence: Span, found: Found) -> list[Trigger]:
        """Return the triggers of a sentence that its contexts allow, in the order of the text; they do not overlap."""
        taken: set[int] = set()
        triggers = []
        for match in sorted(self._matches(sentence), key=lambda m: (-m[2].sense.strength, -(m[1] - m[0]), m[0])):
            start, end, pattern = match
            sense = pattern.sense
            if not taken.isdisjoint(range(start, end)) or (end - start == 1 and is_of_name(sentence, start)):
                continue
            kind, because = _type_in(sense, found)
            if kind or sense.type is None:
                taken.update(range(start, end))
            if kind:
                is_bare = bool(sense.needs) and not any(name in found for name in sense.needs)
                head = _head(sentence.doc[start:end])
                triggers.append(Trigger(start, end, head, sense.name, kind, BARE if is_bare else sense.strength, because))
        return sorted(triggers, key=lambda t: t.start)

    def _matches(self, sentence: Span) -> Iterator[tuple[int, int, Pattern]]:
        words = [token.lower_ for token in sentence]
        for at, word in enumerate(words):
            for pattern in self._by_first.get(word, ()):
                end = _match(pattern.words, words, at)
                if end is not None and (not pattern.tags or _is_tagged(sentence[at], pattern.tags)):
                    yield sentence.start + at, sentence.start + end, pattern
            for things, pattern in self._acts.get(word, ()):
                if sentence[at].tag_.startswith(pattern.tags) and not things.isdisjoint(_objects(sentence[at])):
                    yield sentence.start + at, sentence.start + at + 1, pattern


def is_of_name(sentence: Span, at: int) -> bool:
    """Whether a word is a part of somebody's name, `Tiffany Lynch`, in a sentence that is no headline in capitals."""
    doc, token = sentence.doc, sentence.doc[at]
    if token.tag_ not in {"NNP", "NNPS"} or not token.is_title:
        return False
    if at > sentence.start and doc[at - 1].tag_ == "NNP" and doc[at - 1].is_title:
        words = [one for one in sentence if one.is_alpha]
        return sum(one.is_title for one in words) < len(words) * HEADLINE
    return False


def _is_tagged(token: Token, tags: tuple[str, ...]) -> bool:
    """Whether a word is of a kind; of the `-ing` forms only those that stand as nouns do: `the killing`, not `…, killing ten`."""
    if token.tag_ == "VBG" and tags == _NOUNS:
        return token.dep_ in _NOUN_PLACES
    return token.tag_.startswith(tags)


def _objects(verb: Token) -> Iterator[str]:
    """Yield the nouns that `verb` is done to, in the active or the passive, through lists and `a large amount of`."""
    waiting = [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}]
    if not waiting:
        # The parser at times takes the object for the subject of what is told of it: `found arms believed to be theirs`.
        clauses = (child for child in verb.children if child.dep_ == "ccomp" and child.i - verb.i <= NEAR)
        waiting = [child for clause in clauses for child in clause.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(left.lower_ == "the" for left in verb.head.lefts):
        waiting.append(verb.head)
    for _ in range(LONGEST_LIST):
        if not waiting:
            return
        thing = waiting.pop(0)
        yield thing.lower_
        waiting += [child for child in thing.children if child.dep_ in {"conj", "appos"}]
        waiting += [inner for child in thing.children if child.lower_ == "of" for inner in child.children if inner.dep_ == "pobj"]


def _patterns(entry: Mapping[str, Any], sense: Sense, classes: Mapping[str, frozenset[str]]) -> Iterator[Pattern]:
    def forms(word: str) -> frozenset[str] | None:
        return None if word == "_" else classes[word[1:]] if word.startswith("+") else inflections(word)

    for verb in entry.get("verbs", ()):
        yield Pattern((inflections(verb),), ("VB", "NNP"), sense)
    for noun in entry.get("nouns", ()):
        yield Pattern((inflections(noun),), _NOUNS, sense)
    for phrase in entry.get("phrases", ()):
        yield Pattern(tuple(map(forms, phrase.replace("-", " - ").split())), (), sense)


def _match(pattern: Sequence[frozenset[str] | None], words: Sequence[str], at: int) -> int | None:
    """Return where `pattern` ends when it matches at `at`, the shortest gaps first. Gaps are bounded, so the work is too."""
    if not pattern:
        return at
    forms = pattern[0]
    if forms is None:
        for skip in range(GAP + 1):
            end = _match(pattern[1:], words, at + skip)
            if end is not None:
                return end
        return None
    return _match(pattern[1:], words, at + 1) if at < len(words) and words[at] in forms else None


def _type_in(sense: Sense, found: Found) -> tuple[str | None, str]:
    """Return the type that a sense has among the contexts of its sentence, None for none, and the context that decided."""
    if any(name in found for name in sense.unless):
        return None, ""
    if sense.strength > HARM and sense.needs and not any(name in found for name in sense.needs):
        return None, ""
    return next(((kind, f"context {name}") for name, kind in sense.when if name in found), (sense.type, ""))


def _head(span: Span) -> int:
    """Return the word that the others hang on; of a noun with its participle the participle: `a town recently captured`."""
    return next((token.i for token in span if token.dep_ in {"acl", "relcl"}), span.root.i)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of this process, read on first use."""
    folder = resources.files("tasks.code") / "lexicon"

    def read(name: str) -> dict[str, Any]:
        data: dict[str, Any] = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        return data

    return Lexicon(read("triggers.yaml"), Contexts(read("contexts.yaml")))
