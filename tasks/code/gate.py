"""Whether a text can report violence, protest or forces' movements at all: one pass of regular expressions, no parser.

It dismisses what has none of the words that every trigger needs. It is made to lose almost nothing: the coder decides.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

ENOUGH = 2
"""Different weak words that together say as much as a strong one."""


@cache
def _stems() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "gate.yaml").read_text(encoding="utf-8"))

    def any_of(stems: list[str]) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(re.escape(stem) for stem in sorted(stems, reverse=True))})")

    return any_of(data["strong"]), any_of(data["weak"])


def may_be_relevant(text: str) -> bool:
    """Return whether `text` has words that a trigger could be made of."""
    strong, weak = _stems()
    lower = text.lower()
    if strong.search(lower):
        return True
    seen: set[str] = set()
    for match in weak.finditer(lower):
        seen.add(match.group())
        if len(seen) >= ENOUGH:
            return True
    return False
