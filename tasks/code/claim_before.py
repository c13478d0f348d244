"""Reading back from a number to the harm done to those it counts: `killed [and wounded] 20`, `killing 2 men and 3 boys`."""

from __future__ import annotations

from tasks.code.claim_line import BE, Found, Line
from tasks.code.harms import LONGEST_PHRASE, words
from tasks.code.numbers import Quantity

REACH = 14
"""Words between a number and the harm done to what it counts, at most."""
FREE = 3
"""Words right before a number that may be any: `killed, it said, 20`; earlier ones must be those of a list of victims."""
_STOPS = frozenset({";", ":", ".", "where", "who", "which", "when", "while", "before", "whose"})
_LIST = frozenset(", and the as well or including of least at also another ( ) with along together plus both all".split())  # noqa: SIM905
_LIST_TAGS = ("NN", "JJ", "PRP", "DT", "IN", "VBN", "CD", "POS", "HYPH", "RB")
_RULE = "active_object"


def harms_before(line: Line, number: Quantity) -> list[Found]:
    """Return what the verb before a number does to those it counts."""
    at, steps = number.start - 1, 0
    while at >= 0 and steps < REACH:
        word = line.lower[at]
        done = line.done_at(at)
        if done and done[1] < number.start:
            is_part = "including" in line.lower[at : number.start]
            if not is_part and (was_passive(line, at) or (steps and is_state_of(line, at))):
                return []
            return [*_first_of_two(line, at), Found(done[0], at, _RULE)]
        if (
            word in _STOPS
            or _is_other_verb(line, at)
            or line.parts_statements(at)
            or word in words().suffered
            or (steps >= FREE and not _is_list_word(line, at, number.start))
        ):
            return []
        at, steps = at - 1, steps + 1
    return []


def adjacent_before(line: Line, number: Quantity) -> list[Found]:
    """Return the harm of an active verb right before a number, which no later words can take from it: `killed 20 who …`."""
    last = number.start - (2 if line.word(number.start - 1) in {'"', "“", "``"} else 1)
    for at in range(last, max(-1, last - LONGEST_PHRASE), -1):
        done = line.done_at(at)
        if done and done[1] == last:
            return [] if was_passive(line, at) else [*_first_of_two(line, at), Found(done[0], at, _RULE)]
    return []


def listed_before(line: Line, number: Quantity) -> list[Found]:
    """Return the harm of the verb whose object is a list that `number` stands in: `killed two soldiers and | a farmer`."""
    at, begins = number.start - 1, line.word(number.start - 1)
    if begins not in {"and", "including", ",", "of", "among"}:
        return []
    if begins == "of":
        harm = words().act_of.get(line.word(at - 1))
        return [Found(harm, at - 1, _RULE)] if harm and at else []
    for back in range(at, max(-1, at - REACH), -1):
        done = line.done_at(back)
        if done:
            return [] if was_passive(line, back) or is_state_of(line, back) else [Found(done[0], back, _RULE)]
        word = line.lower[back]
        is_member = word in _LIST or back in line.covered or word in words().groups or line.token(back).tag_.startswith("JJ")
        if not is_member:
            return []
    return []


def is_state_of(line: Line, at: int) -> bool:
    """Whether a verb tells the state of persons counted before it: `nine killed`, `two men killed in`."""
    return at - 1 in line.covered or (line.word(at - 1) in words().groups and bool({at - 2, at - 3} & line.covered))


def _first_of_two(line: Line, at: int) -> list[Found]:
    """`killed or wounded 20`: two harms to the same persons."""
    first = at - 2
    if first < 0 or line.lower[at - 1] not in {"and", "or"} or line.lower[first] not in words().done:
        return []
    return [Found(words().done[line.lower[first]], first, _RULE)]


def was_passive(line: Line, at: int) -> bool:
    """Whether the verb at `at` was suffered: `they were [also] killed`, but not `weapons were used had killed`."""
    if line.lower[at].endswith("ing"):
        return line.word(at - 1) in {"the", "a", "this", "that", "his", "her"}
    before = line.lower[max(0, at - 3) : at]
    last_be = max((i for i, word in enumerate(before) if word in BE), default=None)
    return last_be is not None and all(
        line.token(at - len(before) + i).tag_.startswith("RB") for i in range(last_be + 1, len(before))
    )


def _is_other_verb(line: Line, at: int) -> bool:
    """Whether another verb stands between, whose object the number is: `the killing drew a million comments`."""
    return (
        line.word(at - 1) not in {"and", "or"}
        and line.token(at).tag_ in {"VBD", "VBZ"}
        and line.lower[at] not in {"said", "says", "was", "were"}
        and not line.is_capitals
    )


def _is_list_word(line: Line, at: int, stop: int) -> bool:
    """Whether a word may stand among the earlier members of a list of victims, or in `according to a first count`."""
    word = line.lower[at]
    if word in _LIST or at in line.covered or line.token(at).tag_.startswith(_LIST_TAGS):
        return True
    return word in {"according", "to"} and "according" in line.lower[max(0, at - 1) : stop]
