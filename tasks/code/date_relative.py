"""Dates by what they are counted from: weekdays, `yesterday`, `two days ago`, `a day earlier`, `last week`, `overnight`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from tasks.code.date_absolute import part_of, plain
from tasks.code.date_spans import (
    ASIDE,
    DAY,
    DAYS,
    OPEN,
    RECENT,
    UP_TO_NOW,
    WEEK,
    Days,
    Setting,
    month_span,
    months_on,
    one,
    span,
    year_span,
)
from tasks.code.date_words import count_of, lexicon, weekday_number

A_WEEK = timedelta(days=7)
MOST_COUNTED = 400
"""The largest count of days, weeks, months or years that a date is reckoned by."""


def weekday(match: re.Match[str], setting: Setting) -> Days:
    """`on Sunday`: the last one up to publication, that day included; `last Sunday` on a Sunday is a week back."""
    published = setting.published
    if published is None:
        return OPEN
    day = _back_to(published, match["weekday"])
    if setting.word == "last" and day == published:
        day -= A_WEEK
    ahead = day if day == published else day + A_WEEK
    return replace(one(day), ahead=None if match["past"] else (ahead, ahead))


def weekday_of_name(_: re.Match[str], setting: Setting) -> Days:
    """`the Sunday Times`: a name."""
    if setting.raw.split()[-1].islower():
        raise ValueError("no name")
    return ASIDE


def weekdays(match: re.Match[str], setting: Setting) -> Days:
    """`Friday and Saturday`, `from Monday to Wednesday`."""
    if setting.published is None:
        return OPEN
    last = _back_to(setting.published, match["weekday"])
    first = _back_to(last, match["weekday_from"])
    return replace(span(first, last), ahead=(first + A_WEEK, last + A_WEEK))


def _back_to(day: date, name: str) -> date:
    return day - timedelta(days=(day.weekday() - weekday_number(name)) % 7)


def by_name(match: re.Match[str], setting: Setting) -> Days:
    """`yesterday`, from publication; `the previous day`, from the day named last; `recent weeks`, up to publication."""
    words, phrase = lexicon(), " ".join(match["phrase"].split())
    for basis, spans in ((RECENT, words.recent), (UP_TO_NOW, words.up_to_now)):
        if phrase in spans:
            return replace(_up_to_publication(*spans[phrase], setting), basis=basis)
    if phrase in words.words["within_day"]:
        day = setting.published if "today" in phrase else setting.anchor or setting.published
        return one(day) if day else OPEN
    is_anchored = phrase in words.words["anchored"]
    start = setting.anchor if is_anchored else setting.published
    basis = "anchored" if is_anchored else ""
    return replace(one(start + timedelta(days=words.shifts[phrase])) if start else OPEN, basis=basis)


def _up_to_publication(back: int, prec: int, setting: Setting) -> Days:
    if setting.published is None:
        return OPEN
    return Days(setting.published - timedelta(days=back), setting.published, prec, UP_TO_NOW)


def overnight(match: re.Match[str], setting: Setting) -> Days:
    """The night before publication lies in two days; so does that of a weekday: `overnight on Friday`."""
    published = setting.published
    if published is None:
        return OPEN
    if not match["weekday"]:
        return span(published - timedelta(days=1), published)
    first = _back_to(published, match["weekday"])
    last = first + timedelta(days=1)
    return span(first, min(last, published))


def weekend(_: re.Match[str], setting: Setting) -> Days:
    """Saturday and Sunday, as far as they have come; `last weekend` on one of them is that before."""
    published = setting.published
    if published is None:
        return OPEN
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)
    if setting.word == "last" and (published - saturday).days < 2:
        saturday -= A_WEEK
    is_ahead = setting.word in {"next", "coming"} or (setting.word == "this" and 1 <= published.weekday() <= 4)
    if is_ahead:
        return span(saturday + A_WEEK, saturday + timedelta(days=8))
    return span(saturday, min(saturday + timedelta(days=1), published))


def counted(match: re.Match[str], setting: Setting) -> Days:
    """`two days ago`, from publication; `two days later` and `a day earlier`, from the day named last."""
    count, is_ago = count_of(match["count"]), match["way"] == "ago"
    start = setting.published if is_ago else setting.anchor
    if count > MOST_COUNTED:
        raise ValueError("too far")
    if start is None:
        return replace(OPEN, basis="" if is_ago else "anchored")
    sign = 1 if match["way"] in {"later", "afterwards", "after"} else -1
    found = _moved(start, sign * count, match["unit"])
    return found if is_ago else replace(found, basis="anchored")


def _moved(start: date, count: int, unit: str) -> Days:
    """Return the day, or the span around it, that lies `count` units from `start`: `three weeks ago` is about that day."""
    if unit == "day":
        day = start + timedelta(days=count)
        return replace(one(day), prec=DAY if abs(count) < 7 else DAYS)
    if unit == "week":
        middle = start + timedelta(weeks=count)
        return Days(middle - timedelta(days=3), middle + timedelta(days=3), WEEK)
    return month_span(*months_on(start, count)) if unit == "month" else year_span(start.year + count)


def shifted(match: re.Match[str], setting: Setting) -> Days:
    """`last week`, `this month`, from publication; `the previous week`, `the following month`, from the day named last."""
    which, unit = match["which"], match["unit"]
    is_anchored = which in {"previous", "following", "preceding"}
    start = (setting.anchor or setting.published) if is_anchored else setting.published
    if start is None:
        return OPEN
    if which == "last" and setting.word == "the":
        return _up_to_publication(*lexicon().up_to_now[f"past {unit}"], setting)
    steps = {"this": 0, "next": 1, "following": 1}.get(which, -1)
    found = _unit(start, steps, unit, None if steps else start)
    return replace(found, basis="anchored") if is_anchored and setting.anchor else found


def earlier_in_the(match: re.Match[str], setting: Setting) -> Days:
    """`earlier in the week`: from its beginning to publication."""
    return _unit(setting.published, 0, match["unit"], setting.published) if setting.published else OPEN


def part_of_that_month(match: re.Match[str], setting: Setting) -> Days:
    """`late last month`, `early this month`."""
    if setting.published is None:
        return OPEN
    year, month = months_on(setting.published, -1 if match["which"] == "last" else 0)
    return part_of(date(year, month, 1), lexicon().parts[plain(match["part"])]["month"])


def later_this(match: re.Match[str], setting: Setting) -> Days:
    """`later this week`: from the day after publication to the end of the week."""
    if setting.published is None:
        return OPEN
    first = setting.published + timedelta(days=1)
    whole = _unit(setting.published, 0, match["unit"], None)
    return Days(first, max(first, whole.last or first), whole.prec)


def _unit(day: date, steps: int, unit: str, until: date | None) -> Days:
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + steps * A_WEEK
        return Days(monday, until or monday + timedelta(days=6), WEEK)
    return month_span(*months_on(day, steps), until) if unit == "month" else year_span(day.year + steps, until)


def in_the_last(match: re.Match[str], setting: Setting) -> Days:
    """`in the past 24 hours`, `the last three days`: up to publication."""
    count, unit, published = count_of(match["count"]), match["unit"], setting.published
    if count > MOST_COUNTED:
        raise ValueError("too far")
    if published is None:
        return OPEN
    days = {"hour": -(-count // 24), "day": count, "week": 7 * count, "month": 30 * count, "year": 365 * count}[unit]
    return replace(span(published - timedelta(days=days), published), basis=UP_TO_NOW)
