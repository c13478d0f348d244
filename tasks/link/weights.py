"""The linker's knowledge, from evidence.yaml: how much each agreement and disagreement counts, and which types are kin."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

OTHER = "other"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceBits(_Part):
    """Bits for each way in which two places can lie to each other."""

    same: float
    same_city: float
    same_name: float
    near: float
    loosely_near: float
    around: float
    in_region: float
    in_country: float
    unknown: float
    other_name: float
    apart: float
    other_country: float


class TollBits(_Part):
    """Bits for each way in which two numbers can stand to each other."""

    base: float
    doubling: float
    most: float
    can_be: float
    update: float
    differs: float
    far: float
    one_silent: float
    two_parties: float


class ActorBits(_Part):
    """Bits for parties that are shared, or known and all different."""

    shared: float
    partly: float
    disjoint: float
    anybody: tuple[str, ...]


class Weights(_Part):
    """Everything in evidence.yaml; the file says what each means."""

    join: float
    join_only: float
    margin: float
    group: float
    group_doubling: float
    floor: float
    place: PlaceBits
    same_km: float
    around_km: float
    radius_km: dict[int, float]
    date: float
    doubling: float
    day_between: float
    long_span: float
    long_span_days: int
    most_days_between: int
    too_far: float
    no_date: float
    assumed_days: int
    assumed: float
    longest_span_days: int
    families: dict[str, tuple[str, ...]]
    same_type: float
    same_family: float
    other_family: float
    kin: tuple[tuple[str, str, float], ...]
    toll: TollBits
    wounded_share: float
    actors: ActorBits
    same_story: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the weights that ship with the program."""
    text = files("tasks.link").joinpath("evidence.yaml").read_text(encoding="utf-8")
    return Weights.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    return {name: family for family, names in weights().families.items() for name in names}


@lru_cache(maxsize=1)
def _kin() -> dict[tuple[str, str], float]:
    return {pair: bits for first, second, bits in weights().kin for pair in ((first, second), (second, first))}


@lru_cache(maxsize=4096)
def type_bits(first: str, second: str) -> float:
    """Return the bits for two sub-event types; a type that the file lacks is only ever itself."""
    if first == second:
        return weights().same_type
    family, other = _families().get(first, first), _families().get(second, second)
    if family == other:
        return weights().same_family
    return _kin().get((family, other), weights().other_family)
