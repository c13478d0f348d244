"""The files of a language pack as they are on disk: what each must hold, and errors that name the file and the key."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from tasks.code.event_types import TYPE_OF
from tasks.errors import PackError
from tasks.models import Harm

Words = Annotated[list[str], Field(default_factory=list)]
BOUNDS = ("at_least", "more_than", "up_to", "less_than", "about")
PLACE_KINDS = ("ppl", "adm1", "adm2", "country", "any")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Language(_File):
    """`language.yaml`: how the language is written."""

    name: str
    elisions: Words
    capitals: dict[str, str] = {}
    before_dot: Words
    thousands: str = ""
    confidence_lost: float = Field(0.15, ge=0, le=0.5)


class Sense(_File):
    """One sense of `triggers.yaml`."""

    type: str | None
    strength: float = Field(gt=0, le=9)
    phrases: list[str] = Field(min_length=1)
    unless: Words
    needs: Words
    when: dict[str, str] = {}
    of_victim: bool = False

    @field_validator("type")
    @classmethod
    def _is_acled(cls, value: str | None) -> str | None:
        if value is not None and value not in TYPE_OF:
            raise ValueError(f"{value!r} is no sub-event type of ACLED: one of {', '.join(TYPE_OF)}, or null")
        return value


class Triggers(_File):
    """`triggers.yaml`: what words report an event."""

    classes: dict[str, list[str]] = {}
    senses: dict[str, Sense]


class Contexts(_File):
    """`contexts.yaml`: sets of words that decide what a trigger means."""

    plain: dict[str, list[str]]
    compound: dict[str, dict[str, list[str]]] = {}
    whole_text: dict[str, int] = {}


class Numbers(_File):
    """`numbers.yaml`: numbers in words, and the words that bound a number."""

    words: dict[str, int]
    scales: dict[str, int] = {}
    joiners: Words
    collectives: dict[str, int] = {}
    vague: dict[str, int] = {}
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    range_opens: Words
    range_joints: Words

    @field_validator("before", "after")
    @classmethod
    def _are_bounds(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        if strange := set(value) - set(BOUNDS):
            raise ValueError(f"{', '.join(sorted(strange))} is no bound: one of {', '.join(BOUNDS)}")
        return value


class HarmWords(_File):
    """`harm.yaml`: words of harm to persons and of who was harmed."""

    states: dict[Harm, list[str]]
    done: dict[Harm, list[str]]
    suffered: dict[Harm, list[str]] = {}
    before_count: dict[Harm, list[str]] = {}
    none: dict[Harm, list[str]] = {}
    combatant: list[str]
    civilian: list[str]
    person: list[str]
    not_persons: Words
    parts: Words
    list_words: Words
    having: Words
    being: Words
    reflexive: Words
    stops: Words
    one: Words
    sums: Words


class Dates(_File):
    """`dates.yaml`: how days are named, each way with the English that it stands for."""

    weekdays: dict[str, list[str]]
    months: dict[str, list[str]]
    units: dict[str, list[str]]
    patterns: list[tuple[str, str]] = Field(min_length=1)


class Places(_File):
    """`places.yaml`: words around place names."""

    type_words: dict[str, list[str]]
    at: list[str]
    near: Words
    origin: Words
    to: Words
    town: Words
    fillers: Words
    links: Words
    titles: Words
    never: Words
    organisations: Words
    names: dict[str, str] = {}

    @field_validator("type_words")
    @classmethod
    def _are_kinds(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        if strange := set(value) - set(PLACE_KINDS):
            raise ValueError(f"{', '.join(sorted(strange))} is no kind of place: one of {', '.join(PLACE_KINDS)}")
        return value


class Country(_File):
    """One country of `countries.yaml`."""

    names: list[str]
    demonyms: Words


class Named(_File):
    """A named actor of `actors.yaml`. One of Dateline's own dictionary needs only its further `names`."""

    names: list[str] = Field(min_length=1)
    name: str | None = None
    country: str | None = None
    type: int | None = Field(None, ge=1, le=8)


class Actors(_File):
    """`actors.yaml`: who takes part."""

    named: dict[str, Named] = {}
    services: dict[str, list[str]]
    groups: dict[str, list[str]]
    agents: list[str]
    against: list[str]
    between: Words
    of: Words


class Telling(_File):
    """`telling.yaml`: who says so, and whether it took place."""

    according: list[str]
    said: list[str]
    sources: list[str]
    again: Words
    name_ends: Words
    suspected: Words
    hearsay: Words
    negated: Words
    denied: Words
    threatened: Words
    planned: Words
    prevented: Words
    conditional: Words
    historical: Words
    aside: Words


F = TypeVar("F", bound=_File)
R = TypeVar("R")


class _Loader(yaml.SafeLoader):
    """Reads `no`, `on` and `12:30` as the words they are; only numbers and null are anything else."""


_KEPT = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(folder: Traversable, name: str, kind: type[F]) -> F:
    """Return what the file `name` of a pack's folder holds.

    Raises:
        PackError: it is missing, is no YAML, or a key is missing, unknown or of the wrong kind.
    """
    return _checked(folder, name, kind.model_validate)


def read_map(folder: Traversable, name: str, kind: type[F]) -> dict[str, F]:
    """Return what the file `name` of a pack's folder holds: entries of one kind under keys of the author's choice.

    Raises:
        PackError: as for `read`.
    """
    return _checked(folder, name, TypeAdapter(dict[str, kind]).validate_python)  # type: ignore[valid-type]


def _checked(folder: Traversable, name: str, check: Callable[[Any], R]) -> R:
    where = f"{folder}/{name}"
    try:
        data: Any = yaml.load((folder / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
        return check(data if data is not None else {})
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PackError(f"{where} is missing. A language pack needs it; take the file of the pack `fr` as a model.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{where} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise PackError(f"{where} is no YAML: {error}") from error
    except ValidationError as error:
        problems = (f"{where}: {'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors())
        raise PackError("\n".join(problems)) from error
