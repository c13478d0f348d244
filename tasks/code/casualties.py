"""Casualty claims: each number of persons that a sentence gives for one harm, with the words it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from tasks.code.claim_after import harms_after, harms_after_person
from tasks.code.claim_before import adjacent_before, harms_before, listed_before
from tasks.code.claim_counted import counted, counts_nobody
from tasks.code.claim_line import BE, HAVE, Found, Line
from tasks.code.claim_parts import PART, harms_of_whole, is_part
from tasks.code.claim_singles import named_victim, persons
from tasks.code.claim_tolls import number_of, settled, toll_before
from tasks.code.claim_zero import zeros
from tasks.code.harms import harm_words, words
from tasks.code.numbers import Quantity
from tasks.models import CasualtyClaim, Harm, Qualifier, Victims

BEYOND_ONE_EVENT = 10_000
"""A toll that no single event of an armed conflict reaches in the press: it sums a whole war."""
_ROUND_SPAN = {Qualifier.MORE_THAN: 1.25, Qualifier.ABOUT: 1.25, Qualifier.VAGUE: 8.0}
"""How many times as high a figure may be that still fits a round number."""
_TO_ONE = frozenset({Harm.KILLED, Harm.WOUNDED, Harm.ABDUCTED})
"""What a single person must have come to, to be counted: arrests and flights of one are told by the hundred."""


def claims_in(sentence: Span, dates: Sequence[tuple[int, int]] = ()) -> list[CasualtyClaim]:
    """Return the claims of one sentence, whole counts before parts of them, attributed to nobody yet.

    `dates` are the code points of its dates, whose numbers count nobody. What the sentence before tells is read from the document.
    """
    if _harm_ids(sentence.vocab).isdisjoint(_ids(sentence.doc)[sentence.start : sentence.end]):
        return []
    return list(_distinct(_all(Line(sentence, [token.lower_ for token in sentence], dates))))


@cache
def _harm_ids(vocab: Vocab) -> frozenset[int]:
    """Return the words of harm by spaCy's numbers for them, which compare faster than words."""
    return frozenset(vocab.strings.add(word) for word in harm_words())


def _ids(doc: Doc) -> list[int]:
    """Return spaCy's number of each word of `doc` in lower case, put together once a text."""
    found: list[int] | None = doc.user_data.get("lower_ids")
    if found is None:
        found = doc.user_data["lower_ids"] = doc.to_array("LOWER").tolist()
    return found


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


def _distinct(claims: list[CasualtyClaim]) -> Iterator[CasualtyClaim]:
    seen: set[tuple[Harm, int | None, Victims]] = set()
    for claim in sorted(claims, key=lambda one: one.rule == PART):
        key = (claim.harm, claim.best, claim.victim_group)
        if key not in seen:
            seen.add(key)
            yield claim


def _all(line: Line) -> list[CasualtyClaim]:
    """Return the claims of a sentence: of persons told one by one, where their list takes a number in, instead of that number."""
    singles = list(_singles(line))
    taken = {at for claim_number, claims in singles if claims for at in range(claim_number.start, claim_number.end)}
    told = [claim for number in line.numbers if number.start not in taken for claim in _of(line, number)]
    told += [claim for _, claims in singles for claim in claims]
    told += [_claim(line, number, found, Victims.UNKNOWN) for number, found in zeros(line)]
    if not any(claim.harm is Harm.KILLED for claim in told) and (named := named_victim(line)):
        told.append(_claim(line, *named))
    return told


def _of(line: Line, number: Quantity) -> Iterator[CasualtyClaim]:
    """Yield what one number claims: nothing, one harm, or two harms to the same persons, then as bounds of each."""
    number = settled(line, number)
    summed = number_of(line, number)
    if summed:
        yield _claim(line, number, summed[0], line.group(summed[1]))
        return
    if counts_nobody(line, number):
        return
    toll = toll_before(line, number)
    noun = counted(line, number)
    if noun is None and toll is None:
        return
    noun = number.end - 1 if noun is None else noun
    found = _harms(line, number, noun, toll)
    if len(found) > 1 and number.qualifier is Qualifier.EXACT:
        number = replace(number, qualifier=Qualifier.UP_TO, low=None)
    for one in found:
        yield _claim(line, number, one, line.group(noun))


def _harms(line: Line, number: Quantity, noun: int, toll: Found | None) -> list[Found]:
    """Return what was done to those counted, as the first reader that finds anything says."""
    w, word = words(), line.lower[noun]
    if noun >= number.end and word in w.states:
        if line.word(number.start - 1) in w.unharmed:
            return []
        further = _further(line, number, noun) if word in w.captives else []
        own = Found(w.states[word], noun, "state_counted")
        return further or [own, *_second_state(line, noun)]
    if toll:
        return [toll]
    is_headline = line.word(noun + 1) in w.states and (line.word(number.start - 2) in w.groups or number.start - 2 in line.covered)
    adjacent = [] if is_headline else adjacent_before(line, number)
    found = adjacent or harms_after(line, noun) or harms_before(line, number) or harms_of_whole(line, number)
    is_thing = noun >= number.end and word not in w.groups
    return [one for one in found if not (is_thing and one.harm is Harm.CAPTURED)]


def _further(line: Line, number: Quantity, noun: int) -> list[Found]:
    """Return what captives, or the wounded, came to besides: `12 hostages were killed`, `executed 12 prisoners`."""
    is_told = line.word(noun + 1) in BE or line.word(noun + 1) in HAVE or line.word(noun + 1) in words().suffered
    adjacent = adjacent_before(line, number) if line.lower[noun] in words().groups else []
    return adjacent or (harms_after(line, noun) if is_told else [])


def _second_state(line: Line, noun: int) -> list[Found]:
    """`19 killed and injured`: a second harm to the same persons."""
    harm = words().done.get(line.word(noun + 2)) if line.word(noun + 1) in {"and", "or"} else None
    follows = noun + 3
    is_alone = follows not in line.covered and line.word(follows) in words().ends
    return [Found(harm, noun + 2, "state_counted")] if harm and is_alone and line.word(noun + 2) in words().states else []


def _singles(line: Line) -> Iterator[tuple[Quantity, list[CasualtyClaim]]]:
    """Yield the persons told one by one, with what they came to."""
    if not line.harmed_at and words().act_of.keys().isdisjoint(line.lower):
        return
    for number, noun, group in persons(line):
        found = _harms_to_one(line, number, noun)
        rule = "single_victim" if number.best == 1 else "victims_one_by_one"
        yield number, [_claim(line, number, replace(one, rule=rule), group) for one in found[:1] if one.harm in _TO_ONE]


def _harms_to_one(line: Line, number: Quantity, noun: int) -> list[Found]:
    is_headline = number.start == 0 and noun == 0
    if is_headline:
        return harms_after(line, noun)
    before = adjacent_before(line, number) or listed_before(line, number)
    return before or harms_after_person(line, noun, is_one=number.best == 1 and line.word(noun + 1) != "and")


def _claim(line: Line, number: Quantity, found: Found, group: Victims) -> CasualtyClaim:
    first, last = min(number.start, found.at), max(number.end - 1, found.at)
    end = line.token(last)
    is_sum = _is_sum(line, number) or (number.best or 0) >= BEYOND_ONE_EVENT
    rule = PART if is_part(line, number) else found.rule
    return CasualtyClaim(
        found.harm,
        group,
        number.qualifier,
        number.low,
        number.best,
        number.high,
        is_sum,
        line.token(first).idx,
        end.idx + len(end),
        rule=rule,
    )


def _is_sum(line: Line, number: Quantity) -> bool:
    """Whether a number is a total over incidents; what stands before `bringing the total` is one incident's own."""
    cue = line.sum_cue
    if cue is None:
        return False
    is_brought = cue[0].lower().startswith("br")
    return not is_brought or line.token(number.start).idx - line.sentence.start_char > cue.start()
