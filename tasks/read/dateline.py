"""The dateline: place, day and agency at the head of a dispatch, such as "IDLIB, Syria, Sept 11 (Reuters) -"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from tasks.models import Dateline
from tasks.read.moments import month_number

HEAD_CHARS = 160
HEAD_LINES = 3
MAX_DAYS_AHEAD = 1  # a dispatch is dated where it was written, which may be a day ahead of the newsroom's calendar
MIN_CAPITALS = 3
_MARK = re.compile(r"[-–—―:/]")


def read_dateline(text: str, published: date | None) -> Dateline | None:
    """Return the dateline at the head of a text: in its first line, or in one of the two below a heading; None where there is none.

    A place that is not in capitals counts only with a day or an agency beside it: "Hamas - the group that" is a sentence.

    Args:
        text: The article, one block a line.
        published: The day of publication, for days that are told without a year.
    """
    at = 0
    for line in text.split("\n", HEAD_LINES)[:HEAD_LINES]:
        match = _pattern().match(line[:HEAD_CHARS]) if _MARK.search(line[:HEAD_CHARS]) else None
        if match and (found := _found(match, published)):
            place, day, agency = found
            return Dateline(at, at + match.end(), place, day, agency)
        at += len(line) + 1
    return None


def _found(match: re.Match[str], published: date | None) -> tuple[str | None, date | None, str | None] | None:
    place, agency = (match["place"] or "").strip(" ,") or None, match["agency"] or match["agency_last"]
    day = _day(match, published)
    has_day = month_number(match["month_first"] or match["month_second"] or "") is not None
    if place is None:
        return (None, day, agency) if agency else None
    if place.casefold() in _not_places():
        return None
    first = re.split(r"[,/]", place)[0]
    has_capitals = first.isupper() and sum(map(str.isalpha, first)) >= MIN_CAPITALS
    return (place, day, agency) if has_capitals or ((agency or has_day) and match["mark"] != ":") else None


def _day(match: re.Match[str], published: date | None) -> date | None:
    """Read the day; without a year it is the last such day up to publication."""
    number = match["day_first"] or match["day_second"]
    if number is None:
        return None
    month = month_number(match["month_first"] or match["month_second"])
    if month is None:
        return None
    years = [int(match["year"])] if match["year"] else [published.year, published.year - 1] if published else []
    for year in years:
        try:
            day = date(year, month, int(number))
        except ValueError:
            continue
        if published is None or match["year"] or day <= published + timedelta(days=MAX_DAYS_AHEAD):
            return day
    return None


@cache
def _pattern() -> re.Pattern[str]:
    month = r"[^\W\d_]{3,14}"
    word = r"[^\W\d_][\w.'’-]{0,24}"
    place = rf"(?P<place>(?=[^\W\d_]){word}(?:[ /]{word}){{0,4}}(?:, {word}(?: {word}){{0,3}}){{0,2}}?)"
    agency = r"[(/\[](?P<{}>[^\W\d_][\w .&/-]{{1,40}}?)[)/\]]"
    day = (
        rf"(?:(?P<month_first>{month})\.?\s(?P<day_second>\d\d?)|(?P<day_first>\d\d?)\.?\s(?:de\s)?(?P<month_second>{month})\.?)"
        r"(?:,?\s(?:de\s)?(?P<year>(?:19|20)\d\d))?"
    )
    return re.compile(
        rf"\s?(?:{place})?(?:,?\s?{agency.format('agency')})?(?:,?\s?{day})?(?:[,.]?\s?{agency.format('agency_last')})?"
        r"[.,]{0,2}\s?(?P<mark>--|[-–—―:]|(?<=/)\.)[-–—]?\s",
        re.IGNORECASE,
    )


@cache
def _not_places() -> frozenset[str]:
    data = yaml.safe_load((Path(__file__).parent / "dateline.yaml").read_text(encoding="utf-8"))
    return frozenset(data["not_places"])
