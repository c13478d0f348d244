"""How sure an event is: how often readers found events like it right or usable (`data/CONFIDENCE.md`)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from tasks.models import ActorRole, Harm, Mention, Place, Qualifier, Realis

EXACT_PREC, COUNTRY_PREC = 3, 6
"""UCDP's precision up to which a place is one of people, and that of a whole country."""
LOWEST, HIGHEST = 0.05, 0.97


def ranked(mentions: Iterable[Mention], strength: Mapping[int, float], lost: float = 0.0) -> tuple[Mention, ...]:
    """Return the mentions of a text with their confidence, the lead first: what did not take place, or long ago, never leads.

    `strength` is that of the triggers by where they begin; `lost` is taken off every confidence. Otherwise the text's order holds.
    """
    order = sorted(mentions, key=lambda mention: mention.realis is not Realis.ACTUAL)
    return tuple(
        replace(mention, confidence=confidence_of(mention, strength[mention.trigger_start], rank, lost))
        for rank, mention in enumerate(order)
    )


def confidence_of(mention: Mention, strength: float, rank: int, lost: float = 0.0) -> float:
    """Return how likely a mention is right or usable, 0 to 1.

    `strength` is that of the trigger that types it (`lexicon/triggers.yaml`), `rank` its place among the events of its text,
    from 0, `lost` what is taken off.
    """
    weights = _weights()
    score = sum(weights.get(name, 0.0) * value for name, value in signs(mention, strength, rank).items())
    return round(min(HIGHEST, max(LOWEST, 1 / (1 + math.exp(-score)) - lost)), 2)


def signs(mention: Mention, strength: float, rank: int) -> dict[str, float]:
    """Return what speaks for or against a mention, by name."""
    killed = [claim for claim in mention.casualties if claim.harm is Harm.KILLED]
    sides = [actor for actor in mention.actors if actor.role is not ActorRole.REPORTER]
    return {
        "always": 1.0,
        "leads": float(rank == 0),
        "late": min(rank, 6) / 6,
        "strength": min(strength, 4.0) / 4,
        "actual": float(mention.realis is Realis.ACTUAL),
        "one_event": float(mention.event_clarity == 1),
        "placed": float(any(_is_exact(place) for place in mention.places)),
        "placed_in_region": float(bool(mention.places) and not any(_is_exact(place) for place in mention.places)),
        "unlocated": float(bool(mention.places) and all(place.latitude is None for place in mention.places)),
        "many_places": float(len(mention.places) > 2),
        "dated": float(mention.date_start is not None),
        "dated_to_the_day": float(mention.date_prec == 1),
        "toll": float(any(claim.qualifier is not Qualifier.VAGUE for claim in killed)),
        "many_tolls": float(len(killed) > 2),
        "named_side": float(any(actor.actor_id for actor in sides)),
        "both_sides": float(len({actor.role for actor in sides}) == 2),
        "strategic": float(mention.event_type in {"Strategic developments", "Protests", "Riots"}),
    }


def _is_exact(place: Place) -> bool:
    return (place.where_prec or COUNTRY_PREC) <= EXACT_PREC


@cache
def _weights() -> Mapping[str, float]:
    text = (resources.files("tasks.code") / "data" / "confidence.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
