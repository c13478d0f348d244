"""WARC files that others wrote: every record is told, whatever is wrong with the file."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.collect.warc_pages import WarcItem, WarcKind, read_warc
from tasks.errors import ArchiveError

CAP_BYTES = 1_000_000
PAGES = 5


def add(
    writer: WARCWriter, url: str, body: bytes = b"<html>", *, kind: str = "response", status: str = "200 OK", **headers: str
) -> None:
    """Append a record; names of HTTP headers have underscores."""
    http = None
    if kind in {"response", "request", "revisit"}:
        given = [(name.replace("_", "-"), value) for name, value in ({"Content_Type": "text/html"} | headers).items()]
        http = StatusAndHeaders("GET / HTTP/1.1" if kind == "request" else status, given, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": "2024-02-03T04:05:06Z"},
    )
    writer.write_record(record)


@cache
def small(*, gzipped: bool) -> tuple[bytes, list[int]]:
    """Return a file of pages, and where each record ends."""
    out, ends = BytesIO(), []
    writer = WARCWriter(out, gzip=gzipped)
    for number in range(PAGES):
        add(writer, f"http://example.org/{number}", f"<html>page {number}".encode() * 20)
        ends.append(out.tell())
    return out.getvalue(), ends


def read(folder: Path, data: bytes, *, gzipped: bool) -> list[WarcItem]:
    file = folder / f"some.warc{'.gz' if gzipped else ''}"
    file.write_bytes(data)
    return list(read_warc(file, cap_bytes=CAP_BYTES))


def pages_of(items: list[WarcItem]) -> list[str]:
    return [item.page.url.rpartition("/")[2] for item in items if item.page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warc")


@pytest.mark.parametrize("gzipped", [True, False])
def test_records_that_are_no_news_pages_are_told_by_kind(folder: Path, gzipped: bool) -> None:
    out = BytesIO()
    writer = WARCWriter(out, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("some.warc", {"software": "a crawler"}))
    add(writer, "dns:example.org", b"example.org. 300 IN A 192.0.2.1", kind="response", Content_Type="text/dns")
    for kind in ("request", "metadata", "resource", "conversion", "continuation"):
        add(writer, "http://example.org/x", b"", kind=kind)
    url = "http://example.org/x"
    writer.write_record(writer.create_revisit_record(url, "sha1:AAAA", url, "2024-01-01T00:00:00Z"))
    add(writer, "http://example.org/missing", status="404 Not Found")
    add(writer, "http://example.org/photo", b"\xff\xd8", Content_Type="image/jpeg")
    add(writer, "http://example.org/huge", b"<html>" + b"x" * (CAP_BYTES + 70_000))
    add(writer, "http://example.org/page", b"<html>a page")
    items = read(folder, out.getvalue(), gzipped=gzipped)
    kinds = [kind for kind in WarcKind if kind not in {WarcKind.DAMAGED, WarcKind.NOT_OURS}]
    assert Counter(item.kind for item in items) == dict.fromkeys(kinds, 1)
    assert items[-1].page
    assert (items[-1].page.body, items[-1].page.fetched_at.isoformat()) == (b"<html>a page", "2024-02-03T04:05:06+00:00")


def test_bodies_are_read_however_a_crawler_stored_them(folder: Path) -> None:
    page = b"<html>" + b"the same page " * 50
    chunked = b"%x\r\n%b\r\n%x;x=y\r\n%b\r\n0\r\n\r\n" % (100, page[:100], len(page) - 100, page[100:])
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    add(writer, "http://example.org/0", gzip.compress(page), Content_Encoding="gzip")
    add(writer, "http://example.org/1", page, Content_Encoding="gzip")  # decompressed by a crawler that left the header
    add(writer, "http://example.org/2", page, Content_Encoding="br")
    add(writer, "http://example.org/3", chunked, Transfer_Encoding="chunked")
    add(writer, "http://example.org/4", page, Transfer_Encoding="chunked")
    add(writer, "<http://example.org/5>", page)
    add(writer, "http://example.org/6", b"\x8b\x03brotli", Content_Encoding="br")
    items = read(folder, out.getvalue(), gzipped=True)
    assert [item.page.body == page for item in items[:-1] if item.page] == [True] * 6
    assert (items[-1].kind, items[-1].reason) == (WarcKind.DAMAGED, "the body is compressed as 'br', which was not asked for")


def test_a_file_that_was_compressed_as_a_whole_is_read(folder: Path) -> None:
    data, _ = small(gzipped=False)
    assert pages_of(read(folder, gzip.compress(data), gzipped=True)) == list("01234")
    broken = bytearray(data)
    broken[data.index(b"Content-Length", len(data) // 2) + 16] ^= 0x40
    items = read(folder, gzip.compress(bytes(broken)), gzipped=True)
    assert len(pages_of(items)) == 4
    assert sum(item.kind is WarcKind.DAMAGED for item in items) == 1


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize("junk", [b"\0" * 700, b"WARC/1.0\r\nmore", b"\x1f\x8b\x08junk" * 30])
def test_junk_between_records_costs_no_record(folder: Path, gzipped: bool, junk: bytes) -> None:
    data, ends = small(gzipped=gzipped)
    items = read(folder, data[: ends[1]] + junk + data[ends[1] :], gzipped=gzipped)
    assert pages_of(items) == list("01234")
    (damage,) = [item for item in items if item.kind is WarcKind.DAMAGED]
    assert (damage.offset, damage.length) == (ends[1], len(junk))


@settings(max_examples=300, deadline=None)
@given(gzipped=st.booleans(), data=st.data())
def test_a_flipped_byte_costs_at_most_its_record_and_is_told(folder: Path, gzipped: bool, data: st.DataObject) -> None:
    whole, _ = small(gzipped=gzipped)
    place, change = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    flipped = bytearray(whole)
    flipped[place] ^= change
    items = read(folder, bytes(flipped), gzipped=gzipped)
    told = [item for item in items if item.kind is not WarcKind.PAGE]
    assert len(pages_of(items)) + len(told) >= PAGES
    assert len(pages_of(items)) >= PAGES - 1
    assert _accounts_for(items, len(whole))


@settings(max_examples=150, deadline=None)
@given(gzipped=st.booleans(), data=st.data())
def test_a_file_that_ends_early_gives_all_whole_records_and_tells_of_the_last(
    folder: Path, gzipped: bool, data: st.DataObject
) -> None:
    whole, ends = small(gzipped=gzipped)
    cut = data.draw(st.integers(0, len(whole) - 1))
    items = read(folder, whole[:cut], gzipped=gzipped)
    begun = sum(end < cut for end in [0, *ends]) if cut else 1
    assert len(pages_of(items)) >= sum(end <= cut for end in ends)
    assert len(items) >= begun
    assert _accounts_for(items, cut)


@settings(max_examples=150, deadline=None)
@given(gzipped=st.booleans(), parts=st.lists(st.binary(max_size=40) | st.integers(0, 4), max_size=12))
def test_any_mixture_of_records_and_junk_is_accounted_for(folder: Path, gzipped: bool, parts: list[bytes | int]) -> None:
    whole, ends = small(gzipped=gzipped)
    begins = [0, *ends]
    data = b"".join(part if isinstance(part, bytes) else whole[begins[part] : ends[part]] for part in parts)
    items = read(folder, data, gzipped=gzipped)
    assert _accounts_for(items, len(data))


def _accounts_for(items: list[WarcItem], size: int) -> bool:
    """Whether the items lie one after the other from the file's beginning to its end."""
    at = 0
    for item in items:
        if item.offset != at:
            return False
        at += item.length
    return at == size


BOMB = """
import resource, sys
from pathlib import Path
from tasks.collect.warc_pages import read_warc
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print([item.kind.value for item in read_warc(Path(sys.argv[1]), cap_bytes=10_000_000)])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_bombs_in_a_file_cost_no_memory(tmp_path: Path) -> None:
    """A gigabyte of one letter in one megabyte: as a body, and as a record."""
    piece, pieces = b"a" * 10_000_000, 100
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush a piece stands alone, so that the same bytes can be repeated.
    deflated, end = deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH), deflater.flush()
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/1\r\nContent-Length: 1000000000\r\n\r\n"
    stored = b"\x00" + len(head).to_bytes(2, "little") + (len(head) ^ 0xFFFF).to_bytes(2, "little") + head
    crc = zlib.crc32(head)
    for _ in range(pieces):
        crc = zlib.crc32(piece, crc)
    member_end = crc.to_bytes(4, "little") + (len(head) + len(piece) * pieces).to_bytes(4, "little")
    file = tmp_path / "bomb.warc.gz"
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        add(writer, "http://example.org/0", deflated * pieces + end, Content_Encoding="deflate")
        out.write(b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + stored + deflated * pieces + end + member_end)
        add(writer, "http://example.org/2")
    done = subprocess.run([sys.executable, "-c", BOMB, str(file)], capture_output=True, text=True, check=True)
    kinds, grown_mb = done.stdout.splitlines()
    assert kinds == "['too_large', 'too_large', 'page']"
    assert int(grown_mb) < 100


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be read"):
        list(read_warc(tmp_path / "none.warc", cap_bytes=CAP_BYTES))
