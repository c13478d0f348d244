"""From rows of the warehouse back to records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tasks.models import (
    Actor,
    ActorRole,
    ArchiveRef,
    Attribution,
    Capture,
    CasualtyClaim,
    Harm,
    Mention,
    MentionRef,
    Outcome,
    PastPoll,
    PendingRead,
    Place,
    PlaceRole,
    Qualifier,
    Realis,
    Sighting,
    StoryText,
    Validators,
    Victims,
    Wanted,
    WayInKind,
)

Row = Mapping[str, Any]


def wanted(row: Row) -> Wanted:
    """Make a page to fetch; it has validators when it was fetched before and the server gave any."""
    known = Validators(row["url"], row["etag"], row["last_modified"])
    return Wanted(
        source_id=row["source_id"],
        url=row["url"],
        url_key=row["url_key"],
        attempts=row["attempts"],
        validators=known if known.etag or known.last_modified else None,
        listed_modified_at=row["listed_modified_at"],
        sha256=row["sha256"],
    )


def past_poll(row: Row) -> PastPoll:
    """Make a look at a way in."""
    return PastPoll(**{**_same(PastPoll, row), "outcome": Outcome[row["outcome"].upper()]})


def pending_read(row: Row) -> PendingRead:
    """Make a capture to read, with what its way in said of it; a page from a file of addresses was never listed."""
    archive = ArchiveRef(row["archive_file"], row["archive_offset"], row["archive_length"])
    capture = Capture(**{**_same(Capture, row), "outcome": Outcome[row["outcome"].upper()], "archive": archive})
    if row["listed_url"] is None:
        return PendingRead(capture)
    listed = Sighting(
        source_id=row["source_id"],
        url=row["listed_url"],
        url_key=row["url_key"],
        kind=WayInKind(row["listed_kind"]),
        way_in_url=row["listed_way_in_url"],
        seen_at=row["listed_seen_at"],
        title=row["listed_title"],
        published_at=row["listed_published_at"],
        modified_at=row["sighting_modified_at"],
    )
    return PendingRead(capture, listed)


def story_text(row: Row) -> StoryText:
    """Make a text to be grouped with its copies."""
    return StoryText(**_same(StoryText, row))


def mention_ref(row: Row) -> MentionRef:
    """Make a mention as the linker sees it."""
    return MentionRef(**{**_same(MentionRef, row), "mention": _mention(row)})


def _mention(row: Row) -> Mention:
    return Mention(
        **{
            **_same(Mention, row),
            "start": row["char_start"],
            "end": row["char_end"],
            "realis": Realis(row["realis"]),
            "attribution_confidence": Attribution(row["attribution_confidence"]),
            "places": tuple(map(_place, row["places"])),
            "actors": tuple(map(_actor, row["actors"])),
            "casualties": tuple(map(_claim, row["casualties"])),
        }
    )


def _place(row: Row) -> Place:
    role = PlaceRole(row["role"]) if row["role"] else None
    return Place(**{**_same(Place, row), **_span(row), "role": role})


def _actor(row: Row) -> Actor:
    return Actor(**{**_same(Actor, row), **_span(row), "role": ActorRole(row["role"])})


def _claim(row: Row) -> CasualtyClaim:
    kinds = {
        "harm": Harm(row["harm"]),
        "victim_group": Victims(row["victim_group"]),
        "qualifier": Qualifier(row["qualifier"]),
    }
    return CasualtyClaim(**{**_same(CasualtyClaim, row), **_span(row), **kinds})


def _span(row: Row) -> dict[str, int]:
    return {"start": row["char_start"], "end": row["char_end"]}


def _same(record: type, row: Row) -> dict[str, Any]:
    """Return the values of `row` whose columns are named as fields of `record`."""
    return {field.name: row[field.name] for field in fields(record) if field.name in row}
