"""Dates by the calendar: days, months, years and ranges of them, with a year or without."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from tasks.code.date_spans import (
    ASIDE,
    FARTHEST_HEAD,
    OPEN,
    YEAR,
    Days,
    Setting,
    month_end,
    month_span,
    months_on,
    one,
    span,
    without_year,
    year_span,
)
from tasks.code.date_words import lexicon, month_number

OLD_YEARS = 50
"""A year of two digits from here on is of the last century, if nothing else tells."""
NAMED_WITHIN = timedelta(days=366)
"""How long after a past event its name may still be the date of what a text reports."""


def full(match: re.Match[str], setting: Setting) -> Days:
    """`12 March 2017`, `March 12`."""
    month, day = month_number(match["month"]), int(match["day"])
    if match["year"]:
        return one(date(int(match["year"]), month, day))
    if not _is_month(match["month"], setting):
        raise ValueError("a word that is no month here")
    return without_year(month, day, setting.published)


def full_or_count(match: re.Match[str], setting: Setting) -> Days:
    """`on March 12 soldiers came`, not `in March 12 soldiers came`."""
    if match["counted"] is None and setting.word not in lexicon().words["before_date"]:
        raise ValueError("a count, no day")
    return full(match, setting)


def short_year(match: re.Match[str], setting: Setting) -> Days:
    """`12 MAR 89`: years of two digits are the wires', at the head of a text or in capitals."""
    if not setting.is_head and not setting.raw.isupper():
        raise ValueError("a number that is no year")
    short = int(match["short"])
    years = (1900 + short, 2000 + short)
    published = setting.published
    year = min(years, key=lambda one: abs(one - published.year)) if published else years[short < OLD_YEARS]
    return one(date(year, month_number(match["month"]), int(match["day"])))


def iso(match: re.Match[str], _: Setting) -> Days:
    """`2017-03-12`."""
    return one(date(int(match["year"]), int(match["number"]), int(match["day"])))


def numeric(match: re.Match[str], setting: Setting) -> Days:
    """`17.08.2016` has its day first, as most of the world writes; `8/17/2016` can only be American; `3/4/2016` may be either."""
    year, first, second = int(match["year"]), int(match["day"]), int(match["number"])
    if match["dash"] == "/" and max(first, second) <= 12 and first != second:
        readings = [date(year, second, first), date(year, first, second)]
        near = [one for one in readings if setting.published and abs(one - setting.published) <= FARTHEST_HEAD]
        return one(near[0]) if len(near) == 1 else OPEN
    day, month = (second, first) if second > 12 else (first, second)
    return one(date(year, month, day))


def day_range(match: re.Match[str], setting: Setting) -> Days:
    """`3-7 May`, `May 3, 5 and 7`."""
    last, first_day = full(match, setting), int(match["first"])
    if last.first is None or last.last is None:
        return last
    ahead = (last.ahead[0].replace(day=first_day), last.ahead[1]) if last.ahead else None
    return replace(span(last.first.replace(day=first_day), last.last), basis=last.basis, ahead=ahead)


def days_between(match: re.Match[str], setting: Setting) -> Days:
    """`28 April to 3 May`; with `and`, only after `between` or `from`."""
    if match["and"] and setting.word not in {"between", "from"}:
        raise ValueError("two dates, not a range")
    last = full(match, setting)
    if last.last is None:
        return last
    month, day = month_number(match["month_from"]), int(match["day_from"])
    year = int(match["year_from"]) if match["year_from"] else last.last.year - (month > last.last.month)
    return replace(span(date(year, month, day), last.last), basis=last.basis)


def day_of_month(match: re.Match[str], setting: Setting) -> Days:
    """`on the 12th`: that of the month named last, else the last such day up to publication."""
    if " ".join(setting.before[-2:]) not in lexicon().words["before_day"]:
        raise ValueError("a rank, no day")
    day, published = int(match["day"]), setting.published
    date(2024, 1, day)
    if published is None:
        return OPEN
    anchored = [(setting.anchor.year, setting.anchor.month)] if setting.anchor else []
    months = [*anchored, *(months_on(published, -back) for back in range(3))]
    days = (date(year, month, day) for year, month in months if day <= month_end(date(year, month, 1)).day)
    return one(next(guess for guess in days if guess <= published))


def _is_month(name: str, setting: Setting) -> bool:
    """Whether a word that may be a verb or a name too is written as a month is."""
    plain = name.rstrip(".").lower()
    return plain not in lexicon().words["words_too"] or any(char.isupper() for char in setting.raw)


def month(match: re.Match[str], setting: Setting) -> Days:
    """`in March`, `March 2017`, `March last year`."""
    if not _is_month(match["month"], setting):
        raise ValueError("a word that is no month here")
    number, published = month_number(match["month"]), setting.published
    if match["year"]:
        return month_span(int(match["year"]), number, published)
    if setting.word not in lexicon().words["before_month"] and not match["which"]:
        raise ValueError("a name")
    if published is None:
        return OPEN
    year = published.year - (number > published.month)
    if match["which"]:
        year = published.year - (match["which"] == "last")
    elif setting.word == "last":
        year = published.year - (number >= published.month)
    ahead = month_span(year + 1, number)
    pair = (ahead.first, ahead.last) if ahead.first and ahead.last else None
    return replace(month_span(year, number, published), ahead=pair)


def month_range(match: re.Match[str], setting: Setting) -> Days:
    """`from January to March 2015`, `in March and April`."""
    has_word = setting.word in lexicon().words["before_month"]
    if not _is_month(match["month"], setting) or not (match["year"] or has_word):
        raise ValueError("no months")
    published = setting.published
    if not match["year"] and published is None:
        return OPEN
    number, first = month_number(match["month"]), month_number(match["month_from"])
    year = int(match["year"]) if match["year"] else published.year - (number > published.month)  # type: ignore[union-attr]
    last = month_span(year, number, published).last
    start = date(int(match["year_from"]) if match["year_from"] else year - (first > number), first, 1)
    return replace(span(start, last or start), prec=YEAR)


def part_of_month(match: re.Match[str], setting: Setting) -> Days:
    """`early March`, `mid-March 2015`, `the end of March`."""
    part = lexicon().parts[plain(match["part"])]["month"]
    if not _is_month(match["month"], setting):
        raise ValueError("a word that is no month here")
    number, published = month_number(match["month"]), setting.published
    if not match["year"] and published is None:
        return OPEN
    if match["year"]:
        year = int(match["year"])
    else:
        assert published is not None
        begun = date(published.year, number, part[0]) <= published
        year = published.year - (match["which"] == "last" or (not match["which"] and not begun))
    return part_of(date(year, number, 1), part)


def part_of(month: date, part: tuple[int, int]) -> Days:
    """Return the days of the month that begins with `month` from the first of `part` to the last."""
    found = span(month.replace(day=part[0]), month.replace(day=min(part[1], month_end(month).day)))
    return replace(found, prec=max(found.prec, 3), basis="month")


def part_of_year(match: re.Match[str], setting: Setting) -> Days:
    """`early 2015`, `the end of last year`."""
    first, last = lexicon().parts[plain(match["part"])]["year"]
    if not match["year"] and setting.published is None:
        return OPEN
    year = int(match["year"]) if match["year"] else setting.published.year - (match["which"] == "last")  # type: ignore[union-attr]
    return Days(date(year, first, 1), month_end(date(year, last, 1)), YEAR)


def season(match: re.Match[str], setting: Setting) -> Days:
    """`the summer of 2014`, `last summer`."""
    first, last = lexicon().seasons[match["season"]]
    published = setting.published
    if match["year"]:
        return Days(date(int(match["year"]), first, 1), month_end(date(int(match["year"]), last, 1)), YEAR)
    if setting.word not in {"last", "this"}:
        raise ValueError("no season")
    if published is None:
        return OPEN
    over = month_end(date(published.year, last, 1)) < published
    year = published.year - (setting.word == "last" and not over)
    return Days(date(year, first, 1), month_end(date(year, last, 1)), YEAR)


def feast(match: re.Match[str], setting: Setting) -> Days:
    """`New Year's Eve`, `May Day`: the days that lie fixed in every year."""
    number, day = lexicon().feasts[plain(match["feast"])]
    if not any(char.isupper() for char in setting.raw):
        raise ValueError("no feast")
    found = one(date(int(match["year"]), number, day)) if match["year"] else without_year(number, day, setting.published)
    return replace(found, basis="feast")


def past_event(match: re.Match[str], setting: Setting) -> Days:
    """`the September 11 attacks`: a name, unless they had just taken place."""
    day = lexicon().past_events[plain(match["name"])]
    if setting.published and day <= setting.published <= day + NAMED_WITHIN:
        raise ValueError("a date, no name yet")
    return ASIDE


def year(match: re.Match[str], setting: Setting) -> Days:
    """`in 2015`, `since 2011`, `throughout 2014`."""
    if setting.word not in lexicon().words["before_year"]:
        raise ValueError("a number that is no year")
    return year_span(int(match["year"]), setting.published)


def years(match: re.Match[str], setting: Setting) -> Days:
    """`from 2011 to 2013`, `in 2014-15`."""
    if setting.word not in {"from", "between", "in", "during", "the", "of"}:
        raise ValueError("numbers that are no years")
    first = int(match["first"])
    last = int(match["last"]) if len(match["last"]) == 4 else first // 100 * 100 + int(match["last"])
    return Days(span(date(first, 1, 1), date(last, 12, 31)).first, date(last, 12, 31), YEAR)


def decade(match: re.Match[str], _: Setting) -> Days:
    """`the 1980s`."""
    first = int(match["year"])
    return Days(date(first, 1, 1), date(first + 9, 12, 31), YEAR)


def plain(words: str) -> str:
    """Return words of a text as the lexicon has them."""
    return " ".join(words.replace("’", "'").split())
