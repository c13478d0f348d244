"""One date as somebody wrote it, as a moment with its precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

import yaml

FIRST_YEAR = 1990  # before that no news was published on the web
PRECISIONS = ("second", "minute", "day", "month", "year")
MAX_CHARS = 120

_TIME = r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?\s{0,2}(?P<half>[ap]\.?m\b)?"
_ZONE = r"\s?(?P<zone>Z\b|UTC|GMT|[+-][01]\d:?[0-5]\d)?"
_ISO = re.compile(rf"(?<!\d)(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[T ]\s?{_TIME}{_ZONE})?(?!\d)", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[./年년]\s?(?P<month>\d\d?)\s?[./月월]\s?(?P<day>\d\d?)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(?P<day>\d\d?)\s?(?P<mark>[./|-])\s?(?P<month>\d\d?)\s?(?P=mark)\s?(?P<year>(?:19|20)\d\d)(?!\d)")
_CLOCK = re.compile(rf"(?<![\d.:]){_TIME}{_ZONE}", re.IGNORECASE)
_NOT_NEWS = re.compile(r"©|\(c\)|copyright|all rights", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, with the offset in which it was given. A date without a time is that day's midnight in UTC."""

    at: datetime
    prec: str
    basis: str

    def within(self, other: Moment, span: timedelta) -> bool:
        """Say whether both are at most `span` apart."""
        return abs(self.at - other.at) <= span


def from_machine(value: str, zone: tzinfo, basis: str) -> Moment | None:
    """Read what a machine wrote for machines: ISO 8601 and its relatives, RFC 2822, or a Unix time; else as words."""
    value = value.strip()[:MAX_CHARS]
    if match := _ISO.search(value) or _COMPACT.match(value):
        return _from_match(match, value, zone, basis)
    if value.isdecimal() and len(value) in {10, 13}:
        seconds = int(value[:10])
        return _sane(Moment(datetime.fromtimestamp(seconds, UTC), "second", basis))
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return from_words(value, zone, basis)
    return _placed(parsed, "second", zone, basis)


def from_words(text: str, zone: tzinfo, basis: str, *, month_first: bool = False) -> Moment | None:
    """Read the first date in a short text that people read. A line of copyright dates nothing."""
    text = text[:MAX_CHARS]
    if _NOT_NEWS.search(text):
        return None
    if match := _ISO.search(text) or _YEAR_FIRST.search(text):
        return _from_match(match, text, zone, basis)
    if match := _named().search(text):
        month = month_numbers()[(match["month_name"] or match["name_first"]).casefold()]
        day = match["day"] or match["day_second"]
        return _from_parts(int(match["year"] or match["year_second"]), month, int(day), _without(text, match), zone, basis)
    if match := _DAY_FIRST.search(text):
        day, month = int(match["day"]), int(match["month"])
        if month > 12 or (month_first and match["mark"] != "." and day <= 12):
            day, month = month, day
        return _from_parts(int(match["year"]), month, day, _without(text, match), zone, basis)
    return None


def _from_match(match: re.Match[str], text: str, zone: tzinfo, basis: str) -> Moment | None:
    groups = match.groupdict()
    clock = match.group() if groups.get("hour") else _without(text, match)
    year, month, day = (int(groups[key]) for key in ("year", "month", "day"))
    if match.re is _COMPACT:
        clock = f" {groups['hour']}:{groups['minute']}:{groups['second'] or '00'}" if groups["hour"] else ""
    elif groups.get("hour"):
        clock = text[match.start("hour") :]
    return _from_parts(year, month, day, clock, zone, basis)


def _from_parts(year: int, month: int, day: int, clock: str, zone: tzinfo, basis: str) -> Moment | None:
    """Make a moment of a date and of the first time of day in `clock`."""
    try:
        midnight = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    match = _CLOCK.search(clock)
    if match is None or match.group().strip() in {"00:00", "00:00:00"} or _all_zero(match):
        return _sane(Moment(midnight, "day", basis))  # systems that keep dates only write midnight
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].casefold().startswith("p") else 0)
    naive = datetime(year, month, day, hour, int(match["minute"]), int(match["second"] or 0))  # noqa: DTZ001 - placed below
    prec = "second" if match["second"] else "minute"
    return _placed(naive.replace(tzinfo=_offset(match["zone"])), prec, zone, basis)


def _all_zero(match: re.Match[str]) -> bool:
    return not (int(match["hour"]) or int(match["minute"]) or int(match["second"] or 0))


def _placed(when: datetime, prec: str, zone: tzinfo, basis: str) -> Moment | None:
    """Put a naive time into the source's zone, and say so."""
    try:
        if when.tzinfo is None:
            return _sane(Moment(when.replace(tzinfo=zone), prec, f"{basis}+source-zone"))
        return _sane(Moment(when if when.utcoffset() else when.astimezone(zone), prec, basis))
    except OverflowError:
        return None


def _offset(zone: str | None) -> tzinfo | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _sane(moment: Moment) -> Moment | None:
    return moment if moment.at.year >= FIRST_YEAR else None


def _without(text: str, match: re.Match[str]) -> str:
    """Return what stands after a date, then what stands before it: the time of day is in either."""
    return f"{text[match.end() :]}  {text[: match.start()]}"


@cache
def month_numbers() -> dict[str, int]:
    """Return the number of each name of a month in months.yaml, in lower case."""
    names = yaml.safe_load((Path(__file__).parent / "months.yaml").read_text(encoding="utf-8"))
    return {name: number for number, forms in enumerate(names, start=1) for name in forms}


@cache
def _named() -> re.Pattern[str]:
    """Return the pattern of `11 September 2023`, `11. Sept. 2023`, `11 de septiembre de 2023` and `September 11th, 2023`."""
    name = "|".join(sorted(map(re.escape, month_numbers()), key=len, reverse=True))
    year = r"(?:19|20)\d\d"
    day = r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er|º)?\.?\s{0,2}(?:(?:de|of)\s)?[-/]?"
    day_first = rf"{day}(?P<month_name>{name})\b\.?,?\s{{0,2}}[-/]?(?:del?\s)?(?P<year>{year})"
    month_first = rf"\b(?P<name_first>{name})\b\.?\s{{0,2}}(?P<day_second>\d\d?)(?:st|nd|rd|th)?,?\s{{1,2}}(?P<year_second>{year})"
    return re.compile(rf"(?:{day_first}|{month_first})(?!\d)", re.IGNORECASE)


def day_of(value: date, basis: str, prec: str = "day") -> Moment | None:
    """Make the moment of a date whose time of day is not known."""
    return _sane(Moment(datetime(value.year, value.month, value.day, tzinfo=UTC), prec, basis))


def finer(first: Moment, others: list[Moment]) -> Moment:
    """Return the most precise among `others` that tells the same day as `first`, if it is more precise."""
    near = [other for other in others if other.within(first, timedelta(hours=36)) and _rank(other) < _rank(first)]
    return min(near, key=_rank, default=first)


def _rank(moment: Moment) -> int:
    return PRECISIONS.index(moment.prec)
