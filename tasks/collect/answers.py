"""A server's answer: taken within bounds, and judged."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tasks.collect.encodings import BadEncoding, Decoder, TooLarge
from tasks.collect.network import Head
from tasks.models import Outcome

REDIRECTS = frozenset({301, 302, 303, 307, 308})
# More of an error's or a redirect's body is not read; so much is, for the connection to be of further use.
DISCARDED_BYTES = 64 * 1024
# What comes with these may be a bot wall or a teaser, and is kept up to a bound.
TELLING = frozenset({401, 402, 403, 405, 406, 503})
MOST_TELLING_BYTES = 256 * 1024
LONGEST_HEADER_CHARS = 500
LONGEST_RETRY_AFTER_S = 7 * 86_400.0


class Ended(Exception):
    """A fetch ended other than well."""

    def __init__(self, outcome: Outcome, reason: str, status: int | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.status, self.retry_after_s = outcome, reason, status, retry_after_s


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. `raw` is the body on the wire, `body` decompressed; `broken` is why it could not be.

    Both are empty but for 2xx and for refusals that say more than their status.
    `latency_s` is the time until the head had come; `is_conditional` whether the question allowed for a 304.
    """

    head: Head
    raw: bytes
    body: bytes
    broken: BadEncoding | None
    at: datetime
    latency_s: float
    is_conditional: bool

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.head.status


async def take(head: Head, cap_bytes: int, *, cut: bool, latency_s: float, is_conditional: bool) -> Answer:
    """Take an answer whose head has come. Neither form of its body grows beyond `cap_bytes`; with `cut` it ends there.

    Raises:
        Ended: the body is too large.
        Broken: it broke off.
    """
    raw, body, broken = b"", b"", None
    if 200 <= head.status < 300:
        raw, body, broken = await _body(head, cap_bytes, cut=cut)
    elif head.status in TELLING:
        # One that is too large is no wall: walls are short.
        with suppress(Ended):
            raw, body, broken = await _body(head, min(cap_bytes, MOST_TELLING_BYTES), cut=False)
    else:
        await _discard(head)
    return Answer(head, raw, body, broken, datetime.now(UTC), latency_s, is_conditional)


async def _discard(head: Head) -> None:
    size_bytes = 0
    async for chunk in head.chunks:
        size_bytes += len(chunk)
        if size_bytes > DISCARDED_BYTES:
            return


async def _body(head: Head, cap_bytes: int, *, cut: bool) -> tuple[bytes, bytes, BadEncoding | None]:
    declared = head.field("content-length") or ""
    if re.fullmatch(r"[0-9]+", declared) and int(declared[:20]) > cap_bytes and not cut:
        raise Ended(Outcome.TOO_LARGE, f"the server announces {declared[:20]} bytes, more than {cap_bytes}", head.status)
    decoder = None
    broken: BadEncoding | None = None
    try:
        decoder = Decoder(head.field("content-encoding"), cap_bytes)
    except BadEncoding as error:
        broken = error
    raw = bytearray()
    async for chunk in head.chunks:
        raw += chunk
        try:
            if len(raw) > cap_bytes:
                raise TooLarge(f"larger than {cap_bytes} bytes")
            if decoder and not broken:
                decoder.feed(chunk)
        except TooLarge as error:
            if cut and decoder:
                return bytes(raw), decoder.so_far(), broken
            raise Ended(Outcome.TOO_LARGE, str(error), head.status) from error
        except BadEncoding as error:
            broken = error  # what comes after it is kept all the same
    try:
        return bytes(raw), decoder.whole() if decoder and not broken else b"", broken
    except BadEncoding as error:
        return bytes(raw), b"", error


def judged(answer: Answer) -> tuple[Outcome, str | None]:
    """Return what an answer is, and words where it is not good."""
    match answer.status:
        case 304 if answer.is_conditional:
            return Outcome.NOT_MODIFIED, None
        case 206:
            return Outcome.BAD_ANSWER, "the server sent a part (status 206), and was asked for the whole"
        case 429:
            return Outcome.HTTP_429, "the server asked us to slow down"
        case status if 200 <= status < 300 and not answer.raw:
            return Outcome.EMPTY_BODY, "the server answered with 0 bytes"
        case status if 200 <= status < 300 and answer.broken:
            return Outcome.BAD_ENCODING, str(answer.broken)
        case status:
            return judged_by_class(status)


def judged_by_class(status: int) -> tuple[Outcome, str | None]:
    """Return what a status means by its first digit alone."""
    if 200 <= status < 300:
        return Outcome.OK, None
    if status < 400:
        return Outcome.BAD_ANSWER, f"status {status}, which answers nothing that was asked"
    return (Outcome.HTTP_4XX if status < 500 else Outcome.HTTP_5XX), f"status {status}"


def short(value: str | None) -> str | None:
    """Return a header's value, or None when it is longer than any that is of use."""
    return value if value and len(value) <= LONGEST_HEADER_CHARS else None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for, in either of its forms (RFC 9110, 10.2.3), a week at most."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return min(float(text[:9]), LONGEST_RETRY_AFTER_S)
    try:
        at = parsedate_to_datetime(text)
        wait_s = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError, TypeError):
        return None
    return min(max(0.0, wait_s), LONGEST_RETRY_AFTER_S)
