"""Numbers of persons in a language with a pack: figures, words, ranges and what bounds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.code.numbers import LARGEST, Quantity
from tasks.code.packs import files
from tasks.code.packs.phrases import Phrases
from tasks.code.packs.words import Splitter
from tasks.models import Qualifier

LONGEST_FIGURE = 12
LONGEST_NUMBER = 8
"""Words of the longest number that is read."""
_HYPHEN = "-"


class NumberReader:
    """Reads the numbers of one language."""

    def __init__(self, data: files.Numbers, splitter: Splitter, thousands: str) -> None:
        """Make ready for the language of `data`."""
        self._words = data.words
        self._longest = max((len(name.split()) for name in data.words), default=1)
        self._scales = data.scales
        self.joiners = frozenset(data.joiners)
        self._collectives = data.collectives
        self._vague = Phrases(list(data.vague.items()), splitter)
        self._before = Phrases([(word, bound) for bound, words in data.before.items() for word in words], splitter)
        self._after = Phrases([(word, bound) for bound, words in data.after.items() for word in words], splitter)
        self._opens, self._joints = frozenset(data.range_opens), frozenset(data.range_joints)
        self._blanks = str.maketrans("", "", thousands)

    def quantities(self, keys: Sequence[str]) -> Iterator[Quantity]:
        """Yield the numbers among the words of a sentence, in their order, not overlapping."""
        at = 0
        while at < len(keys):
            found = self._quantity_at(keys, at)
            if found:
                yield found
            at = found.end if found else at + 1

    def _quantity_at(self, keys: Sequence[str], at: int) -> Quantity | None:
        vague = self._vague.at(keys, at)
        if vague:
            return Quantity(at, vague[0], Qualifier.VAGUE, vague[1], vague[1], None)
        first = self.number_at(keys, at)
        if first is None:
            return self._collective_at(keys, at)
        return self._range_at(keys, at, first) or self._bounded(keys, at, first[1], first[0])

    def number_at(self, keys: Sequence[str], at: int) -> tuple[int, int] | None:
        """Return the plain number that begins at word `at`, and where it ends; None when none does."""
        if at >= len(keys):
            return None
        key = keys[at]
        if key[0].isdigit():
            digits = key.translate(self._blanks)
            if not digits.isdecimal() or len(digits) > LONGEST_FIGURE:
                return None
            value, end = int(digits), at + 1
        elif at and keys[at] in self._scales and keys[at - 1][0].isdigit():
            return None  # of `2,5 millions`
        else:
            named = self._named_at(keys, at)
            if named is None:
                return None
            value, end = named
        while end < len(keys) and keys[end] in self._scales and key[0].isdigit():
            value, end = value * self._scales[keys[end]], end + 1
        return (value, end) if value <= LARGEST else None

    def _named_at(self, keys: Sequence[str], at: int) -> tuple[int, int] | None:
        """Add up the words of a number: `quatre-vingt-dix-sept`, `vingt et un`, `deux cent trois`, `trois mille`."""
        total, part, last, end = 0, 0, LARGEST, at
        while end < min(len(keys), at + LONGEST_NUMBER):
            here = end + 1 if end > at and keys[end] in self.joiners and end + 1 < len(keys) else end
            values = self._values(keys, here)
            if values is None:
                break
            found, after = values
            for value, is_scale in found:
                if is_scale:
                    whole = max(part, 1) * value
                    total, part, last = (total, whole, value) if value < 1000 else (total + whole, 0, value)
                elif value < last and (part == 0 or part % _size(value) == 0):
                    part, last = part + value, value
                else:
                    return (total + part, end) if end > at else None
            end = after
        return (total + part, end) if end > at else None

    def _values(self, keys: Sequence[str], at: int) -> tuple[list[tuple[int, bool]], int] | None:
        """Return the values of the word at `at`, or of the words that hyphens join, and where they end."""
        for length in range(min(self._longest, len(keys) - at), 0, -1):
            name = " ".join(keys[at : at + length])
            if name in self._words:
                return [(self._words[name], False)], at + length
        if keys[at] in self._scales:
            return [(self._scales[keys[at]], True)], at + 1
        if _HYPHEN not in keys[at]:
            return None
        parts = [part for part in keys[at].split(_HYPHEN)[:LONGEST_NUMBER] if part not in self.joiners]
        found: list[tuple[int, bool]] = []
        while parts:
            for length in range(min(self._longest, len(parts)), 0, -1):
                name = " ".join(parts[:length])
                if name in self._words or name in self._scales:
                    found.append((self._words[name], False) if name in self._words else (self._scales[name], True))
                    parts = parts[length:]
                    break
            else:
                return None
        return found, at + 1

    def _collective_at(self, keys: Sequence[str], at: int) -> Quantity | None:
        value = self._collectives.get(keys[at])
        return None if value is None else Quantity(at, at + 1, Qualifier.ABOUT, None, value, None)

    def _range_at(self, keys: Sequence[str], at: int, first: tuple[int, int]) -> Quantity | None:
        joint = first[1]
        if joint >= len(keys) or keys[joint] not in self._joints:
            return None
        second = self.number_at(keys, joint + 1)
        if second is None or not first[0] < second[0]:
            return None
        is_open = at > 0 and keys[at - 1] in self._opens
        if keys[joint] in self.joiners and not is_open:
            return None
        low, high = first[0], second[0]
        return Quantity(at - 1 if is_open else at, second[1], Qualifier.RANGE, low, (low + high) // 2, high)

    def _bounded(self, keys: Sequence[str], at: int, end: int, number: int) -> Quantity:
        if end < len(keys) and keys[end] in self._collectives:  # `une dizaine`
            return self._counted_by(keys, at, end, number)
        before = self._before.before(keys, at)
        after = self._after.at(keys, end) if end < len(keys) else None
        start, bound = before or (at, after[1] if after else "")
        return _as(bound, start, end if before or not after else after[0], number)

    def _counted_by(self, keys: Sequence[str], at: int, end: int, number: int) -> Quantity:
        value = number * self._collectives[keys[end]]
        before = self._before.before(keys, at)
        return _as(before[1], before[0], end + 1, value) if before else _as("about", at, end + 1, value)


def _size(value: int) -> int:
    """Return the power of ten above a value: what may stand before it in a sum."""
    return 10 if value < 10 else 20 if value < 20 else 100


def _as(bound: str, start: int, end: int, number: int) -> Quantity:
    bounds: dict[str, tuple[Qualifier, int | None, int, int | None]] = {
        "at_least": (Qualifier.AT_LEAST, number, number, None),
        "more_than": (Qualifier.MORE_THAN, number + 1, number, None),
        "up_to": (Qualifier.UP_TO, None, number, number),
        "less_than": (Qualifier.UP_TO, None, number, max(0, number - 1)),
        "about": (Qualifier.ABOUT, None, number, None),
    }
    return Quantity(start, end, *bounds.get(bound, (Qualifier.EXACT, number, number, number)))
