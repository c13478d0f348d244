"""A language pack, read and made ready for use. Packs are found by the names of their folders, the user's own before ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tasks.code.actor_directory import Directory, lexicon
from tasks.code.event_types import TYPE_OF
from tasks.code.gazetteer_build import read_csv
from tasks.code.packs import files
from tasks.code.packs.dates import DateReader
from tasks.code.packs.numbers import NumberReader
from tasks.code.packs.phrases import Phrases, forms
from tasks.code.packs.words import Spelling, Splitter
from tasks.code.triggers import Contexts, Sense
from tasks.errors import PackError
from tasks.models import Harm, PlaceRole, Victims

STATE, MILITIA = 1, 3
"""ACLED's actor types of services and groups that Dateline has no kind for."""


@dataclass(frozen=True, slots=True)
class HarmWords:
    """Words of harm, ready to be found. Each phrase stands for a harm or for whom it counts."""

    states: Phrases[Harm]
    done: Phrases[Harm]
    suffered: Phrases[Harm]
    before_count: Phrases[Harm]
    none: Phrases[Harm]
    whom: Phrases[Victims | None]
    parts: Phrases[bool]
    list_words: frozenset[str]
    having: frozenset[str]
    being: frozenset[str]
    reflexive: frozenset[str]
    stops: frozenset[str]
    one: frozenset[str]
    sums: Phrases[bool]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words around places, ready to be found."""

    type_words: Mapping[str, str]
    roles: Phrases[PlaceRole]
    town: Phrases[bool]
    fillers: frozenset[str]
    links: frozenset[str]
    titles: Phrases[bool]
    never: frozenset[str]
    organisations: frozenset[str]
    names: Mapping[str, str]
    countries: Phrases[str]
    demonyms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActorWords:
    """Who takes part, ready to be found; `sides` are the words before an actor that tell its side (`a`, `b` or `both`)."""

    directory: Directory
    sides: Phrases[str]
    of: frozenset[str]


@dataclass(frozen=True, slots=True)
class TellingWords:
    """Words of telling, ready to be found."""

    according: Phrases[bool]
    said: Phrases[bool]
    sources: frozenset[str]
    again: frozenset[str]
    name_ends: frozenset[str]
    suspected: Phrases[bool]
    hearsay: frozenset[str]
    before: Phrases[str]
    aside: frozenset[str]
    historical: Phrases[bool]


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is known of one language."""

    code: str
    confidence_lost: float
    splitter: Splitter
    triggers: Phrases[Sense]
    of_victim: frozenset[str]
    contexts: Contexts
    whole_text: Mapping[str, int]
    numbers: NumberReader
    dates: DateReader
    harm: HarmWords
    places: PlaceWords
    actors: ActorWords
    telling: TellingWords


def load(folder: Traversable) -> Pack:
    """Return the pack in `folder`, whose name is the ISO 639-1 code of its language.

    Raises:
        PackError: a file is missing or says something that cannot be; the message names file and key.
    """
    language = files.read(folder, "language.yaml", files.Language)
    spelling = Spelling(frozenset(language.elisions), language.capitals, frozenset(language.before_dot), language.thousands)
    splitter = Splitter(spelling)
    numbers = NumberReader(files.read(folder, "numbers.yaml", files.Numbers), splitter, language.thousands)
    contexts = files.read(folder, "contexts.yaml", files.Contexts)
    senses = files.read(folder, "triggers.yaml", files.Triggers)
    _check_contexts(folder, contexts, senses)
    return Pack(
        folder.name,
        language.confidence_lost,
        splitter,
        _triggers(folder, senses, splitter),
        frozenset(name for name, sense in senses.senses.items() if sense.of_victim),
        Contexts({**contexts.plain, "compound": contexts.compound}),
        contexts.whole_text,
        numbers,
        DateReader(files.read(folder, "dates.yaml", files.Dates), numbers, f"{folder}/dates.yaml"),
        _harm(files.read(folder, "harm.yaml", files.HarmWords), splitter),
        _places(folder, splitter),
        _actors(folder, splitter),
        _telling(files.read(folder, "telling.yaml", files.Telling), splitter),
    )


def _check_contexts(folder: Traversable, contexts: files.Contexts, triggers: files.Triggers) -> None:
    known = {*contexts.plain, *contexts.compound}
    asked = [
        (f"contexts.yaml: compound.{name}.{key}", part)
        for name, rule in contexts.compound.items()
        for key in rule
        for part in rule[key]
    ]
    asked += [(f"contexts.yaml: whole_text.{name}", name) for name in contexts.whole_text]
    for name, sense in triggers.senses.items():
        for key, parts in (("unless", sense.unless), ("needs", sense.needs), ("when", list(sense.when))):
            asked += [(f"triggers.yaml: senses.{name}.{key}", part) for part in parts]
        for context, kind in sense.when.items():
            if kind not in TYPE_OF:
                raise PackError(f"{folder}/triggers.yaml: senses.{name}.when.{context}: {kind!r} is no sub-event type of ACLED.")
    for where, name in asked:
        if name not in known:
            raise PackError(f"{folder}/{where}: contexts.yaml has no context {name!r}.")


def _triggers(folder: Traversable, data: files.Triggers, splitter: Splitter) -> Phrases[Sense]:
    classes = {name: _forms(words) for name, words in data.classes.items()}
    entries = []
    for name, one in data.senses.items():
        sense = Sense(name, one.type, one.strength, tuple(one.needs), tuple(one.unless), tuple(one.when.items()))
        entries += [(phrase, sense) for phrase in one.phrases]
    try:
        return Phrases(entries, splitter, classes)
    except KeyError as error:
        raise PackError(f"{folder}/triggers.yaml: classes: there is no class {error}, which a phrase names.") from error


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form.lower() for word in words for way in word.split("/") for form in forms(way))


def _plain(words: Iterable[str], splitter: Splitter) -> Phrases[bool]:
    return Phrases([(word, True) for word in words], splitter)


def _by_value(data: Mapping[Harm, list[str]], splitter: Splitter) -> Phrases[Harm]:
    return Phrases([(word, harm) for harm, words in data.items() for word in words], splitter)


def _harm(data: files.HarmWords, splitter: Splitter) -> HarmWords:
    whom: list[tuple[str, Victims | None]] = [(word, Victims.COMBATANT) for word in data.combatant]
    whom += [(word, Victims.CIVILIAN) for word in data.civilian]
    whom += [(word, Victims.UNKNOWN) for word in data.person]
    whom += [(word, None) for word in data.not_persons]
    return HarmWords(
        states=_by_value(data.states, splitter),
        done=_by_value(data.done, splitter),
        suffered=_by_value(data.suffered, splitter),
        before_count=_by_value(data.before_count, splitter),
        none=_by_value(data.none, splitter),
        whom=Phrases(whom, splitter),
        parts=_plain(data.parts, splitter),
        list_words=_forms(data.list_words),
        having=_forms(data.having),
        being=_forms(data.being),
        reflexive=_forms(data.reflexive),
        stops=_forms(data.stops),
        one=_forms(data.one),
        sums=_plain(data.sums, splitter),
    )


def _places(folder: Traversable, splitter: Splitter) -> PlaceWords:
    data = files.read(folder, "places.yaml", files.Places)
    countries = files.read_map(folder, "countries.yaml", files.Country)
    roles = {PlaceRole.AT: data.at, PlaceRole.NEAR: data.near, PlaceRole.FROM: data.origin, PlaceRole.TO: data.to}
    return PlaceWords(
        {form: kind for kind, words in data.type_words.items() for form in _forms(words)},
        Phrases([(word, role) for role, words in roles.items() for word in words], splitter),
        _plain([*data.town, *data.near], splitter),
        _forms(data.fillers),
        _forms(data.links),
        _plain(data.titles, splitter),
        frozenset(data.never),
        _forms(data.organisations),
        {name.lower(): known for name, known in data.names.items()},
        Phrases([(name, iso) for iso, country in countries.items() for name in country.names], splitter),
        {form: iso for iso, country in countries.items() for form in _forms(country.demonyms)},
    )


def _actors(folder: Traversable, splitter: Splitter) -> ActorWords:
    data = files.read(folder, "actors.yaml", files.Actors)
    rows = [dict(row) for row in read_csv("actors.csv")]
    known = {row["id"]: row for row in rows}
    for actor_id, one in data.named.items():
        if actor_id not in known and (one.name is None or one.type is None):
            raise PackError(f"{folder}/actors.yaml: named.{actor_id}: Dateline has no such actor; give its `name` and `type`.")
        row = known.get(actor_id)
        if row is None:
            row = {"id": actor_id, "name": str(one.name), "country": one.country or "", "type": str(one.type)}
            row |= {"since": "", "until": "", "aliases": str(one.name)}
            rows.append(row)
        row["aliases"] = "|".join([row["aliases"], *one.names])
    sides = {"a": data.agents, "b": data.against, "both": data.between}
    return ActorWords(
        Directory(rows, _common(data)),
        Phrases([(word, side) for side, words in sides.items() for word in words], splitter),
        _forms(data.of),
    )


def _common(data: files.Actors) -> dict[str, Any]:
    """Return a pack's common words as the lexicon of actors has them: kinds with ACLED's type."""
    types = {kind: entry[0] for kind, entry in lexicon()["kinds"].items()}
    kinds = {kind: [types.get(kind, STATE), *names] for kind, names in data.services.items()}
    kinds |= {kind: [types.get(kind, MILITIA), *names] for kind, names in data.groups.items()}
    return {
        "kinds": kinds,
        "of_nations": [],
        "nations": {},
        "well_known": [name for one in data.named.values() for name in one.names],
        "ordinary": lexicon()["ordinary"],
    }


def _telling(data: files.Telling, splitter: Splitter) -> TellingWords:
    kinds = ("negated", "denied", "threatened", "planned", "prevented", "conditional")
    before = [(word, kind) for kind in kinds for word in getattr(data, kind)]
    return TellingWords(
        _plain(data.according, splitter),
        _plain(data.said, splitter),
        _forms(data.sources),
        _forms(data.again),
        _forms(data.name_ends),
        _plain(data.suspected, splitter),
        _forms(data.hearsay),
        Phrases(before, splitter),
        _forms(data.aside),
        _plain(data.historical, splitter),
    )


@cache
def pack_for(code: str, own: Path | None) -> Pack | None:
    """Return the pack of a language, the user's from the folder `own` before Dateline's; None when there is none.

    Raises:
        PackError: the pack has a file that cannot be used.
    """
    folders: list[Traversable] = [resources.files("tasks.code.packs")]
    if own is not None:
        folders.insert(0, own)
    for folder in folders:
        if code.isalpha() and (folder / code).is_dir():
            return load(folder / code)
    return None
