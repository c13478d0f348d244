"""The actors of one event as records: who is on which side in its sentences, what each is called, and who reports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.code.attribution import Source
from tasks.code.drafts import Draft
from tasks.code.event_types import EVENT_TYPES
from tasks.code.who import CIVILIANS, PROTESTERS, RIOTERS, Party
from tasks.models import Actor, ActorRole

_PROTESTS, _RIOTS = frozenset(EVENT_TYPES["Protests"]), frozenset(EVENT_TYPES["Riots"])
UNARMED = frozenset({*_PROTESTS, *_RIOTS, "Agreement", "Other"})
"""What civilians can be the first side of."""
_CROWDS = {**dict.fromkeys(_PROTESTS, (PROTESTERS, 6)), **dict.fromkeys(_RIOTS, (RIOTERS, 5))}
"""What ACLED calls civilians who protest or riot, and their type."""


def actors_of(group: Sequence[Draft], country: str | None, sub_event_type: str) -> tuple[Actor, ...]:
    """Return the parties of the event that the sentences of `group` report, named ones first, then its reporters.

    `country` (ISO code) is that of the event: soldiers without a nation are its own, and another state's forces are abroad.
    """
    actors: list[Actor] = []
    sided = [(party, side) for draft in group for party, side in draft.parties]
    for party, side in sorted(sided, key=lambda pair: not pair[0].is_named):
        acting = _acting(party, side, sub_event_type)
        if acting is None:
            continue
        actor = _record(acting.settled(country), side, country)
        if all(other.name != actor.name for other in actors):
            actors.append(actor)
    return (*actors, *_reporters(group))


def _acting(party: Party, side: ActorRole, sub_event_type: str) -> Party | None:
    """Return the party as its deed makes it, None where it cannot have done it: civilians do not bomb, but they may protest."""
    if party.kind != CIVILIANS or side is not ActorRole.SIDE_A:
        return party
    if sub_event_type not in UNARMED:
        return None
    kind, actor_type = _CROWDS.get(sub_event_type, (party.kind, party.actor_type))
    return replace(party, kind=kind, actor_type=actor_type)


def _record(party: Party, side: ActorRole, country: str | None) -> Actor:
    return Actor(party.name(country), party.actor_id, side, party.start, party.end, party.actor_type, party.rule)


def _reporters(group: Sequence[Draft]) -> Iterator[Actor]:
    seen: set[str] = set()
    for source in (source for draft in group for source in _sources(draft)):
        if source.name not in seen:
            seen.add(source.name)
            yield Actor(source.name, None, ActorRole.REPORTER, source.start, source.end, None, source.rule)


def _sources(draft: Draft) -> Sequence[Source]:
    return draft.telling.sources
