"""The kinds of dates as patterns over text in lower case, by the word that they begin with. Every repetition is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from tasks.code import date_absolute as absolute
from tasks.code import date_relative as relative
from tasks.code.date_spans import Reckon
from tasks.code.date_words import either, lexicon

_WORDS = lexicon().words
_MONTH = "(?P<month>" + either([*_WORDS["months"], *_WORDS["month_abbreviations"]]) + r")\b\.?"
_MONTH_FROM = _MONTH.replace("<month>", "<month_from>")
_BARE_YEAR = r"(?:19|20)[0-9]{2}(?![0-9]|[,.:][0-9])"
_YEAR = rf"(?:,?\s{{0,2}}(?:of\s)?(?<![0-9])(?P<year>{_BARE_YEAR})|\b(?![,.][0-9]))"
_YEAR_FROM = rf"(?:,?\s(?P<year_from>{_BARE_YEAR}))?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_DAY_FROM = _DAY.replace("<day>", "<day_from>")
_FIRST = r"(?P<first>[0-9]{1,2})(?:st|nd|rd|th)?(?:,\s[0-9]{1,2}){0,4}"
_WEEKDAY = "(?P<weekday>" + either(_WORDS["weekdays"]) + r")\b"
_NAMED = either([*_WORDS["weekdays"], *_WORDS["weekday_abbreviations"]]) + r"\b\.?,?\s\(?(?:the\s)?"
_PART = rf"(?:\s(?:{either(_WORDS['day_parts'])}|at\snoon))?"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|until|till|through|into)\s(?:early\s|late\s|the\s)?)"
_AND = r"(?:\s?[-–—]\s?|,?\s(?:to|and|or|until|till|through)\s(?:the\s)?)"
_BETWEEN = rf"(?:{_TO}|\s(?P<and>and)\s)"
_COUNT = "(?P<count>" + either(lexicon().counts) + "|[0-9]{1,3})"
_UNIT = "(?P<unit>day|week|month|year)s?"
_COUNTED = rf"(?![\s-]{{1,2}}{either(_WORDS['counted'])}(?!\w))"
_STOP = r"(?=\s{0,2}(?:[.,;:)\]\"”]|$))"
_WIRE = r"(?=\s{0,2}(?:[(\[.,;]|--|[-–—]|$))"
_WHICH = r"(?:\s(?:of\s)?(?P<which>last|this)\syear)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of date. `kind` is that of the word it begins with; `basis` names how the date was found."""

    kind: str
    basis: str
    pattern: re.Pattern[str]
    reckon: Reckon


def _by_number() -> Iterator[tuple[str, str, Reckon]]:
    yield (
        "absolute",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<dash>[-./])(?P<number>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})(?![0-9])",
        absolute.iso,
    )
    yield (
        "absolute",
        r"(?P<day>[0-9]{1,2})(?P<dash>[./-])(?P<number>[0-9]{1,2})(?P=dash)(?P<year>(?:19|20)[0-9]{2})(?![0-9])",
        absolute.numeric,
    )
    yield "absolute", rf"{_FIRST}{_AND}{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}", absolute.day_range
    yield (
        "absolute",
        rf"{_DAY_FROM}\s(?:of\s)?{_MONTH_FROM}{_YEAR_FROM}{_BETWEEN}{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}",
        absolute.days_between,
    )
    yield "absolute", rf"{_DAY}\s{_MONTH},?\s(?P<short>[0-9]{{2}})\b{_WIRE}", absolute.short_year
    yield "absolute", rf"{_DAY}\s?(?:of\s)?{_MONTH}{_YEAR}", absolute.full
    yield (
        "day_of_month",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)(?:\sof\sthis\smonth|{_STOP}|(?=\s{either(_WORDS['after_day'])}\s))",
        absolute.day_of_month,
    )
    yield "year", r"(?P<year>(?:19|20)[0-9]0)['’]?s\b", absolute.decade
    yield (
        "year",
        rf"(?P<first>(?:19|20)[0-9]{{2}})(?:[-–/]|\s(?:to|until|and)\s)(?P<last>(?:19|20)?[0-9]{{2}})(?![\w-]|[.,][0-9]){_COUNTED}",
        absolute.years,
    )
    yield "year", rf"(?P<year>{_BARE_YEAR})(?![\w/-]){_COUNTED}", absolute.year


def _by_month() -> Iterator[tuple[str, str, Reckon]]:
    yield "absolute", rf"{_MONTH_FROM}\s{_DAY_FROM}{_YEAR_FROM}{_BETWEEN}{_MONTH}\s{_DAY}\b{_YEAR}", absolute.days_between
    yield "absolute", rf"{_MONTH}\s{_FIRST}{_AND}{_DAY}\b(?!:){_YEAR}{_COUNTED}(?!\s{_MONTH_FROM})", absolute.day_range
    yield "absolute", rf"{_MONTH}\s{_DAY},?\s(?P<short>[0-9]{{2}})\b{_WIRE}", absolute.short_year
    yield "absolute", rf"{_MONTH}\s(?:the\s)?{_DAY}(?![0-9:]){_YEAR}(?:(?P<counted>{_COUNTED})|)", absolute.full_or_count
    yield "month", rf"{_MONTH_FROM}{_YEAR_FROM}{_AND}{_MONTH}{_YEAR}", absolute.month_range
    yield "month", rf"{_MONTH}{_YEAR}{_WHICH}(?![\w-])", absolute.month


def _by_weekday() -> Iterator[tuple[str, str, Reckon]]:
    yield "name", rf"{either(_WORDS['weekdays'])}\s{either(_WORDS['after_weekday'])}\b", relative.weekday_of_name
    yield "absolute", rf"{_NAMED}{_DAY}\s?(?:of\s)?{_MONTH}{_YEAR}", absolute.full
    yield "absolute", rf"{_NAMED}{_MONTH}\s(?:the\s)?{_DAY}\b{_YEAR}", absolute.full
    earlier = _WEEKDAY.replace("<weekday>", "<weekday_from>")
    yield (
        "weekday",
        rf"{earlier}{_PART}(?:,\s{either(_WORDS['weekdays'])})?(?:{_TO}|,?\s(?:and|or)\s(?:early\s|late\s)?){_WEEKDAY}{_PART}",
        relative.weekdays,
    )
    yield "weekday", rf"{_WEEKDAY}{_PART}(?=(?P<past>['’]s\b)|)", relative.weekday


def _by_word() -> Iterator[tuple[str, str, Reckon]]:
    yield "name", rf"(?P<name>{either(lexicon().past_events)})\b", absolute.past_event
    yield "feast", rf"(?P<feast>{either(lexicon().feasts)})\b(?:,?\s(?P<year>{_BARE_YEAR}))?", absolute.feast
    closed = [phrase for phrase in _phrases() if phrase.split()[-1] not in {"before", "after"}]
    opened = [phrase for phrase in _phrases() if phrase not in closed]
    yield "relative", rf"(?P<phrase>{either(closed)})\b", relative.by_name
    yield "relative", rf"(?P<phrase>{either(opened)})\b{_STOP}", relative.by_name
    yield "relative", rf"overnight\b(?:\s(?:on\s|from\s)?{_WEEKDAY}(?:{_TO}{either(_WORDS['weekdays'])}\b)?)?", relative.overnight
    yield "relative", r"weekend\b", relative.weekend
    yield "relative", r"earlier\sin\sthe\s(?P<unit>week|month|year)\b", relative.earlier_in_the
    yield "relative", r"later\sthis\s(?P<unit>week|month|year)\b", relative.later_this
    yield "relative", r"(?P<which>this|last|previous|preceding|next|following)\s(?P<unit>week|month|year)\b", relative.shifted
    yield "relative", rf"(?:last|past|previous)\s{_COUNT}\s(?P<unit>hour|day|week|month|year)s?\b", relative.in_the_last
    parts = {name: [part for part in lexicon().parts if name in lexicon().parts[part]] for name in ("month", "year")}
    yield "month", rf"(?P<part>{either(parts['month'])})[\s-]{_MONTH}(?!\s?[0-9]{{1,2}}\b){_YEAR}{_WHICH}", absolute.part_of_month
    yield (
        "year",
        rf"(?P<part>{either(parts['year'])})[\s-](?:(?P<year>{_BARE_YEAR})|(?P<which>this|last)\syear)\b",
        absolute.part_of_year,
    )
    yield "month", rf"(?P<part>{either(parts['month'])})\s(?P<which>this|last)\smonth\b", relative.part_of_that_month
    yield "season", rf"(?P<season>{either(lexicon().seasons)})\b(?:\s(?:of\s)?(?P<year>{_BARE_YEAR}))?", absolute.season


def _by_count() -> Iterator[tuple[str, str, Reckon]]:
    far = r"(?P<way>ago|earlier|later|afterwards|previously)\b"
    yield "relative", rf"{_COUNT}\s{_UNIT}\s(?:{far}|(?P<near>before|after)\b{_STOP})", relative.counted


def _phrases() -> tuple[str, ...]:
    words = _WORDS
    return tuple(sorted(words["relative"] | words["anchored"] | words["within_day"] | words["recent"] | words["up_to_now"]))


_KINDS = {
    "number": _by_number,
    "month": _by_month,
    "weekday": _by_weekday,
    "word": lambda: chain(_by_word(), _by_month()),
    "count": _by_count,
}


@cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """Return the rules by the kind of the word that their dates begin with, surest first."""
    return {
        kind: tuple(Rule(kind, basis, re.compile(pattern), reckon) for basis, pattern, reckon in made())
        for kind, made in _KINDS.items()
    }


@cache
def beginnings() -> re.Pattern[str]:
    """Return the pattern of all words that a date may begin with; its group tells their kind."""
    parts = lexicon().parts
    words = [
        *_phrases(),
        *lexicon().past_events,
        *lexicon().feasts,
        *parts,
        *lexicon().seasons,
        "overnight",
        "weekend",
        "later this",
    ]
    stems = sorted({word for word in words if not any(word != other and word.startswith(other) for other in words)})
    shift = r"(?:this|last|past|previous|preceding|next|following)\s(?=[a-z0-9])"
    return re.compile(
        r"(?<![\w-])(?<![0-9][.,:/])(?:"
        rf"(?P<count>(?:{either(lexicon().counts)}|[0-9]{{1,3}})\s(?=(?:day|week|month|year)))"
        rf"|(?P<word>{either(stems)}|{shift})"
        rf"|(?P<month>{either([*_WORDS['months'], *_WORDS['month_abbreviations']])})\b"
        rf"|(?P<weekday>{either([*_WORDS['weekdays'], *_WORDS['weekday_abbreviations']])})\b"
        r"|(?P<number>[0-9]{1,4}(?![0-9])))"
    )
