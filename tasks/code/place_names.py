"""Which places the words of a text may name: by the gazetteer, and by the short forms that news English has for some."""

from __future__ import annotations

from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind
from tasks.code.name_words import NameWords
from tasks.code.place_cues import cues

SHORTEST_NAME = 3
LONGEST_ABBREVIATION = 16
"""Letters up to which a name may be one of the lexicon's short forms."""
TWO_LETTER_NAMES = frozenset({"US", "UK", "EU"})


class PlaceNames:
    """Looks up names as they stand in texts. Keeps no state between texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._cues = cues()
        self._states = {code: self._state(code) for code in set(self._cues.states.values())}

    def named(self, name: str) -> tuple[Entry, ...]:
        """Return the places of a name."""
        return self._gazetteer.find(name)

    def look_up(self, start: int, end: int, words: NameWords) -> tuple[Entry, ...]:
        """Return what the tokens from `start` up to `end` may name, the most important first."""
        name = words.cut(start, end)
        if name[-1] == "." or len(name) <= LONGEST_ABBREVIATION:
            known = self._abbreviated(name, start, end, words)
            if known is not None:
                return known
        if self._is_direction(start, end, words) or name in self._cues.never:
            return ()
        entries = self._gazetteer.find(name)
        is_acronym = bool(entries) and entries[0].kind is Kind.COUNTRY and len(name) <= SHORTEST_NAME
        is_word = is_acronym and words.is_shouted[start] and name.lower() in self._cues.common_words
        return () if is_acronym and (is_word or not name.isupper()) else entries

    def _is_direction(self, start: int, end: int, words: NameWords) -> bool:
        """Tell whether a name is but a point of the compass: "the North East", yet not "North West Region"."""
        is_typed = end - start > 1 and end < len(words) and words.lower[end] in self._cues.type_words
        return not is_typed and all(word in self._cues.directions for word in words.lower[start:end])

    def _abbreviated(self, name: str, start: int, end: int, words: NameWords) -> tuple[Entry, ...] | None:
        """Return what a short form stands for; nothing for what is too short for a name; None for what may be a whole name."""
        short = name.rstrip(".")
        alias = self._cues.aliases.get(short)
        if alias is not None:
            return tuple([entry for entry in self._gazetteer.find(alias[0]) if entry.country == alias[1]])
        is_too_short = len(short) < SHORTEST_NAME and name not in TWO_LETTER_NAMES
        return self._abbreviated_state(name, short, start, end, words) or (() if is_too_short else None)

    def _abbreviated_state(self, name: str, short: str, start: int, end: int, words: NameWords) -> tuple[Entry, ...] | None:
        """Return the American state that "Ga." or "N.Y." stands for: after a comma, or alone where it has a full stop within."""
        code = self._cues.states.get(short.replace(".", "").replace(" ", ""))
        if code is None:
            return None
        follows_comma = start > 1 and words.texts[start - 1] == ","
        return self._states[code] if follows_comma or ("." in name[:-1] and end - start == 1) else None

    def _state(self, code: str) -> tuple[Entry, ...]:
        name = self._gazetteer.division_name("US", code) or ""
        return tuple([entry for entry in self._gazetteer.find(name) if entry.kind is Kind.ADM1 and entry.country == "US"])
