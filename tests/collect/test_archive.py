"""The WARC archive: what was written stays readable, whatever happens later."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tasks.collect.archive import Archive
from tasks.errors import ArchiveError
from tasks.models import ArchiveRef

AT = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)


def write(archive: Archive, url: str, body: bytes, run_id: str = "run") -> ArchiveRef:
    return archive.write(
        "paper", run_id, url=url, fetched_at=AT, http_status=200, headers=[("Content-Type", "text/html")], body=body
    )


def test_records_are_read_back_by_their_place_and_by_any_warc_reader(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    refs = [write(archive, f"http://example.org/{n}", b"page %d" % n * 100) for n in range(3)]
    assert [archive.read(ref).body for ref in refs] == [b"page %d" % n * 100 for n in range(3)]
    assert archive.read(refs[1]).fetched_at == AT
    with (tmp_path / refs[0].file).open("rb") as file:
        assert [record.rec_headers["WARC-Target-URI"] for record in ArchiveIterator(file)] == [
            f"http://example.org/{n}" for n in range(3)
        ]


def test_a_record_says_to_the_microsecond_when_it_came_and_keeps_headers_as_they_were(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    at = AT.replace(microsecond=123_456)
    headers = [("content-type", "text/html"), ("x-name", "naïve"), ("content-length", "999"), ("set-cookie", "who=1")]
    ref = archive.write("paper", "run", url="http://example.org/é", fetched_at=at, http_status=200, headers=headers, body=b"page")
    page = archive.read(ref)
    assert (page.url, page.fetched_at, page.body) == ("http://example.org/é", at, b"page")
    assert page.headers == (("content-type", "text/html"), ("x-name", "naïve"), ("Content-Length", "4"))
    with (tmp_path / ref.file).open("rb") as file:
        record = next(iter(ArchiveIterator(file, check_digests="raise")))
        assert record.content_stream().read() == b"page"
        # Fractions of a second came with WARC/1.1 (ISO 28500:2017).
        assert (record.rec_headers.protocol, record.rec_headers["WARC-Date"]) == ("WARC/1.1", "2024-02-03T04:05:06.123456Z")


@given(value=st.text(max_size=200), body=st.binary(max_size=300))
def test_nothing_that_a_server_says_ends_its_line(tmp_path_factory: pytest.TempPathFactory, value: str, body: bytes) -> None:
    archive = Archive(tmp_path_factory.getbasetemp() / "hostile")
    url = f"http://example.org/{value}"
    ref = archive.write("paper", "run", url=url, asked_for=value, fetched_at=AT, http_status=200, headers=[("x", value)], body=body)
    page = archive.read(ref)
    assert page.body == body
    assert [name for name, _ in page.headers] == ["x", "Content-Length"]


@pytest.mark.parametrize("torn_bytes", [1, 40, 200])
def test_a_torn_tail_costs_only_the_last_record(tmp_path: Path, torn_bytes: int) -> None:
    archive = Archive(tmp_path)
    first, last = write(archive, "http://example.org/a", b"a" * 500), write(archive, "http://example.org/b", bytes(range(256)) * 9)
    file = tmp_path / first.file
    file.write_bytes(file.read_bytes()[:-torn_bytes])
    assert archive.read(first).body == b"a" * 500
    with pytest.raises(ArchiveError, match="Restore it from a backup"):
        archive.read(last)
    assert archive.read(write(archive, "http://example.org/c", b"c", run_id="next")).body == b"c"


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="choose another DATELINE_HOME") as caught:
        write(Archive(tmp_path / "file" / "archive"), "http://example.org/a", b"a")
    assert (caught.value.source_id, caught.value.url) == ("paper", "http://example.org/a")
