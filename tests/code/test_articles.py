"""Which events a careful coder finds in a whole article, and what belongs to which, from the table `articles.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.models import ActorRole, Harm, Mention
from tests.code.coders import code

ARTICLES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "articles.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("article", ARTICLES, ids=[article["name"] for article in ARTICLES])
def test_an_articles_events_are_told_apart_as_a_careful_coder_would(article: dict[str, Any]) -> None:
    found = code(article["text"]).events
    assert [_described(mention, wanted) for mention, wanted in zip(found, article["events"], strict=False)] == article["events"]
    assert len(found) == len(article["events"])


def _described(mention: Mention, wanted: dict[str, Any]) -> dict[str, Any]:
    full = {
        "type": mention.sub_event_type,
        "realis": mention.realis.value,
        "places": [place.name for place in mention.places],
        "date": mention.date_start,
        "killed": _bounds(mention, Harm.KILLED),
        "wounded": _bounds(mention, Harm.WOUNDED),
        "side_a": [actor.name for actor in mention.actors if actor.role is ActorRole.SIDE_A],
        "side_b": [actor.name for actor in mention.actors if actor.role is ActorRole.SIDE_B],
    }
    return {key: full[key] for key in wanted}


def _bounds(mention: Mention, harm: Harm) -> list[list[int | None]]:
    return [[claim.low, claim.best, claim.high] for claim in mention.casualties if claim.harm is harm]
