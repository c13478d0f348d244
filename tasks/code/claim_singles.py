"""Persons told one by one: `a soldier was killed`, `the mayor, Juan Ruiz, was shot dead`, `a woman and her two children`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from tasks.code.claim_line import Found, Line
from tasks.code.harms import words
from tasks.code.numbers import Quantity, number_at
from tasks.code.place_cues import cues
from tasks.code.speech import is_saying
from tasks.models import Harm, Qualifier, Victims

NOUN_REACH = 9
"""Words between `a` and the person, at most."""
MOST_MEMBERS = 8
NAME_LENGTH = 6
"""Words of a name and what stands by it, between two victims: `the mayor, Juan Ruiz Gomez, and his driver`."""
_ARTICLES = frozenset({"a", "an", "another", "the", "one"})
_STOPS = frozenset(", . ; : ( ) were was is has had who of in on at to by from with and or for that a an the shot killed '".split())  # noqa: SIM905
_JOINS = (
    ("and",),
    (",", "and"),
    ("along", "with"),
    ("together", "with"),
    ("as", "well", "as"),
    (",", "along", "with"),
    (",",),
    ("or",),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person or a family told without a figure, and how many they are."""

    start: int
    noun: int
    count: int
    group: Victims


def persons(line: Line) -> Iterator[tuple[Quantity, int, Victims]]:
    """Yield the persons told one by one, those of one list together: as a number, the index of their noun, and who they are."""
    after, begins = 0, _begins()
    for at in [at for at, word in enumerate(line.lower) if word in begins]:
        first = _person_at(line, at) if at >= after else None
        if first is None:
            continue
        total, noun, group = _with_others(line, first)
        yield Quantity(first.start, max(noun + 1, first.noun + 1), Qualifier.EXACT, total, total, total), noun, group
        after = max(noun, first.noun) + 1


@cache
def _begins() -> frozenset[str]:
    return frozenset({*_ARTICLES, *words().possessives, *words().single})


def _person_at(line: Line, at: int) -> Person | None:
    word = line.lower[at]
    if at in line.covered and word not in {"one", "a"}:
        return None
    if word in _ARTICLES or word in words().possessives:
        return _described(line, at)
    is_bare = word in words().single and (at == 0 or line.done_at(at - 1) is not None)
    return Person(at, at, 1, words().single[word]) if is_bare and _is_named(line, at) else None


def _is_named(line: Line, at: int) -> bool:
    """A name follows: `killed journalist Ana Ruiz`; or, at the head of a headline, what was done: `Journalist shot dead`."""
    if at == 0:
        return at + 1 < len(line) and line.done_at(at + 1) is not None and line.word(at + 2) not in {"a", "an", "the"}
    return at + 1 < len(line) and line.token(at + 1).text[:1].isupper()


def _described(line: Line, at: int) -> Person | None:
    """Return the one person that `a`, `the` or `his` begins to describe."""
    w, article = words(), line.lower[at]
    for noun in range(at + 1, min(len(line), at + NOUN_REACH)):
        word = line.lower[noun]
        if word in _STOPS or (noun in line.covered and line.word(noun + 1) != "-" and word != "couple"):
            return None
        if word in w.single and line.word(noun + 1) not in w.groups and not _is_modifier(line, noun):
            if article == "the" and word not in w.roles and word not in {"couple", "family"}:
                return None
            return _counted_person(line, at, noun)
    return None


def _is_modifier(line: Line, noun: int) -> bool:
    """Whether a person only describes a thing, or speaks: `a rebel attack`, `a police officer`'s first word, `a bomber 's`."""
    if line.word(noun + 1) in {"-", "'s", "’s", "'"} or _speaks(line.token(noun)):
        return True
    if noun + 1 < len(line) and not line.is_capitals:
        following = line.token(noun + 1)
        if following.tag_ == "NN" and following.text.islower():
            return True
    return line.word(noun + 1) in words().not_persons or (
        line.token(noun).dep_ == "compound" and not line.is_capitals and line.token(noun).head.tag_ in {"NN", "NNS"}
    )


def _speaks(person: Token) -> bool:
    """Whether a person only says what happened: `the blast wounded 30, a doctor at the hospital said`."""
    return person.dep_ == "nsubj" and person.head.i > person.i and is_saying(person.head)


def _counted_person(line: Line, start: int, noun: int) -> Person | None:
    """A couple is two persons, a family as many as the text says, else nobody that can be counted."""
    word, group = line.lower[noun], words().single[line.lower[noun]]
    if word == "couple":
        return Person(start, noun, 2, group) if line.word(noun + 1) != "of" else None
    if word != "family":
        return Person(start, noun, 1, group)
    number = number_at(line.lower, noun + 2) if line.word(noun + 1) == "of" else None
    return Person(start, number[1] - 1, number[0], group) if number else None


def _with_others(line: Line, first: Person) -> tuple[int, int, Victims]:
    """Return how many the first person and those joined to him are, the last one's noun, and whom they are."""
    total, noun, group = first.count, first.noun, first.group
    for _ in range(MOST_MEMBERS):
        member = _member_after(line, noun)
        if member is None or (Victims.UNKNOWN not in {member.group, group} and member.group is not group):
            break
        total, noun = total + member.count, member.noun
        group = group if group is not Victims.UNKNOWN else member.group
    return total, noun, group


def _member_after(line: Line, noun: int) -> Person | None:
    """Return the next member of a list of victims, past the name of the last one."""
    for at in range(noun + 1, min(len(line), noun + 1 + NAME_LENGTH)):
        for join in _JOINS:
            if tuple(line.lower[at : at + len(join)]) == join and (member := _member_at(line, at + len(join))):
                return member
        token = line.token(at)
        if line.lower[at] != "," and not token.text[:1].isupper() and at not in line.covered:
            return None
    return None


def _member_at(line: Line, at: int) -> Person | None:
    """Return the member at `at`: `her two children`, `his driver`, `another man`, `nine children`."""
    if at >= len(line):
        return None
    number_start = at + 1 if line.lower[at] in words().possessives or line.lower[at] == "another" else at
    number = number_at(line.lower, number_start)
    if number is None:
        return _person_at(line, at)
    reach = range(number[1], min(len(line), number[1] + 3))
    noun = next((i for i in reach if line.lower[i] in words().groups), None)
    return Person(at, noun, number[0], words().groups[line.lower[noun]]) if noun is not None else None


def named_victim(line: Line) -> tuple[Quantity, Found, Victims] | None:
    """Return the first person called only by name that the parser says came to harm: `Ana Ruiz was shot dead`."""
    for at in line.harmed_at:
        token = line.token(at)
        done = line.done_at(at)
        harm = done[0] if done else words().suffered.get(token.lower_)
        if harm not in {Harm.KILLED, Harm.WOUNDED, Harm.ABDUCTED} or token.tag_ not in {"VBN", "VBD", "VBG"}:
            continue
        victim = _person_of(token)
        if victim is not None and line.sentence.start <= victim.i < line.sentence.end:
            noun = victim.i - line.sentence.start
            first = max(0, min((left.i for left in victim.lefts), default=victim.i) - line.sentence.start)
            number = Quantity(first, noun + 1, Qualifier.EXACT, 1, 1, 1)
            return number, Found(harm, done[1] if done else at, "named_victim"), line.group(noun)
    return None


def _person_of(verb: Token) -> Token | None:
    """Return the person that the verb was done to, by the parser's tree and its names."""
    is_passive = verb.lower_ in words().suffered or any(child.dep_ == "auxpass" for child in verb.children)
    wanted = {"nsubj", "nsubjpass"} if is_passive else {"dobj"}
    return next((one for one in verb.children if one.dep_ in wanted and one.tag_ == "NNP" and _is_person(one)), None)


def _is_person(token: Token) -> bool:
    """Whether a name is one person's: of two words or more, or one that persons bear, no people's or group's, and not counted."""
    if any(child.dep_ == "nummod" or child.like_num for child in token.lefts):
        return False
    words = [*(child for child in token.lefts if child.dep_ == "compound" and child.tag_ == "NNP"), token]
    if any(word.text in cues().demonyms or word.text in cues().never for word in words):
        return False
    return len(words) > 1 or token.lower_ in cues().person_names
