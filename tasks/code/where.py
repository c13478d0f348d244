"""Where: every toponym of a text, and the place that each one means."""

from __future__ import annotations

from spacy.tokens import Doc

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind
from tasks.code.name_words import NameWords
from tasks.code.place_cues import cues
from tasks.code.place_finder import ToponymFinder
from tasks.code.place_resolver import PART_OF_CITY, Resolver
from tasks.code.toponyms import Toponym, Use
from tasks.models import Place

ADM2_PREC = 3
NEARBY_PREC = 2


class Geoparser:
    """Finds and resolves the toponyms of parsed texts. Keeps no state between texts; one a process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._finder = ToponymFinder(gazetteer)

    def resolved(self, doc: Doc, *, country_hint: str | None = None) -> list[tuple[Place, Use]]:
        """Return every toponym of `doc`, resolved as far as that goes, in the order of the text, role None, with how it is used.

        Adjectives (`Syrian`) and place names within other names (`Kabul University`) are no place that the text speaks of.
        """
        words = NameWords(doc, cues())
        found = self._finder.find(words)
        resolver = Resolver(self._gazetteer, words, found, country_hint)
        return [(_place(one, words, *choice), one.use) for one, choice in zip(found, resolver.resolve(), strict=True)]


def _place(one: Toponym, words: NameWords, entry: Entry | None, rule: str) -> Place:
    start = words.starts[one.start]
    end = start + len(one.text)
    if entry is None:
        return Place(name=one.text, start=start, end=end, rule=rule)
    prec = entry.where_prec
    if one.is_near:
        prec = max(prec, NEARBY_PREC)
    if one.wants is Kind.ADM2 and rule != PART_OF_CITY:
        prec = max(prec, ADM2_PREC)
    return Place(
        name=one.text,
        start=start,
        end=end,
        geonameid=entry.geonameid,
        latitude=entry.latitude,
        longitude=entry.longitude,
        where_prec=prec,
        adm_1=entry.adm_1,
        country=entry.country,
        rule=rule,
    )
