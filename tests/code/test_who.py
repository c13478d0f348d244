"""Who takes part: names, sides and ACLED's types, on sentences of our own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.models import Actor, ActorRole
from tests.code.coders import PUBLISHED, code

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("who.yaml").read_text(encoding="utf-8"))


def actors(text: str, published: date | None = PUBLISHED) -> list[Actor]:
    return [actor for event in code(text, published).events for actor in event.actors]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_actors(case: dict[str, Any]) -> None:
    found = actors(case["text"], case.get("published", PUBLISHED))
    sides = {role: [actor.name for actor in found if actor.role is role] for role in (ActorRole.SIDE_A, ActorRole.SIDE_B)}
    assert set(case.get("a", ())) <= set(sides[ActorRole.SIDE_A])
    assert set(case.get("b", ())) <= set(sides[ActorRole.SIDE_B])
    types = {actor.name: actor.actor_type for actor in found if actor.role is not ActorRole.REPORTER}
    for name, actor_type in case.get("type", {}).items():
        assert types[name] == actor_type
    assert not set(case.get("not", ())) & set(types)


def test_every_party_has_a_type_and_a_rule_and_no_reporter_a_type() -> None:
    for actor in actors("The army said that gunmen killed six villagers near Gao in Mali on Monday."):
        assert actor.rule
        assert (actor.actor_type is None) is (actor.role is ActorRole.REPORTER)


def test_an_army_with_a_name_of_its_own_has_its_identity() -> None:
    (army,) = [one for one in actors("Rebels killed four soldiers near Homs in Syria on Monday.") if one.actor_type == 1]
    assert (army.name, army.actor_id, army.role) == ("Syrian Arab Army", "sy-army", ActorRole.SIDE_B)
