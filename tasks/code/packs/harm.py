"""Casualty claims in a language with a pack: each number that a sentence gives for one harm, read from the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.code.numbers import Quantity
from tasks.code.packs.pack import Pack
from tasks.code.packs.words import Sentence
from tasks.code.when import When
from tasks.models import CasualtyClaim, Harm, Qualifier, Victims

NOUN_REACH, REACH, BACK = 4, 14, 9
"""Words from a number to the noun that it counts, from there on to the harm, and back from the number to it."""
_CLAUSE_ENDS = frozenset(".;:!?")
Found = tuple[CasualtyClaim, bool]


class ClaimReader:
    """Reads the claims of one sentence."""

    def __init__(self, pack: Pack, sentence: Sentence, dates: Sequence[When]) -> None:
        """Find the numbers of `sentence` that are no part of its `dates`."""
        self._words, self._sentence, self._keys = pack.harm, sentence, sentence.keys
        every = pack.numbers.quantities(sentence.keys)
        self._numbers = [one for one in every if not _in_dates(sentence.words[one.end - 1].start, dates)]
        self._starts = {one.start: one for one in self._numbers}
        self._states = {at: (end, harm) for at, end, harm in pack.harm.states.find(self._keys)}
        self._done = {at: (end, harm) for at, end, harm in pack.harm.done.find(self._keys)}
        self._suffered = {at: (end, harm) for at, end, harm in pack.harm.suffered.find(self._keys)}
        self._is_sum = pack.harm.sums.any(self._keys) is not None

    def claims(self) -> list[CasualtyClaim]:
        """Return the claims, whole counts before parts of them, attributed to nobody yet."""
        found: list[Found] = []
        for number in self._numbers:
            told = self._of(number, found)
            if told:
                found.append(told)
        found += [(claim, False) for claim in self._zeros()]
        kept: dict[tuple[Harm, int | None, Victims], CasualtyClaim] = {}
        for claim, _ in sorted(found, key=lambda pair: pair[1]):
            kept.setdefault((claim.harm, claim.best, claim.victim_group), claim)
        return list(kept.values())

    def _of(self, number: Quantity, found: Sequence[Found]) -> Found | None:
        noun = self._noun(number)
        if noun is None or (self._is_article(number) and noun[0] == number.end - 1):
            return None
        at, group = noun
        is_part = self._words.parts.before(self._keys, number.start) is not None
        harm = self._states.get(at) if at >= number.end else None
        told = (harm[1], harm[0] - 1) if harm else self._before(number) or self._after(at)
        if told is None and is_part and found:
            told = found[-1][0].harm, at
        if told is None:
            return None
        return self._claim(number, told[0], group or self._group_after(told[1]), max(told[1], at)), is_part

    def _is_article(self, number: Quantity) -> bool:
        return number.best == 1 and self._keys[number.end - 1] in self._words.one

    def _noun(self, number: Quantity) -> tuple[int, Victims | None] | None:
        """Return the word that a number counts, and whom it means; the number itself where persons are left unsaid."""
        stop = min(len(self._keys), number.end + NOUN_REACH)
        for at in range(number.end, stop):
            if at in self._starts or self._keys[at] in _CLAUSE_ENDS:
                break
            counted = self._words.whom.at(self._keys, at)
            if counted:
                return (at, self._sharper(counted)) if counted[1] is not None else None
            if at in self._states:
                return at, None
            if self._keys[at] == ",":
                break
        if self._is_article(number):
            return None
        follows = self._keys[number.end] if number.end < len(self._keys) else "."
        is_bare = follows in self._words.being | self._words.having | {",", ".", "et"}
        return (number.end - 1, None) if is_bare or number.end - 1 in self._states else None

    def _sharper(self, counted: tuple[int, Victims | None]) -> Victims | None:
        """`12 personnes`: nobody in particular, unless the next word says (`cinq autres civils`)."""
        end, group = counted
        if group is not Victims.UNKNOWN:
            return group
        further = next(
            (one for at in range(end, min(end + 2, len(self._keys))) if (one := self._words.whom.at(self._keys, at))), None
        )
        return further[1] if further and further[1] not in {None, Victims.UNKNOWN} else None

    def _group_after(self, at: int) -> Victims:
        """`12 morts civils`, `trois blessés parmi les soldats`: whom the next words name, up to the next number or mark."""
        for ahead in range(at + 1, min(at + 5, len(self._keys))):
            if ahead in self._starts or self._keys[ahead] in self._words.stops or not self._sentence.words[ahead].is_word:
                break
            counted = self._words.whom.at(self._keys, ahead)
            if counted and counted[1] in {Victims.CIVILIAN, Victims.COMBATANT}:
                return counted[1] or Victims.UNKNOWN
        return Victims.UNKNOWN

    def _after(self, noun: int) -> tuple[Harm, int] | None:
        """Read on from what is counted: `12 soldats [et 3 civils] ont été tués`, `12 personnes ont perdu la vie`."""
        at, verb = noun + 1, None
        stop = min(len(self._keys), noun + REACH)
        while at < stop:
            key = self._keys[at]
            if at in self._suffered:
                return self._suffered[at][1], self._suffered[at][0] - 1
            if at in self._states and not self._is_active(at):
                return self._states[at][1], self._states[at][0] - 1
            if key in _CLAUSE_ENDS or key in self._words.stops or at in self._done:
                return None
            if at in self._starts and not self._in_list(at):
                return None
            if verb is not None and at - verb > 3:
                return None
            if key in self._words.having or key in self._words.being:
                verb = at
            at += 1
        return None

    def _in_list(self, at: int) -> bool:
        return at > 0 and (self._keys[at - 1] in self._words.list_words or self._words.parts.before(self._keys, at) is not None)

    def _is_active(self, at: int) -> bool:
        """Whether a participle acts on what follows: `ont tué`, `a aussi blessé`."""
        left = self._keys[max(0, at - 2) : at]
        return at in self._done and any(key in self._words.having for key in left) and not any(k in self._words.being for k in left)

    def _before(self, number: Quantity) -> tuple[Harm, int] | None:
        """Read back from the number: `la mort de 12 …`, `a tué 12 …`, `tuant deux soldats et trois civils`."""
        noun = self._words.before_count.before(self._keys, number.start)
        if noun is None and self._keys[number.start] in {"de", "d'"}:
            noun = self._words.before_count.before(self._keys, number.start + 1)
        if noun:
            return noun[1], number.start
        for at in range(number.start - 1, max(-1, number.start - 1 - BACK), -1):
            if at in self._done and self._done[at][0] <= number.start:
                harm = self._done[at][1]
                return (harm, number.start) if at not in self._states or self._acts(at) else None
            if self._keys[at] in _CLAUSE_ENDS or at in self._states or at in self._suffered or self._keys[at] in self._words.stops:
                return None
            if at < number.start - 1 and not self._is_listed(at):
                return None
        return None

    def _acts(self, at: int) -> bool:
        """`ont tué`, or a participle that goes on with the same auxiliary: `a tué 12 civils et blessé 30 autres`."""
        return self._is_active(at) or (at > 0 and self._keys[at - 1] in self._words.list_words and self._has_active_before(at))

    def _has_active_before(self, at: int) -> bool:
        return any(self._is_active(back) for back in range(max(0, at - REACH), at) if back in self._done)

    def _is_listed(self, at: int) -> bool:
        key = self._keys[at]
        is_counted = any(one.start <= at < one.end for one in self._numbers)
        return is_counted or key in self._words.list_words or self._words.whom.at(self._keys, at) is not None or len(key) > 4

    def _zeros(self) -> Iterator[CasualtyClaim]:
        for at, end, harm in self._words.none.find(self._keys):
            yield self._claim(Quantity(at, end, Qualifier.EXACT, 0, 0, 0), harm, Victims.UNKNOWN, end - 1)

    def _claim(self, number: Quantity, harm: Harm, group: Victims, last: int) -> CasualtyClaim:
        start, end = self._sentence.span(number.start, max(number.end, last + 1))
        bounds = (number.qualifier, number.low, number.best, number.high)
        return CasualtyClaim(harm, group, *bounds, self._is_sum, start, end, rule="pack_count")


def _in_dates(at: int, dates: Sequence[When]) -> bool:
    return any(one.start <= at < one.end for one in dates)
