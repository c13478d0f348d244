"""Whom a number counts, and which numbers count nobody: ages, distances, brigades, money."""

from __future__ import annotations

from tasks.code.claim_line import Line
from tasks.code.harms import words
from tasks.code.numbers import Quantity
from tasks.models import Qualifier

NOUN_REACH = 5
"""Words between a number and the noun that it counts, at most."""
OLDEST = 120
"""Years: a larger number between commas is nobody's age."""
_STOPS = frozenset({",", ".", ";", "were", "was", "have", "had", "in", "on", "at", "when", "during", "after"})
_JOINS = frozenset({"and", "or"})


def counts_nobody(line: Line, number: Quantity) -> bool:
    """Whether a number is a name, an age, a sum of money, a part of `no one`: `Brigade 20`, `Ana Ruiz, 34,`, `$20`."""
    before, after = line.word(number.start - 1), line.word(number.end)
    if before in words().numbered and not _begins_list(line, number):
        return True
    if before in {"in", "since", "until", "by"} and line.lower[number.start].isdecimal() and 1900 <= (number.best or 0) < 2100:
        return not _begins_list(line, number)
    if before == "no" or (before in {"-", "/"} and number.start > 1 and not line.parts_statements(number.start - 1)):
        return True
    return _is_age(line, number, before, after)


def _begins_list(line: Line, number: Quantity) -> bool:
    """Whether a person stands right after: `in sector 20 people died` counts them, `sector 20` does not."""
    return line.word(number.end) in words().groups or line.word(number.end) in words().states


def _is_age(line: Line, number: Quantity, before: str, after: str) -> bool:
    if number.qualifier is not Qualifier.EXACT or number.end - number.start > 1 or not (number.best or 0) <= OLDEST:
        return False
    is_between = (before == "," and after == ",") or (before == "(" and after in {")", ","})
    return is_between and number.start > 1 and not _is_listed(line, number)


def _is_listed(line: Line, number: Quantity) -> bool:
    """Whether it is a figure among others and not somebody's age: `the fighting killed 3, 34, and 12`."""
    return number.start - 2 in line.covered


def counted(line: Line, number: Quantity) -> int | None:
    """Return the index of the noun that `number` counts, or of the number itself where persons are left unsaid."""
    w = words()
    joined = False
    for at in range(number.end, min(len(line), number.end + NOUN_REACH)):
        word = line.lower[at]
        if word in w.not_persons and (word != "-" or at == number.end):
            return None
        if word in w.groups and not (joined and at + 1 < len(line) and line.lower[at + 1] in {"killed", "wounded"}):
            return at
        if word in w.states and not joined:
            return at
        if (word in w.done or word in w.suffered) and not joined:
            return number.end - 1
        joined = joined or word in _JOINS
        if word in _STOPS or at in line.covered:
            break
    alone = _alone(line, number)
    return _other_noun(line, number) if alone is None else alone


def _alone(line: Line, number: Quantity) -> int | None:
    """`killed 20 in Kabul`, `12 were wounded`: a number that stands for persons by itself."""
    if line.word(number.end) in words().ends:
        return number.end - 1
    done = line.done_at(number.start - 1) if number.start else None
    return number.end - 1 if done and number.end in line.covered else None


def _other_noun(line: Line, number: Quantity) -> int | None:
    """A plural that the lexicon does not know as persons, but not as things either: `12 Nigerians`, `three pupils`."""
    w = words()
    if line.is_capitals and line.word(number.end).endswith("s") and line.word(number.end) not in w.not_persons:
        return number.end
    token = line.token(number.end - 1)
    head = token.head
    if head.i > token.i and head.tag_ in {"NNS", "NNPS"} and head.lower_ not in w.not_persons and head.i < line.sentence.end:
        return int(head.i) - int(line.sentence.start)
    return None
