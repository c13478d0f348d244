"""A small warehouse with two outlets that tell two events, one of them twice, with different tolls, and with a corrected one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from tasks.models import (
    CasualtyClaim,
    Event,
    EventReport,
    Harm,
    Outcome,
    Place,
    PlaceRole,
    Qualifier,
    Realis,
    RemovedLine,
    Story,
    Victims,
)
from tasks.store import load
from tasks.store.rows import Reading
from tests.store.world import SourceEntry, article_of, capture, coded, event, mention, poll, reading, sighting
from warehouse.connection import open_writer

NOW = datetime.now(UTC).replace(microsecond=0)
"""Examples ask about the last day: the first figures are two days old, the corrected ones an hour."""
EARLIER, LATER = NOW - timedelta(days=2), NOW - timedelta(hours=1)
MINISTRY = "Shelling killed 9 people in Nahr on Wednesday.\nThe ministry said so on Thursday."
BOMB = "A bomb hit Tal on Thursday and killed 4 people.\nNobody has said who laid it."
SPANISH = "Una bomba mató a cuatro personas en Tal el jueves, dijo el ministerio."


def tell(path: Path) -> None:
    """Fill the empty warehouse at `path`."""
    with open_writer(path, wait_s=0) as con:
        load.start_run(con, "run", "ingest", EARLIER, "0")
        gazette = SourceEntry(id="gazette", name="The Gazette", affiliation="state", owner_group="gazette", config_hash="2")
        load.load_sources(con, [SourceEntry(), gazette], NOW)
        load.load_polls(con, [poll()], [sighting(1), sighting(5)])
        _read(con)
        first = _reports(con)
        ids = sorted(article_of(_readings()[name]).article_id for name in ("paper", "gazette"))
        _link(con, event("nahr", killed=16), first["paper"], first["gazette"], at=EARLIER)
        tal = replace(
            event("tal", killed=4),
            place="Tal",
            date_start=date(2024, 5, 2),
            date_end=date(2024, 5, 2),
            side_b="Civilians (Syria)",
        )
        _link(con, tal, first["tal"], at=EARLIER)
        load.load_stories(con, [Story("story", ids[0], tuple(ids))])
        paper = article_of(_readings()["paper"])
        load.load_codings(con, [coded(paper, mention(17), coder="2")], LATER)
        again = _reports(con)
        _link(con, event("nahr", killed=17), again["paper"], again["gazette"], at=LATER)
        load.finish_run(con, "run", LATER, "completed", {})


def _readings() -> dict[str, Reading]:
    bomb = capture(3, source_id="gazette")
    later = reading(capture(4, source_id="gazette"), SPANISH, title="Bomba en Tal")
    ad = RemovedLine("Soldiers killed nine people in the town of Nahr on Monday, the army said in a statement.", "phrase")
    plain = reading(capture(1))
    return {
        "paper": (plain[0], replace(plain[1], removed=(ad,)), plain[2]),
        "gazette": reading(capture(2, source_id="gazette"), MINISTRY),
        "tal": reading(bomb, BOMB, title="Bomb in Tal"),
        "spanish": _published(later, LATER),
    }


def _published(read: Reading, at: datetime) -> Reading:
    of, result, article = read
    dated = replace(result, published_at=at, language="es")
    return of, dated, replace(article, read=dated) if article else None


def _read(con: DuckDBPyConnection) -> None:
    readings = _readings()
    gone = capture(5, outcome=Outcome.HTTP_4XX)
    taken_down = capture(1, attempt=2, outcome=Outcome.HTTP_4XX)
    load.load_captures(con, [*(of for of, _, _ in readings.values()), gone, taken_down])
    load.load_readings(con, list(readings.values()), EARLIER)
    tal = replace(
        mention(4),
        sub_event_type="Remote explosive/landmine/IED",
        date_start=date(2024, 5, 2),
        date_end=date(2024, 5, 2),
        weapon="bomb",
        casualties=(CasualtyClaim(Harm.KILLED, Victims.CIVILIAN, Qualifier.EXACT, 4, 4, None, False, 31, 46),),
        places=(Place("Tal", 11, 14, 2, 35.6, 36.6, 1, "Idlib", "SY", PlaceRole.AT),),
    )
    plan = replace(
        tal, realis=Realis.PLANNED, realis_raw="will", trigger_start=48, trigger_end=54, start=47, end=76, places=(), casualties=()
    )
    told = {"paper": mention(16), "gazette": mention(9), "tal": tal}
    again = capture(4, attempt=2, source_id="gazette")
    load.load_captures(con, [again])
    corrected = _published(reading(again, SPANISH + " Hay tres heridos.", title="Bomba en Tal"), LATER)
    load.load_readings(con, [corrected], LATER)
    codings = [coded(article_of(readings[name]), one, *([plan] if name == "tal" else [])) for name, one in told.items()]
    load.load_codings(con, codings, EARLIER)
    uncoded = coded(article_of(corrected), version=2)
    text = replace(uncoded.coded, language="es", relevant=False, uncoded_reason="language")
    load.load_codings(con, [replace(uncoded, coded=text)], EARLIER)


def _reports(con: DuckDBPyConnection) -> dict[str, str]:
    """Return the current mention of each article, by its name."""
    by_article = dict(con.execute("SELECT article_id, mention_id FROM core.linkable_mentions").fetchall())
    articles = {name: article_of(read).article_id for name, read in _readings().items()}
    return {name: by_article[article] for name, article in articles.items() if article in by_article}


def _link(con: DuckDBPyConnection, told: Event, *mentions: str, at: datetime) -> None:
    reports = [EventReport(told.event_id, mention_id, 1.0, "place and day") for mention_id in mentions]
    counted = replace(told, number_of_sources=len(mentions), number_of_articles=len(mentions))
    load.load_links(con, [counted], reports, at, "new reports")
