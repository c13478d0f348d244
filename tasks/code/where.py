"""Where: every toponym of a text, and the place that each one means."""

from __future__ import annotations

from spacy.tokens import Doc

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.models import Place


class Geoparser:
    """Finds and resolves the toponyms of parsed texts. Keeps no state between texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def places(self, doc: Doc, *, country_hint: str | None = None) -> tuple[Place, ...]:
        """Return every toponym of `doc`, resolved as far as that goes, in the order of the text, role None."""
        found = []
        for span in doc.ents:
            if span.label_ in {"GPE", "LOC", "FAC"}:
                entries = self._gazetteer.find(span.text)
                found.append(_place(span.text, span.start_char, span.end_char, entries[0] if entries else None))
        return tuple(found)


def _place(name: str, start: int, end: int, entry: Entry | None) -> Place:
    if entry is None:
        return Place(name=name, start=start, end=end)
    return Place(
        name=name,
        start=start,
        end=end,
        geonameid=entry.geonameid,
        latitude=entry.latitude,
        longitude=entry.longitude,
        where_prec=entry.where_prec,
        adm_1=entry.adm_1,
        country=entry.country,
    )
