"""Who says so, and whether it took place, in a language with a pack: read from the words before, after and around a trigger."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.code.packs.pack import Pack
from tasks.code.packs.words import Sentence
from tasks.models import Attribution, Realis

LONGEST_NAME = 12
"""Words of the longest name of a source."""
LOOK_BACK = 8
"""Words before a trigger that can make it anything but actual."""
_DROPPED = frozenset({"negated", "prevented", "conditional"})
_KINDS = {"denied": Realis.DENIED, "threatened": Realis.THREATENED, "planned": Realis.PLANNED}


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, where the text names it."""

    name: str
    start: int
    end: int


def source_of(pack: Pack, sentence: Sentence) -> Source | None:
    """Return whose word a sentence is, None where it names nobody."""
    words = pack.telling
    for _, end, _ in words.according.find(sentence.keys):
        if source := _named(pack, sentence, end, _forward(pack, sentence, end)):
            return source
    for at, end, _ in words.said.find(sentence.keys):
        before = _backward(pack, sentence, at)
        if source := _named(pack, sentence, before, at) or _named(pack, sentence, end, _forward(pack, sentence, end)):
            return source
    return None


def _forward(pack: Pack, sentence: Sentence, at: int) -> int:
    """Return where the name that begins at word `at` ends."""
    end = at
    while end < min(len(sentence.keys), at + LONGEST_NAME):
        word = sentence.words[end]
        if not word.is_word or (end > at and word.key in pack.telling.name_ends):
            break
        end += 1
    return end


def _backward(pack: Pack, sentence: Sentence, at: int) -> int:
    """Return where the name that ends before word `at` begins."""
    first = at
    while first > max(0, at - LONGEST_NAME):
        word = sentence.words[first - 1]
        if not word.is_word or word.key in pack.telling.name_ends:
            break
        first -= 1
    return first


def _named(pack: Pack, sentence: Sentence, first: int, end: int) -> Source | None:
    """Return the source that these words name; without an article before it, and only if it is a name or can speak."""
    while first < end and sentence.keys[first] in pack.telling.name_ends:
        first += 1
    while first < end and _is_small(pack, sentence.keys[first]) and not _is_name(sentence, first):
        first += 1
    keys = sentence.keys[first:end]
    if not keys or keys[0] in pack.telling.again:
        return None
    if not any(key in pack.telling.sources for key in keys) and not _is_name(sentence, first):
        return None
    start, after = sentence.span(first, end)
    return Source(sentence.text[start - sentence.start : after - sentence.start], start, after)


def _is_small(pack: Pack, key: str) -> bool:
    return key in pack.harm.one or key in pack.places.fillers or key in pack.actors.of


def _is_name(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return word.is_capital and (at > 0 or len(word.key) > 3) and word.key not in {"le", "la", "les"}


def confidence_in(pack: Pack, sentence: Sentence, source: Source | None) -> Attribution:
    """Return how far the writer stands behind a sentence."""
    if any(key in pack.telling.hearsay for key in sentence.keys):
        return Attribution.POSSIBLE
    if pack.telling.suspected.any(sentence.keys):
        return Attribution.SUSPECTED
    return Attribution.CLAIMED if source else Attribution.FACT


def realis_of(pack: Pack, sentence: Sentence, first: int, end: int) -> tuple[Realis | None, tuple[int, int] | None]:
    """Return the realis of the trigger in words `first` to `end` and the words that tell it; None where it reports no event."""
    words, keys = pack.telling, sentence.keys
    begin = max(0, first - LOOK_BACK)
    for at in range(first - 1, begin - 1, -1):
        if keys[at] in words.aside:
            begin = at + 1
            break
    for at, after, kind in sorted(words.before.all(keys[begin:end]), key=lambda found: found[0] - found[1]):
        if begin + after > first:
            continue
        if kind in _DROPPED:
            return None, None
        return _KINDS[kind], (begin + at, begin + after)
    past = words.historical.any(keys)
    return (Realis.HISTORICAL, (past[0], past[1])) if past else (Realis.ACTUAL, None)
