"""The weapon that a sentence names, in one of the words of `lexicon/weapons.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml


@cache
def _weapons() -> Mapping[str, re.Pattern[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "weapons.yaml").read_text(encoding="utf-8"))

    def any_of(words: list[str]) -> re.Pattern[str]:
        parts = (re.escape(word).replace(r"\*", r"\w{0,12}").replace(r"\ ", r"\s{1,3}") for word in words)
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)

    return {name: any_of(words) for name, words in data.items()}


@cache
def _any_weapon() -> re.Pattern[str]:
    return re.compile("|".join(words.pattern for words in _weapons().values()), re.IGNORECASE)


def weapon_in(sentence: str) -> tuple[str, int, int] | None:
    """Return the first weapon of the lexicon that `sentence` names, with the code points of its words; None for none."""
    if _any_weapon().search(sentence) is None:
        return None
    return next(((name, *match.span()) for name, words in _weapons().items() if (match := words.search(sentence))), None)
