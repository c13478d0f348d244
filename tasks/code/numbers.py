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


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("tasks.code") / "lexicon" / "numbers.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def _cues() -> Mapping[tuple[str, ...], str]:
    return {tuple(cue.split()): name for name, cues in _data()["before"].items() for cue in cues}


@cache
def _cues_after() -> Mapping[tuple[str, ...], str]:
    return {tuple(cue.split()): name for cue, name in _data()["after"].items()}


def quantities(words: Sequence[str]) -> Iterator[Quantity]:
    """Yield the numbers among `words` (lower case), in their order, not overlapping."""
    at = 0
    while at < len(words):
        found = _quantity_at(words, at)
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
    if _FIGURE.fullmatch(words[at]):
        value, end = int(words[at].replace(",", "")), at + 1
    elif words[at] in _data()["words"]:
        value, end = _tens_at(words, at)
    elif words[at] in {"a", "an"} and at + 1 < len(words) and words[at + 1] in _data()["scales"]:
        value, end = 1, at + 1
    else:
        return None
    while end < len(words) and words[end] in _data()["scales"]:
        value, end = value * _data()["scales"][words[end]], end + 1
        rest = number_at(words, end + 1) if words[end : end + 1] == ["and"] else number_at(words, end)
        if rest and rest[0] < 100 <= value and words[at] in _data()["words"]:
            value, end = value + rest[0], rest[1]
    return (value, end) if value <= LARGEST else None


def _tens_at(words: Sequence[str], at: int) -> tuple[int, int]:
    names = _data()["words"]
    value = names[words[at]]
    end = at + 1
    if value >= 20 and value % 10 == 0:
        next_at = end + 1 if words[end : end + 1] == ["-"] else end
        ones = names.get(words[next_at]) if next_at < len(words) else None
        if ones is not None and 0 < ones < 10:
            return value + ones, next_at + 1
    return value, end


def _vague_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    number = _data()["vague"].get(words[at])
    if number is None:
        return None
    end = at + 1
    if words[end : end + 1] == ["of"]:
        end += 1
        further = _data()["vague"].get(words[end]) if end < len(words) else None
        if further:
            return number * further, end + 1
    return number, end


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
    return (first[0], second[0], second[1]) if second and first[0] < second[0] <= LARGEST else None


def _range_start(words: Sequence[str], at: int) -> int:
    return at - 1 if at and words[at - 1] in {"between", "from"} else at


def _bounded(words: Sequence[str], at: int, end: int, number: int, plain: Qualifier) -> Quantity:
    for length in range(LONGEST_CUE, 0, -1):
        cue = _cues().get(tuple(words[max(0, at - length) : at]))
        if cue and at >= length:
            return _as(cue, at - length, end, number, plain)
    after = _cues_after().get(tuple(words[end : end + 2]))
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
