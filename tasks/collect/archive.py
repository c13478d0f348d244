"""The WARC archive (ISO 28500): every body exactly as it came, and the way back to it.

One file for each source and run, one gzip member for each record. A process that is killed can tear only the last member of a file
that nobody will append to again, so what was archived before it stays readable.
"""

from __future__ import annotations

import errno
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.collect.encodings import BadEncoding, decompressed
from tasks.errors import ArchiveError
from tasks.models import ArchiveRef

# Cookies identify a visitor; the others describe the transfer, which ended before the body was written.
NOT_KEPT = frozenset({"set-cookie", "set-cookie2", "transfer-encoding", "connection", "keep-alive", "content-length"})
READ_CAP_BYTES = 60_000_000
# zlib's levels, for bodies that came plain, and for those that came compressed, which would take long to pack by another hundredth.
PLAIN_LEVEL, PACKED_LEVEL = 6, 0


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
    ) -> ArchiveRef:
        """Append one response, its body as it came over the wire, and return where it lies.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        file = f"{source_id}/{run_id}.warc.gz"
        path = self._root / file
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        http = StatusAndHeaders(f"{http_status} ", [*kept, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
        member = _member(url, fetched_at, http, body, level=PACKED_LEVEL if _is_packed(kept) else PLAIN_LEVEL)
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
            if len(member) < ref.length:
                raise ArchiveLoadFailed("the file ends within the record")
            return next(_pages(BytesIO(member)))
        except (OSError, StopIteration, ArchiveLoadFailed, BadEncoding) as error:
            raise ArchiveError(
                f"{path} holds no readable response at byte {ref.offset}: {error}. Restore it from a backup."
            ) from error


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


def _member(url: str, fetched_at: datetime, http: StatusAndHeaders, body: bytes, *, level: int) -> bytes:
    """Return one response as a gzip member. warcio's own writer packs at level 9, which takes longer than fetching."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    # The length is given, for without it warcio copies the body to a file that it never closes.
    date = fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    record = writer.create_warc_record(
        url, "response", payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict={"WARC-Date": date}
    )
    writer.write_record(record)
    return gzip.compress(buffer.getvalue(), level, mtime=0)


def _is_packed(headers: Iterable[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-encoding" for name, _ in headers)


def read_warc(path: Path) -> Iterator[ArchivedPage]:
    """Yield the web pages of any WARC file, plain or gzip; other records are passed over.

    Raises:
        ArchiveError: the file cannot be read, or stops being WARC; what came before was yielded.
    """
    try:
        with path.open("rb") as file:
            yield from _pages(file)
    except (OSError, ArchiveLoadFailed, BadEncoding) as error:
        raise ArchiveError(f"{path} is no readable WARC file from here on: {error}") from error


def _pages(stream: object) -> Iterator[ArchivedPage]:
    found = 0
    for found, record in enumerate(ArchiveIterator(stream), start=1):  # noqa: B007 - counted for what follows the loop
        if record.rec_type != "response" or record.http_headers is None:
            continue
        headers = tuple((name, value) for name, value in record.http_headers.headers)
        by_name = {name.lower(): value for name, value in headers}
        raw = record.raw_stream.read(READ_CAP_BYTES)
        if record.raw_stream.limit and len(raw) < READ_CAP_BYTES:
            raise ArchiveLoadFailed(f"the file ends within the record of {record.rec_headers.get_header('WARC-Target-URI')}")
        yield ArchivedPage(
            url=record.rec_headers.get_header("WARC-Target-URI") or "",
            fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
            http_status=int(record.http_headers.get_statuscode() or 0),
            content_type=by_name.get("content-type"),
            body=decompressed(raw, by_name.get("content-encoding"), READ_CAP_BYTES),
            headers=headers,
        )
    if not found:  # warcio ends without a word when even the first record is cut short
        raise ArchiveLoadFailed("it holds no whole record")
