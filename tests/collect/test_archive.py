"""The WARC archive: what was written stays readable, whatever happens later."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
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
