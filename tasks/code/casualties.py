"""Casualty claims: each number of persons that a sentence gives for one harm, with the words it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Span, Token

from tasks.code.harms import harm_words, words
from tasks.code.numbers import Quantity, quantities
from tasks.models import CasualtyClaim, Harm, Qualifier, Victims

REACH = 14
"""Words between a number and the harm done to what it counts, at most."""
NOUN_REACH = 5
BEYOND_ONE_EVENT = 10_000
"""A toll that no single event of an armed conflict reaches in the press: it sums a whole war."""
_BE = frozenset("were was are is been be being have has had got".split())  # noqa: SIM905
_ROUND_SPAN = {Qualifier.MORE_THAN: 1.25, Qualifier.ABOUT: 1.25, Qualifier.VAGUE: 8.0}
"""How many times as high a figure may be that still fits a round number."""
LONGEST_TOLL = 30
"""Words between `toll` and the figure that it rose to, at most."""
_RISES = frozenset({"climbed", "climbs", "jumped", "jumps", "rises", "risen", "rising", "rose"})
_OBJECT_BEGINS = frozenset({"a", "an", "another", "civilians", "her", "his", "people", "the", "their"})
_PART_BEGINS = frozenset({"(", "aged", "among", "including", "least"})
_SKIP_SUBJECT = frozenset({"nsubjpass", "nsubj"})


def claims_in(sentence: Span, dates: Sequence[tuple[int, int]] = ()) -> list[CasualtyClaim]:
    """Return the claims of one sentence, whole counts before parts of them, attributed to nobody yet.

    `dates` are the code points of its dates, whose numbers count nobody.
    """
    if not any(t.lower_ in harm_words() for t in sentence):
        return []
    return list(_Reader(sentence, dates).claims())


def rounds(claim: CasualtyClaim, other: CasualtyClaim) -> bool:
    """Whether `claim` is a round number that a writer may have made of `other`: `more than 200` of `at least 213`."""
    if claim.harm is not other.harm or claim.best is None or other.best is None or claim.is_cumulative is not other.is_cumulative:
        return False
    if claim.qualifier is Qualifier.UP_TO:
        return other.qualifier in {Qualifier.EXACT, Qualifier.AT_LEAST} and other.best <= claim.best
    span = _ROUND_SPAN.get(claim.qualifier)
    return span is not None and other.qualifier not in _ROUND_SPAN and claim.best <= other.best <= claim.best * span


def gives_total(sentence: Span) -> bool:
    """Whether the numbers of a sentence are totals: over incidents, where what it goes on about is a series of them."""
    return words().totals.search(sentence.text) is not None


class _Reader:
    """Reads the claims of one sentence."""

    def __init__(self, sentence: Span, dates: Sequence[tuple[int, int]]) -> None:
        self._sentence = sentence
        self._doc = sentence.doc
        self._lower = [token.lower_ for token in sentence]
        self._numbers = [number for number in quantities(self._lower) if not self._is_date(number, dates)]
        self._covered = {at for number in self._numbers for at in range(number.start, number.end)}
        self._is_sum = words().sums.search(sentence.text) is not None

    def _is_date(self, number: Quantity, dates: Sequence[tuple[int, int]]) -> bool:
        at = self._sentence[number.end - 1].idx
        return any(start <= at < end for start, end in dates)

    def claims(self) -> Iterator[CasualtyClaim]:
        seen: set[tuple[Harm, int | None, Victims]] = set()
        found = [(self._is_part(number), claim) for number in self._numbers for claim in self._of(number)]
        for _, claim in sorted([*found, *((False, one) for one in self._zeros())], key=lambda pair: pair[0]):
            key = (claim.harm, claim.best, claim.victim_group)
            if key not in seen:
                seen.add(key)
                yield claim
        if not any(claim.harm is Harm.KILLED for _, claim in found):
            yield from self._singles()

    def _of(self, number: Quantity) -> Iterator[CasualtyClaim]:
        counted = self._number_of(number)
        if counted:
            yield self._claim(number, counted[0], self._group(counted[1]), number.end - 1)
            return
        noun = self._counted(number)
        if noun is None and self._toll_before(number):
            noun = number.end - 1
        if noun is None:
            return
        harms = self._harms(number, noun)
        if len(harms) > 1 and number.qualifier is Qualifier.EXACT:
            number = replace(number, qualifier=Qualifier.UP_TO, low=None)
        for harm, end in harms:
            yield self._claim(number, harm, self._group(noun), end)

    def _counted(self, number: Quantity) -> int | None:
        """Return the index of the noun that `number` counts, or of the number itself where persons are left unsaid."""
        w = words()
        for at in range(number.end, min(len(self._lower), number.end + NOUN_REACH)):
            word = self._lower[at]
            if word in w.not_persons and (word != "-" or at == number.end):
                return None
            if word in w.groups or word in w.states:
                return at
            if word in w.done or word in w.suffered:
                return number.end - 1
            if word in {",", ".", ";", "were", "was", "have", "had"} or at in self._covered:
                break
        after = self._lower[number.end] if number.end < len(self._lower) else "."
        if after in {
            "were",
            "was",
            "have",
            "had",
            "are",
            ".",
            ",",
            "and",
            "others",
            "or",
            "in",
            "on",
            "when",
            "during",
            '"',
            "after",
            "with",
        }:
            return number.end - 1
        token = self._token(number.end - 1)
        head = token.head
        if head.tag_.startswith("NN") and head.i > token.i and head.lower_ not in w.not_persons and head.tag_ in {"NNS", "NNPS"}:
            return int(head.i) - int(self._sentence.start)
        return None

    def _token(self, at: int) -> Token:
        return self._sentence[at]

    def _harms(self, number: Quantity, noun: int) -> list[tuple[Harm, int]]:
        """Return what was done to those counted, each with the index of the word that says so."""
        w = words()
        if self._lower[noun] in w.states and noun >= number.end:
            return [(w.states[self._lower[noun]], noun)]
        before = self._toll_before(number)
        if before:
            return [before]
        return self._after(noun) or self._before(number)

    def _toll_before(self, number: Quantity) -> tuple[Harm, int] | None:
        """`death toll rose to 20`, `the lives of 20`, `the death of 20`, `number of dead to 20`."""
        left = self._lower[max(0, number.start - 9) : number.start]
        if (
            "toll" in left
            and left[-1] in {"to", "at", "of", "is", "was", "by", "reached", "as", "that"}
            and not self._is_past(left)
        ):
            return Harm.KILLED, number.start - 1
        if left[-1:] == ["to"] and left[-2:-1] and left[-2] in _RISES and self._names_toll(number):
            return Harm.KILLED, number.start - 1
        if left[-1:] == ["of"] and len(left) > 1:
            harm = words().states.get(left[-2])
            if harm or left[-2] in {"killing", "killings", "massacre", "execution", "assassination", "murder", "lives"}:
                return harm or Harm.KILLED, number.start - 2
            if left[-2] in {"abduction", "kidnapping"}:
                return Harm.ABDUCTED, number.start - 2
        return None

    def _names_toll(self, number: Quantity) -> bool:
        """Whether what rose is a toll, however much stands between: `the toll in an air strike in Raqqa has risen to 20`."""
        left = self._lower[max(0, number.start - LONGEST_TOLL) : number.start]
        return "toll" in left or ("number" in left and bool({"killed", "dead", "deaths"} & set(left)))

    def _number_of(self, number: Quantity) -> tuple[Harm, int] | None:
        """`bringing the number of soldiers killed this month to 30`: the harm, and the index of who is counted."""
        left = self._lower[max(0, number.start - REACH) : number.start]
        if "number" not in left or left[-1] not in {"to", "at", "reached", "is", "was", "exceeded"}:
            return None
        first = number.start - len(left) + left.index("number")
        harm = next((at for at in range(first, number.start) if self._lower[at] in words().states), None)
        who = next((at for at in range(first, number.start) if self._lower[at] in words().groups), first)
        return (words().states[self._lower[harm]], who) if harm is not None else None

    def _is_past(self, left: list[str]) -> bool:
        return left[-1] == "of" and "previous" in left

    def _after(self, noun: int) -> list[tuple[Harm, int]]:
        """Read on from the counted noun: `20 people [in …] were killed and wounded`, `20 people dead`, `20 people died`."""
        at, is_passive = noun + 1, False
        stop = min(len(self._lower), noun + REACH)
        while at < stop:
            harm = self._harm_at(at, noun, is_passive=is_passive)
            if harm:
                return [(harm, at), *self._joined_harms(at)]
            word = self._lower[at]
            if word in _BE:
                is_passive = True
            elif word in words().done or self._ends_reading(word, self._token(at), at, is_passive=is_passive):
                return []
            at += 1
        return []

    def _harm_at(self, at: int, noun: int, *, is_passive: bool) -> Harm | None:
        """Return the harm that the word at `at` says was done to those counted before it."""
        w, word = words(), self._lower[at]
        if word in {"lost", "lose"} and self._lower[at + 1 : at + 3] in (["their", "lives"], ["their", "life"], ["his", "life"]):
            return Harm.KILLED
        if self._is_state(at, noun, is_predicate=is_passive):
            return w.states[word]
        if word in w.done and (is_passive or self._is_participle(at, noun)):
            return w.done[word]
        return w.suffered.get(word)

    def _joined_harms(self, at: int) -> list[tuple[Harm, int]]:
        """`killed or wounded`: a second harm to the same persons, unless a number of its own follows."""
        second = at + 2
        if second >= len(self._lower) or self._lower[at + 1] not in {"and", "or"} or second + 1 in self._covered:
            return []
        harm = words().done.get(self._lower[second])
        return [(harm, second)] if harm and self._lower[second + 1 : second + 2] != ["another"] else []

    def _is_state(self, at: int, noun: int, *, is_predicate: bool) -> bool:
        if self._lower[at] not in words().states or at + 1 in self._covered or self._lower[at + 1 : at + 2] == ["another"]:
            return False
        return is_predicate or at == noun + 1 or self._lower[at - 1] in {"reported", "confirmed"}

    def _is_participle(self, at: int, noun: int) -> bool:
        follows = self._lower[at + 1] if at + 1 < len(self._lower) else "."
        if self._token(at).tag_ == "VBG":
            return False
        has_object = (at + 1 in self._covered and not self._is_headline(at + 1)) or follows in _OBJECT_BEGINS
        return not has_object and at - noun <= 6 and self._lower[at][-2:] in {"ed", "in", "wn", "en", "rt", "ng"}

    def _is_headline(self, at: int) -> bool:
        """Whether a number tells another harm, not an object: `Nine killed 12 injured`, as headlines put it."""
        after = next((word for i, word in enumerate(self._lower[at:], at) if i not in self._covered and word != "others"), ".")
        return after in words().states

    def _ends_reading(self, word: str, token: Token, at: int, *, is_passive: bool) -> bool:
        if word in {";", ":", "but", "while", "whereas"}:
            return True
        if at in self._covered:
            before = self._lower[at - 1]
            is_list = before in {"and", ","} or at - 1 in self._covered
            return word not in {"one", "1"} and not is_list and before not in _PART_BEGINS and not self._in_part(at)
        return token.tag_ in {"VBD", "VBZ", "VBP"} and not is_passive and token.dep_ not in {"acl", "relcl"}

    def _in_part(self, at: int) -> bool:
        left = self._lower[max(0, at - 8) : at]
        return bool({"including", "among", "them", "in", "on", "of", "aged"} & set(left[-3:])) or "including" in left

    def _before(self, number: Quantity) -> list[tuple[Harm, int]]:
        """Read back from the number: `killed [and wounded] 20`, `killing 2 soldiers and 3 civilians`, `leaving 20 dead`."""
        w = words()
        at = number.start - 1
        steps = 0
        while at >= 0 and steps < REACH:
            word = self._lower[at]
            if word in w.done and not self._was_passive(at):
                found = [(w.done[word], at)]
                if at >= 2 and self._lower[at - 1] in {"and", "or"} and self._lower[at - 2] in w.done:
                    found.insert(0, (w.done[self._lower[at - 2]], at - 2))
                return found
            if word in {";", ":", "."} or (word in w.suffered):
                return []
            if steps >= 3 and not self._is_list(at, number.start):
                return []
            at, steps = at - 1, steps + 1
        return []

    def _was_passive(self, at: int) -> bool:
        return self._token(at).tag_ == "VBN" and bool({"was", "were", "been"} & set(self._lower[max(0, at - 3) : at]))

    def _is_list(self, at: int, stop: int) -> bool:
        """Whether the words from `at` to `stop` are the earlier members of a list of victims."""
        between = range(at, stop)
        return all(
            self._lower[i] in {",", "and", "the", "as", "well", "or", "including", "of", "least", "at", "also", "another", "(", ")"}
            or i in self._covered
            or self._token(i).tag_.startswith(("NN", "JJ", "PRP", "DT", "IN", "VBN", "CD", "POS", "HYPH", "RB"))
            for i in between
        )

    def _group(self, noun: int) -> Victims:
        """Return whom a noun counts, from itself or the words around it, but not from beyond a comma."""
        after = self._lower[noun + 1 : noun + 3]
        near = after[: after.index(",")] if "," in after else after
        for word in (self._lower[noun], self._lower[noun - 1] if noun else "", *near):
            if (group := words().groups.get(word)) not in {None, Victims.UNKNOWN}:
                return group or Victims.UNKNOWN
        return Victims.UNKNOWN

    def _is_part(self, number: Quantity) -> bool:
        left = self._lower[max(0, number.start - 3) : number.start]
        is_whole = any(one in _BE and other == "among" for one, other in pairwise(left))
        if not is_whole and ({"including", "among", "includes", "included", "whom"} & set(left) or left[-2:] == ["of", "them"]):
            return True
        right = self._lower[number.end : number.end + REACH]
        among = next((at for at, word in enumerate(right) if word == "among" and right[at - 1] in _BE), None)
        return among is not None and any(number.end + at in self._covered for at in range(among + 1, min(among + 5, len(right))))

    def _claim(self, number: Quantity, harm: Harm, group: Victims, harm_at: int) -> CasualtyClaim:
        first, last = min(number.start, harm_at), max(number.end - 1, harm_at)
        start, end = self._token(first).idx, self._token(last).idx + len(self._token(last))
        is_sum = self._is_sum or (number.best or 0) >= BEYOND_ONE_EVENT
        return CasualtyClaim(harm, group, number.qualifier, number.low, number.best, number.high, is_sum, start, end)

    def _zeros(self) -> Iterator[CasualtyClaim]:
        """`no casualties`, `nobody was hurt`, `no one was killed`."""
        w = words()
        for at, word in enumerate(self._lower):
            if word not in {"no", "nobody", "without", "none"}:
                continue
            for ahead in range(at + 1, min(len(self._lower), at + 5)):
                harm = w.zero.get(self._lower[ahead]) or (
                    w.done.get(self._lower[ahead]) if word == "nobody" or self._lower[at + 1] == "one" else None
                )
                if harm:
                    yield self._claim(Quantity(at, at + 1, Qualifier.EXACT, 0, 0, 0), harm, Victims.UNKNOWN, ahead)
                    break

    def _singles(self) -> Iterator[CasualtyClaim]:
        """One person, named or not: `a soldier was killed`, `killing a nurse`, `John Smith was shot dead`."""
        for token in self._sentence:
            harm = words().done.get(token.lower_) or (Harm.KILLED if token.lower_ == "died" or self._is_shot_dead(token) else None)
            if harm not in {Harm.KILLED, Harm.WOUNDED, Harm.ABDUCTED} or token.tag_ not in {"VBN", "VBD", "VBG"}:
                continue
            victim = self._single_victim(token)
            if victim is not None:
                at = victim.i - self._sentence.start
                first = min((left.i for left in victim.lefts), default=victim.i) - self._sentence.start
                number = Quantity(first, at + 1, Qualifier.EXACT, 1, 1, 1)
                yield self._claim(number, harm, self._group(at), token.i - self._sentence.start)
                return

    def _is_shot_dead(self, token: Token) -> bool:
        at = int(token.i - self._sentence.start)
        return token.lower_ == "shot" and (
            self._lower[at + 1 : at + 2] == ["dead"] or self._lower[at + 1 : at + 3] == ["and", "killed"]
        )

    def _single_victim(self, verb: Token) -> Token | None:
        is_passive = any(child.dep_ == "auxpass" for child in verb.children) or verb.lower_ == "died"
        wanted = _SKIP_SUBJECT if is_passive else {"dobj"}
        for child in verb.children:
            if child.dep_ in wanted and child.tag_ in {"NN", "NNP"}:
                has_article = any(left.lower_ in {"a", "an", "another"} for left in child.lefts)
                if (has_article and child.lower_ in words().groups) or child.ent_type_ == "PERSON":
                    return child
        return None
