"""What a sentence names that may be a place of its event: known toponyms, longer names around them, and names that nobody lists.

Reports on a war are full of farms, hills and checkpoints that no gazetteer has. Here every name is put forward, with the toponym
that it holds; tasks/code/belonging.py decides from the sentence which of them the event took place at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from spacy.tokens import Span, Token

from tasks.code.parse import span_at, text_of
from tasks.code.place_cues import cues
from tasks.code.toponyms import Use
from tasks.code.when import MONTHS
from tasks.models import Place

LONGEST_NAME = 8
"""Words of a name, at most."""
MOST_NAMES = 40
"""Names of one sentence that are put forward: more are lists, in which none is the place of an event."""
NEARBY_PREC = 2
ADM1_PREC, COUNTRY_PREC = 4, 6
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_GLUE = frozenset({"-", "\u2010", "\u2013", "'", "\u2019", "\u2018", "`", "'s", "\u2019s"})
_PLACE_BONDS = frozenset({"pobj", "dobj", "conj", "compound", "nmod"})
_NOT_PLACES = frozenset(
    {*MONTHS, *(name[:3] for name in MONTHS), "sept"}
    | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "a.m.", "p.m.", "am", "pm"}
)


class Source(StrEnum):
    """What a name is to the gazetteer: a toponym as it stands, a longer name that holds one, or none of both."""

    TOPONYM = "toponym"
    AROUND = "around"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a sentence, as the place that it would be, with its tokens, half open, and the word that the others hang on."""

    place: Place
    first: int
    last: int
    root: Token
    source: Source


def named_in(sentence: Span, resolved: Sequence[tuple[Place, Use]]) -> list[Named]:
    """Return what `sentence` names, in its order, given the toponyms of its text. Of names that overlap one at most is meant."""
    inside = [(place, use) for place, use in resolved if sentence.start_char <= place.start < sentence.end_char]
    toponyms = [_toponym(place, sentence) for place, use in inside if use is Use.LITERAL]
    held = [place for place, use in inside if use is not Use.ADJECTIVE]
    runs = [_run(first, last, sentence, held) for first, last in _runs(sentence)]
    taken = {(one.first, one.last) for one in toponyms}
    named = [*toponyms, *(one for one in runs if one and (one.first, one.last) not in taken and _may_be_place(one))]
    return sorted(named, key=lambda one: (one.first, one.last))[:MOST_NAMES]


def _toponym(place: Place, sentence: Span) -> Named:
    span = span_at(sentence.doc, place.start, place.end)
    return Named(place, span.start, span.end, span.root, Source.TOPONYM)


def _run(first: int, last: int, sentence: Span, held: Sequence[Place]) -> Named | None:
    """Return a row of words as the place that it may be; what is called after a country is an office or a team of it."""
    span = sentence.doc[first:last]
    inner = next((place for place in held if span.start_char <= place.start and place.end <= span.end_char), None)
    name = text_of(sentence.doc)[span.start_char : span.end_char]
    if inner is None:
        return Named(Place(name, span.start_char, span.end_char, rule="name_unlisted"), first, last, span.root, Source.NEW)
    if inner.where_prec == COUNTRY_PREC and not _is_designated(span, inner):
        return None
    prec = inner.where_prec if inner.where_prec is None or _is_designated(span, inner) else max(inner.where_prec, NEARBY_PREC)
    wider = replace(inner, name=name, start=span.start_char, end=span.end_char, where_prec=prec, rule="name_around_toponym")
    return Named(wider, first, last, span.root, Source.AROUND)


def _may_be_place(one: Named) -> bool:
    """Whether an unlisted name stands where places stand: those who act, own or are explained are seldom places."""
    is_actor = one.root.dep_ == "pobj" and one.root.head.lower_ == "by"
    return one.source is not Source.NEW or (one.root.dep_ in _PLACE_BONDS and not is_actor)


def _is_designated(span: Span, inner: Place) -> bool:
    """Whether the words around a toponym only say what it is: `Aleppo Governorate`, `Ranipur Town`."""
    return all(token.lower_ in cues().type_words for token in span if not inner.start <= token.idx < inner.end)


def _runs(sentence: Span) -> Iterator[tuple[int, int]]:
    """Yield the longest rows of words that make a name."""
    doc, at = sentence.doc, sentence.start
    while at < sentence.end:
        if not _is_name(doc[at]):
            at += 1
            continue
        end = last = at + 1
        while end < sentence.end and end - at < LONGEST_NAME and _goes_on(doc[end - 1], doc[end]):
            end += 1
            last = end if _may_end(doc[end - 1]) else last
        yield at, last
        at = last


def _is_name(token: Token) -> bool:
    return token.tag_ in _NAME_TAGS and token.text[:1].isalpha() and not _breaks(token)


def _breaks(token: Token) -> bool:
    return token.lower_ in _NOT_PLACES or token.lower_ in cues().breaks_names


def _goes_on(before: Token, token: Token) -> bool:
    if _breaks(token):
        return False
    is_glued = not before.whitespace_
    if token.text in _GLUE:
        return is_glued or not token.whitespace_
    is_capital = token.text[:1].isupper()
    return (
        token.tag_ in _NAME_TAGS
        or (is_capital and (is_glued or token.tag_ in {"NN", "NNS", "JJ"}))
        or token.lower_ in cues().articles
    )


def _may_end(token: Token) -> bool:
    return token.text not in _GLUE and token.text[:1].isupper()
