"""One date as somebody wrote it, as a moment with its precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from unicodedata import decimal

import yaml

FIRST_YEAR = 1990  # before that no news was published on the web
PRECISIONS = ("second", "minute", "day", "month", "year")
MAX_CHARS = 120
NAIVE = "+source-zone"  # what a basis ends with where the page gave no zone
# What systems write that have no date: the first days of the centuries by both counts, of which 2001 is also Apple's epoch.
_PLACEHOLDERS = frozenset({(2000, 1, 1), (2001, 1, 1)})

_TIME = r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?\s{0,2}(?P<half>[ap]\.?m\b)?"
_ZONE = r"\s?(?P<zone>Z\b|UTC|GMT|[+-][01]\d:?[0-5]\d)?"
_ISO = re.compile(rf"(?<!\d)(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[T ]\s?{_TIME}{_ZONE})?(?!\d)", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[./年년]\s?(?P<month>\d\d?)\s?[./月월]\s?(?P<day>\d\d?)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(?P<day>\d\d?)\s?(?P<mark>[./|-])\s?(?P<month>\d\d?)\s?(?P=mark)\s?(?P<year>(?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d./-])(?P<day>\d\d?)(?P<mark>[./])(?P<month>\d\d?)(?P=mark)(?P<year>[0-4]\d)(?![\d./-])")
_NAME = r"(?P<name>[^\W\d_][^\s\d,/|()-]{1,18}(?:\s[^\W\d_][^\s\d,/|()-]{1,9})?)"  # two words: كانون الثاني
_YEAR = r"(?P<year>(?:19|20)\d\d|25[3-9]\d)(?!\d)"  # the last: years of the Buddhist era
_NAMED = (
    re.compile(
        rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er|º|ος|-го)?\.?\s{{0,2}}(?:(?:de|of|din)\s|d['’])?[-/]?"
        rf"{_NAME}\.?,?\s{{0,2}}[-/]?(?:del?\s)?{_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\w){_NAME}\.?\s{{0,2}}(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<!\d){_YEAR}\.?\s{{0,2}}(?:m\.\s?)?{_NAME}\.?\s{{0,2}}(?P<day>\d\d?)(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_YEAR}\.\sgada\s(?P<day>\d\d?)\.\s{_NAME}", re.IGNORECASE),
)
_NUMBERED_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d\d?)\s(?:tháng|thg)\s(?P<month>\d\d?),?\s(?:năm\s)?(?P<year>20\d\d)(?!\d)", re.IGNORECASE
)
_ONE_I = {ord("ı"): "i", 0x307: None}  # Turkish capitals fold to other letters than its small ones
_LANGUAGES_OF_THEIR_OWN = frozenset({"hr"})
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


def from_words(text: str, zone: tzinfo, basis: str, *, month_first: bool = False, language: str = "") -> Moment | None:
    """Read the first date in a short text that people read. A line of copyright dates nothing.

    Args:
        text: The text; its first 120 characters count.
        zone: Where a time without an offset was written.
        basis: Where the text stood.
        month_first: Whether 3/4/2024 is a day in March.
        language: The text's language (ISO 639): some name different months alike.
    """
    text = _ascii_digits(text[:MAX_CHARS])
    if _NOT_NEWS.search(text):
        return None
    if match := _ISO.search(text) or _YEAR_FIRST.search(text) or _NUMBERED_MONTH.search(text):
        return _from_match(match, text, zone, basis)
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            if month := month_number(match["name"], language):
                return _from_parts(int(match["year"]), month, int(match["day"]), _without(text, match), zone, basis)
    if match := _DAY_FIRST.search(text) or _SHORT_YEAR.search(text):
        day, month = int(match["day"]), int(match["month"])
        if month > 12 or (month_first and match["mark"] != "." and day <= 12):
            day, month = month, day
        return _from_parts(int(match["year"]), month, day, _without(text, match), zone, basis)
    return None


def _ascii_digits(text: str) -> str:
    """Return `text` with the digits of Arabic, Hindi, Bengali and other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(decimal(char)) if char.isdecimal() else char for char in text if char not in "\u200e\u200f")


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
    year += 2000 if year < 100 else -543 if year > 2500 else 0  # Buddhist era: 543 years before the common one
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
            return _sane(Moment(when.replace(tzinfo=zone), prec, f"{basis}{NAIVE}"))
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
    at = moment.at
    if at.year < FIRST_YEAR or ((at.year, at.month, at.day) in _PLACEHOLDERS and (at.hour, at.minute) == (0, 0)):
        return None
    return moment


def _without(text: str, match: re.Match[str]) -> str:
    """Return what stands after a date, then what stands before it: the time of day is in either."""
    return f"{text[match.end() :]}  {text[: match.start()]}"


@cache
def _month_numbers(language: str) -> dict[str, int]:
    known = yaml.safe_load((Path(__file__).parent / "months.yaml").read_text(encoding="utf-8"))
    numbers = {name: number for number, forms in enumerate(known["names"], start=1) for name in forms}
    return {name.translate(_ONE_I): number for name, number in (numbers | known["other"].get(language, {})).items()}


def month_number(name: str, language: str = "") -> int | None:
    """Return the number of the month that a name of months.yaml is; `language` (ISO 639) where two languages differ."""
    numbers = _month_numbers(language if language in _LANGUAGES_OF_THEIR_OWN else "")
    name = name.casefold().translate(_ONE_I).strip(" .,")
    for known in (name, name.partition(" ")[0], name.rpartition(" ")[2]):
        if number := numbers.get(known.rstrip(".,")):
            return number
    return None


def day_of(value: date, basis: str, prec: str = "day") -> Moment | None:
    """Make the moment of a date whose time of day is not known."""
    return _sane(Moment(datetime(value.year, value.month, value.day, tzinfo=UTC), prec, basis))


def is_whole_day(moment: Moment) -> bool:
    """Say whether the day is known."""
    return moment.prec in PRECISIONS[:3]


def finer(first: Moment, others: list[Moment]) -> Moment:
    """Return the most precise among `others` that tells the same day as `first`, if it is more precise.

    What is told in UTC may be of the day before or after: it is the same day where some zone's clock showed it.
    """
    near = [other for other in others if _rank(other) < _rank(first) and _is_of_day(other, first)]
    return min(near, key=lambda other: (other.at.date() != first.at.date(), _rank(other)), default=first)


def _is_of_day(moment: Moment, day: Moment) -> bool:
    if moment.at.date() == day.at.date():
        return True
    east, west = timedelta(hours=14), timedelta(hours=11)
    return not moment.at.utcoffset() and -east <= moment.at - day.at < timedelta(days=1) + west


def _rank(moment: Moment) -> int:
    return PRECISIONS.index(moment.prec)
