"""When: the dates that a text names, worked out against its publication date. Without that date, relative ones stay open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SMALL = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "several": 3,
}
DAY, DAYS, WEEK, MONTH, YEAR = 1, 2, 3, 4, 5
"""UCDP's precisions: a day, two to six days, a week, a month, a year or less precise."""
MOST_AHEAD = timedelta(days=1)
"""How far past the publication date a date without a year may lie: clocks differ around the globe."""
FARTHEST_HEAD = timedelta(days=45)
"""How far the date at the head of a text may lie from its publication date: sites print one text again, or date it by the event."""
LONGEST_HEAD = 200
"""Code points within which the head of a text ends."""
_IN_A_SENTENCE = frozenset(
    {"after", "and", "before", "between", "by", "early", "from", "in", "late", "of", "on", "since", "to", "until"}
)
_PUBLISHED = frozenset({"posted", "published", "updated", "publication"})
EARLIEST_YEAR, LATEST_YEAR = 1900, 2099

_MONTH = (
    "(?P<month>" + "|".join([*MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "oct", "nov", "dec"]) + r")\b\.?"
)
_YEAR = r"(?:,?\s{1,2}(?P<year>(?:19|20)\d\d))?\b"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = "(?P<weekday>" + "|".join(WEEKDAYS) + r")\b"
_NAMED = "(?:(?:" + "|".join([*WEEKDAYS, *(name[:3] for name in WEEKDAYS), "tues", "thurs"]) + r")\b\.?,?\s)?"
_COUNT = "(?P<count>" + "|".join(SMALL) + r"|\d{1,3})"


@dataclass(frozen=True, slots=True)
class When:
    """A date as a text gives it. `start` and `end` are code points; the days are None when there was nothing to reckon from.

    `is_dateline` tells the date of the dispatch itself, at its head.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    prec: int
    basis: str
    is_since: bool = False
    is_ahead: bool = False
    is_dateline: bool = False


Span = tuple[date, date, int]
Reckon = Callable[[re.Match[str], date | None], Span | None]


def dates_in(text: str, published: date | None, offset: int = 0) -> list[When]:
    """Return the dates that `text` names, in order, not overlapping; `offset` is added to their places."""
    taken: list[When] = []
    for basis, pattern, reckon in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() + offset < one.end and one.start < match.end() + offset for one in taken):
                continue
            found = _found(match, basis, reckon, published, text, offset)
            if found:
                taken.append(found)
    return sorted(taken, key=lambda one: one.start)


def _found(match: re.Match[str], basis: str, reckon: Reckon, published: date | None, text: str, offset: int) -> When | None:
    try:
        span = reckon(match, published)
    except (ValueError, OverflowError):
        return None
    before = text[max(0, match.start() - 24) : match.start()].lower().split()
    words = match.group().lower().split()
    is_since = "since" in {words[0], *before[-2:]}
    is_ahead = words[0] in {"next", "tomorrow"} or before[-1:] in (["next"], ["until"])
    first, last, prec = span or (None, None, YEAR)
    if first and published and first > published:
        is_ahead = True
    if span is None and published is not None:
        return None
    is_dateline = _is_dateline(match, before[-2:], first, published, offset)
    return When(match.start() + offset, match.end() + offset, first, last, prec, basis, is_since, is_ahead, is_dateline)


def _is_dateline(match: re.Match[str], before: list[str], first: date | None, published: date | None, offset: int) -> bool:
    """Whether a full date heads the text (`Published 3 June 2018 -`, `KABUL, June 3, 2018 -`) instead of telling of an event."""
    if match.start() + offset > LONGEST_HEAD or not match.groupdict().get("year") or not first or not published:
        return False
    return abs(first - published) <= FARTHEST_HEAD and (not _IN_A_SENTENCE & {*before[-1:]} or not _PUBLISHED.isdisjoint(before))


def _month_number(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _full(match: re.Match[str], published: date | None) -> Span | None:
    parts = match.groupdict()
    month, day = _month_number(parts["month"]), int(parts["day"])
    if parts.get("year"):
        return _one(date(int(parts["year"]), month, day))
    if published is None:
        date(2024, month, day)
        return None
    return _one(_with_year(month, day, published))


def _with_year(month: int, day: int, published: date) -> date:
    """Return the latest such day that does not lie after publication. 29 February looks back to its last leap year."""
    for back in range(9):
        try:
            guess = date(published.year - back, month, day)
        except ValueError:
            continue
        if guess <= published + MOST_AHEAD:
            return guess
    raise ValueError


def _iso(match: re.Match[str], _: date | None) -> Span | None:
    return _one(date(int(match["year"]), int(match["number"]), int(match["day"])))


def _numeric(match: re.Match[str], published: date | None) -> Span | None:
    """`17.08.2016` has its day first, as most of the world writes; `8/17/2016` can only be American; `3/4/2016` may be either."""
    year, first, second = int(match["year"]), int(match["day"]), int(match["number"])
    if match["dash"] == "/" and max(first, second) <= 12 and first != second:
        readings = [date(year, second, first), date(year, first, second)]
        near = [one for one in readings if published and abs(one - published) <= FARTHEST_HEAD]
        return _one(near[0]) if len(near) == 1 else None
    day, month = (second, first) if second > 12 else (first, second)
    return _one(date(year, month, day))


def _day_range(match: re.Match[str], published: date | None) -> Span | None:
    span = _full(match, published)
    if span is None:
        return None
    last = span[1]
    first = last.replace(day=int(match["first"]))
    if first > last:
        return None
    length = (last - first).days + 1
    return first, last, DAYS if length < 7 else WEEK if length <= 8 else MONTH


def _weekday(match: re.Match[str], published: date | None) -> Span | None:
    if published is None:
        return None
    back = (published.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7
    if match.groupdict().get("last") and back == 0:
        back = 7
    return _one(published - timedelta(days=back))


def _weekdays(match: re.Match[str], published: date | None) -> Span | None:
    if published is None:
        return None
    last = published - timedelta(days=(published.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7)
    first = last - timedelta(days=(last.weekday() - WEEKDAYS.index(match["from"].lower())) % 7)
    return first, last, DAYS


def _days_ago(match: re.Match[str], published: date | None) -> Span | None:
    if published is None:
        return None
    count = SMALL.get(match["count"].lower()) or int(match["count"])
    unit = match["unit"].lower()
    if unit == "day":
        return _one(published - timedelta(days=count), prec=DAY if count < 7 else DAYS)
    if unit == "week":
        middle = published - timedelta(weeks=count)
        return middle - timedelta(days=3), middle + timedelta(days=3), WEEK
    if unit == "month":
        return _month_span(published.year - (count - published.month + 12) // 12, (published.month - count - 1) % 12 + 1)
    return date(published.year - count, 1, 1), date(published.year - count, 12, 31), YEAR


def _offset(days_first: int, days_last: int, prec: int) -> Reckon:
    def reckon(_: re.Match[str], published: date | None) -> Span | None:
        if published is None:
            return None
        return published + timedelta(days=days_first), published + timedelta(days=days_last), prec

    return reckon


def _week(match: re.Match[str], published: date | None) -> Span | None:
    if published is None:
        return None
    monday = published - timedelta(days=published.weekday())
    if match["which"].lower() in {"last", "past", "previous"}:
        return monday - timedelta(days=7), monday - timedelta(days=1), WEEK
    return monday, published, WEEK


def _month(match: re.Match[str], published: date | None) -> Span | None:
    month = _month_number(match["month"])
    if match["year"]:
        return _month_span(int(match["year"]), month, published)
    if published is None:
        return None
    return _month_span(published.year - (month > published.month), month, published)


def _this_month(match: re.Match[str], published: date | None) -> Span | None:
    if published is None:
        return None
    if match["which"].lower() == "this":
        return published.replace(day=1), published, MONTH
    return _month_span(published.year - (published.month == 1), (published.month - 2) % 12 + 1)


def _this_year(match: re.Match[str], published: date | None) -> Span | None:
    if published is None:
        return None
    if match["which"].lower() == "this":
        return published.replace(month=1, day=1), published, YEAR
    return date(published.year - 1, 1, 1), date(published.year - 1, 12, 31), YEAR


def _year(match: re.Match[str], published: date | None) -> Span | None:
    year = int(match["year"])
    last = date(year, 12, 31)
    return date(year, 1, 1), min(last, published) if published and published.year == year else last, YEAR


def _month_span(year: int, month: int, published: date | None = None) -> Span:
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first, min(last, published) if published and first <= published else last, MONTH


def _one(day: date, prec: int = DAY) -> Span:
    return day, day, prec


def _rules() -> Iterator[tuple[str, re.Pattern[str], Reckon]]:
    """The kinds of dates, surest first. Every repetition is bounded, so no text can make a search slow."""

    def rule(basis: str, pattern: str, reckon: Reckon) -> tuple[str, re.Pattern[str], Reckon]:
        return basis, re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE), reckon

    yield rule("absolute", r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)", _iso)
    yield rule("absolute", r"(?P<day>\d{1,2})(?P<dash>[./-])(?P<number>\d{1,2})(?P=dash)(?P<year>(?:19|20)\d\d)(?!\d)", _numeric)
    yield rule("absolute", rf"(?P<first>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|to|and)\s?{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}", _day_range)
    yield rule("absolute", rf"{_MONTH}\s(?P<first>\d{{1,2}})\s?(?:-|–|to|and)\s?{_DAY}{_YEAR}(?!\s?(?:%|people))", _day_range)
    yield rule("absolute", rf"{_NAMED}{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}", _full)
    yield rule("absolute", rf"{_NAMED}{_MONTH}\s{_DAY}\b{_YEAR}", _full)
    yield rule("weekday", rf"(?P<from>{'|'.join(WEEKDAYS)})\s(?:and|to|or|through)\s{_WEEKDAY}", _weekdays)
    yield rule("weekday", rf"(?:(?P<last>last)\s)?{_WEEKDAY}(?:\s(?:morning|afternoon|evening|night))?", _weekday)
    yield rule("relative", r"the\sday\sbefore\syesterday\b", _offset(-2, -2, DAY))
    yield rule("relative", r"(?:yesterday|last\snight)\b", _offset(-1, -1, DAY))
    yield rule("relative", r"(?:today|tonight|this\s(?:morning|afternoon|evening)|earlier\sin\sthe\sday)\b", _offset(0, 0, DAY))
    yield rule("relative", r"tomorrow\b", _offset(1, 1, DAY))
    yield rule("relative", r"overnight\b", _offset(-1, 0, DAYS))
    yield rule("relative", r"(?:in|over|during)\sthe\s(?:past|last)\s(?:24|48|few)\s(?:hours)\b", _offset(-1, 0, DAYS))
    yield rule("relative", rf"{_COUNT}\s(?P<unit>day|week|month|year)s?\s(?:ago|earlier)\b", _days_ago)
    yield rule("relative", r"(?P<which>this|last|past|previous)\sweek(?!\w|end)", _week)
    yield rule("relative", r"(?P<which>this|last)\smonth\b", _this_month)
    yield rule("relative", r"(?P<which>this|last)\syear\b", _this_year)
    yield rule("month", rf"(?:in|since|last|early|late|mid|of)[\s-]{_MONTH}{_YEAR}", _month)
    yield rule("month", rf"{_MONTH}\s(?P<year>(?:19|20)\d\d)\b", _month)
    yield rule("year", r"(?:in|since|of|late|early)\s(?P<year>(?:19|20)\d\d)\b", _year)


_RULES = tuple(_rules())
