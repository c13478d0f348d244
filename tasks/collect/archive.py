"""The WARC archive (ISO 28500): every body exactly as it came, and the way back to it.

One file for each source and run, one gzip member for each record. A process that is killed can tear only the last member of a file
that nobody will append to again, so what was archived before it stays readable.
"""

from __future__ import annotations

import errno
import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from zlib_ng import zlib_ng

from tasks.collect.encodings import BadEncoding, decompressed
from tasks.collect.streams import Torn
from tasks.collect.warc import Record, records
from tasks.errors import ArchiveError
from tasks.models import ArchiveRef, RunTail

# Cookies identify a visitor; the others describe the transfer, which ended before the body was written.
NOT_KEPT = frozenset({"set-cookie", "set-cookie2", "transfer-encoding", "connection", "keep-alive", "content-length"})
READ_CAP_BYTES = 60_000_000
# zlib's levels, for bodies that came plain, and for those that came compressed, which would take long to pack by another hundredth.
PLAIN_LEVEL, PACKED_LEVEL = 6, 0
# ISO 28500, 5.20 lets writers add fields.
ASKED_FOR = "Dateline-Asked-For"
STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})[^\r\n]*\r?\n")
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
LINE_ENDS = re.compile(r"[\r\n]")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A response from an archive. `body` is decompressed; `headers` are as the server sent them."""

    url: str
    fetched_at: datetime
    http_status: int
    content_type: str | None
    body: bytes
    headers: tuple[tuple[str, str], ...]


class Archive:
    """The archive folder of one warehouse."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(
        self,
        source_id: str,
        run_id: str,
        *,
        url: str,
        fetched_at: datetime,
        http_status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        asked_for: str | None = None,
    ) -> ArchiveRef:
        """Append one response, its body as it came over the wire, and return where it lies.

        `asked_for` is the address that led to `url` by redirects.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        file = _file_of(source_id, run_id)
        path = self._root / file
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        lines = "".join(f"{_one_line(name)}: {_one_line(value)}\r\n" for name, value in kept)
        http = _bytes(f"HTTP/1.1 {http_status} \r\n{lines}Content-Length: {len(body)}\r\n\r\n")
        record = _record(url, asked_for or url, fetched_at, http, body)
        # One member for each record; zlib's highest level would take longer than fetching.
        member = zlib_ng.compress(record, PACKED_LEVEL if _is_packed(kept) else PLAIN_LEVEL, zlib_ng.MAX_WBITS | 16)
        try:
            return ArchiveRef(file, _append(path, member), len(member))
        except OSError as error:
            raise ArchiveError(
                f"{path} cannot be written ({error.strerror}). Make room or choose another DATELINE_HOME.",
                source_id=source_id,
                url=url,
            ) from error

    def read(self, ref: ArchiveRef) -> ArchivedPage:
        """Return the response that lies at `ref`.

        Raises:
            ArchiveError: the file is gone or holds something else there.
        """
        path = self._root / ref.file
        try:
            with path.open("rb") as file:
                file.seek(ref.offset)
                member = file.read(ref.length)
            record = next(records(BytesIO(member), cap_bytes=READ_CAP_BYTES, gzipped=True))
            if record.damage or len(member) < ref.length:
                raise Torn(record.damage or "the file ends within the record")
            return page_of(record, READ_CAP_BYTES)
        except (OSError, Torn, BadEncoding) as error:
            raise ArchiveError(
                f"{path} holds no readable response at byte {ref.offset}: {error}. Restore it from a backup."
            ) from error

    def tail(self, source_id: str, tail: RunTail) -> Iterator[tuple[ArchiveRef, str, ArchivedPage]]:
        """Yield the responses that a run's file holds behind what is known of it: where, which address was asked for, what came.

        The last record may be torn, as the run was killed, and a body may be one that cannot be decompressed; these are left out.

        Raises:
            ArchiveError: the file cannot be read.
        """
        name = _file_of(source_id, tail.run_id)
        path = self._root / name
        try:
            if not path.exists() or path.stat().st_size <= tail.known_bytes:
                return
            with path.open("rb") as file:
                for record in records(file, cap_bytes=READ_CAP_BYTES, gzipped=True, begin=tail.known_bytes):
                    with suppress(Torn, BadEncoding):
                        if not record.damage:
                            page = page_of(record, READ_CAP_BYTES)
                            asked_for = record.fields.get(ASKED_FOR.lower(), page.url)
                            yield ArchiveRef(name, record.offset, record.length), asked_for, page
        except OSError as error:
            raise ArchiveError(
                f"{path} cannot be read ({error.strerror}). Restore it from a backup.", source_id=source_id
            ) from error


def _file_of(source_id: str, run_id: str) -> str:
    return f"{source_id}/{run_id}.warc.gz"


def _append(path: Path, member: bytes) -> int:
    """Append to `path`, which is made where it is missing, and return the byte at which `member` begins."""
    try:
        out = path.open("ab", buffering=0)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        out = path.open("ab", buffering=0)
    with out:
        offset = out.tell()
        written = out.write(member)
        if written < len(member):
            raise OSError(errno.ENOSPC, f"only {written} of {len(member)} bytes could be written")
        return offset


def _record(url: str, asked_for: str, fetched_at: datetime, http: bytes, body: bytes) -> bytes:
    """Return one response as ISO 28500 lays it out, in WARC/1.1, the first whose dates have fractions of a second.

    The block has no digest (5.8 lets one leave it out): the payload's, and gzip's own checksum, are enough.
    """
    named = f"{ASKED_FOR}: {_one_line(asked_for)}\r\n" if asked_for != url else ""
    head = (
        "WARC/1.1\r\n"
        "WARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Date: {fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}\r\n"
        f"WARC-Target-URI: {_one_line(url)}\r\n"
        f"{named}"
        f"WARC-Payload-Digest: sha1:{b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}\r\n"
        "Content-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(http) + len(body)}\r\n\r\n"
    )
    return b"".join((_bytes(head), http, body, b"\r\n\r\n"))


def _one_line(value: str) -> str:
    """Return `value` without what would end its line and begin another field."""
    return LINE_ENDS.sub(" ", value)


def _bytes(head: str) -> bytes:
    return head.encode("utf-8", "replace")


def _is_packed(headers: Iterable[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-encoding" for name, _ in headers)


def page_of(record: Record, cap_bytes: int) -> ArchivedPage:
    """Return the response that a record holds, its body decompressed to at most `cap_bytes`.

    Raises:
        Torn: it holds no HTTP response, or one that lacks what a page needs.
        BadEncoding: its body cannot be decompressed, or only to more.
    """
    if record.block is None:
        raise Torn(f"it holds {record.block_bytes} bytes, which is more than the cap")
    status, headers, raw = _response(record.block)
    by_name = {name.lower(): value for name, value in headers}
    if by_name.get("transfer-encoding", "").lower() == "chunked":
        raw = _dechunked(raw)
    encoding = by_name.get("content-encoding")
    return ArchivedPage(
        url=target_of(record.fields),
        fetched_at=_date(record.fields.get("warc-date", "")),
        http_status=status,
        content_type=by_name.get("content-type"),
        body=raw if _is_decoded(raw, encoding) else decompressed(raw, encoding, cap_bytes),
        headers=headers,
    )


def target_of(fields: Mapping[str, str]) -> str:
    """Return the address that a record is about; some writers put it in angle brackets, as the grammar of WARC/1.0 had it."""
    return fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


def _response(block: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    status = STATUS_LINE.match(block)
    end = END_OF_HEAD.search(block)
    if not status or not end:
        raise Torn("it holds no HTTP response")
    lines = (line.partition(b":") for line in block[status.end() : end.start()].splitlines())
    headers = tuple((_text(name), _text(value)) for name, colon, value in lines if colon)
    return int(status[1]), headers, block[end.end() :]


def _text(raw: bytes) -> str:
    try:
        return raw.strip().decode("utf-8")
    except UnicodeDecodeError:
        return raw.strip().decode("latin-1")


def _date(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Torn(f"its WARC-Date is no time: {value[:40]!r}") from error


def _is_decoded(raw: bytes, encoding: str | None) -> bool:
    """Whether a crawler decompressed the body but left the header that says otherwise, as Common Crawl did for years."""
    kind = (encoding or "").strip().lower()
    if kind in {"gzip", "x-gzip"}:
        return not raw.startswith(b"\x1f\x8b")
    return kind in {"br", "zstd", "deflate"} and raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _dechunked(raw: bytes) -> bytes:
    """Undo chunked transfer (RFC 9112, 7.1); a body that a crawler joined but left the header of is returned as it is."""
    parts: list[bytes] = []
    at = 0
    while size := CHUNK_SIZE.match(raw, at):
        count = int(size[1], 16)
        if not count:
            return b"".join(parts)
        parts.append(raw[size.end() : size.end() + count])
        at = size.end() + count + 2
    return raw
