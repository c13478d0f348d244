"""Spans of days: what a date comes to, how precise it is, and what it is reckoned from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY, DAYS, WEEK, MONTH, YEAR = 1, 2, 3, 4, 5
"""UCDP's precisions: a day, two to six days, a week, a month, a year or less precise."""
SIZES = ((1, DAY), (6, DAYS), (8, WEEK), (31, MONTH))
"""Most days that each precision spans."""
RECENT, UP_TO_NOW = "recent", "up_to_now"
"""The bases of spans that reach back from publication: `in recent weeks`, `in the last three days`."""
MOST_AHEAD = timedelta(days=1)
"""How far past the publication date a date without a year may lie: clocks differ around the globe."""
FARTHEST_HEAD = timedelta(days=45)
"""How far the date at the head of a text may lie from its publication date: sites print one text again, or date it by the event."""
LEAP = 9
"""Years within which a 29 February comes again, whatever the century."""
LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Setting:
    """What a date is reckoned from: the publication date, the day that the text named last, its own words and those before it."""

    published: date | None
    anchor: date | None
    raw: str
    before: tuple[str, ...] = ()
    """Up to four words, in lower case."""
    is_head: bool = False

    @property
    def word(self) -> str:
        """The word before the date."""
        return self.before[-1] if self.before else ""


@dataclass(frozen=True, slots=True)
class Days:
    """What the words of a date come to. `ahead` is how they read for what is still to come."""

    first: date | None
    last: date | None
    prec: int
    basis: str = ""
    """How the days were found, where the rule's own name does not tell."""
    ahead: tuple[date, date] | None = None
    is_aside: bool = False
    """Whether the date is part of a name, or of what is only remembered or repeated."""


Reckon = Callable[[re.Match[str], Setting], Days]
"""Raises ValueError or OverflowError where the words are no date."""
OPEN = Days(None, None, YEAR)
"""A date that needs a day to be reckoned from, where there is none: its words are kept."""
ASIDE = Days(None, None, YEAR, is_aside=True)


def one(day: date) -> Days:
    """Return a single day."""
    return Days(day, day, DAY)


def span(first: date, last: date) -> Days:
    """Return the days from `first` to `last`, as precise as they are few.

    Raises:
        ValueError: If `last` lies before `first`.
    """
    if last < first:
        raise ValueError(f"{last} lies before {first}")
    length = (last - first).days + 1
    return Days(first, last, next((prec for most, prec in SIZES if length <= most), YEAR))


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_span(year: int, month: int, until: date | None = None) -> Days:
    """Return a month, up to `until` if that lies in it."""
    first = date(year, month, 1)
    return Days(first, _up_to(first, month_end(first), until), MONTH)


def months_on(day: date, months: int) -> tuple[int, int]:
    """Return the year and month that lie `months` after (or, below 0, before) that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def year_span(year: int, until: date | None = None) -> Days:
    """Return a year, up to `until` if that lies in it."""
    first = date(year, 1, 1)
    return Days(first, _up_to(first, date(year, 12, 31), until), YEAR)


def _up_to(first: date, last: date, until: date | None) -> date:
    return min(last, until) if until and first <= until else last


def without_year(month: int, day: int, published: date | None) -> Days:
    """Return the last such day up to publication, with the next one for what is still to come.

    Raises:
        ValueError: If no year has such a day.
    """
    date(LEAP_YEAR, month, day)
    if published is None:
        return replace(OPEN, basis="no_year")
    latest = published + MOST_AHEAD
    years = range(latest.year - LEAP, latest.year + LEAP)
    days = [guess for year in years if (guess := _day(year, month, day))]
    past = max(guess for guess in days if guess <= latest)
    ahead = min(guess for guess in days if guess > past)
    return Days(past, past, DAY, "no_year", (ahead, ahead))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
