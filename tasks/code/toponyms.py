"""Toponyms: which names in a text are names of places. Patterns and the gazetteer overrule the entity recogniser."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from spacy.tokens import Doc

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind
from tasks.code.name_words import POSSESSIVES, NameWords
from tasks.code.place_cues import cues

THRESHOLD = 2.0
"""Evidence from which on a name counts as a place. Weights were set by reading errors, on a scale where 1 is a weak sign."""
SHORTEST_NAME = 3
TWO_LETTER_NAMES = frozenset({"US", "UK", "EU"})
NEAR_WORDS = frozenset({"near", "outside", "around", "outskirts", "vicinity"})
HEARD = 2.0
"""What it counts for that the article's countries have a place that sounds like the name."""
WELL_KNOWN = 500_000
"""Persons, or rank, from which on a name stands for itself even where the recogniser drew a longer one."""
AT_HOME = 0.7
"""What it counts for that a country of the article has a place of the name."""
KNOWN_SHARE = 0.15
"""The part of a text's countries and divisions from which on it speaks of a country."""

_LOCATION_LABELS = {"GPE": 3.0, "LOC": 2.5, "FAC": 1.0}
_OTHER_LABELS = {"ORG": -0.5, "NORP": -0.5, "PRODUCT": -0.5, "WORK_OF_ART": -0.5, "EVENT": -0.5, "LAW": -1.0}
_NUMBER_LABELS = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
_DATELINE_MARKS = frozenset({"(", "\u2014", "\u2013", "--", "-", ":"})
_KIND_EVIDENCE = {Kind.COUNTRY: 3.0, Kind.REGION: 2.0, Kind.ADM1: 2.0, Kind.ADM2: 1.5}


class Use(StrEnum):
    """How a text uses a place name: by itself, within the name of something else, or as an adjective."""

    LITERAL = "literal"
    IN_NAME = "in_name"
    ADJECTIVE = "adjective"


@dataclass(slots=True)
class Toponym:
    """One place name in a text. `start` and `end` are tokens; `entries` what the gazetteer has under it, with what it `wants`."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    use: Use
    evidence: float
    wants: Kind | None = None
    is_typed: bool = False
    is_near: bool = False
    country: str | None = None
    signs: list[str] = field(default_factory=list)


class ToponymFinder:
    """Finds the toponyms of parsed texts. Keeps no state between texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._cues = cues()

    def find(self, doc: Doc) -> list[Toponym]:
        """Return the toponyms of `doc` in the order of the text, without overlaps. Linear in the length of the text."""
        words = NameWords(doc, self._cues)
        candidates = list(self._candidates(doc, words))
        for candidate in candidates:
            self._weigh(candidate, doc, words)
        self._hear(candidates)
        self._spread(candidates, doc)
        return [one for one in candidates if one.evidence >= THRESHOLD and one.text not in self._cues.never]

    # -------------------------------------------------------- candidates

    def _candidates(self, doc: Doc, words: NameWords) -> Iterator[Toponym]:
        index = 0
        while index < len(doc):
            found = self._candidate_at(index, doc, words) if words.opens[index] else None
            if found is None:
                index += 1
            else:
                yield found
                index = max(found.end, index + 1)

    def _candidate_at(self, start: int, doc: Doc, words: NameWords) -> Toponym | None:
        """Return the longest name that begins at `start`: known to the gazetteer, or what the recogniser or a pattern gives."""
        best: Toponym | None = None
        for end in words.ends(start):
            name = doc[start:end].text
            entries = self._look_up(name, start, end, doc)
            if entries:
                best = Toponym(start, end, name, entries, Use.LITERAL, 0.0)
                break
        adjective = self._adjective(start, doc)
        if adjective is not None and (best is None or best.end <= adjective.end):
            return adjective
        entity = words.location_from.get(start)
        if entity is not None and (best is None or (entity > best.end and not self._suffices(best, entity, doc))):
            return Toponym(start, entity, doc[start:entity].text, self._without_direction(start, entity, doc), Use.LITERAL, 0.0)
        if best is None:
            end = words.run_end(start)
            if not self._is_expected(start, end, doc):
                return None
            return Toponym(start, end, doc[start:end].text, self._without_direction(start, end, doc), Use.LITERAL, 0.0)
        return best

    def _suffices(self, best: Toponym, end: int, doc: Doc) -> bool:
        """Tell whether a known name is to be kept where the recogniser drew a longer one, as "Homs" in "Homs province"."""
        top = best.entries[0]
        is_typed = all(token.lower_ in self._cues.type_words for token in doc[best.end : end])
        return is_typed or top.kind is Kind.COUNTRY or (top.is_main and top.weight >= WELL_KNOWN)

    def _is_expected(self, start: int, end: int, doc: Doc) -> bool:
        """Tell whether the words around an unknown name speak of a place, or put it in a row of names."""
        before = doc[start - 1].lower_ if start > 0 else ""
        if before == "the" and start > 1:
            before = doc[start - 2].lower_
        after = doc[end].lower_ if end < len(doc) else ""
        lexicon = self._cues
        is_led_to = before in lexicon.strong_prepositions or before in lexicon.weak_prepositions or before in {",", "or", "&"}
        return is_led_to or before in lexicon.type_words or before in lexicon.directions or after in lexicon.type_words

    def _without_direction(self, start: int, end: int, doc: Doc) -> tuple[Entry, ...]:
        """Look "Greater Idlib" and "Northern Aleppo" up as Idlib and Aleppo."""
        if end - start > 1 and doc[start].lower_ in self._cues.directions:
            return self._look_up(doc[start + 1 : end].text, start + 1, end, doc)
        return ()

    def _adjective(self, start: int, doc: Doc) -> Toponym | None:
        for end in (start + 2, start + 1):
            text = doc[start:end].text
            country = self._cues.demonyms.get(text)
            if country is not None:
                return Toponym(start, end, text, (), Use.ADJECTIVE, 0.0, country=country)
        return None

    def _look_up(self, name: str, start: int, end: int, doc: Doc) -> tuple[Entry, ...]:
        short = name.rstrip(".")
        alias = self._cues.aliases.get(short)
        if alias is not None:
            return tuple(entry for entry in self._gazetteer.find(alias[0]) if entry.country == alias[1])
        code = self._cues.states.get(short.replace(".", "").replace(" ", ""))
        if code is not None and (_follows_comma(doc, start) or ("." in name[:-1] and end - start == 1)):
            state = self._gazetteer.division_name("US", code)
            return tuple(e for e in self._gazetteer.find(state or "") if e.kind is Kind.ADM1 and e.country == "US")
        is_too_short = len(short) < SHORTEST_NAME and name not in TWO_LETTER_NAMES
        if is_too_short or name.lower() in self._cues.directions or name in self._cues.never:
            return ()
        entries = self._gazetteer.find(name)
        is_acronym = bool(entries) and entries[0].kind is Kind.COUNTRY and len(name) <= SHORTEST_NAME
        return () if is_acronym and not name.isupper() else entries

    # -------------------------------------------------------- evidence

    def _weigh(self, one: Toponym, doc: Doc, words: NameWords) -> None:
        if one.use is Use.ADJECTIVE:
            one.evidence = THRESHOLD
            return
        one.evidence = (
            self._by_gazetteer(one)
            + self._by_label(one, doc, words)
            + self._by_words_before(one, doc)
            + self._by_words_after(one, doc, words)
            + self._by_shape(one, doc, words)
        )

    def _by_gazetteer(self, one: Toponym) -> float:
        if not one.entries:
            return -2.0
        is_long = one.end - one.start > 1
        return max(
            _KIND_EVIDENCE.get(e.kind, 0.0) or 0.5 * math.log10(e.weight + 1) - (0.0 if is_long else 0.5) for e in one.entries[:3]
        )

    def _by_label(self, one: Toponym, doc: Doc, words: NameWords) -> float:
        entity = words.entity_at.get(one.end - 1) or words.entity_at.get(one.start)
        if entity is None:
            return 0.0
        start, end = words.bounds(entity)
        label = entity.label_
        is_whole = start >= one.start and end <= one.end
        if label in _LOCATION_LABELS:
            return _LOCATION_LABELS[label] if is_whole or label != "FAC" else self._inside(one, 0.5)
        if label in _NUMBER_LABELS:
            return -1.0 if is_whole else -2.0
        if label == "PERSON":
            is_unlikely = one.end - one.start == 1 and doc[one.start].lower_ not in self._cues.person_names
            return -3.0 if not is_whole else -0.3 if is_unlikely else -1.0
        return _OTHER_LABELS.get(label, 0.0) if is_whole else self._inside(one, 0.0)

    def _inside(self, one: Toponym, evidence: float) -> float:
        """Weigh a name that is part of a longer name: the place is named there, but is not what is spoken of."""
        one.use = Use.IN_NAME
        return evidence

    def _by_words_before(self, one: Toponym, doc: Doc) -> float:
        index = one.start - 1
        if index >= 0 and doc[index].lower_ == "the":
            index -= 1
        if index < 0:
            return 0.0
        word = doc[index].lower_
        if word.rstrip(".") in self._cues.titles and one.end - one.start == 1:
            return -4.0
        if word == "of" and index > 0:
            evidence = self._by_word_before_of(one, doc, index)
            if evidence:
                return evidence
        if word in self._cues.type_words and doc[index].text.islower():
            self._type(one, self._cues.type_words[word], word)
            return 1.5
        return self._by_preposition(one, doc, index)

    def _by_word_before_of(self, one: Toponym, doc: Doc, index: int) -> float:
        """Weigh "the village of X" and "south of X", where `index` is the token of "of"."""
        before = doc[index - 1].lower_
        if before in self._cues.type_words:
            self._type(one, self._cues.type_words[before], before)
            one.is_near = any(token.lower_ in NEAR_WORDS for token in doc[max(0, index - 4) : index - 1])
            return 4.5 if self._cues.type_words[before] is Kind.PLACE else 3.0
        one.is_near = before in self._cues.directions
        return 2.5 if one.is_near else 0.0

    def _by_preposition(self, one: Toponym, doc: Doc, index: int) -> float:
        score, word = 0.0, doc[index].lower_
        if word in self._cues.directions and doc[index].text.islower():
            score, word = 1.0, doc[index - 1].lower_ if index > 0 else ""
        if word in self._cues.strong_prepositions:
            one.is_near = one.is_near or word in NEAR_WORDS
            return score + 2.0
        return score + (0.7 if word in self._cues.weak_prepositions else 0.0)

    def _by_words_after(self, one: Toponym, doc: Doc, words: NameWords) -> float:
        if one.end >= len(doc):
            return 0.0
        after = doc[one.end]
        if after.text in POSSESSIVES and one.end + 1 < len(doc):
            after = doc[one.end + 1]
            is_possessive = True
        else:
            is_possessive = False
        word = after.lower_
        if word in self._cues.type_words and (after.text.islower() or not is_possessive):
            self._type(one, self._cues.type_words[word], word)
            return 2.0
        if word in self._cues.organisation_words and after.text[:1].isupper() and not is_possessive:
            one.use = Use.IN_NAME
            return 0.0
        if word == "," and words.opens_at(one.end + 1) and self._is_container(one.end + 1, doc, words):
            return 2.5
        if word in self._cues.speech_verbs and one.end - one.start == 1:
            return -1.0
        return 0.0

    def _is_container(self, start: int, doc: Doc, words: NameWords) -> bool:
        """Tell whether a country or first-order division is named at `start`, as after the comma in "Gainesville, Georgia"."""
        for end in words.ends(start):
            entries = self._look_up(doc[start:end].text, start, end, doc)
            if entries:
                return entries[0].kind in {Kind.COUNTRY, Kind.ADM1}
        return False

    def _type(self, one: Toponym, kind: Kind | None, word: str) -> None:
        one.is_typed = True
        one.wants = one.wants or kind
        if word in {"county", "counties"}:
            one.entries = (*(e for e in self._gazetteer.find(f"{one.text} County") if e.kind is Kind.ADM2), *one.entries)

    def _by_shape(self, one: Toponym, doc: Doc, words: NameWords) -> float:
        span = doc[one.start : one.end]
        score = 0.0
        if one.end - one.start == 1:
            word = span[0].lower_
            is_country = bool(one.entries) and one.entries[0].kind is Kind.COUNTRY
            if word in self._cues.common_words and not is_country:
                score -= 2.0
            if word in self._cues.person_names and not is_country:
                score -= 1.5
            if word in words.surnames:
                score -= 3.0
            if span[0].pos_ not in {"PROPN", "X"} and not is_country:
                score -= 1.5 if word in self._cues.common_words or not one.entries else 0.7
        if (
            one.start > 0
            and words.is_name[one.start - 1]
            and not doc[one.start - 1].is_sent_start
            and not words.is_soft(one.start - 1)
        ):
            score -= 2.0
            one.use = Use.IN_NAME
        if one.end < len(doc) and words.is_name[one.end] and one.use is Use.LITERAL and not words.is_soft(one.end):
            score -= 1.5
            one.use = Use.IN_NAME
        if span[0].is_sent_start and one.end < len(doc) and doc[one.end].text in _DATELINE_MARKS and span.text.isupper():
            score += 3.0
        return score

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

    def _spread(self, candidates: list[Toponym], doc: Doc) -> None:
        """Let a name that is certain somewhere in the text be a place elsewhere, and let lists of names agree."""
        sure = {one.text.lower() for one in candidates if one.evidence >= THRESHOLD + 1.0 and one.use is Use.LITERAL}
        for one in candidates:
            if one.text.lower() in sure and one.evidence < THRESHOLD:
                one.evidence += 1.5
        for before, one in pairwise(candidates):
            between = doc[before.end : one.start].text
            if between in {",", "and", ", and", "or", "&"}:
                if before.evidence >= THRESHOLD > one.evidence and before.use is Use.LITERAL:
                    one.evidence += 1.0
                elif one.evidence >= THRESHOLD > before.evidence and one.use is Use.LITERAL:
                    before.evidence += 1.0


def _follows_comma(doc: Doc, start: int) -> bool:
    return start > 1 and doc[start - 1].text == ","
