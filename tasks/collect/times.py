"""Times as ways in write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

MAX_CHARS = 100
# Names of zones that RFC 822 lacks and feeds use; those of several zones, such as IST, are left out.
_ZONES = {"WEST": "+0100", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300"}
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")


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
    try:
        return datetime.combine(date.fromisoformat(text[:10]), datetime.min.time())
    except ValueError:
        return None


def _rfc(text: str) -> datetime | None:
    words = text[:MAX_CHARS].split()
    try:
        return parsedate_to_datetime(" ".join([*words[:-1], _ZONES.get(words[-1], words[-1])]))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
