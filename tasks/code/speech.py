"""Who speaks in a sentence: the subjects of verbs of saying and what follows `according to`, each with its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from spacy.tokens import Doc, Span, Token

LONGEST_NAME = 12
SHARED = 4
"""Steps up to the verb of saying that `adding` or `saying` goes on from."""
_POSSESSIVE = re.compile(r"['’]s?$")
_BASED = re.compile(r"^(?:the\s)?\S{1,30}(?:\s\S{1,30})?\s?-\s?based\s|^based\s", re.IGNORECASE)
_JOINS = frozenset({"of", "for", "the"})
_PAST_NAME = frozenset(
    {"relcl", "acl", "appos", "prep", "punct", "cc", "conj", "npadvmod", "advmod", "mark", "nummod", "intj", "dep"}
)
_ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their", "one", "some", "several"})
_BACK = frozenset({"the", "its", "this", "that"})


@dataclass(frozen=True, slots=True)
class Source:
    """Who reports something: the name, where the text has it (code points), the word that its clause hangs on, and why."""

    name: str
    start: int
    end: int
    verb: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words that name a source, before they are resolved: `head` is the noun or pronoun, `verb` what its clause hangs on."""

    head: Token
    verb: Token
    rule: str


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "speech.yaml").read_text(encoding="utf-8"))
    return data


@cache
def words(name: str) -> frozenset[str]:
    """Return one list of `lexicon/speech.yaml`."""
    return frozenset(_data()[name])


@cache
def _objects(name: str) -> Mapping[str, frozenset[str]]:
    return {verb: frozenset(objects) for verb, objects in _data()[name].items()}


def is_saying(token: Token) -> bool:
    """Whether `token` is a verb of saying."""
    word = token.lower_
    if word not in words("said") and word not in words("claimed"):
        return False
    others, wanted = _objects("not_said").get(word), _objects("only_with").get(word)
    if not (others or wanted):
        return True
    objects = {child.lower_ for child in token.children if child.dep_ in {"dobj", "nsubjpass"}}
    return not (objects & others) if others else bool(wanted and objects & wanted)


def speakers(sentence: Span) -> Iterator[Speaker]:
    """Yield who speaks in a sentence, in its order."""
    for token in sentence:
        if token.lower_ == "according":
            yield from _after_according(token, sentence)
        elif token.tag_.startswith("VB") and is_saying(token):
            yield from _of_verb(token)


def _after_according(token: Token, sentence: Span) -> Iterator[Speaker]:
    at = token.i + 1
    if at + 1 >= sentence.end or sentence.doc[at].lower_ != "to":
        return
    head = next((child for child in sentence.doc[at].children if child.dep_ == "pobj"), None)
    yield Speaker(head or sentence.doc[min(at + 2, sentence.end - 1)], token.head, "according_to")


def _of_verb(verb: Token) -> Iterator[Speaker]:
    for child in verb.children:
        if child.dep_ == "nsubj" and child.tag_ not in {"WP", "WDT"}:
            yield Speaker(child, verb, "subject_of_saying")
            return
        if child.dep_ == "nsubjpass" and verb.lower_ == "quoted":
            yield Speaker(child, verb, "quoted")
            return
        if child.dep_ == "agent":
            yield from (Speaker(one, verb, "passive_saying") for one in child.children if one.dep_ == "pobj")
            return
        if child.dep_ == "dobj" and verb.lower_ in {"citing", "quoting"}:
            yield Speaker(child, verb, "citing")
            return
    owner = verb.head
    if verb.dep_ in {"conj", "relcl"} or (verb.dep_ in {"advcl", "xcomp"} and verb.tag_ == "VBG"):
        yield from _by_neighbour(verb, owner)


def _by_neighbour(verb: Token, owner: Token) -> Iterator[Speaker]:
    """Let a verb without a subject of its own take its neighbour's: `the army denied it and said …`, `the army, which said …`."""
    if verb.dep_ == "relcl":
        is_which = any(child.dep_ == "nsubj" and child.tag_ in {"WP", "WDT"} for child in verb.children)
        if is_which and owner.i < verb.i:
            yield Speaker(owner, verb, "relative_clause")
        return
    for _ in range(SHARED if verb.dep_ != "conj" else 0):
        if is_saying(owner):
            break
        owner = owner.head
    subject = next((child for child in owner.children if child.dep_ == "nsubj" and child.tag_ not in {"WP", "WDT"}), None)
    if subject is not None:
        yield Speaker(subject, verb, "shared_subject")


def name_span(head: Token) -> Span:
    """Return the words of a name around its head noun, without article, date or time words before it."""
    doc: Doc = head.doc
    first = min((left.i for left in head.lefts if left.dep_ not in _PAST_NAME), default=head.i)
    first = max(first, head.i - LONGEST_NAME)
    for at in range(first, head.i):
        token = doc[at]
        if (token.lower_ in words("no_name") and not _is_hyphen_inside(doc, at)) or token.like_num or token.is_space:
            first = at + 1
    last = head.i
    while first < head.i and doc[first].lower_ in words("no_name"):
        first += 1
    while last + 1 < len(doc) and last - first < LONGEST_NAME and _continues_name(doc, last + 1):
        last += 1
    last = _before_compound(doc, first, last)
    while first < last and (doc[first].lower_ in _ARTICLES or doc[first].is_punct or doc[first].is_space):
        first += 1
    return doc[first : last + 1]


def _before_compound(doc: Doc, first: int, last: int) -> int:
    """Return the last word of a name that runs into `UK-based`: the word before the `of` that joins it to the name."""
    if last + 1 >= len(doc) or doc[last + 1].text != "-" or doc[last].whitespace_:
        return last
    return next((at - 1 for at in range(last, first, -1) if doc[at].lower_ in {"of", "for"}), last)


def _is_hyphen_inside(doc: Doc, at: int) -> bool:
    """Whether a hyphen joins two words: `London-based`."""
    return doc[at].text == "-" and at > 0 and not doc[at - 1].whitespace_


def plain_name(span: Span) -> str:
    """Return a name as it is to be stored: one line, no possessive, without the town that its office is in."""
    text = " ".join(_POSSESSIVE.sub("", span.text).split())
    return _BASED.sub("", text) or text


def is_name(span: Span) -> bool:
    """Whether any word of it is a name."""
    return any(token.tag_.startswith("NNP") and token.lower_ not in words("no_name") for token in span)


def owner_of(head: Token) -> Token | None:
    """Return whose statement or report it is: `the group's report`, `a statement by the army`."""
    if head.lower_ not in words("issued"):
        return None
    for child in head.children:
        if child.dep_ == "poss" or (child.dep_ == "compound" and head.lower_ in words("tallied") and child.tag_.startswith("NNP")):
            return child
        if child.dep_ == "prep" and child.lower_ in {"by", "from", "of", "for"}:
            return next((one for one in child.children if one.dep_ == "pobj"), None)
        if child.dep_ == "agent":
            return next((one for one in child.children if one.dep_ == "pobj"), None)
        if child.dep_ == "acl" and child.lower_ in {"issued", "released", "published", "carried", "posted"}:
            agent = next((one for one in child.children if one.dep_ == "agent"), None)
            return next((one for one in agent.children if one.dep_ == "pobj"), None) if agent else None
    return None


def points_back(span: Span, head: Token) -> bool:
    """Whether these words speak of a source already named: `the group`, `the monitor`, `it`."""
    if head.tag_ == "PRP":
        return head.lower_ in words("again")
    is_plain = not any(token.tag_.startswith("NNP") for token in span)
    before = head.doc[span.start - 1].lower_ if span.start else ""
    return is_plain and head.lower_ in words("again") and (before in _BACK or span[0].lower_ in _BACK)


def _continues_name(doc: Doc, at: int) -> bool:
    token, before = doc[at], doc[at - 1]
    follows = doc[at + 1] if at + 1 < len(doc) else None
    if token.is_sent_start:
        return False
    if follows is None or token.lower_ not in _JOINS:
        return token.tag_.startswith("NNP") and (token.lower_ not in words("no_name") or _is_hyphen_inside(doc, at))
    if token.lower_ == "the" and before.lower_ in {"of", "for"}:
        return bool(follows.tag_.startswith("NNP"))
    joins = token.lower_ in {"of", "for"} and before.tag_.startswith("NNP")
    return joins and (follows.tag_.startswith("NNP") or follows.lower_ == "the")
