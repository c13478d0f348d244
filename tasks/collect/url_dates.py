"""The days that addresses tell: /2024/05/17/…, …/20240517-slug, /2024/may/…; for sitemaps also sitemap-2024-05.xml.

In an article's address only what stands where sites put the day of publication counts, so that a day in a slug's midst, which the
article is about, or a number that looks like a day, leaves nothing out of a backfill.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Days = tuple[date, date]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The web is older than this, and its news sites' addresses with dates are not; what claims to be from later is another number.
FIRST_YEAR, LAST_YEAR = 1994, 2099
CHANGED_WITHIN = timedelta(days=7)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = (
    r"(?P<month>0?[1-9]|1[0-2]|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MM, _DD = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"

# Whole segments, in order of trust; then a segment that begins or ends with a day.
_OF_ARTICLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"/{_YEAR}/{_MONTH}/{_DAY}(?=/|$)",
        rf"/{_YEAR}(?P<dash>[-_.]?){_MM}(?P=dash){_DD}(?=/|$)",
        rf"/{_YEAR}/{_MM}{_DD}(?=/|$)",
        rf"/{_YEAR}(?P<dash>[-_]?){_MM}(?P=dash){_DD}(?=[-_.][^/]*$)",
        rf"[-_]{_YEAR}(?P<dash>[-_]?){_MM}(?P=dash){_DD}(?=(?:\.[a-z]+)?/?$)",
        rf"/{_YEAR}[-/]{_MONTH}(?=/)",
    )
)
_OF_SITEMAPS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<dash>[-_./]?){_MM}(?P=dash){_DD}(?!\d)",
        rf"yyyy={_YEAR}&mm={_MM}&dd={_DD}(?!\d)",
        rf"(?<!\d){_YEAR}[-_./]?{_MM}(?!\d)",
        rf"(?<![a-z\d])(?:year|yyyy|y)={_YEAR}&(?:month|mm|m)={_MONTH}(?!\d)",
        rf"(?<!\d){_YEAR}(?!\d)",
    )
)


def days_of(url: str) -> Days | None:
    """Return the first and the last day, in the newsroom's own time, on which the article at `url` may have been published.

    None: its address tells nothing, or contradicts itself.
    """
    return _told(_parts(url)[0], _OF_ARTICLES)


def days_of_sitemap(url: str) -> Days | None:
    """Return the first and the last day of what the sitemap at `url` lists; None: its address tells nothing."""
    path, query = _parts(url)
    return _told(f"{path}?{query}", _OF_SITEMAPS)


def days_published(url: str, published_at: datetime | None, modified_at: datetime | None, zone: str) -> Days | None:
    """Return the first and the last day (UTC) on which an article may have been published; None: any.

    A way in's word counts first, then the address, whose days are those of the time zone `zone`, then the last change: sites touch
    an article for some days after its publication, and some touch their whole archive.
    """
    if published_at:
        return (published_at.date(), published_at.date())
    if days := days_of(url):
        return in_utc(days, zone)
    if modified_at:
        return ((modified_at - CHANGED_WITHIN).date() if modified_at.year > FIRST_YEAR else date.min, modified_at.date())
    return None


def in_utc(days: Days, zone: str) -> Days:
    """Return the days (UTC) that the days of a time zone touch."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)

    return midnight(days[0]).date(), (midnight(days[1] + timedelta(days=1)) - timedelta(microseconds=1)).date()


def overlap(one: Days, other: Days) -> bool:
    """Whether two spans of days have one in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _told(text: str, patterns: tuple[re.Pattern[str], ...]) -> Days | None:
    for pattern in patterns:
        found = {days for match in pattern.finditer(text) if (days := _days(match))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _days(match: re.Match[str]) -> Days | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not (name := parts.get("month")):
        return date(year, 1, 1), date(year, 12, 31)
    month = int(name) if name.isdigit() else MONTHS.index(name[:3].lower()) + 1
    last = monthrange(year, month)[1]
    if not (day := parts.get("day")):
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, int(day)),) * 2 if int(day) <= last else None
