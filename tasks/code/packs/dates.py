"""Days in a language with a pack: each way to name one is put into English, and reckoned as English texts' are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from tasks.code.packs import files
from tasks.code.packs.numbers import NumberReader
from tasks.code.when import LONGEST_HEAD, MONTHS, When, dates_in
from tasks.errors import PackError

_SLOT = re.compile(r"\{(\w{1,10})\}")
_LETTER = r"[^\W\d_]"
_FIXED = {
    "day": r"(?P<day>[0-3]?\d)(?:er|re|º|\.)?(?!\d)",
    "first": r"(?P<first>[0-3]?\d)(?:er|re|º|\.)?(?!\d)",
    "year": r"(?P<year>(?:19|20)\d\d)(?!\d)",
    "count": rf"(?P<count>\d{{1,3}}|{_LETTER}{{2,12}}(?:-{_LETTER}{{2,12}}){{0,3}})",
    "iso": r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)",
    "numeric": r"(?P<numeric>\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d)(?!\d)",
}


class DateReader:
    """Reads the dates of one language."""

    def __init__(self, data: files.Dates, numbers: NumberReader, where: str) -> None:
        """Make ready for the language of `data`, which the file `where` holds.

        Raises:
            PackError: a pattern names something that there is not, or is no expression.
        """
        self._numbers = numbers
        self._english = {
            word: name for names in (data.weekdays, data.months, data.units) for name, ws in names.items() for word in ws
        }
        slots = {**_FIXED}
        for slot, names in (("weekday", data.weekdays), ("from", data.weekdays), ("month", data.months), ("unit", data.units)):
            words = sorted((word for ws in names.values() for word in ws), key=len, reverse=True)
            slots[slot] = rf"(?P<{slot}>{'|'.join(map(re.escape, words))})(?!\w)(?:\.(?=\s\d))?"
        self._patterns = [
            (_compiled(pattern, slots, f"{where}: patterns.{at}"), english) for at, (pattern, english) in enumerate(data.patterns)
        ]

    def dates_in(self, text: str, published: date | None, offset: int) -> list[When]:
        """Return the dates that `text` names, in order, not overlapping; `offset` is added to their places."""
        taken: list[When] = []
        for pattern, english in self._patterns:
            for match in pattern.finditer(text):
                if any(match.start() + offset < one.end and one.start < match.end() + offset for one in taken):
                    continue
                found = _reckoned(self._in_english(match, english), published)
                if found:
                    taken.append(replace(found, start=match.start() + offset, end=match.end() + offset))
        return sorted(taken, key=lambda one: one.start)

    def _in_english(self, match: re.Match[str], english: str) -> str:
        parts = match.groupdict()
        return " ".join(_SLOT.sub(lambda slot: self._value(slot[1], parts), english).split())

    def _value(self, slot: str, parts: Mapping[str, str | None]) -> str:
        value = (parts.get(slot) or "").lower()
        if slot == "count" and not value.isdecimal():
            number = self._numbers.number_at([value], 0)
            return str(number[0]) if number else "?"
        return self._english.get(value, value)


def _compiled(pattern: str, slots: Mapping[str, str], where: str) -> re.Pattern[str]:
    try:
        body = _SLOT.sub(lambda slot: slots[slot[1]], pattern.replace(" ", r"\s"))
        return re.compile(rf"(?<![\w-]){body}(?!\w)", re.IGNORECASE)
    except KeyError as error:
        raise PackError(f"{where}: there is no {{{error.args[0]}}}; known are {', '.join(sorted(slots))}.") from error
    except re.error as error:
        raise PackError(f"{where}: {pattern!r} is no expression: {error}.") from error


@lru_cache(maxsize=4096)
def _reckoned(english: str, published: date | None) -> When | None:
    """Return what an English date means. It is no dispatch's own: what stands around it is not known here."""
    capital = " ".join(word.capitalize() if word in MONTHS else word for word in english.split())  # `march` alone is a verb
    found = dates_in(capital, published, LONGEST_HEAD + 1)
    return found[0] if found else None
