"""Claims that nobody was harmed: `no casualties`, `nobody was hurt`, `there were no deaths or injuries`."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.code.claim_line import Found, Line
from tasks.code.harms import words
from tasks.code.numbers import Quantity
from tasks.models import Qualifier

REACH = 4
"""Words between `no` and the harm, at most."""
_NONE = frozenset({"no", "nobody", "without", "none", "neither"})
_BETWEEN = frozenset(
    """one was were is been has have had people person persons civilian civilians soldiers any immediate further serious reported
    other known of them the human loss or and that it casualties injuries deaths fatalities major also""".split()  # noqa: SIM905
)
_RULE = "no_casualties"


def zeros(line: Line) -> Iterator[tuple[Quantity, Found]]:
    """Yield the claims of zero, each with the words that make it."""
    for at, word in enumerate(line.lower):
        if word in _NONE:
            yield from _after(line, at, is_nobody=word in {"nobody", "none", "neither"} or line.word(at + 1) == "one")


def _after(line: Line, at: int, *, is_nobody: bool) -> Iterator[tuple[Quantity, Found]]:
    """Read on from the word for none as far as it may speak of the harm: `no figure of the casualties` is none."""
    w, told = words(), set()
    for ahead in range(at + 1, min(len(line), at + REACH + 1)):
        word = line.lower[ahead]
        harm = w.zero.get(word) or (w.done.get(word) or w.suffered.get(word) if is_nobody else None)
        if harm and harm not in told:
            told.add(harm)
            yield Quantity(at, at + 1, Qualifier.EXACT, 0, 0, 0), Found(harm, ahead, _RULE)
        elif harm is None and word not in _BETWEEN and word not in w.groups:
            return
