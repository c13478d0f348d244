"""`dateline code --explain`: each text with the words of its events marked, and for every field the rule behind it.

It is how an analyst argues with the coder. All text is third parties': it is made printable before it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from flows import wire
from flows.batches import gazetteer_built
from flows.commands import show
from flows.filters import guarded, lines_of
from flows.wire import Json
from tasks.models import CodedText, CodeInput, Mention
from tasks.settings import settings

TEXT_SUFFIX = ".txt"
"""Files named so are one text rather than JSON Lines."""
LONGEST_WORDS = 60
"""Code points of an event's words that are quoted in its table."""


def explain_file(source: Path, published: date | None = None) -> int:
    """Print the texts of `source`, JSON Lines or one plain text of the day `published`, with why each is coded as it is.

    Returns how many lines failed.
    """
    from tasks.code.coder import coder  # noqa: PLC0415 - only this command needs the parser here

    inputs: list[CodeInput] = []

    def note(row: Json) -> Json:
        inputs.append(wire.code_input_from(row))
        return row

    failed = 0
    gazetteer_built().result()
    for line in [_as_line(source, published)] if source.suffix == TEXT_SUFFIX else lines_of(source):
        row = guarded(line, note)
        if "error" in row:
            failed += 1
            show.line(f"{row['id']}: {row['error']}")
        else:
            _print(inputs[-1], coder(settings().cache).code(inputs[-1]))
    return failed


def _as_line(source: Path, published: date | None) -> str:
    text = "".join(lines_of(source))
    return json.dumps({"id": source.name, "text": text, "published_at": published.isoformat() if published else None})


def _print(given: CodeInput, coded: CodedText) -> None:
    if not coded.events:
        show.line(f"{given.text_id}: no event; {coded.uncoded_reason}")
        return
    show.line(f"{given.text_id}: {len(coded.events)} event(s), {len(coded.places)} place name(s), coder {coded.coder_version}")
    for paragraph in _marked(given.text, coded.events):
        show.line(paragraph)
    for number, mention in enumerate(coded.events, 1):
        show.table(_title(number, mention), ("field", "value or rule", "words"), list(_rows(given.text, mention)))


def _title(number: int, mention: Mention) -> str:
    clarity = ", a summary" if mention.event_clarity > 1 else ""
    return f"[{number}] {mention.sub_event_type} ({mention.realis}{clarity}), confidence {mention.confidence:.2f}"


def _rows(text: str, mention: Mention) -> Iterator[tuple[str, str, str]]:
    dates = " to ".join(str(day) for day in (mention.date_start, mention.date_end) if day)
    yield "date", dates or "none", mention.date_raw or ""
    yield "said by", f"{mention.attributed_to or 'the writer'}, {mention.attribution_confidence}", ""
    for reason in mention.reasons:
        words = text[reason.start : reason.end] if reason.start is not None else ""
        yield reason.field, reason.rule, words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"


def _marked(text: str, events: Sequence[Mention]) -> Iterator[str]:
    """Yield the lines of a text with brackets around what each event's fields are read from: `[1 killed]`."""
    spans = {
        (reason.start, reason.end, number)
        for number, mention in enumerate(events, 1)
        for reason in mention.reasons
        if reason.start is not None and reason.end is not None and reason.field != "sentences"
    }
    kept: list[tuple[int, int, int]] = []
    for start, end, number in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, number))
    parts, at = [], 0
    for start, end, number in kept:
        parts += [text[at:start], f"[{number} {text[start:end]}]"]
        at = end
    yield from "".join([*parts, text[at:]]).splitlines()
