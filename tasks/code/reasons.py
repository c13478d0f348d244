"""Why each field of a mention is as it is: the rule or model, and the words behind it. For `dateline code --explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.code.drafts import Draft
from tasks.code.parse import text_of
from tasks.code.triggers import Trigger
from tasks.code.when import When
from tasks.models import Mention, Reason

AGAIN = "goes_on_about_it"
"""The rule by which a sentence joins the event of another one (tasks/code/joining.py)."""


def reasons_of(
    mention: Mention, group: Sequence[Draft], trigger: Trigger, when: When | None, weapon: tuple[str, int, int] | None
) -> tuple[Reason, ...]:
    """Return the reasons for a mention's fields, in the order of the fields."""
    return (
        *_of_type(group, trigger),
        *_of_realis(mention, group[0]),
        *_of_sentences(group),
        *([Reason("date", when.basis or "unresolved", when.start, when.end)] if when else []),
        *_of_places(mention, group),
        *(Reason(f"actor {one.role}: {one.name}", one.rule, one.start, one.end) for one in mention.actors),
        *(Reason(f"{one.harm}: {one.best}", one.rule, one.start, one.end) for one in mention.casualties),
        *([Reason(f"weapon: {weapon[0]}", "weapons_yaml", *weapon[1:])] if weapon else []),
        *_of_source(group),
    )


def _of_type(group: Sequence[Draft], trigger: Trigger) -> Iterator[Reason]:
    doc = group[0].sentence.doc
    for number, one in enumerate([trigger, *(other for draft in group for other in draft.triggers if other != trigger)]):
        span = doc[one.start : one.end]
        because = f", {one.because}" if one.because else ""
        yield Reason("type" if number == 0 else "also tells it", f"{one.sense}{because}", span.start_char, span.end_char)


def _of_realis(mention: Mention, lead: Draft) -> Iterator[Reason]:
    if lead.realis_word is not None:
        token = lead.sentence.doc[lead.realis_word]
        yield Reason("realis", f"word_of_realis: {mention.realis}", token.idx, token.idx + len(token))
    elif mention.realis_raw:
        yield Reason("realis", f"date_too_far_off: {mention.realis}")


def _of_sentences(group: Sequence[Draft]) -> Iterator[Reason]:
    for draft in group[1:]:
        start, text = draft.sentence.start_char, text_of(draft.sentence.doc)
        yield Reason("sentences", AGAIN, start, start + len(text[start : draft.sentence.end_char].rstrip()))


def _of_places(mention: Mention, group: Sequence[Draft]) -> Iterator[Reason]:
    placed = {one.place.start: one for draft in group for one in draft.placed}
    for place in mention.places:
        one = placed.get(place.start)
        why = f"; place_model {one.probability:.2f}: {', '.join(one.verdict.evidence)}" if one else ""
        yield Reason(f"place {place.role or ''}: {place.name}", (place.rule or "gazetteer") + why, place.start, place.end)


def _of_source(group: Sequence[Draft]) -> Iterator[Reason]:
    for draft in group:
        if source := draft.telling.source:
            yield Reason("attributed to", f"verb_of_saying: {source.name}", source.start, source.end)
