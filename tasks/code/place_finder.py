"""Finds toponyms: which names in a text are names of places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind
from tasks.code.name_words import NameWords
from tasks.code.place_cues import cues
from tasks.code.place_evidence import THRESHOLD, Evidence
from tasks.code.place_names import PlaceNames
from tasks.code.toponyms import Toponym, Use

HEARD = 2.0
"""What it counts for that the article's countries have a place that sounds like the name."""
AT_HOME = 0.7
"""What it counts for that a country of the article has a place of the name."""
KNOWN_SHARE = 0.15
"""The part of a text's countries and divisions from which on it speaks of a country."""


class ToponymFinder:
    """Finds the toponyms of parsed texts. Keeps no state between texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._cues = cues()
        self._names = PlaceNames(gazetteer)
        self._evidence = Evidence(self._names)

    def find(self, words: NameWords) -> list[Toponym]:
        """Return the toponyms of a text in its order, without overlaps. Linear in the length of the text."""
        candidates = list(self._candidates(words))
        for candidate in candidates:
            self._evidence.weigh(candidate, words)
        self._hear(candidates)
        self._spread(candidates, words)
        return [one for one in candidates if one.evidence >= THRESHOLD and one.text not in self._cues.never]

    # -------------------------------------------------------- candidates

    def _candidates(self, words: NameWords) -> Iterator[Toponym]:
        end = 0
        for start in words.openings():
            if start >= end and (found := self._candidate_at(start, words)) is not None:
                yield found
                end = found.end

    def _candidate_at(self, start: int, words: NameWords) -> Toponym | None:
        """Return the longest name that begins at `start`: known to the gazetteer, or what the recogniser or a pattern gives."""
        best: Toponym | None = None
        for end in words.ends(start):
            entries = self._names.look_up(start, end, words)
            if entries:
                best = Toponym(start, end, words.cut(start, end), entries, Use.LITERAL, 0.0)
                break
        adjective = self._adjective(start, words)
        if adjective is not None and (best is None or best.end <= adjective.end):
            return adjective
        if best is not None and self._goes_on(best, words):
            return self._whole(best, words)
        if best is None:
            end = words.run_end(start)
            if not self._is_expected(start, end, words):
                return None
            return Toponym(start, end, words.cut(start, end), self._without_direction(start, end, words), Use.LITERAL, 0.0)
        return best

    def _goes_on(self, best: Toponym, words: NameWords) -> bool:
        """Tell whether a known name is but the first word of a longer one: "Tal" in "Tal al-Hawa"."""
        if best.end - best.start > 1 or words.lower[best.start] not in self._cues.name_openers:
            return False
        return best.end + 1 < len(words) and words.lower[best.end] in self._cues.articles and words.opens_at(best.end)

    def _whole(self, best: Toponym, words: NameWords) -> Toponym:
        """Return the longer name that `best` opens; the gazetteer does not have it."""
        end = words.run_end(best.end)
        return Toponym(best.start, end, words.cut(best.start, end), (), Use.LITERAL, 0.0)

    def _is_expected(self, start: int, end: int, words: NameWords) -> bool:
        """Tell whether the words around an unknown name speak of a place, or put it in a row of names."""
        before = words.lower[start - 1] if start > 0 else ""
        if before == "the" and start > 1:
            before = words.lower[start - 2]
        after = words.lower[end] if end < len(words) else ""
        lexicon = self._cues
        is_led_to = before in lexicon.leading
        return is_led_to or before in lexicon.type_words or before in lexicon.directions or after in lexicon.type_words

    def _without_direction(self, start: int, end: int, words: NameWords) -> tuple[Entry, ...]:
        """Look "Greater Idlib" and "Northern Aleppo" up as Idlib and Aleppo."""
        if end - start > 1 and words.lower[start] in self._cues.directions:
            return self._names.look_up(start + 1, end, words)
        return ()

    def _adjective(self, start: int, words: NameWords) -> Toponym | None:
        if words.as_written(start) not in self._cues.demonym_openers:
            return None
        for end in (min(start + 2, len(words)), start + 1):
            text = words.cut(start, end)
            country = self._cues.demonyms.get(text.title() if words.is_shouted[start] else text)
            if country is not None:
                return Toponym(start, end, text, (), Use.ADJECTIVE, 0.0, country=country)
        return None

    def _hear(self, candidates: list[Toponym]) -> None:
        """Look names that the gazetteer lacks up by sound, in the countries that the text surely speaks of."""
        countries = Counter(
            one.country or one.entries[0].country
            for one in candidates
            if one.country or (one.evidence >= THRESHOLD and one.entries and one.entries[0].kind in {Kind.COUNTRY, Kind.ADM1})
        )
        least = KNOWN_SHARE * countries.total()
        known = frozenset(country for country, count in countries.items() if country is not None and count >= least)
        for one in candidates:
            if not one.entries and one.country is None and one.evidence >= THRESHOLD - HEARD:
                one.entries = self._gazetteer.find_loosely(one.text, known)
                one.evidence += HEARD if one.entries else 0.0
            elif any(entry.country in known for entry in one.entries) and self._is_plain(one):
                one.evidence += AT_HOME

    def _is_plain(self, one: Toponym) -> bool:
        word = one.text.lower()
        return word not in self._cues.common_words and word not in self._cues.person_names

    def _spread(self, candidates: list[Toponym], words: NameWords) -> None:
        """Let a name that is certain somewhere in the text be a place elsewhere, and let lists of names agree."""
        sure = {one.text.lower() for one in candidates if one.evidence >= THRESHOLD + 1.0 and one.use is Use.LITERAL}
        for one in candidates:
            if one.text.lower() in sure and one.evidence < THRESHOLD:
                one.evidence += 1.5
        for before, one in pairwise(candidates):
            between = words.cut(before.end, one.start)
            if between in {",", "and", ", and", "or", "&"}:
                if before.evidence >= THRESHOLD > one.evidence and before.use is Use.LITERAL:
                    one.evidence += 1.0
                elif one.evidence >= THRESHOLD > before.evidence and one.use is Use.LITERAL:
                    before.evidence += 1.0
