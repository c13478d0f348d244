"""The JSON Lines shapes of the filters: how records leave `dateline read|code|link` and come back in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from tasks.code.event_types import KINDS
from tasks.models import (
    Actor,
    ActorRole,
    Attribution,
    CasualtyClaim,
    CodedText,
    CodeInput,
    Event,
    EventReport,
    Harm,
    Mention,
    MentionRef,
    Page,
    Place,
    PlaceRole,
    Qualifier,
    ReadResult,
    Realis,
    Victims,
    stable_id,
)
from tasks.read.dateline import read_dateline

Json = dict[str, Any]

OTHER_SCHEMES = ("plover_event_type", "plover_mode", "cameo")
"""What an event is called in other schemes: said in the output, and not needed to read it back."""
MAX_HTML_FILE_BYTES = 60_000_000


def dumps(row: Json) -> str:
    """Return `row` as one line; times are ISO 8601 with their offset, text stays as it is."""
    return json.dumps(row, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):  # or a time, with the offset that the page gave: it tells the day in the newsroom
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{value!r} has no JSON form")


# ---------------------------------------------------------------- read


def page_from(row: Json, folder: Path) -> Page:
    """Make the page that a line of `dateline read`'s input names; `html_file` is relative to `folder` and may be gzipped.

    Raises:
        KeyError: `id` or `html_file` is missing.
        OSError: the file cannot be read.
    """
    path = folder / row["html_file"]
    with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as file:
        body = file.read(MAX_HTML_FILE_BYTES)
    return Page(page_id=str(row["id"]), url=row.get("url") or path.as_uri(), body=body)


def read_to_json(row_id: object, result: ReadResult) -> Json:
    """Return the line for one page that was read."""
    return {
        "id": row_id,
        "title": result.title,
        "subtitle": result.subtitle,
        "section": result.section,
        "authors": list(result.authors),
        "published_at": result.published_at,
        "published_prec": result.published_prec,
        "published_basis": result.published_basis,
        "modified_at": result.modified_at,
        "modified_prec": result.modified_prec,
        "modified_basis": result.modified_basis,
        "date_claims": [asdict(claim) for claim in result.date_claims],
        "dates_disagree": result.dates_disagree,
        "agencies": list(result.agencies),
        "dateline": asdict(result.dateline) if result.dateline else None,
        "language": result.language,
        "language_score": result.language_score,
        "is_live_blog": result.is_live_blog,
        "text": result.text,
        "blocks": [asdict(block) for block in result.blocks],
        "entries": [asdict(entry) for entry in result.entries],
        "removed": [asdict(removed) for removed in result.removed],
        "outcome": result.outcome,
        "reason": result.reason,
    }


# ---------------------------------------------------------------- code


def code_input_from(row: Json) -> CodeInput:
    """Make the text that a line of `dateline code`'s input holds.

    Raises:
        KeyError: `id` or `text` is missing.
        TypeError: `text` is no string.
        ValueError: `published_at` is no ISO date.
    """
    if not isinstance(row["text"], str):
        raise TypeError(f"text is {type(row['text']).__name__}, not a string")
    published_on = _date(row.get("published_at"))
    dateline = read_dateline(row["text"], published_on)
    return CodeInput(
        text_id=str(row["id"]),
        text=row["text"],
        title=row.get("title"),
        published_at=published_on,
        url=row.get("url"),
        country=row.get("country"),
        dateline=(dateline.start, dateline.end) if dateline else None,
    )


def _date(value: str | None) -> date | None:
    return datetime.fromisoformat(value).date() if value else None


def coded_to_json(row: Json, coded: CodedText) -> Json:
    """Return the line for one text that was coded; `source` and `published_at` of the input line are carried through."""
    return {
        "id": row["id"],
        **{key: row[key] for key in ("source", "published_at") if key in row},
        "language": coded.language,
        "relevant": coded.relevant,
        "uncoded_reason": coded.uncoded_reason,
        "coder_version": coded.coder_version,
        "places": [asdict(place) for place in coded.places],
        "events": [_mention_to_json(mention) for mention in coded.events],
    }


def _mention_to_json(mention: Mention) -> Json:
    row = asdict(mention)
    kind = KINDS[mention.sub_event_type]
    row |= {name: getattr(kind, name) or None for name in OTHER_SCHEMES}
    row["trigger"] = {"start": row.pop("trigger_start"), "end": row.pop("trigger_end")}
    del row["reasons"]
    return row


# ---------------------------------------------------------------- link


def mention_refs_from(row: Json) -> list[MentionRef]:
    """Make the mentions that a line of `dateline code`'s output holds. A line without `source` stands for a source of its own.

    Raises:
        KeyError, TypeError, ValueError: the line is not what `dateline code` writes.
    """
    article_id = str(row["id"])
    source = str(row.get("source") or f"source of {article_id}")
    published = row.get("published_at")
    at = datetime.fromisoformat(published) if published else None
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return [
        MentionRef(
            mention_id=mention_id(article_id, number),
            article_id=article_id,
            source_id=source,
            owner_group=source,
            story_id=article_id,
            published_at=at,
            mention=_mention_from(event),
        )
        for number, event in enumerate(row.get("events") or [])
    ]


def mention_id(article_id: str, number: int) -> str:
    """Return the identifier of the event at index `number` of a coded line."""
    return stable_id("line", article_id, number)


def _mention_from(row: Json) -> Mention:
    fields = {name: value for name, value in row.items() if name not in OTHER_SCHEMES}
    trigger = fields.pop("trigger")
    fields |= {
        "trigger_start": trigger["start"],
        "trigger_end": trigger["end"],
        "realis": Realis(row["realis"]),
        "date_start": _date(row.get("date_start")),
        "date_end": _date(row.get("date_end")),
        "attribution_confidence": Attribution(row["attribution_confidence"]),
        "places": tuple(
            Place(**{**place, "role": PlaceRole(place["role"]) if place.get("role") else None}) for place in row["places"]
        ),
        "actors": tuple(Actor(**{**actor, "role": ActorRole(actor["role"])}) for actor in row["actors"]),
        "casualties": tuple(_claim_from(claim) for claim in row["casualties"]),
    }
    return Mention(**fields)


def _claim_from(row: Json) -> CasualtyClaim:
    kinds = {
        "harm": Harm(row["harm"]),
        "victim_group": Victims(row["victim_group"]),
        "qualifier": Qualifier(row["qualifier"]),
    }
    return CasualtyClaim(**{**row, **kinds})


def event_to_json(event: Event, reports: list[EventReport], lines: Mapping[str, tuple[object, int]]) -> Json:
    """Return the line for one event. `lines` gives for each mention the coded line's `id` and the index in its `events`."""
    row = asdict(event)
    for harm, prefix in (("killed", ""), ("wounded", "wounded_")):
        row |= {prefix + bound: number for bound, number in row.pop(harm).items()}
    row["reports"] = [
        {"id": lines[report.mention_id][0], "event": lines[report.mention_id][1], "score": report.score, "method": report.method}
        for report in reports
    ]
    return row
