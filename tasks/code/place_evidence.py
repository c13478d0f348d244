"""How much a text's words speak for a name being the name of a place: patterns, shape and the gazetteer."""

from __future__ import annotations

import math

from tasks.code.gazetteer_build import Kind
from tasks.code.name_words import POSSESSIVES, NameWords
from tasks.code.place_cues import cues
from tasks.code.place_names import PlaceNames
from tasks.code.toponyms import Toponym, Use

INTERNATIONAL = 7
THRESHOLD = 2.0
"""Evidence from which on a name counts as a place. Weights were set by reading errors, on a scale where 1 is a weak sign."""
SHOUTED_WORD = 1.0
"""What it counts against a common word, over what it does elsewhere, where all words are in capitals."""
UNKNOWN_BUT_TYPED = 4.0
"""What it counts for a name that the gazetteer lacks that words call it a place: `X district`, `near X`."""
NEAR_WORDS = frozenset({"near", "outside", "around", "outskirts", "vicinity"})

_DATELINE_MARKS = frozenset({"(", "\u2014", "\u2013", "--", "-", ":"})
_KIND_EVIDENCE = {Kind.COUNTRY: 3.0, Kind.REGION: 2.0, Kind.ADM1: 2.0, Kind.ADM2: 1.5}


class Evidence:
    """Weighs names. Keeps no state between texts."""

    def __init__(self, names: PlaceNames) -> None:
        self._names = names
        self._cues = cues()

    def weigh(self, one: Toponym, words: NameWords) -> None:
        """Set the evidence of one toponym, how it is used, and which kind of place is wanted."""
        if one.use is Use.ADJECTIVE:
            one.evidence = THRESHOLD
            return
        one.evidence = (
            self._by_gazetteer(one)
            + self._by_words_before(one, words)
            + self._by_words_after(one, words)
            + self._by_shape(one, words)
        )

    def _by_gazetteer(self, one: Toponym) -> float:
        if not one.entries:
            return -2.0
        is_long = one.end - one.start > 1
        return max(
            _KIND_EVIDENCE.get(e.kind, 0.0) or 0.5 * math.log10(e.weight + 1) - (0.0 if is_long else 0.5) for e in one.entries[:3]
        )

    def _by_words_before(self, one: Toponym, words: NameWords) -> float:
        index = one.start - 1
        if index >= 0 and words.lower[index] == "the":
            index -= 1
        if index < 0:
            return 0.0
        word = words.lower[index]
        if word.rstrip(".") in self._cues.titles and one.end - one.start == 1:
            return -4.0
        if word == "of" and index > 0:
            evidence = self._by_word_before_of(one, words, index)
            if evidence:
                return evidence
        if word in self._cues.type_words and words.is_plain(index):
            self._type(one, self._cues.type_words[word], word)
            return 1.5
        return self._by_preposition(one, words, index)

    def _by_word_before_of(self, one: Toponym, words: NameWords, index: int) -> float:
        """Weigh "the village of X" and "south of X", where `index` is the token of "of"."""
        before = words.lower[index - 1]
        if before in self._cues.type_words:
            self._type(one, self._cues.type_words[before], before)
            one.is_near = not NEAR_WORDS.isdisjoint(words.lower[max(0, index - 4) : index - 1])
            return 4.5 if self._cues.type_words[before] is Kind.PLACE else 3.0
        one.is_near = before in self._cues.directions
        return 2.5 if one.is_near else 0.0

    def _by_preposition(self, one: Toponym, words: NameWords, index: int) -> float:
        score, word = 0.0, words.lower[index]
        if word in self._cues.directions and words.is_plain(index):
            score, word = 1.0, words.lower[index - 1] if index > 0 else ""
        if word in self._cues.strong_prepositions:
            one.is_near = one.is_near or word in NEAR_WORDS
            return score + (2.0 if one.entries or word not in NEAR_WORDS else UNKNOWN_BUT_TYPED)
        return score + (0.7 if word in self._cues.weak_prepositions else 0.0)

    def _by_words_after(self, one: Toponym, words: NameWords) -> float:
        if one.end >= len(words):
            return 0.0
        is_possessive = words.texts[one.end] in POSSESSIVES and one.end + 1 < len(words)
        at = one.end + 1 if is_possessive else one.end
        after, word = words.texts[at], words.lower[at]
        if word in self._cues.type_words and (words.is_plain(at) or not is_possessive):
            self._type(one, self._cues.type_words[word], word)
            return 2.0 if one.entries else UNKNOWN_BUT_TYPED
        is_organisation = word in self._cues.organisation_words and after[:1].isupper() and not is_possessive
        if is_organisation or self._is_modifier(one, at, words):
            one.use = Use.IN_NAME
            return 0.0
        if word == "," and words.opens_at(one.end + 1) and self._is_container(one.end + 1, words):
            return 2.5
        if word in self._cues.speech_verbs and one.end - one.start == 1:
            return -1.0
        return 0.0

    def _is_modifier(self, one: Toponym, after: int, words: NameWords) -> bool:
        """Tell whether a region of several countries only qualifies a noun: "EU ministers", "Middle East peace"."""
        is_wide = bool(one.entries) and one.entries[0].where_prec == INTERNATIONAL
        return is_wide and words.texts[after].islower() and words.tag(after) == "NOUN"

    def _is_container(self, start: int, words: NameWords) -> bool:
        """Tell whether a country or first-order division is named at `start`, as after the comma in "Gainesville, Georgia"."""
        for end in words.ends(start):
            entries = self._names.look_up(start, end, words)
            if entries:
                return entries[0].kind in {Kind.COUNTRY, Kind.ADM1}
        return False

    def _type(self, one: Toponym, kind: Kind | None, word: str) -> None:
        one.is_typed = True
        one.is_part = one.is_part or word in self._cues.city_parts
        one.wants = one.wants or kind
        if word in {"county", "counties"}:
            one.entries = (*(e for e in self._names.named(f"{one.text} County") if e.kind is Kind.ADM2), *one.entries)

    def _by_shape(self, one: Toponym, words: NameWords) -> float:
        score = 0.0
        if one.end - one.start == 1:
            word = words.lower[one.start]
            is_country = bool(one.entries) and one.entries[0].kind is Kind.COUNTRY
            if word in self._cues.common_words and not is_country:
                score -= 2.0
            if word in self._cues.person_names and not is_country:
                score -= 1.5
            if word in words.surnames:
                score -= 3.0
            if words.is_shouted[one.start]:
                is_led_to = one.start > 0 and words.lower[one.start - 1] in self._cues.leading
                score -= SHOUTED_WORD if word in self._cues.common_words and not is_country else 0.0 if is_led_to else 0.7
            elif words.tag(one.start) not in {"PROPN", "X"} and not is_country:
                score -= 1.5 if word in self._cues.common_words or not one.entries else 0.7
        if not words.is_shouted[one.start]:
            score += self._by_neighbours(one, words)
        return score + (3.0 if self._is_dateline(one, words) else 0.0)

    def _is_dateline(self, one: Toponym, words: NameWords) -> bool:
        """Tell whether a sentence opens with a name in capitals, as a dateline does: "KABUL (Agency)", "LIMA, 20 JUN"."""
        if not (words.opens_sentence[one.start] and one.text.isupper() and one.end < len(words)):
            return False
        after = words.texts[one.end]
        return after in _DATELINE_MARKS or (after == "," and words.texts[min(one.end + 1, len(words) - 1)][0].isdigit())

    def _by_neighbours(self, one: Toponym, words: NameWords) -> float:
        """Weigh against a name that goes on beyond its words: it is the name of something else."""
        score, before = 0.0, one.start - 1
        if before >= 0 and words.is_name[before] and not words.opens_sentence[before] and not words.is_soft(before):
            score -= 2.0
            one.use = Use.IN_NAME
        if one.end < len(words) and words.is_name[one.end] and one.use is Use.LITERAL and not words.is_soft(one.end):
            score -= 1.5
            one.use = Use.IN_NAME
        return score
