"""What a source's pages repeat is learnt from the warehouse, and pages whose text does not fit it are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duckdb import DuckDBPyConnection

from tasks.models import RemovedLine
from tasks.store import load, rows, state
from tests.store.world import NOW, SourceEntry, capture, reading

LABEL = "Our coverage of the north"
SENTENCE = "The Paper has reported from the north since the war began."


def texts(count: int, *ends: str) -> list[str]:
    """Texts of their own that end in the same lines."""
    return [
        "\n".join([f"Shells hit village number {number} on Wednesday and killed {number} people, said its mayor.", *ends])
        for number in range(count)
    ]


def load_pages(con: DuckDBPyConnection, pages: Sequence[str]) -> list[rows.Reading]:
    readings = [reading(capture(number), text, title=f"Page {number}") for number, text in enumerate(pages, 1)]
    load.start_run(con, "run", "ingest", NOW, "0")
    load.load_sources(con, [SourceEntry()], NOW)
    load.load_captures(con, [of for of, _, _ in readings])
    load.load_readings(con, readings, NOW)
    return readings


def learnt(con: DuckDBPyConnection) -> frozenset[str]:
    return state.learnt_lines(con).get("paper", frozenset())


def pending(con: DuckDBPyConnection) -> int:
    return len(state.pending_reads(con))


def test_what_two_pages_share_is_not_learnt_yet(con: DuckDBPyConnection) -> None:
    load_pages(con, texts(2, LABEL, SENTENCE))
    assert learnt(con) == frozenset()
    assert pending(con) == 0


def test_what_three_pages_share_is_learnt_and_they_are_read_again(con: DuckDBPyConnection) -> None:
    load_pages(con, texts(3, LABEL, SENTENCE))
    assert learnt(con) == {LABEL, SENTENCE}
    assert pending(con) == 3


def test_copies_of_one_text_teach_nothing(con: DuckDBPyConnection) -> None:
    load_pages(con, texts(1, LABEL, SENTENCE) * 5)
    assert learnt(con) == frozenset()


def test_a_sentence_that_some_pages_share_is_background_and_stays(con: DuckDBPyConnection) -> None:
    shared = texts(4, LABEL, SENTENCE)
    load_pages(con, [*shared, *(text.replace("village", "town") for text in texts(8))])
    assert learnt(con) == {LABEL}
    assert pending(con) == 4


def test_a_page_without_its_learnt_lines_is_done_and_what_was_learnt_stays_known(con: DuckDBPyConnection) -> None:
    pages = load_pages(con, texts(3, LABEL))
    load.load_readings(con, [without(page, RemovedLine(LABEL, "learnt")) for page in pages], NOW)
    assert learnt(con) == {LABEL}
    assert pending(con) == 0
    versions = con.execute("SELECT version, change FROM core.article_versions ORDER BY ALL").fetchall()
    assert versions == [(1, "first")] * 3 + [(2, "extractor")] * 3


def test_a_line_that_is_no_longer_repeated_comes_back(con: DuckDBPyConnection) -> None:
    pages = load_pages(con, texts(3, LABEL))
    stripped = [without(page, RemovedLine(LABEL, "learnt")) for page in pages]
    load.load_readings(con, stripped, NOW)
    load_more = [text.replace("village", "town") for text in texts(20)]
    more = [reading(capture(number), text) for number, text in enumerate(load_more, 10)]
    load.load_captures(con, [of for of, _, _ in more])
    load.load_readings(con, more, NOW)
    assert learnt(con) == frozenset()
    assert {again.capture.capture_id for again in state.pending_reads(con)} == {of.capture_id for of, _, _ in pages}


def test_lines_that_a_second_reading_keeps_are_no_longer_told_as_removed(con: DuckDBPyConnection) -> None:
    pages = load_pages(con, texts(1, LABEL))
    load.load_readings(con, [without(pages[0])], NOW)
    assert con.execute("SELECT count(*) FROM core.removed_lines").fetchone() == (0,)


def test_removed_lines_can_be_audited(con: DuckDBPyConnection) -> None:
    pages = load_pages(con, texts(3))
    taken = [RemovedLine("Follow us", "follow"), RemovedLine(SENTENCE + " It will go on doing so.", "newsletter")]
    load.load_readings(con, [without(page, *taken) for page in pages], NOW)
    found = con.execute("SELECT rule, pages, reads_like_news FROM mart.removed_lines ORDER BY rule").fetchall()
    assert found == [("follow", 3, False), ("newsletter", 3, True)]


def without(page: rows.Reading, *removed: RemovedLine) -> rows.Reading:
    """The same page, read without its last lines."""
    of, read, _ = page
    of_again, read_again, article = reading(of, read.text.split("\n")[0], title=read.title or "")
    assert article is not None
    stripped = replace(read_again, removed=removed)
    return of_again, stripped, replace(article, read=stripped)
