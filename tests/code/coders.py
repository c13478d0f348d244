"""The coder that the tests share, made once a process."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tasks.code.coder import Coder
from tasks.models import Actor, CasualtyClaim, CodedText, CodeInput, Place
from tasks.settings import settings

PUBLISHED = date(2021, 6, 16)


@lru_cache(maxsize=1)
def coder() -> Coder:
    return Coder(settings().cache)


def code(text: str, published: date | None = PUBLISHED, country: str | None = None) -> CodedText:
    """What the coder makes of `text`; the spans of all that it claims are checked on the way."""
    coded = coder().code(CodeInput("t", text, published_at=published, country=country))
    check_spans(text, coded)
    return coded


def check_spans(text: str, coded: CodedText) -> None:
    """Every span lies in the text, and a place's span cuts out its name."""

    def check(start: int, end: int) -> None:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()

    for event in coded.events:
        check(event.start, event.end)
        check(event.trigger_start, event.trigger_end)
        assert event.start <= event.trigger_start < event.trigger_end <= event.end
        parts: tuple[Actor | CasualtyClaim | Place, ...] = (*event.actors, *event.casualties, *event.places)
        for part in parts:
            check(part.start, part.end)
            assert event.start <= part.start < part.end <= event.end
        for place in event.places:
            assert place.role is not None
    for place in (*coded.places, *(place for event in coded.events for place in event.places)):
        assert text[place.start : place.end] == place.name
