"""Bytes of a file in order, plain or inflated from one gzip member, never more than a chunk ahead of what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from zlib_ng import zlib_ng

from tasks.collect.encodings import INFLATE_ERROR
from tasks.errors import ArchiveError

CHUNK_BYTES = 65_536
MEMBER = b"\x1f\x8b\x08"
# Deflate makes at most 1,032 bytes of one (zlib's technical details); each may be inflated twice, for going back after damage.
INFLATE_FACTOR = 2_100


class Torn(Exception):
    """What should lie here does not."""


class Broken(Torn):
    """The compression is broken: nothing more can be got out of this gzip member."""


class Stream:
    """Bytes that are looked at before they are taken. `at` counts what was taken; they end at `size`, where that is known."""

    def __init__(self, chunks: Iterator[bytes], at: int = 0, size: int | None = None) -> None:
        self._chunks, self._buffer = chunks, bytearray()
        self.at, self.size = at, size

    def peek(self, count: int) -> bytes:
        """Return the next bytes, fewer at the end."""
        while len(self._buffer) < count and (chunk := next(self._chunks, None)) is not None:
            self._buffer += chunk
        return bytes(self._buffer[:count])

    def take(self, count: int) -> bytes:
        """Return the next bytes, all of them.

        Raises:
            Torn: there are fewer.
        """
        self._expect(count)
        taken = self.peek(count)
        if len(taken) < count:
            raise Torn("the file ends within it")
        self._drop(count)
        return taken

    def skip(self, count: int) -> None:
        """Pass over the next bytes without holding them.

        Raises:
            Torn: there are fewer.
        """
        self._expect(count)
        while count:
            step = len(self.peek(min(count, CHUNK_BYTES)))
            if not step:
                raise Torn("the file ends within it")
            self._drop(step)
            count -= step

    def line(self, cap_bytes: int) -> bytes:
        """Return the next line without its end.

        Raises:
            Torn: it does not end, or not soon.
        """
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0:
            looked = len(self._buffer)
            if looked > cap_bytes or len(self.peek(looked + 1)) == looked:
                raise Torn("its header does not end")
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        self._drop(end + 1)
        return line

    def find(self, pattern: re.Pattern[bytes], longest: int) -> bool:
        """Go to the next match of `pattern`, which is at most `longest` bytes long, or to the end."""
        while True:
            at_end = len(self.peek(CHUNK_BYTES)) < CHUNK_BYTES
            found = pattern.search(self._buffer)
            self._drop(found.start() if found else len(self._buffer) - (0 if at_end else longest))
            if found or at_end:
                return found is not None

    def _expect(self, count: int) -> None:
        if self.size is not None and self.at + count > self.size:
            raise Torn("the file ends within it")

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self.at += count


def plain(file: BinaryIO, position: int, size: int) -> Stream:
    """Return the bytes of `file` from `position` on."""
    return Stream(_chunks(file, position), position, size)


class Members:
    """The gzip members of one file. `end` is where the member that was last inflated whole ends; None: none was."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size, self._left = file, size, INFLATE_FACTOR * size
        self.end: int | None = None

    def open(self, at: int, position: int = 0) -> Stream:
        """Return what is in the member at `at`, from `position` of its contents. Its checksum is part of its end.

        Raises:
            Torn: it is shorter.
        """
        stream = Stream(self._inflated(at))
        stream.skip(position)
        return stream

    def after(self, at: int) -> int:
        """Return where the next member after `at` begins that holds a record, or the file's end."""
        position = at + 1
        while position < self._size:
            self._file.seek(position)
            chunk = self._file.read(CHUNK_BYTES + len(MEMBER) - 1)
            for found in re.finditer(MEMBER, chunk):
                if self._holds_record(position + found.start()):
                    return position + found.start()
            position += CHUNK_BYTES
        return self._size

    def _holds_record(self, position: int) -> bool:
        self._file.seek(position)
        try:
            return zlib_ng.decompressobj(zlib_ng.MAX_WBITS | 16).decompress(self._file.read(CHUNK_BYTES), 5) == b"WARC/"
        except INFLATE_ERROR:
            return False

    def _inflated(self, at: int) -> Iterator[bytes]:
        inflater = zlib_ng.decompressobj(zlib_ng.MAX_WBITS | 16)
        read = 0
        for chunk in _chunks(self._file, at):
            read += len(chunk)
            waiting = chunk
            while waiting and not inflater.eof:
                try:
                    made = inflater.decompress(waiting, 4 * CHUNK_BYTES)
                except INFLATE_ERROR as error:
                    raise Broken(f"its compression is broken ({error})") from error
                waiting = inflater.unconsumed_tail
                self._left -= len(made)
                if self._left < 0:
                    raise ArchiveError(f"it inflates to more than a sound file can; nothing after byte {at} was read")
                yield made
            if inflater.eof:
                self.end = at + read - len(inflater.unused_data)
                return
        raise Broken("the file ends within it")


def _chunks(file: BinaryIO, position: int) -> Iterator[bytes]:
    """Read on from `position`, wherever others move the file meanwhile."""
    while True:
        file.seek(position)
        chunk = file.read(CHUNK_BYTES)
        if not chunk:
            return
        position += len(chunk)
        yield chunk
