"""Numbers of persons in running text: figures, words, ranges and what bounds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tasks.models import Qualifier

LARGEST = 100_000_000
"""No count of persons harmed is larger: a longer figure is a telephone number or noise."""
LONGEST_CUE = 4
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}")
_DECIMAL = re.compile(r"\d{1,4}\.\d{1,3}")
MOST_SCALES = 3
_RANGE = re.compile(r"(\d{1,9})[-–](\d{1,9})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its bounds; `start` and `end` are word indices, half open, and take in the words that bound it."""

    start: int
    end: int
    qualifier: Qualifier
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of `lexicon/numbers.yaml`; `starts` are all that a number can begin with, except a figure."""

    words: Mapping[str, int]
    scales: Mapping[str, int]
    vague: Mapping[str, int]
    scaled: frozenset[str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    before: Mapping[tuple[str, ...], str]
    after: Mapping[tuple[str, ...], str]
    starts: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    text = (resources.files("tasks.code") / "lexicon" / "numbers.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    phrases: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {}
    for phrase, value in data["phrases"].items():
        first, *rest = phrase.split()
        phrases[first] = (*phrases.get(first, ()), (tuple(rest), value))
    return _Lexicon(
        data["words"],
        data["scales"],
        data["vague"],
        frozenset(data["scaled"]),
        phrases,
        {tuple(cue.split()): name for name, cues in data["before"].items() for cue in cues},
        {tuple(cue.split()): name for cue, name in data["after"].items()},
        frozenset({*data["words"], *data["vague"], *phrases, "a", "an"}),
    )


def quantities(words: Sequence[str]) -> Iterator[Quantity]:
    """Yield the numbers among `words` (lower case), in their order, not overlapping."""
    at, starts = 0, _lexicon().starts
    while at < len(words):
        word = words[at]
        found = _quantity_at(words, at) if word in starts or word[:1].isdigit() else None
        if found:
            yield found
        at = found.end if found else at + 1


def _quantity_at(words: Sequence[str], at: int) -> Quantity | None:
    value = _vague_at(words, at)
    if value:
        number, end = value
        return _bounded(words, at, end, number, Qualifier.VAGUE)
    span = _range_at(words, at)
    if span:
        low, high, end = span
        return Quantity(_range_start(words, at), end, Qualifier.RANGE, low, (low + high) // 2, high)
    plain = number_at(words, at)
    return _bounded(words, at, plain[1], plain[0], Qualifier.EXACT) if plain else None


def number_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the plain number that begins at word `at`, and where it ends; None when none does."""
    if at >= len(words):
        return None
    lexicon, word = _lexicon(), words[at]
    if _FIGURE.fullmatch(word):
        value, end = int(word.replace(",", "")), at + 1
    elif _DECIMAL.fullmatch(word):
        return _decimal_at(words, at)
    elif word in lexicon.words:
        value, end = _tens_at(words, at)
    elif word in {"a", "an"} and at + 1 < len(words) and words[at + 1] in lexicon.scales:
        value, end = 1, at + 1
    else:
        return _phrase_at(words, at)
    for _ in range(MOST_SCALES):
        if end >= len(words) or words[end] not in lexicon.scales:
            break
        value, end = value * lexicon.scales[words[end]], end + 1
        value, end = _with_rest(words, end, value, is_figure=word not in lexicon.words and word not in {"a", "an"})
    return (value, end) if value <= LARGEST else None


def _with_rest(words: Sequence[str], end: int, value: int, *, is_figure: bool) -> tuple[int, int]:
    """`two hundred | and fifty`, `two thousand | three hundred`: what a smaller number adds to one in words."""
    rest_at = end + 1 if words[end : end + 1] == ["and"] else end
    lexicon = _lexicon()
    if is_figure or value < 100 or rest_at >= len(words) or words[rest_at] not in lexicon.words:
        return value, end
    rest, rest_end = _tens_at(words, rest_at)
    if words[rest_end : rest_end + 1] == ["hundred"] and value >= 1000:
        return _with_rest(words, rest_end + 1, value + rest * 100, is_figure=False)
    return (value + rest, rest_end) if rest < 100 else (value, end)


def _decimal_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """`1.2 million`; without a scale, a decimal counts no persons."""
    scale = _lexicon().scales.get(words[at + 1]) if at + 1 < len(words) else None
    value = round(float(words[at]) * scale) if scale else 0
    return (value, at + 2) if scale and value <= LARGEST else None


def _phrase_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    for rest, value in _lexicon().phrases.get(words[at], ()):
        if tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
            return value, at + 1 + len(rest)
    return None


def _tens_at(words: Sequence[str], at: int) -> tuple[int, int]:
    names = _lexicon().words
    value = names[words[at]]
    end = at + 1
    if value >= 20 and value % 10 == 0:
        next_at = end + 1 if words[end : end + 1] == ["-"] else end
        ones = names.get(words[next_at]) if next_at < len(words) else None
        if ones is not None and 0 < ones < 10:
            return value + ones, next_at + 1
    return value, end


def _vague_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    lexicon = _lexicon()
    number = lexicon.vague.get(words[at])
    if number is None or _is_no_count(words, at):
        return None
    end = at + 1
    if words[end : end + 1] == ["of"]:
        end += 1
        further = lexicon.vague.get(words[end]) if end < len(words) else None
        if further:
            return number * further, end + 1
    scale = lexicon.scales.get(words[end]) if end < len(words) and words[at] in lexicon.scaled else None
    return (number * scale, end + 1) if scale else (number, end)


def _is_no_count(words: Sequence[str], at: int) -> bool:
    """`as many`, `how many`, and `many` before another vague number, which then counts."""
    is_compared = at > 0 and words[at - 1] in {"as", "how", "so", "too"} and words[at + 1 : at + 2] != ["as"]
    return is_compared or (words[at] in _lexicon().scaled and at + 1 < len(words) and words[at + 1] in _lexicon().vague)


def _range_at(words: Sequence[str], at: int) -> tuple[int, int, int] | None:
    joined = _RANGE.fullmatch(words[at])
    if joined:
        low, high, end = int(joined[1]), int(joined[2]), at + 1
        return (low, high, end) if low < high <= LARGEST else None
    first = number_at(words, at)
    if not first or first[1] >= len(words):
        return None
    joint = words[first[1]]
    is_between = at > 0 and words[at - 1] == "between" and joint == "and"
    if joint not in {"to", "-", "–", "or"} and not is_between:
        return None
    second = number_at(words, first[1] + 1)
    if not second or (joint in {"-", "–"} and words[at][0].isdigit() != words[first[1] + 1][0].isdigit()):
        return None
    low = _in_scale_of(words, first[0], second)
    return (low, second[0], second[1]) if low < second[0] <= LARGEST else None


def _in_scale_of(words: Sequence[str], low: int, second: tuple[int, int]) -> int:
    """Return the lower bound in the scale of the upper: `two to three hundred` begins at 200."""
    scale = _lexicon().scales.get(words[second[1] - 1], 1)
    return low * scale if low < 20 and second[0] % scale == 0 and low < second[0] // scale else low


def _range_start(words: Sequence[str], at: int) -> int:
    return at - 1 if at and words[at - 1] in {"between", "from"} else at


def _bounded(words: Sequence[str], at: int, end: int, number: int, plain: Qualifier) -> Quantity:
    for length in range(LONGEST_CUE, 0, -1):
        cue = _lexicon().before.get(tuple(words[max(0, at - length) : at]))
        if cue and at >= length:
            return _as(cue, at - length, end, number, plain)
    after = _lexicon().after.get(tuple(words[end : end + 2]))
    return _as(after, at, end + 2, number, plain) if after else _as("", at, end, number, plain)


def _as(cue: str, start: int, end: int, number: int, plain: Qualifier) -> Quantity:
    if plain is Qualifier.VAGUE:
        return Quantity(start, end, plain, number, number, None)
    bounds: dict[str, tuple[Qualifier, int | None, int, int | None]] = {
        "at_least": (Qualifier.AT_LEAST, number, number, None),
        "more_than": (Qualifier.MORE_THAN, number + 1, number, None),
        "up_to": (Qualifier.UP_TO, None, number, number),
        "less_than": (Qualifier.UP_TO, None, number, max(0, number - 1)),
        "about": (Qualifier.ABOUT, None, number, None),
    }
    return Quantity(start, end, *bounds.get(cue, (Qualifier.EXACT, number, number, number)))
