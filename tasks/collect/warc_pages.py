"""The news pages of WARC files that anyone wrote, and what each of the other records is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tasks.collect.archive import ArchivedPage, page_of, target_of
from tasks.collect.encodings import BadEncoding, TooLarge
from tasks.collect.fetch import PAGE_TYPES
from tasks.collect.streams import Torn
from tasks.collect.warc import Record, records
from tasks.errors import ArchiveError

# What a page's HTTP headers may take beside its body.
HEADERS_BYTES = 65_536
LONGEST_URL = 4_096
HTTP_OK = 200
NOT_PAGES = frozenset({"request", "revisit", "metadata", "warcinfo", "resource", "conversion"})


class WarcKind(StrEnum):
    """What a record of a WARC file is to us. Every record is exactly one."""

    PAGE = "page"
    DAMAGED = "damaged"
    NOT_OURS = "not_ours"
    TOO_LARGE = "too_large"
    NOT_200 = "not_200"
    NOT_HTML = "not_html"
    DNS = "dns"
    REQUEST = "request"
    REVISIT = "revisit"
    METADATA = "metadata"
    WARCINFO = "warcinfo"
    RESOURCE = "resource"
    CONVERSION = "conversion"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class WarcItem:
    """One record: what it is, where it lies (bytes of the file), and its page, or the reason for which it is damaged."""

    kind: WarcKind
    offset: int
    length: int
    page: ArchivedPage | None = None
    reason: str | None = None


def read_warc(path: Path, *, cap_bytes: int, is_ours: Callable[[str], bool] = lambda _: True) -> Iterator[WarcItem]:
    """Yield what every record of a WARC file is, plain or gzip, in order; a damaged one stops no other.

    Args:
        path: the file.
        cap_bytes: largest body that is taken, decompressed.
        is_ours: whether the page at an address is wanted; others are not even decoded.

    Raises:
        ArchiveError: the file cannot be read, or is given up.
    """

    def wants(fields: Mapping[str, str]) -> bool:
        return fields["warc-type"] == "response" and is_ours(target_of(fields))

    try:
        with path.open("rb") as file:
            for record in records(file, cap_bytes=cap_bytes + HEADERS_BYTES, wants=wants, gzipped=path.name.endswith(".gz")):
                yield _item(record, cap_bytes, is_ours)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read ({error.strerror}). Check that it is a file that you may read.") from error
    except ArchiveError as error:
        raise ArchiveError(f"{path} was given up: {error}") from error


def _item(record: Record, cap_bytes: int, is_ours: Callable[[str], bool]) -> WarcItem:
    if record.damage:
        return WarcItem(WarcKind.DAMAGED, record.offset, record.length, reason=record.damage)
    try:
        kind, page = _judged(record, cap_bytes, is_ours)
    except TooLarge:
        return WarcItem(WarcKind.TOO_LARGE, record.offset, record.length)
    except (Torn, BadEncoding) as error:
        return WarcItem(WarcKind.DAMAGED, record.offset, record.length, reason=str(error))
    return WarcItem(kind, record.offset, record.length, page)


def _judged(record: Record, cap_bytes: int, is_ours: Callable[[str], bool]) -> tuple[WarcKind, ArchivedPage | None]:
    kind, url = record.fields["warc-type"], target_of(record.fields)
    if url.startswith("dns:") or record.fields.get("content-type", "").startswith("text/dns"):
        return WarcKind.DNS, None
    if kind != "response":
        return (WarcKind(kind) if kind in NOT_PAGES else WarcKind.OTHER), None
    if not url.startswith(("http://", "https://")) or not url.isprintable() or len(url) > LONGEST_URL:
        raise Torn(f"its address is none: {url[:80]!r}")
    if not is_ours(url):
        return WarcKind.NOT_OURS, None
    if record.block is None:
        return WarcKind.TOO_LARGE, None
    page = page_of(record, cap_bytes)
    if page.http_status != HTTP_OK:
        return WarcKind.NOT_200, None
    content_type = (page.content_type or "").partition(";")[0].strip().lower()
    return (WarcKind.NOT_HTML, None) if content_type and content_type not in PAGE_TYPES else (WarcKind.PAGE, page)
