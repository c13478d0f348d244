"""Texts in, the events that they report out. No network, no state between texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from spacy.tokens import Doc

from tasks.code.assembly import events_of
from tasks.code.gate import may_be_relevant
from tasks.code.gazetteer import Gazetteer
from tasks.code.language import language_of
from tasks.code.packs.coder import PackCoder
from tasks.code.packs.pack import pack_for
from tasks.code.parse import english
from tasks.code.toponyms import Use
from tasks.code.where import Geoparser
from tasks.models import CodedText, CodeInput
from tasks.settings import settings

CODER_VERSION = "3"
"""Goes up with every change of rules or lexicon that can change what a text is coded as."""
LONGEST = 80_000
"""Characters of the longest text that is coded: some 13,000 words, several times the longest reports in the press."""
BATCH, BATCH_CHARACTERS = 64, 60_000
"""Most texts, and characters, that are parsed together: the parser holds some 3 KB for each character of a batch."""


class Coder:
    """Codes texts. One a process: it holds the parser and the gazetteer."""

    def __init__(self, cache_dir: Path) -> None:
        """Open the gazetteer in `cache_dir`, built there on first use."""
        self._gazetteer = Gazetteer.open(cache_dir)
        self._geoparser = Geoparser(self._gazetteer)
        self._by_language: dict[str, PackCoder | None] = {}

    def code(self, given: CodeInput) -> CodedText:
        """Return what one text reports. Never raises for what the text holds; `uncoded_reason` says why it was not coded."""
        return next(self.code_many([given]))

    def code_many(self, given: Iterable[CodeInput]) -> Iterator[CodedText]:
        """Return what each text reports, in the same order; texts are parsed in batches."""
        for batch in _batches(given):
            dismissed = {at: self._by_pack(one, without) for at, one in enumerate(batch) if (without := _dismissed(one))}
            kept = [one for at, one in enumerate(batch) if at not in dismissed]
            docs = english().pipe(parseable(one.text) for one in kept)
            coded = (self._coded(one, doc) for one, doc in zip(kept, docs, strict=True))
            for at in range(len(batch)):
                yield dismissed[at] if at in dismissed else next(coded)

    def _by_pack(self, given: CodeInput, without: CodedText) -> CodedText:
        """Return what a text in a language with a pack reports, and for every other one the outcome `without` that it has."""
        language = without.language
        if without.uncoded_reason != "language" or language is None:
            return without
        if language not in self._by_language:
            pack = pack_for(language, settings().packs)
            self._by_language[language] = PackCoder(pack, self._gazetteer, CODER_VERSION) if pack else None
        by_pack = self._by_language[language]
        return by_pack.code(given) if by_pack else without

    def _coded(self, given: CodeInput, doc: Doc) -> CodedText:
        resolved = self._geoparser.resolved(doc, country_hint=given.country)
        events = events_of(doc, given, resolved)
        named = tuple(place for place, use in resolved if use is not Use.ADJECTIVE)
        reason = None if events else "not_relevant"
        return CodedText(given.text_id, "en", bool(events), named, events, reason, CODER_VERSION)


def _batches(given: Iterable[CodeInput]) -> Iterator[list[CodeInput]]:
    batch: list[CodeInput] = []
    characters = 0
    for one in given:
        length = min(len(one.text), LONGEST)
        if batch and (len(batch) == BATCH or characters + length > BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(one)
        characters += length
    if batch:
        yield batch


def parseable(text: str) -> str:
    """Return `text` as the parser is to see it: the same length, so that offsets hold; control characters become spaces."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _dismissed(given: CodeInput) -> CodedText | None:
    """Return the outcome for a text that is not parsed at all, None for one that is."""

    def without(reason: str, language: str | None = None) -> CodedText:
        return CodedText(given.text_id, language, relevant=False, uncoded_reason=reason, coder_version=CODER_VERSION)

    if len(given.text) > LONGEST:
        return without("too_long")
    if not any(map(str.isalnum, given.text)):
        return without("empty")
    language = language_of(given.text)
    if language not in {"en", None}:
        return without("language", language)
    return None if may_be_relevant(given.text) else without("not_relevant", "en")


@cache
def coder(cache_dir: Path) -> Coder:
    """Return the coder of this process, made on first use."""
    return Coder(cache_dir)
