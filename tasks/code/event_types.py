"""ACLED's event types (codebook of 2023), each with what PLOVER, CAMEO and UCDP call it: `data/event_types.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.code.gazetteer_build import read_csv


@dataclass(frozen=True, slots=True)
class Kind:
    """One sub-event type with its equivalents; several are joined by |, and a scheme that has none has an empty string."""

    disorder_type: str
    event_type: str
    sub_event_type: str
    ucdp_type_of_violence: str
    plover_event_type: str
    plover_mode: str
    cameo: str


KINDS: Mapping[str, Kind] = {
    row["sub_event_type"]: Kind(**{name: row[name] for name in Kind.__dataclass_fields__}) for row in read_csv("event_types.csv")
}
"""Sub-event types by name."""

TYPE_OF: Mapping[str, str] = {name: kind.event_type for name, kind in KINDS.items()}

EVENT_TYPES: Mapping[str, tuple[str, ...]] = {
    event: tuple(name for name, kind in KINDS.items() if kind.event_type == event) for event in dict.fromkeys(TYPE_OF.values())
}
"""ACLED's event types and their sub-event types."""

_VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
_UNREST = frozenset({"Protests", "Riots"})


def is_kin(one: str, other: str) -> bool:
    """Whether two sub-event types may tell one event: `the attack` may be a bombing, a protest does not become an air strike."""
    types = {TYPE_OF[one], TYPE_OF[other]}
    return len(types) == 1 or types <= _VIOLENT or types <= _UNREST
