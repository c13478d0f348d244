"""From the triggers of a text to the events that it reports."""

from __future__ import annotations

from spacy.tokens import Doc

from tasks.code.triggers import TYPE_OF, lexicon
from tasks.models import CodeInput, Mention, Place


def events_of(doc: Doc, given: CodeInput, places: tuple[Place, ...]) -> tuple[Mention, ...]:
    """Return the events that a parsed text reports, the lead event first."""
    found = []
    for sentence in doc.sents:
        triggers = lexicon().triggers(sentence, lexicon().contexts.of(sentence.text))
        if not triggers:
            continue
        best = max(triggers, key=lambda t: t.strength)
        start, end = sentence.start_char, sentence.end_char
        span = doc[best.start : best.end]
        found.append(
            Mention(
                TYPE_OF[best.sub_event_type],
                best.sub_event_type,
                span.start_char,
                span.end_char,
                start,
                end,
                places=tuple(p for p in places if start <= p.start < end),
            )
        )
    return tuple(found)
