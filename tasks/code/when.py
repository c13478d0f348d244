"""When: the dates that a text names, worked out against its publication date. Without that date, relative ones stay open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import dropwhile, pairwise

from tasks.code.date_rules import Rule, beginnings, rules
from tasks.code.date_spans import DAY, DAYS, FARTHEST_HEAD, MONTH, RECENT, UP_TO_NOW, WEEK, YEAR, Days, Setting, span
from tasks.code.date_words import folded, lexicon

__all__ = [
    "DAY",
    "DAYS",
    "MONTH",
    "MONTHS",
    "RECENT",
    "UP_TO_NOW",
    "WEEK",
    "YEAR",
    "When",
    "as_planned",
    "dates_in",
    "dispatch_day",
    "last_day",
    "standing",
]

MONTHS = lexicon().months
LONGEST_HEAD = 200
"""Code points within which the head of a text ends."""
LOOK_BACK = 40
"""Code points before a date in which the words that turn it are sought."""
FIRST_YEAR = 1900
"""No text of this pipeline is older: an earlier publication date is a slip, and reckoning from it would spread the slip."""
LONGEST_SINCE = 31
"""Days within which `since Friday` tells when something took place; a longer time is a state of things."""
BEGUN, TOLD, VAGUE, NEVER = 2, 3, 4, 5
"""Standings of dates: since a day, the day of the report, `in recent weeks`, since long ago."""
LONGEST_DELAY = timedelta(days=7)
"""How long after its dateline a dispatch is printed; farther apart, one of the two is wrong, and the caller's counts."""
UPDATED_WITHIN = timedelta(days=14)
"""How long after its publication an article still gets a new dateline, which gives no year."""
PLANNED_WITHIN = timedelta(days=60)
"""How far ahead a date without a year is read for what is planned; farther, it is rather the past one that the plans answer to."""
_HEAD_MARK = re.compile(r"\s{0,2}(?:[(\[:]|--|[-–—|])")


@dataclass(frozen=True, slots=True)
class When:
    """A date as a text gives it. `start` and `end` are code points; the days are None when there was nothing to reckon from.

    `is_since` tells a beginning: `last` is then publication. `is_ahead` tells what is still to come, `is_dateline` the date of the
    dispatch itself, at its head, and `is_aside` a date on which nothing that is told took place: one in a name, or that comes again
    each week. `ahead` is how a date reads for something planned: the next Sunday, not the last.
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
    is_aside: bool = False
    ahead: tuple[date, date] | None = None


def dates_in(text: str, published: date | None, offset: int = 0, anchor: date | None = None) -> list[When]:
    """Return the dates that `text` names, in order, not overlapping.

    Args:
        text: A sentence or more.
        published: The day that `today` is; None, or a day before 1900, leaves open what is reckoned from it.
        offset: Is added to the places of the dates; below 200, a date may be that of the dispatch.
        anchor: The day that the text named last before `text`, for `a day earlier`.
    """
    known = published if published and published.year >= FIRST_YEAR else None
    return list(_found(text, folded(text), known, offset, anchor))


def _found(text: str, lower: str, published: date | None, offset: int, anchor: date | None) -> Iterator[When]:
    at, by_kind = 0, rules()
    while match := beginnings().search(lower, at):
        at = match.end()
        for rule in by_kind[match.lastgroup or ""]:
            found = rule.pattern.match(lower, match.start())
            if found and (when := _when(found, rule, text, lower, published, offset, anchor)):
                yield when
                at = found.end()
                if when.first and when.first == when.last and not when.is_dateline:
                    anchor = when.first
                break


def _when(
    match: re.Match[str], rule: Rule, text: str, lower: str, published: date | None, offset: int, anchor: date | None
) -> When | None:
    start, end = match.span()
    before = tuple(lower[max(0, start - LOOK_BACK) : start].split()[-4:])
    setting = Setting(published, anchor, text[start:end], before, start + offset < LONGEST_HEAD)
    try:
        days = rule.reckon(match, setting)
    except (ValueError, OverflowError, StopIteration):
        return None
    basis = days.basis or rule.basis
    if days.is_aside or _is_aside(rule, setting):
        return When(start + offset, end + offset, None, None, YEAR, basis, is_aside=True)
    if published and days.ahead and days.ahead[0] - published <= UPDATED_WITHIN:
        later = replace(days, first=days.ahead[0], last=days.ahead[1])
        days = later if _is_dateline(match, setting, later, text, offset) else days
    when = When(start + offset, end + offset, days.first, days.last, days.prec, basis, ahead=days.ahead)
    if _is_dateline(match, setting, days, text, offset):
        return replace(when, is_dateline=True, is_ahead=bool(published and when.first and when.first > published))
    return _turned(when, setting, published)


def _is_aside(rule: Rule, setting: Setting) -> bool:
    words = lexicon().words
    if setting.word in words["repeated"] or any(phrase in " ".join(setting.before) for phrase in words["remembered"]):
        return True
    if rule.kind == "weekday":
        return setting.word in words["before_weekday"] or " ".join(setting.before[-2:]) in words["before_weekday"]
    return rule.kind == "month" and setting.word in words["before_month_name"]


def _turned(when: When, setting: Setting, published: date | None) -> When:
    """Return the date as the words before it turn it: `since Friday`, `until Sunday`, `next Monday`."""
    words = lexicon().words
    if _is_since(setting):
        until = published if published and when.first and when.first <= published else None
        prec = span(when.first, until).prec if when.first and until else when.prec
        return replace(when, last=until, prec=max(prec, when.prec), is_since=True)
    if _is_announced(setting) or setting.raw.lower().split()[0] in words["ahead"]:
        first, last = when.ahead or (when.first, when.last)
        return replace(when, first=first, last=last, is_ahead=True)
    if published and when.first and when.last and when.last > published:
        return replace(when, is_ahead=True) if when.first > published else replace(when, last=published)
    return when


def _is_since(setting: Setting) -> bool:
    """`since Friday`, `since at least the start of March`."""
    words = lexicon().words
    between = dropwhile(lambda word: word not in words["since"], setting.before)
    return next(between, None) is not None and all(word in words["after_since"] for word in between)


def _is_announced(setting: Setting) -> bool:
    """`until Sunday`, `scheduled for May 3`, `to be held on May 3`."""
    words = lexicon().words
    if words["to_come"] & {" ".join(pair) for pair in pairwise(setting.before)}:
        return True
    return setting.word in words["ahead"] or (
        setting.word in words["before_any"] and not words["ahead"].isdisjoint(setting.before[-2:-1])
    )


def _is_dateline(match: re.Match[str], setting: Setting, days: Days, text: str, offset: int) -> bool:
    """Whether a date heads the text (`Published 3 June 2018 -`, `KABUL, June 3 (Agency) -`) instead of telling of an event."""
    if not setting.is_head or days.first is None or days.prec != DAY or "day" not in match.groupdict():
        return False
    words = lexicon().words
    is_told = setting.word not in words["in_a_sentence"] or not words["published"].isdisjoint(setting.before)
    has_year = any(match.groupdict().get(name) for name in ("year", "short"))
    is_near = setting.published is None or abs(days.first - setting.published) <= FARTHEST_HEAD
    if not is_told or not is_near:
        return False
    if has_year and setting.published:
        return True
    if match.start() + offset <= 1 or not words["published"].isdisjoint(setting.before):
        return True
    written = text[: match.start()].split()[-1:]
    if has_year and written and written[0].isupper():
        return True
    return setting.word.endswith((",", ")", "-", "—")) and _HEAD_MARK.match(text, match.end()) is not None


def dispatch_day(text: str, published: date | None) -> date | None:
    """Return the day on which a text was written: that of its dateline if it was published within days of it, else `published`."""
    known = published if published and published.year >= FIRST_YEAR else None
    heads = (one.first for one in dates_in(text[:LONGEST_HEAD], known) if one.is_dateline)
    day = next(heads, None)
    if day is None or (known and not timedelta(0) <= known - day <= LONGEST_DELAY):
        return known
    return day


def last_day(dates: Sequence[When], anchor: date | None) -> date | None:
    """Return the single day that the last of `dates` names, from which the text goes on counting; `anchor` where none does."""
    days = (one.first for one in reversed(dates) if one.first and one.first == one.last and not one.is_dateline)
    return next(days, anchor)


def as_planned(when: When, published: date | None) -> When:
    """Return the date as it reads for what is planned: `on Sunday` is then the Sunday to come, `on May 3` that of this spring."""
    if when.ahead is None or published is None or when.is_since or when.is_ahead or when.ahead[0] - published > PLANNED_WITHIN:
        return when
    return replace(when, first=when.ahead[0], last=when.ahead[1], is_ahead=True)


def standing(when: When, is_first: bool = True) -> int:
    """Return how well a date tells when something took place, 0 the best: a day before a month, and both before a beginning.

    The day of the report stands between `since Friday` and what hardly tells: `in recent weeks`, or a month that is not
    told with the event first (`is_first`), but comes up further on.
    """
    if when.is_since:
        is_near = when.first is not None and when.last is not None and (when.last - when.first).days < LONGEST_SINCE
        return BEGUN if is_near else NEVER
    if when.prec <= DAYS:
        return 0
    if not is_first and when.prec > WEEK:
        return VAGUE
    return VAGUE if when.basis == RECENT else 1
