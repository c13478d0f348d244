"""Whether an event took place at a place that its sentence names: a linear model over the parse between the two.

The model was trained on sentences in which people marked the place of each verb (data/PLACES.md). Its evidence is words and paths,
so that it can say what decided: `dateline code --explain` prints the heaviest.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from importlib import resources

from spacy.tokens import Span, Token

from tasks.code.named_places import Named, Source
from tasks.code.parse import text_of

LONGEST_PATH = 14
"""Steps from a word to the root of its sentence that are looked at."""
SHOWN = 3
"""Pieces of evidence that are told for a decision."""
_FAR = (1, 2, 3, 5, 8, 12, 18, 26)
_CONTENT = ("NN", "VB", "JJ", "CD")
_CROSSINGS = frozenset({"relcl", "acl", "advcl", "ccomp", "conj", "appos", "parataxis", "xcomp", "pcomp", "csubj", "dep", "prep"})
_COUNTRY_PREC = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely an event took place at a place, 0 to 1, and the evidence that weighed most."""

    probability: float
    evidence: tuple[str, ...]


Weighed = tuple[tuple[float, str], ...]
"""Pieces of evidence with their weights."""


class Judge:
    """Judges the names of one sentence. What does not depend on the event is weighed once."""

    def __init__(self, named: Sequence[Named], sentence: Span) -> None:
        self._named = named
        self._names = [_weighed(_of_itself(at, named, sentence)) for at in range(len(named))]

    def verdict(self, predicate: Token, at: int) -> Verdict:
        """Return whether the event of `predicate` took place at the name of index `at`."""
        found = self._names[at] + _weighed(_of_bond(predicate, at, self._named))
        score = sum(weight for weight, _ in found)
        sign = 1 if score >= 0 else -1
        heaviest = nsmallest(SHOWN, found, key=lambda pair: -sign * pair[0])
        return Verdict(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), tuple(name for _, name in heaviest))


def _weighed(names: Iterator[str]) -> Weighed:
    weights = _weights()
    return tuple((weights[name], name) for name in names if name in weights)


@cache
def _weights() -> Mapping[str, float]:
    text = (resources.files("tasks.code") / "data" / "place_model.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights


def evidence(predicate: Token, at: int, named: Sequence[Named], sentence: Span) -> Iterator[str]:
    """Yield what speaks for or against a place, as names of features."""
    yield from _of_itself(at, named, sentence)
    yield from _of_bond(predicate, at, named)


def _of_itself(at: int, named: Sequence[Named], sentence: Span) -> Iterator[str]:
    yield "always"
    yield from _of_words(named[at], sentence)
    yield from _of_kind(at, named, sentence)


def _of_bond(predicate: Token, at: int, named: Sequence[Named]) -> Iterator[str]:
    yield from _of_path(predicate, named[at].root)
    yield from _of_order(predicate, at, named)


def _of_path(predicate: Token, root: Token) -> Iterator[str]:
    up, top = _climb(root, predicate)
    down = _descend(predicate, top)
    path = ">".join(token.dep_ for token in up[:5])
    yield f"up {path}"
    yield f"up {'>'.join(token.dep_ for token in up[:2])}"
    yield f"steps {min(len(up), 7)} {min(len(down), 4)}"
    yield "below" if not down else f"down {'<'.join(token.dep_ for token in reversed(down[:3]))}"
    for side, tokens in (("up", up[1:]), ("down", down)):
        for dep in {token.dep_ for token in tokens} & _CROSSINGS:
            yield f"crosses {side} {dep}"
    verb = _stem(predicate)
    if up:
        last = up[-1]
        yield f"joins {last.dep_}"
        yield f"joins {last.dep_} {last.lower_}" if last.dep_ in {"prep", "agent"} else f"joins {last.dep_} {verb}"
        yield f"joins {last.dep_} {'below' if not down else 'beside'}"
    between = [token for token in up[1:] if token.tag_.startswith("VB")] + ([top] if down and top.tag_.startswith("VB") else [])
    yield f"verbs {min(len(between), 3)}"
    for token in between[:2]:
        yield f"through {_stem(token)}"
    yield f"verb {verb} {path.split('>')[0]}"


def _climb(root: Token, predicate: Token) -> tuple[list[Token], Token]:
    """Return the words from `root` up to where the way to `predicate` begins to go down, and the word where it turns."""
    over = {predicate.i}
    token = predicate
    for _ in range(LONGEST_PATH):
        if token.head.i == token.i:
            break
        token = token.head
        over.add(token.i)
    up, token = [], root
    for _ in range(LONGEST_PATH):
        if token.i in over or token.head.i == token.i:
            break
        up.append(token)
        token = token.head
    return up, token


def _descend(predicate: Token, top: Token) -> list[Token]:
    down, token = [], predicate
    for _ in range(LONGEST_PATH):
        if token.i in {top.i, token.head.i}:
            break
        down.append(token)
        token = token.head
    return down


def _of_words(one: Named, sentence: Span) -> Iterator[str]:
    doc, root = sentence.doc, one.root
    before = [doc[index].lower_ for index in range(max(sentence.start, one.first - 3), one.first)]
    yield f"before {before[-1] if before else 'START'}"
    yield f"before {' '.join(before[-2:])}"
    yield f"after {doc[one.last].lower_ if one.last < sentence.end else 'END'}"
    yield f"hangs {root.dep_}"
    if root.head.i != root.i and root.head.tag_.startswith("NN"):
        yield f"of {root.dep_} {root.head.lower_}"
    if root.dep_ == "pobj":
        prep = root.head
        yield f"prep {prep.lower_}"
        yield f"prep {prep.lower_} {prep.head.tag_[:2]}"
        if prep.head.tag_.startswith("NN"):
            yield f"noun {prep.lower_} {prep.head.lower_}"
            yield f"noun {prep.lower_} {prep.head.dep_}"
    if one.first == sentence.start or (one.first == sentence.start + 1 and before[-1:] == ["in"]):
        yield "opens"
    yield from _of_name(one, doc[one.first : one.last])


def _of_name(one: Named, span: Span) -> Iterator[str]:
    first, last = span[0].lower_, span[-1].lower_
    yield f"name {one.source}"
    yield f"case {_case(span.text)}"
    yield f"words {min(len(span), 4)} {one.source}"
    if one.source is not Source.TOPONYM:
        yield f"first {first}"
        yield f"last {last}"
        yield f"tag {one.root.tag_}"
        yield f"shape {one.root.text.isupper()} {len(one.root.text) < 4}"


def _of_order(predicate: Token, at: int, named: Sequence[Named]) -> Iterator[str]:
    here = named[at].root.i
    side = "after" if here > predicate.i else "before"
    yield f"{side} {bisect_left(_FAR, abs(here - predicate.i))}"
    low, high = min(here, predicate.i), max(here, predicate.i)
    known = [other for other in named if other.source is Source.TOPONYM]
    yield f"places between {side} {min(3, sum(low < other.root.i < high for other in known))}"
    doc = predicate.doc
    rivals = sum(doc[index].tag_.startswith("VB") for index in range(low + 1, min(high, low + 40)))
    yield f"verbs between {side} {min(3, rivals)}"
    nearest = min(known or named, key=lambda other: abs(other.root.i - predicate.i))
    yield "nearest" if nearest is named[at] else f"not nearest {side}"
    yield f"places {min(4, len(known))}"


def _of_kind(at: int, named: Sequence[Named], sentence: Span) -> Iterator[str]:
    one = named[at].place
    yield f"prec {one.where_prec} {named[at].root.dep_}"
    yield f"prec {one.where_prec}"
    toponyms = [other.place for other in named if other.source is Source.TOPONYM]
    is_finer = any((other.where_prec or 1) < (one.where_prec or 1) for other in toponyms)
    yield f"finer {is_finer} {one.where_prec == _COUNTRY_PREC}"
    yield f"toponyms {min(3, len(toponyms))} {named[at].source}"
    text = text_of(sentence.doc)
    for other in _neighbours(at, named):
        first, second = sorted((one, other.place), key=lambda place: place.start)
        gap = text[first.end : second.start].strip().lower()
        where = "follows" if second is one else "precedes"
        wider = "wider" if (one.where_prec or 1) > (other.place.where_prec or 1) else "finer"
        yield f"{where} {gap if len(gap) < 16 else 'FAR'}"
        yield f"{where} {wider if one.where_prec != other.place.where_prec else 'alike'} {'near' if len(gap) < 30 else 'far'}"


def _neighbours(at: int, named: Sequence[Named]) -> Iterator[Named]:
    """Yield the names before and after one, without those that it overlaps."""
    one = named[at]
    before = (other for other in reversed(named[:at]) if other.last <= one.first)
    after = (other for other in named[at + 1 :] if other.first >= one.last)
    for found in (next(before, None), next(after, None)):
        if found is not None:
            yield found


def _stem(token: Token) -> str:
    return token.lower_[:5]


def _case(words: str) -> str:
    return "upper" if words.isupper() else "title" if words[:1].isupper() else "lower"
