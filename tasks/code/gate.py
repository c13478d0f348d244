"""Whether a text can report violence, protest or forces' movements at all: one pass of regular expressions, no parser.

It dismisses what has none of the words that every trigger needs. It is made to lose almost nothing: the coder decides.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml


@cache
def _stems() -> re.Pattern[str]:
    data = yaml.safe_load((resources.files("tasks.code") / "lexicon" / "gate.yaml").read_text(encoding="utf-8"))
    return re.compile(rf"\b(?:{'|'.join(re.escape(stem) for stem in sorted(data['stems'], key=len, reverse=True))})", re.IGNORECASE)


def may_be_relevant(text: str) -> bool:
    """Return whether `text` has a word that any of the triggers could be made of."""
    return _stems().search(text) is not None
