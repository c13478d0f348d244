"""From records to rows: one dictionary for each row of a table, keys named as its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any, Protocol

from tasks.models import (
    URL_KEY_VERSION,
    Actor,
    ArchiveRef,
    Article,
    Capture,
    CasualtyClaim,
    CodedArticle,
    Dateline,
    Event,
    EventReport,
    Mention,
    Outcome,
    Place,
    Poll,
    ReadResult,
    Sighting,
    Story,
    Toll,
    stable_id,
)

Row = dict[str, Any]
Reading = tuple[Capture, ReadResult, Article | None]


class Expectation(Protocol):
    """What a source brings when all is well; None: not configured."""

    @property
    def per_day(self) -> float | None: ...  # noqa: D102
    @property
    def within_s(self) -> int | None: ...  # noqa: D102


class ConfiguredWayIn(Protocol):
    """What the warehouse keeps of a way in."""

    @property
    def url(self) -> str: ...  # noqa: D102


class ConfiguredSource(Protocol):
    """What the warehouse keeps of a source's configuration."""

    @property
    def id(self) -> str: ...  # noqa: D102 - said by the columns of raw.sources
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def homepage(self) -> object: ...  # noqa: D102
    @property
    def country(self) -> str | None: ...  # noqa: D102
    @property
    def languages(self) -> Iterable[str]: ...  # noqa: D102
    @property
    def affiliation(self) -> str | None: ...  # noqa: D102
    @property
    def owner_group(self) -> str | None: ...  # noqa: D102
    @property
    def time_zone(self) -> str: ...  # noqa: D102
    @property
    def recheck_s(self) -> Iterable[int]: ...  # noqa: D102
    @property
    def ways_in(self) -> Iterable[ConfiguredWayIn]: ...  # noqa: D102
    @property
    def config_hash(self) -> str: ...  # noqa: D102
    @property
    def expect(self) -> Expectation: ...  # noqa: D102


def source_row(source: ConfiguredSource) -> Row:
    """Return the row of `raw.sources`; a source without an owner group is its own."""
    return {
        "source_id": source.id,
        "name": source.name,
        "homepage": None if source.homepage is None else str(source.homepage),
        "country": source.country,
        "languages": list(source.languages),
        "affiliation": source.affiliation,
        "owner_group": source.owner_group or source.id,
        "time_zone": source.time_zone,
        "recheck_s": list(source.recheck_s),
        "ways_in": [way_in.url for way_in in source.ways_in],
        "config_hash": source.config_hash,
        "expected_per_day": source.expect.per_day,
        "expected_within_s": source.expect.within_s,
    }


def outcome_rows() -> list[Row]:
    """Return the rows of `raw.outcomes`."""
    names = ("value", "meaning", "is_final", "tries", "is_failure")
    return [{"outcome" if name == "value" else name: getattr(outcome, name) for name in names} for outcome in Outcome]


def poll_row(poll: Poll) -> Row:
    """Return the row of `raw.polls`; `new_urls` and `known_urls` are counted when it is loaded."""
    return {**_shallow(poll), **_archive(poll.archive)}


def listed_rows(poll: Poll) -> Iterator[Row]:
    """Yield the addresses that a poll lists, as far as they are compared with those known, in the columns of `raw.sightings`."""
    for key in poll.listed_keys:
        yield {"source_id": poll.source_id, "url_key": key, "way_in_url": poll.url}


def sighting_row(sighting: Sighting) -> Row:
    """Return the row of `raw.sightings`."""
    return {**_shallow(sighting), "key_version": URL_KEY_VERSION}


def capture_row(capture: Capture) -> Row:
    """Return the row of `raw.captures`."""
    return {**_shallow(capture), **_archive(capture.archive)}


def reading_row(reading: Reading, now: datetime) -> Row:
    """Return the row of `core.readings`."""
    capture, read, article = reading
    return {
        "capture_id": capture.capture_id,
        "extractor_version": read.extractor_version,
        "outcome": read.outcome,
        "reason": read.reason,
        "article_id": article.article_id if article else None,
        "read_at": now,
    }


def removed_line_rows(reading: Reading) -> Iterator[Row]:
    """Yield the rows of `core.removed_lines`."""
    capture, read, _ = reading
    for number, removed in enumerate(read.removed, 1):
        yield {
            "capture_id": capture.capture_id,
            "extractor_version": read.extractor_version,
            "line_number": number,
            "line": removed.line,
            "rule": removed.rule,
        }


def article_row(article: Article) -> Row:
    """Return the row of `core.articles`; version and story are found when it is loaded."""
    read = article.read
    offset = read.published_at.utcoffset() if read.published_at else None
    return {
        **_shallow(read),
        **_shallow(article),
        "authors": list(read.authors),
        "agencies": list(read.agencies),
        "published_utc_offset_s": None if offset is None else int(offset.total_seconds()),
        "date_claims": [_shallow(claim) for claim in read.date_claims],
        "blocks": [_shallow(block) for block in read.blocks],
        "entries": [_shallow(entry) for entry in read.entries],
        "text_chars": len(read.text),
        **_dateline(read.dateline),
    }


def _dateline(dateline: Dateline | None) -> Row:
    if dateline is None:
        return {}
    return {
        "dateline_place": dateline.place,
        "dateline_date": dateline.day,
        "dateline_agency": dateline.agency,
        "dateline_start": dateline.start,
        "dateline_end": dateline.end,
    }


def coding_id(coded: CodedArticle) -> str:
    """Return the identifier of a coding: article, version and coder."""
    return stable_id("coding", coded.article_id, coded.version, coded.coded.coder_version)


def mention_id(coded: CodedArticle, mention: Mention) -> str:
    """Return the identifier of a mention, which every coding that finds it in this text gives it."""
    return stable_id(
        "mention", coded.article_id, coded.text_sha256, mention.trigger_start, mention.trigger_end, mention.sub_event_type
    )


def coding_row(coded: CodedArticle, now: datetime) -> Row:
    """Return the row of `core.codings`."""
    return {
        "coding_id": coding_id(coded),
        "article_id": coded.article_id,
        "article_version": coded.version,
        "text_sha256": coded.text_sha256,
        "coder_version": coded.coded.coder_version,
        "language": coded.coded.language,
        "relevant": coded.coded.relevant,
        "uncoded_reason": coded.coded.uncoded_reason,
        "mention_count": len(_mentions(coded)),
        "coded_at": now,
    }


def coded_rows(coded: CodedArticle, now: datetime) -> Iterator[tuple[str, Row]]:
    """Yield each row that a coding brings, with the table of `core` that it goes to."""
    coding = coding_id(coded)
    for number, (identifier, mention) in enumerate(_mentions(coded).items(), 1):
        key = {"mention_id": identifier, "coding_id": coding}
        yield (
            "event_mentions",
            {
                **_shallow(mention),
                **_span(mention.start, mention.end),
                **key,
                "article_id": coded.article_id,
                "article_version": coded.version,
                "coder_version": coded.coded.coder_version,
                "mention_number": number,
                "coded_at": now,
            },
        )
        parts_of: tuple[tuple[str, str, tuple[Place | Actor | CasualtyClaim, ...]], ...] = (
            ("mention_places", "place_number", mention.places),
            ("mention_actors", "actor_number", mention.actors),
            ("casualty_claims", "claim_number", mention.casualties),
        )
        for table, ordinal, parts in parts_of:
            for part_number, part in enumerate(parts, 1):
                yield table, {**_shallow(part), **_span(part.start, part.end), **key, ordinal: part_number}


def member_rows(story: Story) -> Iterator[Row]:
    """Yield for each article of a story which story that is."""
    for article_id in story.article_ids:
        yield {"article_id": article_id, "story_id": story.story_id}


def event_row(event: Event) -> Row:
    """Return the row of `core.events`."""
    return {**_shallow(event), **_toll("", event.killed), **_toll("wounded_", event.wounded)}


def report_row(report: EventReport) -> Row:
    """Return the row of `core.event_reports`."""
    return _shallow(report)


def unique(rows: Iterable[Row], *keys: str) -> list[Row]:
    """Return `rows` with only the last of those that agree in `keys`."""
    return list({tuple(row[key] for key in keys): row for row in rows}.values())


def _mentions(coded: CodedArticle) -> dict[str, Mention]:
    """Return the mentions by identifier; of two with one trigger and type the first stays."""
    found: dict[str, Mention] = {}
    for mention in coded.coded.events:
        found.setdefault(mention_id(coded, mention), mention)
    return found


def _shallow(record: Any) -> Row:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _archive(ref: ArchiveRef | None) -> Row:
    if ref is None:
        return {}
    return {"archive_file": ref.file, "archive_offset": ref.offset, "archive_length": ref.length}


def _span(start: int, end: int) -> Row:
    return {"char_start": start, "char_end": end}


def _toll(prefix: str, toll: Toll) -> Row:
    return {prefix + "low": toll.low, prefix + "best": toll.best, prefix + "high": toll.high}
