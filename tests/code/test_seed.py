"""The seed article, field by field, where it is at hand."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from tasks.models import ActorRole, CasualtyClaim, Harm, Mention
from tests.code.coders import code
from tests.conftest import SHARED

SEED = SHARED / "seed"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed article is not at hand")


@lru_cache(maxsize=1)
def expected() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def events() -> tuple[Mention, ...]:
    article = expected()["article"]
    page = (SEED / "idlib-article.html").read_text(encoding="utf-8")
    paragraphs = [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<p>(.*?)</p>", page, re.DOTALL)]
    first = next(at for at, one in enumerate(paragraphs) if one.startswith(article["first_words"]))
    text = "\n".join(paragraphs[first : first + article["paragraphs"]])
    assert text.endswith(article["last_words"])
    return code(text, date.fromisoformat(article["published_at"][:10])).events


def told(name: str) -> tuple[Mention, dict[str, Any]]:
    """The event of that name as expected, and the coded one with its date and sub-event type."""
    want = next(one for one in expected()["events"] if one["id"] == name)
    day = date.fromisoformat(want.get("event_date") or want["date_end"])
    found = [one for one in events() if one.date_end == day]
    assert len(found) == 1
    return found[0], want


def test_the_seed_article_reports_its_four_events_and_none_that_it_does_not() -> None:
    dated = [one for one in events() if one.date_end]
    assert [one.sub_event_type for one in dated] == [one["sub_event_type"] for one in expected()["events"]]
    undated = [one for one in events() if not one.date_end]
    assert [(one.sub_event_type, one.event_clarity, one.places) for one in undated] in ([], [("Armed clash", 2, ())])


@pytest.mark.parametrize("name", ["E1", "E2", "E3", "E4"])
def test_an_event_of_the_seed_article_has_its_fields(name: str) -> None:
    event, want = told(name)
    assert event.sub_event_type == want["sub_event_type"]
    assert event.event_type == want.get("event_type", event.event_type)
    assert event.event_clarity == want.get("event_clarity", 1)
    assert event.attributed_to == want["attributed_to"]
    assert [place.name for place in event.places] == want.get("places", [])
    assert {place.country for place in event.places} <= {"SY"}
    assert {place.adm_1 for place in event.places} <= {want.get("adm_1")}
    if "date_prec" in want:
        assert (str(event.date_start), event.date_prec) == (want["event_date"], want["date_prec"])


def test_the_seed_article_names_its_sides() -> None:
    e1, e2, e3, e4 = (told(name)[0] for name in ("E1", "E2", "E3", "E4"))
    assert sided(e1, ActorRole.SIDE_A) == ["Turkish Armed Forces"]
    assert sided(e2, ActorRole.SIDE_B) == sided(e3, ActorRole.SIDE_B) == ["Syrian Arab Army"]
    assert sided(e4, ActorRole.SIDE_A) == ["Syrian Arab Army", "Russian Aerospace Forces"]


@pytest.mark.parametrize("name", ["E1", "E2", "E3", "E4"])
@pytest.mark.parametrize("harm", [Harm.KILLED, Harm.WOUNDED])
def test_the_seed_article_gives_its_tolls(name: str, harm: Harm) -> None:
    event, want = told(name)
    claims = [claim for claim in event.casualties if claim.harm is harm]
    if not want.get(harm.value):
        assert claims == []
        return
    [claim] = claims
    for field, value in want[harm.value].items():
        assert getattr(claim, field) == value, field


def sided(event: Mention, role: ActorRole) -> list[str]:
    return [actor.name for actor in event.actors if actor.role is role]


def test_every_claim_of_the_seed_article_has_its_number_in_its_words() -> None:
    claims: list[CasualtyClaim] = [claim for event in events() for claim in event.casualties]
    assert sorted(claim.best or 0 for claim in claims) == [11, 16, 80, 111]
