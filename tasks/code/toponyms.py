"""A toponym: one place name in a text, what the gazetteer has under it, and how the text uses it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tasks.code.gazetteer import Entry
from tasks.code.gazetteer_build import Kind


class Use(StrEnum):
    """How a text uses a place name: by itself, within the name of something else, or as an adjective."""

    LITERAL = "literal"
    IN_NAME = "in_name"
    ADJECTIVE = "adjective"


@dataclass(slots=True)
class Toponym:
    """One place name in a text. `start` and `end` are tokens; `entries` what the gazetteer has under it.

    `wants` is the kind that the words around it ask for; `is_part` is set for the parts of a city.
    """

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    use: Use
    evidence: float
    wants: Kind | None = None
    is_typed: bool = False
    is_near: bool = False
    is_part: bool = False
    country: str | None = None
