"""Reading on from those counted to the harm they came to: `20 people [in …] were killed and wounded`, `20 people dead`."""

from __future__ import annotations

from tasks.code.claim_line import BE, HAVE, Found, Line
from tasks.code.harms import words

REACH = 14
"""Words between those counted and the harm, at most."""
NEAR = 6
"""Words between those counted and a participle without `were`, at most."""
_BREAKS = frozenset({";", ":", "but", "while", "whereas"})
_TURNS = frozenset({"when", "because", "although", "though", "so"})
"""Words after which another clause begins, whose harm is somebody else's: `20 people were on board when rebels killed …`."""
_PART_BEGINS = frozenset({"(", "aged", "among", "including", "least"})
_OBJECT_BEGINS = frozenset(
    "a an another civilians her him himself his herself itself people the their them themselves several many some more".split()  # noqa: SIM905
)
_PARTICIPLES = frozenset({"ed", "in", "wn", "en", "rt", "ng", "ot", "ad", "th"})


def harms_after(line: Line, noun: int) -> list[Found]:
    """Return the harms that the words after those counted tell."""
    return _read_on(line, noun, strictly=False, wrong_be="")


def harms_after_person(line: Line, noun: int, *, is_one: bool) -> list[Found]:
    """Return the harms of persons told one by one, where `was`, for several `were`, says that they are theirs."""
    return _read_on(line, noun, strictly=True, wrong_be="were" if is_one else "")


def _read_on(line: Line, noun: int, *, strictly: bool, wrong_be: str) -> list[Found]:
    at, is_passive = noun + 1, False
    stop = min(len(line), noun + REACH)
    while at < stop:
        found = _harm_at(line, at, noun, is_passive=is_passive, strictly=strictly)
        if found:
            return [found, *_joined_harms(line, found)]
        word = line.lower[at]
        if word == wrong_be:
            return []
        if word in BE:
            is_passive = True
        elif _ends(line, at, is_passive=is_passive):
            return []
        at += 1
    return []


def _harm_at(line: Line, at: int, noun: int, *, is_passive: bool, strictly: bool) -> Found | None:
    """Return the harm that the word at `at` says was done to those counted before it."""
    w, word = words(), line.lower[at]
    done = line.done_at(at)
    if not (done and is_passive) and _is_state(line, at, noun, is_predicate=is_passive) and not (strictly and not is_passive):
        return Found(w.states[word], at, "state_of_counted")
    if done and (is_passive or _is_participle(line, at, done[1], noun, strictly=strictly)):
        return Found(*done, "passive_subject")
    return Found(w.suffered[word], at, "suffering_subject") if word in w.suffered else None


def _joined_harms(line: Line, found: Found) -> list[Found]:
    """`killed or wounded`: a second harm to the same persons, unless a number of its own follows."""
    second = found.at + 2
    if line.word(found.at + 1) not in {"and", "or", "/"} or second + 1 in line.covered:
        return []
    done = line.done_at(second) if second < len(line) else None
    if not done or line.word(done[1] + 1) in _OBJECT_BEGINS or done[0] is found.harm:
        return []
    return [Found(done[0], done[1], found.rule)]


def _is_state(line: Line, at: int, noun: int, *, is_predicate: bool) -> bool:
    if line.lower[at] not in words().states or line.word(at + 1) == "another":
        return False
    if at + 1 in line.covered and not _is_headline(line, at + 1):
        return False
    return is_predicate or at == noun + 1 or line.lower[at - 1] in {"reported", "confirmed", "left", "found", "feared", "presumed"}


def _is_participle(line: Line, at: int, end: int, noun: int, *, strictly: bool) -> bool:
    """Whether a verb is suffered though no `were` says so: `20 people killed in`, `20 men shot dead`, not `rebels killed 20`."""
    if line.token(at).tag_ == "VBG" or (end == at and line.lower[at - 1] in HAVE):
        return False
    if (end + 1 in line.covered and not _is_headline(line, end + 1)) or line.word(end + 1) in _OBJECT_BEGINS:
        return False
    return end > at or (not strictly and at - noun <= NEAR and line.lower[at][-2:] in _PARTICIPLES)


def _is_headline(line: Line, at: int) -> bool:
    """Whether a number tells another harm, not an object: `Nine killed 12 injured`, as headlines put it."""
    after = (
        word for i, word in enumerate(line.lower[at : at + NEAR], at) if i not in line.covered and word not in {"others", "other"}
    )
    return next(after, ".") in words().states


def _ends(line: Line, at: int, *, is_passive: bool) -> bool:
    word = line.lower[at]
    if word in _BREAKS or line.parts_statements(at) or word in words().done or (is_passive and word in _TURNS):
        return True
    if at in line.covered:
        return not _continues_list(line, at)
    token = line.token(at)
    return token.tag_ in {"VBD", "VBZ", "VBP"} and not is_passive and word not in HAVE and token.dep_ not in {"acl", "relcl"}


def _continues_list(line: Line, at: int) -> bool:
    """Whether a number belongs to those counted: a further member of their list, a part of them, or where they were."""
    before = line.lower[at - 1]
    if (
        line.lower[at] in {"one", "1"}
        or before in {"and", ",", "his", "her", "their"}
        or before in _PART_BEGINS
        or at - 1 in line.covered
    ):
        return True
    is_adjacent = before in words().groups and line.word(at + 1) in words().groups
    left = line.lower[max(0, at - 8) : at]
    return is_adjacent or "including" in left or bool({"among", "them", "in", "on", "of", "aged"} & set(left[-3:]))
