"""What a careful coder makes of single sentences, from the table `sentences.yaml`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.models import Actor, ActorRole, CasualtyClaim, Harm, Mention, Realis
from tests.code.coders import PUBLISHED, code

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_a_sentence_is_coded_as_a_careful_coder_would(case: dict[str, Any]) -> None:
    events = code(case["text"], case.get("published", PUBLISHED)).events
    kinds = [event.sub_event_type for event in events]
    if "events" in case:
        assert kinds == case["events"]
    if case.get("no_actual"):
        assert [event for event in events if event.realis is Realis.ACTUAL] == []
        return
    if case.get("events") == []:
        return
    assert events, "nothing was coded"
    if "first" in case:
        assert kinds[0] == case["first"]
    _check_claims(case, events)
    _check_rest(case, events[0])


def _check_claims(case: dict[str, Any], events: tuple[Mention, ...]) -> None:
    claims = [claim for event in events for claim in event.casualties]
    if "claims" in case:
        assert sorted(map(_row, claims), key=str) == sorted(case["claims"], key=str)
    if "lead_killed" in case:
        assert next(claim.best for claim in claims if claim.harm is Harm.KILLED) == case["lead_killed"]
    for row in case.get("has_claims", ()):
        assert row in [_row(claim) for claim in claims]
    if "cumulative" in case:
        assert {claim.is_cumulative for claim in claims} == {case["cumulative"]}


def _row(claim: CasualtyClaim) -> list[object]:
    return [claim.harm.value, claim.victim_group.value, claim.qualifier.value, claim.low, claim.best, claim.high]


def _check_rest(case: dict[str, Any], lead: Mention) -> None:
    checks: dict[str, Callable[[], object]] = {
        "date": lambda: [_day(lead.date_start), _day(lead.date_end), lead.date_prec],
        "date_basis": lambda: lead.date_basis,
        "realis": lambda: lead.realis.value,
        "clarity": lambda: lead.event_clarity,
        "attributed_to": lambda: lead.attributed_to,
        "attribution": lambda: lead.attribution_confidence.value,
        "side_a": lambda: _names(lead.actors, ActorRole.SIDE_A),
        "side_b": lambda: _names(lead.actors, ActorRole.SIDE_B),
        "places": lambda: [place.name for place in lead.places],
        "roles": lambda: {place.name: place.role.value for place in lead.places if place.role},
    }
    for key, found in checks.items():
        if key in case:
            wanted = [_day(part) for part in case[key]] if key == "date" else case[key]
            assert found() == wanted, key
    assert not {*case.get("not_places", ())} & {place.name for place in lead.places}
    for name in case.get("actors_any", ()):
        assert name in [actor.name for actor in lead.actors]


def _day(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _names(actors: tuple[Actor, ...], role: ActorRole) -> list[str]:
    return [actor.name for actor in actors if actor.role is role]
