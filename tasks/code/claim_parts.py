"""Whether a number counts a part of those already counted, and so adds nothing: `including three children`, `two of the dead`."""

from __future__ import annotations

from itertools import pairwise

from tasks.code.claim_line import BE, Found, Line
from tasks.code.harms import words
from tasks.code.numbers import Quantity
from tasks.models import Harm

PART = "part_of_toll"
"""The rule of a claim that counts a part of those whom another claim counts."""
REACH = 14
LIST_REACH = 8
"""Words between `including` and the last member of its list, at most."""
_OF_THE_HARMED = frozenset({"them", "whom", "which", "those", "these"})


def is_part(line: Line, number: Quantity) -> bool:
    """Whether `number` counts some of those whom another number counts."""
    left = line.lower[max(0, number.start - 3) : number.start]
    is_whole = any(one in BE and other == "among" for one, other in pairwise(left))
    if not is_whole and (words().parts & set(left) or left[-2:] == ["of", "them"] or _in_list_of_parts(line, number)):
        return True
    return _is_of_the_harmed(line, number) or _is_among_more(line, number)


def _in_list_of_parts(line: Line, number: Quantity) -> bool:
    """`including three children and two women`: a further member of a list of parts."""
    for at in range(number.start - 1, max(-1, number.start - LIST_REACH - 1), -1):
        word = line.lower[at]
        if word in {"including", "includes", "included"}:
            return True
        is_member = word in {"and", ","} or at in line.covered or word in words().groups
        if not is_member and not line.token(at).tag_.startswith(("JJ", "NN")):
            return False
    return False


def _is_of_the_harmed(line: Line, number: Quantity) -> bool:
    """`three of them`, `two of the dead`, `12 of those killed`."""
    if line.word(number.end) != "of":
        return False
    word, after = line.word(number.end + 1), line.word(number.end + 2)
    return word in _OF_THE_HARMED or (word == "the" and (after in words().states or after in {"victims", "casualties"}))


def _is_among_more(line: Line, number: Quantity) -> bool:
    """`six children were among 22 people killed`, `were among the dead`."""
    right = line.lower[number.end : number.end + REACH]
    among = next((at for at, word in enumerate(right) if word == "among" and right[at - 1] in BE), None)
    if among is None:
        return False
    after = range(number.end + among + 1, min(number.end + among + 5, len(line)))
    return any(at in line.covered or words().states.get(line.lower[at]) is Harm.KILLED for at in after)


def harms_of_whole(line: Line, number: Quantity) -> list[Found]:
    """Return the harm told before, where a part has no verb of its own: `nine were killed, three of them children`."""
    if not _is_of_the_harmed(line, number):
        return []
    w = words()
    for at in range(number.start - 1, max(-1, number.start - REACH), -1):
        word = line.lower[at]
        harm = w.done.get(word) or w.suffered.get(word) or w.states.get(word)
        if harm:
            return [Found(harm, at, PART)]
    return []
