"""The words of harm to persons, read from `lexicon/casualties.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tasks.code.inflection import inflections
from tasks.models import Harm, Victims


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `lexicon/casualties.yaml`, by what they tell."""

    done: Mapping[str, Harm]
    suffered: Mapping[str, Harm]
    states: Mapping[str, Harm]
    zero: Mapping[str, Harm]
    groups: Mapping[str, Victims]
    not_persons: frozenset[str]
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

    def verbs(section: str) -> dict[str, Harm]:
        return {form: Harm(harm) for harm, names in data[section].items() for name in names for form in inflections(name)}

    def nouns(section: str) -> dict[str, Harm]:
        return {word: Harm(harm) for harm, names in data[section].items() for word in names}

    def cues(section: str) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, data[section]))})", re.IGNORECASE)

    return Words(
        verbs("done"),
        verbs("suffered"),
        nouns("states"),
        nouns("zero"),
        groups,
        frozenset(data["not_persons"]),
        cues("sums"),
        cues("totals"),
    )


@cache
def harm_words() -> frozenset[str]:
    """Return every word that may tell of harm: a sentence without one has no claim."""
    w = words()
    return frozenset({*w.done, *w.suffered, *w.states, *w.zero, "toll"})
