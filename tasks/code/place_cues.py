"""The words that tell a place name from other names, read once from the lexicon's data files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from tasks.code.gazetteer_build import Kind, read_csv


@dataclass(frozen=True, slots=True)
class Cues:
    """The lexicon. All words are lower case, except `never` and the keys of `states` and `aliases`, as written without last dot."""

    type_words: dict[str, Kind | None]
    organisation_words: frozenset[str]
    strong_prepositions: frozenset[str]
    weak_prepositions: frozenset[str]
    directions: frozenset[str]
    leading: frozenset[str]
    titles: frozenset[str]
    breaks_names: frozenset[str]
    speech_verbs: frozenset[str]
    name_links: frozenset[str]
    name_openers: frozenset[str]
    city_parts: frozenset[str]
    articles: frozenset[str]
    never: frozenset[str]
    common_words: frozenset[str]
    person_names: frozenset[str]
    states: dict[str, str]
    aliases: dict[str, tuple[str, str]]
    demonyms: dict[str, str]
    demonym_openers: frozenset[str]
    country_signs: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def cues() -> Cues:
    """Return the lexicon of this process."""
    lists = yaml.safe_load(_text("places_cues.yaml"))
    short = yaml.safe_load(_text("places_aliases.yaml"))
    kinds = {name: None if name == "any" else Kind(name) for name in lists["type_words"]}
    return Cues(
        type_words={word: kinds[name] for name, words in lists["type_words"].items() for word in words},
        common_words=_words("places_common_words.txt"),
        person_names=_words("places_person_names.txt"),
        states=short["states"],
        aliases={name: (value[0], value[1]) for name, value in short["names"].items()},
        leading=frozenset({*lists["strong_prepositions"], *lists["weak_prepositions"], ",", "or", "&"}),
        demonyms=(demonyms := _demonyms()),
        demonym_openers=frozenset(re.split(r"[ -]", demonym)[0] for demonym in demonyms),
        country_signs=_country_signs(),
        **{name: frozenset(words) for name, words in lists.items() if name != "type_words"},
    )


def _country_signs() -> dict[str, tuple[str, ...]]:
    """Map each word that is at home in a country's affairs to its countries."""
    found: dict[str, tuple[str, ...]] = {}
    for iso, words in yaml.safe_load(_text("places_country_signs.yaml")).items():
        for word in words:
            found[word] = (*found.get(word, ()), iso)
    return found


def _demonyms() -> dict[str, str]:
    """Map each demonym, its plural too, to its country."""
    found: dict[str, str] = {}
    for line in read_csv("countries.csv"):
        for word in filter(None, line["demonyms"].split("|")):
            found[word] = found[word + "s"] = line["iso"]
    return found


def _text(name: str) -> str:
    return (resources.files("tasks.code") / "lexicon" / name).read_text(encoding="utf-8")


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _text(name).splitlines() if not line.startswith("#") for word in line.split())
