"""The words of dates: the lexicon of months, weekdays and spans of time, and the pieces of patterns made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What `dates.yaml` holds."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    counts: Mapping[str, int]
    shifts: Mapping[str, int]
    recent: Mapping[str, tuple[int, int]]
    up_to_now: Mapping[str, tuple[int, int]]
    parts: Mapping[str, Mapping[str, tuple[int, int]]]
    seasons: Mapping[str, tuple[int, int]]
    feasts: Mapping[str, tuple[int, int]]
    past_events: Mapping[str, date]
    words: Mapping[str, frozenset[str]]
    """The lists of plain words, by name."""


@cache
def lexicon() -> Lexicon:
    """Return the words of dates, read once a process."""
    data: dict[str, Any] = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "dates.yaml").read_text(encoding="utf-8"))
    pairs = {name: {key: tuple(pair) for key, pair in data[name].items()} for name in ("recent", "up_to_now", "seasons", "feasts")}
    return Lexicon(
        tuple(data["months"]),
        tuple(data["weekdays"]),
        data["counts"],
        {**data["relative"], **data["anchored"]},
        pairs["recent"],
        pairs["up_to_now"],
        data["parts"],
        pairs["seasons"],
        pairs["feasts"],
        data["past_events"],
        {name: frozenset(words) for name, words in data.items()},
    )


def either(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longest first; one blank may be a line's end."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s").replace("'", "['’]") for word in ordered) + ")"


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name or its first three letters or more."""
    return next(at for at, month in enumerate(lexicon().months, 1) if month.startswith(name.lower()[:3]))


def weekday_number(name: str) -> int:
    """Return 0 for Monday to 6 for Sunday, for a weekday's name or its first three letters or more."""
    return next(at for at, weekday in enumerate(lexicon().weekdays) if weekday.startswith(name.lower()[:3]))


def count_of(word: str) -> int:
    """Return the number that `word` stands for.

    Raises:
        ValueError: If it is none.
    """
    plain = " ".join(word.lower().split())
    return lexicon().counts.get(plain) or int(plain)


def folded(text: str) -> str:
    """Return `text` in lower case with every place in it the same: letters that grow when lowered stay as they are."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := char.lower()) == 1 else char for char in text)
