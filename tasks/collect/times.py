"""Times as ways in write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime, parsedate_tz

MAX_CHARS = 100
# Names of zones that RFC 822 lacks and feeds use; those of several zones, such as IST, are left out.
_ZONES = {"WEST": "+0100", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300"}
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
# After a time .NET writes `+02:00` and JavaScript `GMT+0200 (its name)`, which RFC 822 has as ` +0200`.
_ODD_OFFSET = re.compile(r"(?<=\d:\d\d)\s*(?:GMT|UTC|UT|Z)?\s*([+-]\d\d):?(\d\d)(?:\s*\([^()]*\))?$")
_NAMED_ZONE = re.compile(r"(?<=\d:\d\d)(\.\d{1,9})?\s*([A-Za-z]{1,5})$")


def parse_time(value: str | None) -> datetime | None:
    """Return a time in UTC, written as W3C or RFC 822 has it; a date alone is its midnight, and UTC where there is no zone."""
    text = _SPACED_OFFSET.sub("", (value or "")[:MAX_CHARS].strip())
    if not text:
        return None
    found = _iso(text) if text[:4].isdecimal() else _rfc((value or "").strip())
    try:
        return found and (found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if zone := _NAMED_ZONE.search(text):
        try:
            return datetime.fromisoformat(text[: zone.start()]).replace(tzinfo=_offset(zone[2]))
        except ValueError:
            pass
    try:
        return datetime.combine(date.fromisoformat(text[:10]), datetime.min.time())
    except ValueError:
        return None


def _offset(zone: str) -> timezone | None:
    parts = parsedate_tz(f"1 Jan 2024 00:00:00 {_ZONES.get(zone.upper(), zone)}")
    return timezone(timedelta(seconds=parts[9])) if parts and parts[9] is not None else None


def _rfc(text: str) -> datetime | None:
    words = _ODD_OFFSET.sub(r" \1\2", text[:MAX_CHARS]).split()
    try:
        return parsedate_to_datetime(" ".join([*words[:-1], _ZONES.get(words[-1], words[-1])]))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
