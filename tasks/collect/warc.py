"""The frame of WARC files (ISO 28500), plain or gzip: where each record begins and ends, also in a file that is damaged.

A damaged record costs itself: reading goes on at the next gzip member or `WARC/1.…` line. Every byte of a file belongs to a record
or to a damage that is told, and nothing is held beyond a bound, whatever a file claims of itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from tasks.collect.streams import MEMBER, Broken, Members, Stream, Torn, plain
from tasks.errors import ArchiveError

HEADER_CAP_BYTES = 65_536
# A file with more is no archive any more, and each costs a look at what follows it.
MAX_DAMAGES = 10_000
VERSION = re.compile(rb"WARC/\d\.\d{1,3}")
# The line with the version and the beginning of a named field: text about WARC seldom has both.
NEXT_RECORD = re.compile(rb"WARC/\d\.\d{1,3}\r?\n[A-Za-z]")
LONGEST_MATCH_BYTES = 12
FIELD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One record, or what lies where one should (`damage`).

    `offset` and `length` are bytes of the file. Where one gzip member holds several records, all have its offset, and only the last
    its length. `block` is None when it was not wanted or is larger than the cap. Names of `fields` are in lower case.
    """

    offset: int
    length: int
    fields: Mapping[str, str] = field(default_factory=dict)
    block: bytes | None = None
    block_bytes: int = 0
    damage: str | None = None


Wants = Callable[[Mapping[str, str]], bool]


def records(
    file: BinaryIO, *, cap_bytes: int, wants: Wants = lambda _: True, gzipped: bool = False, begin: int = 0
) -> Iterator[Record]:
    """Yield what a seekable WARC file holds, in order.

    Args:
        file: the file, open for reading bytes.
        cap_bytes: largest block that is held; a larger one is passed over.
        wants: whether the block of a record with these fields is wanted.
        gzipped: what to take the file for when its first bytes do not tell.
        begin: where in a file of gzip members to begin, in bytes.

    Raises:
        ArchiveError: the file is given up: it has too many damages, or inflates to more than it can.
    """
    head, size = file.read(5), file.seek(0, 2)
    if not size:
        yield Record(0, 0, damage="the file is empty")
    by_gzip = head.startswith(MEMBER[:2]) or (gzipped and head != b"WARC/")
    found = _gzip(file, begin, size, cap_bytes, wants) if by_gzip else _plain(file, size, cap_bytes, wants)
    damages = 0
    for record in found:
        yield record
        damages += record.damage is not None
        if damages >= MAX_DAMAGES:
            raise ArchiveError(f"{damages} places are damaged; nothing after byte {record.offset + record.length} was read")


def _plain(file: BinaryIO, size: int, cap_bytes: int, wants: Wants) -> Iterator[Record]:
    yield from _framed(lambda position: plain(file, position, size), cap_bytes, wants)


def _gzip(file: BinaryIO, at: int, size: int, cap_bytes: int, wants: Wants) -> Iterator[Record]:
    members = Members(file, size)
    while at < size:
        members.end = None
        last: Record | None = None
        for record in _framed(_opener(members, at), cap_bytes, wants):
            if last:
                yield last
            last = replace(record, offset=at, length=0)
        after = members.after(at) if members.end is None else members.end
        if last:
            yield replace(last, length=after - at)
        at = after


def _opener(members: Members, at: int) -> Callable[[int], Stream]:
    return lambda position: members.open(at, position)


def _framed(open_at: Callable[[int], Stream], cap_bytes: int, wants: Wants) -> Iterator[Record]:
    """Yield the records of what `open_at` opens, with their places in it."""
    stream, start, more = open_at(0), 0, True
    while more:
        try:
            if not stream.peek(1):
                return
            record = _record(stream, cap_bytes, wants)
            _close(stream)
        except Broken as broken:
            record, more = Record(start, 0, damage=str(broken)), False
        except Torn as torn:
            record = Record(start, 0, damage=str(torn))
            stream, more = _resumed(open_at, start + 1)
        yield replace(record, offset=start, length=stream.at - start)
        start = stream.at


def _resumed(open_at: Callable[[int], Stream], position: int) -> tuple[Stream, bool]:
    """Return a stream that stands at the next record from `position` on, and whether there is one."""
    stream = Stream(iter(()), position)
    try:
        stream = open_at(position)
        return stream, stream.find(NEXT_RECORD, LONGEST_MATCH_BYTES)
    except Torn:
        return stream, False


def _record(stream: Stream, cap_bytes: int, wants: Wants) -> Record:
    fields = _fields(stream)
    length = int(fields["content-length"])
    if length > cap_bytes or not wants(fields):
        stream.skip(length)
        return Record(0, 0, fields, None, length)
    return Record(0, 0, fields, stream.take(length), length)


def _fields(stream: Stream) -> dict[str, str]:
    if not VERSION.fullmatch(stream.line(HEADER_CAP_BYTES)):
        raise Torn("no record begins here")
    found: dict[str, str] = {}
    end, name = stream.at + HEADER_CAP_BYTES, ""
    while line := stream.line(HEADER_CAP_BYTES):
        if stream.at > end:
            raise Torn("its header does not end")
        raw_name, colon, value = line.partition(b":")
        if name and line[:1] in b" \t":  # a field that goes on, as WARC/1.0 allows
            found[name] += " " + line.decode("utf-8", "replace").strip()
        elif not colon or not FIELD.fullmatch(raw_name) or b"\r" in value:
            raise Torn("its header is broken")
        else:
            name = raw_name.decode("ascii").lower()
            found.setdefault(name, value.decode("utf-8", "replace").strip())
    if not re.fullmatch(r"[0-9]{1,18}", found.get("content-length", "")) or not found.get("warc-type"):
        raise Torn("its header is broken: Content-Length or WARC-Type is missing or wrong")
    return found


def _close(stream: Stream) -> None:
    """Pass over the two empty lines that end a record. Files without them are read too, if what follows shows that it has ended."""
    whole = stream.peek(4) == b"\r\n\r\n"
    while stream.peek(1) in {b"\r", b"\n"}:
        stream.skip(1)
    if stream.peek(5) not in {b"WARC/", b""} and not whole:
        raise Torn("it does not end where its Content-Length says")
