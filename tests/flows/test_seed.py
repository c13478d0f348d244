"""The page that the project started from, through the real ingest, against what must come out of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from flows.ingest import ingest
from tests.conftest import SHARED
from tests.flows.conftest import Place, place_in, source
from tests.site import Answer, Site

SEED = SHARED / "seed"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the shared seed page is not here")

PATH = "/en/armed-conflicts/turkey-deployed-military-reinforcements-idlib"
FEED = f"""<rss version="2.0"><channel><title>Feed</title><item><title>Seed</title><link>{PATH}</link></item></channel></rss>"""
OTHER = """<rss version="2.0"><channel><title>Feed</title><item><title>A</title><link>/a</link></item></channel></rss>"""
OTHER_PAGE = "<html><body><article><h1>A fair</h1>" + "<p>The village fair drew a large crowd on a sunny afternoon.</p>" * 6

FIELDS = (
    "event_type",
    "sub_event_type",
    "event_clarity",
    "date_start",
    "date_end",
    "date_prec",
    "attributed_to",
    "realis",
    "places",
    "adm_1",
    "countries",
    "actors",
    "claims",
)
EVENTS = """
SELECT
    mentions.event_type,
    mentions.sub_event_type,
    mentions.event_clarity,
    mentions.date_start,
    mentions.date_end,
    mentions.date_prec,
    mentions.attributed_to,
    mentions.realis,
    (SELECT list(places.name) FROM core.mention_places AS places WHERE places.mention_id = mentions.mention_id) AS places,
    (SELECT list(places.adm_1) FROM core.mention_places AS places WHERE places.mention_id = mentions.mention_id) AS adm_1,
    (SELECT list(places.country) FROM core.mention_places AS places WHERE places.mention_id = mentions.mention_id) AS countries,
    (SELECT list(actors.name) FROM core.mention_actors AS actors
        WHERE actors.mention_id = mentions.mention_id AND actors.role <> 'reporter') AS actors,
    (SELECT list({harm: claims.harm, low: claims.low, best: claims.best, high: claims.high, qualifier: claims.qualifier,
        victim_group: claims.victim_group, is_cumulative: claims.is_cumulative})
        FROM core.casualty_claims AS claims WHERE claims.mention_id = mentions.mention_id) AS claims
FROM core.event_mentions AS mentions
WHERE superseded_at IS NULL
ORDER BY mention_number
"""


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> Iterator[Place]:
    with place_in(tmp_path_factory.mktemp("seed")) as place, Site() as site, Site() as other:
        site["/feed"] = Answer(FEED.encode())
        site[PATH] = Answer((SEED / "idlib-article.html").read_bytes())
        other["/feed"] = Answer(OTHER.encode())
        other["/a"] = Answer(OTHER_PAGE.encode())
        feed = {"kind": "feed", "url": "/feed"}
        place.configure(
            source("pentapostagma", site.url, feed, name="Pentapostagma", country="GR", time_zone="Europe/Athens"),
            source("other", other.url, feed),
        )
        ingest()
        yield place


def test_the_article_is_clean(ingested: Place, expected: dict[str, Any]) -> None:
    wanted = expected["article"]
    ((title, section, language, published, text),) = ingested.ask(
        "SELECT title, section, language, published_at, text FROM core.articles WHERE source_id = 'pentapostagma'"
    )
    assert (title, section, language) == (wanted["title"], wanted["section"], wanted["language"])
    assert published == datetime.fromisoformat(wanted["published_at"])
    assert text.startswith(wanted["first_words"])
    assert text.endswith(wanted["last_words"])
    assert len(text.split("\n")) == wanted["paragraphs"]
    assert [words for words in wanted["must_not_contain"] if words in text] == []


@pytest.fixture(scope="module")
def mentions(ingested: Place) -> list[dict[str, Any]]:
    return [dict(zip(FIELDS, row, strict=True)) for row in ingested.ask(EVENTS)]


@pytest.mark.parametrize("event_id", ["E1", "E2", "E3", "E4"])
def test_each_expected_event_is_told_in_every_field(
    mentions: list[dict[str, Any]], expected: dict[str, Any], event_id: str
) -> None:
    (wanted,) = [event for event in expected["events"] if event["id"] == event_id]
    differences = [_differences(wanted, mention) for mention in mentions]
    assert [] in differences, min(differences, key=len)


def _differences(wanted: dict[str, Any], told: dict[str, Any]) -> list[str]:
    """Name the fields in which `told` is not what is wanted."""
    checks = {
        "event_type": wanted.get("event_type", told["event_type"]) == told["event_type"],
        "sub_event_type": wanted["sub_event_type"] == told["sub_event_type"],
        "event_clarity": wanted.get("event_clarity", 1) == told["event_clarity"],
        "date": _day(wanted.get("event_date")) in (None, told["date_start"]),
        "date_end": _day(wanted.get("date_end")) in (None, told["date_end"]),
        "date_prec": wanted.get("date_prec", told["date_prec"]) == told["date_prec"],
        "attributed_to": wanted["attributed_to"] == told["attributed_to"],
        "realis": told["realis"] == "actual",
        "places": set(wanted.get("places", [])) == set(told["places"] or []),
        "adm_1": "adm_1" not in wanted or set(told["adm_1"] or []) == {wanted["adm_1"]},
        "country": "country" not in wanted or set(told["countries"] or []) == {wanted["country"]},
        "actors": {*wanted.get("actors", []), *filter(None, (wanted.get("actor"), wanted.get("target")))}
        <= set(told["actors"] or []),
        "killed": _has_claim(wanted.get("killed"), "killed", told["claims"] or []),
        "wounded": _has_claim(wanted.get("wounded"), "wounded", told["claims"] or []),
    }
    return [f"{name}: {told.get(name, told['claims'])!r}" for name, holds in checks.items() if not holds]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _has_claim(wanted: dict[str, Any] | None, harm: str, claims: list[dict[str, Any]]) -> bool:
    of_harm = [claim for claim in claims if claim["harm"] == harm]
    if wanted is None:
        return not of_harm
    return any(all(claim[key] == value for key, value in wanted.items()) for claim in of_harm)


def test_nothing_else_is_told_but_perhaps_the_clashes_before(mentions: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    """`expected.json` allows the undated 'intense round of clashes', as a summary without an invented date or place."""
    extra = [told for told in mentions if all(_differences(wanted, told) for wanted in expected["events"])]
    assert [
        told for told in extra if (told["sub_event_type"], told["event_clarity"], told["date_start"]) != ("Armed clash", 2, None)
    ] == []
