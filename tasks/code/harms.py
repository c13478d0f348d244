"""The words of harm to persons, read from `lexicon/casualties.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tasks.code.inflection import inflections
from tasks.models import Harm, Victims

LONGEST_PHRASE = 5
"""Words of the longest phrase of the lexicon that tells one harm."""
_PLURALS = frozenset(
    "people police personnel staff crew militia troops youth more rohingya townsfolk passersby major french".split()  # noqa: SIM905
)
_PLURAL_ENDINGS = ("s", "men", "women", "children", "chinese", "japanese", "lebanese", "sudanese")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `lexicon/casualties.yaml`, by what they tell; `single` are the persons that are one, with whom they are."""

    done: Mapping[str, Harm]
    suffered: Mapping[str, Harm]
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Harm]]]
    states: Mapping[str, Harm]
    captives: frozenset[str]
    unharmed: frozenset[str]
    act_of: Mapping[str, Harm]
    zero: Mapping[str, Harm]
    groups: Mapping[str, Victims]
    single: Mapping[str, Victims]
    roles: frozenset[str]
    possessives: frozenset[str]
    numbered: frozenset[str]
    ends: frozenset[str]
    parts: frozenset[str]
    unsettled_toll: frozenset[str]
    not_persons: frozenset[str]
    sum_hints: frozenset[str]
    sums: re.Pattern[str]
    totals: re.Pattern[str]


@cache
def words() -> Words:
    """Return the words of harm, read on first use."""
    data: dict[str, Any] = yaml.safe_load(
        (resources.files("tasks.code") / "lexicon" / "casualties.yaml").read_text(encoding="utf-8")
    )
    groups = dict.fromkeys(data["person"], Victims.UNKNOWN)
    groups |= dict.fromkeys(data["civilian"], Victims.CIVILIAN) | dict.fromkeys(data["combatant"], Victims.COMBATANT)
    return Words(
        _verbs(data["done"]),
        _verbs(data["suffered"]),
        _phrases(data["done_phrases"]),
        _nouns(data["states"]),
        frozenset(data["captives"]),
        frozenset(form for name in data["unharmed"] for form in inflections(name)),
        _nouns(data["act_of"]),
        _nouns(data["zero"]),
        groups,
        {word: group for word, group in groups.items() if _is_single(word)},
        frozenset(data["roles"]),
        frozenset(data["possessives"]),
        frozenset(data["numbered"]),
        frozenset(data["ends"]),
        frozenset(data["parts"]),
        frozenset(data["unsettled_toll"]),
        frozenset(data["not_persons"]),
        frozenset(data["sum_hints"]),
        _cues([*map(re.escape, data["sums"]), *data["sum_patterns"]]),
        _cues(map(re.escape, data["totals"])),
    )


def _verbs(section: Mapping[str, Sequence[str]]) -> dict[str, Harm]:
    return {form: Harm(harm) for harm, names in section.items() for name in names for form in inflections(name)}


def _nouns(section: Mapping[str, Sequence[str]]) -> dict[str, Harm]:
    return {word: Harm(harm) for harm, names in section.items() for word in names}


def _phrases(section: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[tuple[str, ...], Harm]]]:
    """Return the phrases by their first words, each with its further words."""
    found: dict[str, list[tuple[tuple[str, ...], Harm]]] = {}
    for harm, phrases in section.items():
        for first, *rest in (phrase.split() for phrase in phrases):
            found.setdefault(first, []).append((tuple(rest), Harm(harm)))
    return found


def _cues(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)


def _is_single(word: str) -> bool:
    return word not in _PLURALS and not word.endswith(_PLURAL_ENDINGS)


@cache
def harm_words() -> frozenset[str]:
    """Return every word that may tell of harm: a sentence without one has no claim."""
    w = words()
    return frozenset({*w.done, *w.suffered, *w.phrases, *w.states, *w.zero, *w.act_of, "toll", "lost"})
