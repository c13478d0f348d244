"""Numbers that a word for a toll leads up to: `the death toll rose to 20`, `the killing of 20`, `the number of dead to 20`."""

from __future__ import annotations

from dataclasses import replace

from tasks.code.claim_line import Found, Line
from tasks.code.harms import words
from tasks.code.numbers import Quantity
from tasks.models import Harm, Qualifier

REACH = 14
LONGEST_TOLL = 30
"""Words between `toll` and the figure that it rose to, at most."""
_RISES = frozenset({"climbed", "climbs", "jumped", "jumps", "rises", "risen", "rising", "rose", "climbing", "increased", "soared"})
_LEADS = frozenset(
    {"to", "at", "of", "is", "was", "by", "reached", "as", "that", "hit", "passed", "topped", "estimated", ":", "exceeded"}
)
_NUMBER_LEADS = frozenset({"to", "at", "reached", "is", "was", "exceeded"})


def settled(line: Line, number: Quantity) -> Quantity:
    """Return the number that a toll rose to: `from 12 to 15` is 15 where a toll rises, not a range."""
    is_rise = number.qualifier is Qualifier.RANGE and line.lower[number.start] == "from"
    if is_rise and {"toll", "number"} & set(line.lower[max(0, number.start - 9) : number.start]):
        return replace(number, qualifier=Qualifier.EXACT, low=number.high, best=number.high)
    return number


def toll_before(line: Line, number: Quantity) -> Found | None:
    """Return the harm of a toll, or of an act of harm, that leads up to `number`."""
    left = line.lower[max(0, number.start - 9) : number.start]
    if not left:
        return None
    rose = line.lower[number.start] == "from" or left[-1] in _LEADS
    if "toll" in left and rose and not _is_unsettled(left):
        return Found(Harm.KILLED, number.start - 1, "toll")
    if left[-1] == "to" and left[-2:-1] and left[-2] in _RISES and _names_toll(line, number):
        return Found(Harm.KILLED, number.start - 1, "toll")
    return _act_of(line, number, left)


def _act_of(line: Line, number: Quantity, left: list[str]) -> Found | None:
    """`the killing of 20`, `the abduction of the two nuns`, `the bodies of 12`."""
    at = number.start - (2 if left[-1] in {"the", "these", "those", "all"} else 1)
    if line.word(at) != "of" or at < 1:
        return None
    before = line.lower[at - 1]
    harm = words().act_of.get(before) or words().states.get(before)
    return Found(harm, at - 1, "act_of_harm") if harm and not (at > 1 and line.lower[at - 2] in words().unharmed) else None


def _is_unsettled(left: list[str]) -> bool:
    """Whether a toll is of earlier reports: `up from a previous toll of 12`."""
    after = left[max(0, left.index("toll") - 3) :]
    return left[-1] == "of" and bool(words().unsettled_toll & set(after))


def _names_toll(line: Line, number: Quantity) -> bool:
    """Whether what rose is a toll, however much stands between: `the toll in an air strike in Raqqa has risen to 20`."""
    left = line.lower[max(0, number.start - LONGEST_TOLL) : number.start]
    return "toll" in left or ("number" in left and bool({"killed", "dead", "deaths"} & set(left)))


def number_of(line: Line, number: Quantity) -> tuple[Found, int] | None:
    """`bringing the number of soldiers killed this month to 30`: the harm, and the index of who is counted."""
    left = line.lower[max(0, number.start - REACH) : number.start]
    if "number" not in left or left[-1] not in _NUMBER_LEADS:
        return None
    first = number.start - len(left) + left.index("number")
    harm = next((at for at in range(first, number.start) if line.lower[at] in words().states), None)
    who = next((at for at in range(first, number.start) if line.lower[at] in words().groups), first)
    return (Found(words().states[line.lower[harm]], number.start - 1, "number_of"), who) if harm is not None else None
