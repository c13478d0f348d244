"""Records that tests load: a source, its pages, what was read and what was coded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import duckdb

from tasks.models import (
    Actor,
    ActorRole,
    ArchiveRef,
    Article,
    Capture,
    CasualtyClaim,
    CodedArticle,
    CodedText,
    Event,
    Harm,
    Mention,
    Outcome,
    Place,
    PlaceRole,
    Poll,
    Qualifier,
    ReadResult,
    RemovedLine,
    Sighting,
    Toll,
    Victims,
    WayInKind,
    stable_id,
)
from tasks.store import load
from tasks.store.rows import Reading

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
FEED = "https://paper.example/feed"
TEXT = "Shelling killed 16 people in Nahr on Wednesday.\nThe army said it hit a depot."


@dataclass(frozen=True)
class ExpectEntry:
    """What is configured to be expected of a source."""

    per_day: float | None = None
    within_s: int | None = None


@dataclass(frozen=True)
class WayInEntry:
    """What the warehouse keeps of a configured way in."""

    url: str = FEED


@dataclass(frozen=True)
class SourceEntry:
    """What the warehouse keeps of a configured source."""

    id: str = "paper"
    name: str = "The Paper"
    homepage: str | None = "https://paper.example/"
    country: str | None = "SY"
    languages: tuple[str, ...] = ("en",)
    affiliation: str | None = "independent"
    owner_group: str | None = None
    time_zone: str = "Asia/Damascus"
    recheck_s: tuple[int, ...] = ()
    ways_in: tuple[WayInEntry, ...] = (WayInEntry(),)
    config_hash: str = "1"
    expect: ExpectEntry = ExpectEntry()


def url(number: int) -> str:
    return f"https://paper.example/{number}"


def poll(number: int = 1, *, outcome: Outcome = Outcome.OK, etag: str | None = '"a"', way_in: str = FEED) -> Poll:
    return Poll(
        poll_id=f"poll {number}",
        run_id="run",
        source_id="paper",
        kind=WayInKind.FEED,
        url=way_in,
        polled_at=NOW + timedelta(minutes=number),
        outcome=outcome,
        reason=None,
        http_status=200,
        etag=etag,
        last_modified=None,
        listed_urls=1,
        new_urls=0,
        body_bytes=100,
        archive=None,
    )


def sighting(number: int = 1, *, way_in: str = FEED, modified_at: datetime | None = None, title: str | None = None) -> Sighting:
    return Sighting(
        source_id="paper",
        url=url(number),
        url_key=url(number),
        kind=WayInKind.FEED,
        way_in_url=way_in,
        seen_at=NOW,
        title=title,
        published_at=NOW - timedelta(hours=1),
        modified_at=modified_at,
    )


def capture(
    number: int = 1,
    *,
    attempt: int = 1,
    outcome: Outcome = Outcome.OK,
    listed_modified_at: datetime | None = None,
    source_id: str = "paper",
) -> Capture:
    return Capture(
        capture_id=stable_id("capture", source_id, number, attempt),
        run_id="run",
        source_id=source_id,
        url=url(number),
        url_key=url(number),
        attempt=attempt,
        fetched_at=NOW + timedelta(hours=attempt),
        outcome=outcome,
        final_url=url(number),
        http_status=200,
        body_bytes=1000,
        sha256="00",
        etag='"page"',
        listed_modified_at=listed_modified_at,
        archive=ArchiveRef("paper/run.warc.gz", number * 1000, 900) if outcome is Outcome.OK else None,
    )


def reading(of: Capture, text: str = TEXT, *, title: str = "Shelling in Nahr", extractor: str = "1") -> Reading:
    read = ReadResult(
        page_id=of.capture_id,
        outcome=Outcome.OK,
        title=title,
        authors=("A. Writer",),
        language="en",
        published_at=NOW - timedelta(hours=1),
        published_prec="minute",
        published_basis="json-ld",
        text=text,
        removed=(RemovedLine("Follow us", "phrase"),),
        extractor_version=extractor,
    )
    article = Article(
        article_id=stable_id("article", of.source_id, of.url),
        source_id=of.source_id,
        capture_id=of.capture_id,
        url=of.url,
        canonical_url=of.url,
        fetched_at=of.fetched_at,
        read=read,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        word_count=len(text.split()),
    )
    return of, read, article


def mention(killed: int = 16, *, trigger: int = 0) -> Mention:
    return Mention(
        event_type="Explosions/Remote violence",
        sub_event_type="Shelling/artillery/missile attack",
        trigger_start=trigger,
        trigger_end=trigger + 8,
        start=0,
        end=47,
        date_raw="Wednesday",
        date_start=date(2024, 5, 1),
        date_end=date(2024, 5, 1),
        date_prec=1,
        date_basis="weekday",
        places=(Place("Nahr", 29, 33, 1, 35.5, 36.5, 1, "Idlib", "SY", PlaceRole.AT),),
        actors=(Actor("The army", "sy-army", ActorRole.SIDE_A, 48, 56),),
        casualties=(CasualtyClaim(Harm.KILLED, Victims.UNKNOWN, Qualifier.EXACT, killed, killed, None, False, 16, 25),),
    )


def coded(article: Article, *mentions: Mention, version: int = 1, coder: str = "1") -> CodedArticle:
    text = CodedText(article.article_id, "en", True, events=mentions, coder_version=coder)
    return CodedArticle(article.article_id, version, article.text_sha256, text)


def article_of(read: Reading) -> Article:
    assert read[2] is not None
    return read[2]


ARTICLE = article_of(reading(capture()))


def other_source(read: Reading, source_id: str) -> Reading:
    """The same page, published by another source."""
    of = replace(read[0], source_id=source_id, capture_id=stable_id("capture", source_id, read[0].url))
    article = replace(
        article_of(read), source_id=source_id, capture_id=of.capture_id, article_id=stable_id("article", source_id, of.url)
    )
    return of, read[1], article


def fill(con: duckdb.DuckDBPyConnection) -> Article:
    """Load one source with one page, read and coded, with one mention; return its article."""
    load.start_run(con, "run", "ingest", NOW, "0")
    load.load_sources(con, [SourceEntry()], NOW)
    load.load_polls(con, [poll()], [sighting()])
    page = capture()
    load.load_captures(con, [page])
    read = reading(page)
    load.load_readings(con, [read], NOW)
    load.load_codings(con, [coded(article_of(read), mention())], NOW)
    return article_of(read)


def contents(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table of `raw` and `core`, sorted."""
    return {name: sorted(con.table(name).fetchall(), key=repr) for name in table_names(con)}


def table_names(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for schema, table in con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ('raw', 'core') ORDER BY ALL"
    ).fetchall():
        yield f"{schema}.{table}"


def count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return how many rows a table or view holds."""
    row = con.execute(f"SELECT count(*) FROM {name}").fetchone()
    assert row is not None
    return int(row[0])


def event(event_id: str = "e", *, killed: int = 16) -> Event:
    return Event(
        event_id, "Explosions/Remote violence", "Shelling/artillery/missile attack", 1, date(2024, 5, 1), date(2024, 5, 1), 1,
        "SY", "Idlib", "Nahr", 35.5, 36.5, 1, "sy-army", None, Toll(killed, killed, None),
    )  # fmt: skip


def current_mention(con: duckdb.DuckDBPyConnection) -> str:
    row = con.execute("SELECT mention_id FROM core.event_mentions WHERE superseded_at IS NULL").fetchone()
    assert row
    return str(row[0])
