"""Which pages are one article: what a page claims of itself is believed only where the two are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from duckdb import DuckDBPyConnection

from tasks.models import Capture, stable_id
from tasks.store import load
from tasks.store.rows import Reading
from tests.store.world import NOW, TEXT, capture, reading

OTHER_TEXT = "The price of bread in Karvel rose for the third month in a row.\nBakers blame the road from the border."


def page(path: str, text: str = TEXT, *, claims: str | None = None, title: str = "Shelling in Nahr", at: int = 1) -> Reading:
    """A page at `path`, fetched in the hour `at`, that names the path `claims` as its own address."""
    url = f"https://paper.example{path}"
    made = replace(
        capture(attempt=at),
        capture_id=stable_id(path, at),
        url=url,
        url_key=url,
        final_url=url,
        fetched_at=NOW + timedelta(hours=at),
    )
    return as_article(made, text, claims, title)


def as_article(made: Capture, text: str, claims: str | None, title: str) -> Reading:
    of, read, article = reading(made, text, title=title)
    assert article is not None
    canonical = made.final_url or made.url
    if claims:
        canonical = claims if "://" in claims else f"https://paper.example{claims}"
    return of, read, replace(article, canonical_url=canonical, article_id=stable_id("article", "paper", canonical))


def keep(con: DuckDBPyConnection, *batches: Sequence[Reading]) -> None:
    for batch in batches:
        load.load_captures(con, [of for of, _, _ in batch])
        load.load_readings(con, batch, NOW)


def fates(con: DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute("SELECT url[23:], outcome FROM mart.fates ORDER BY url").fetchall()


OWN, AMP = page("/a", claims="/a"), page("/a/amp", claims="/a", at=2)


@pytest.mark.parametrize(
    "batches",
    [[[OWN, AMP]], [[AMP, OWN]], [[OWN], [AMP]], [[AMP], [OWN]]],
    ids=["together", "together, AMP first", "own first", "AMP first"],
)
def test_the_other_address_of_an_article_is_a_duplicate_in_whatever_order(
    con: DuckDBPyConnection, batches: Sequence[Sequence[Reading]]
) -> None:
    keep(con, *batches)
    assert fates(con) == [("a", "ok"), ("a/amp", "duplicate_url")]
    assert con.execute("SELECT canonical_url FROM core.articles").fetchall() == [("https://paper.example/a",)]


@pytest.mark.parametrize("batches", [1, 2, 3], ids="in {} loads".format)
def test_a_template_that_calls_every_page_its_section_loses_none(con: DuckDBPyConnection, batches: int) -> None:
    longest = "Words of page {0} and of no other page, which are more than the words of its other paragraph, {0} times {0}."
    pages = [page(f"/world/{n}", f"{n}\n{longest.format(n)}", claims="/world", title=f"Story {n}") for n in range(6)]
    keep(con, *(pages[at::batches] for at in range(batches)))
    assert {outcome for _, outcome in fates(con)} == {"ok"}
    assert con.execute("SELECT count(*), count(DISTINCT title), max(version) FROM core.articles").fetchall() == [(6, 6, 1)]
    # Read once more, each is what it was.
    again = [replace_capture(one, attempt=2) for one in pages]
    keep(con, again)
    assert con.execute("SELECT count(*), max(version) FROM core.articles").fetchall() == [(6, 1)]


def replace_capture(read: Reading, attempt: int) -> Reading:
    of, result, article = read
    assert article is not None
    of = replace(of, attempt=attempt, capture_id=stable_id(of.url, attempt), fetched_at=of.fetched_at + timedelta(hours=attempt))
    return of, replace(result, page_id=of.capture_id), replace(article, capture_id=of.capture_id, fetched_at=of.fetched_at)


def test_an_edition_in_another_language_is_an_article_of_its_own(con: DuckDBPyConnection) -> None:
    french = page("/fr/a", "Des obus ont tué seize personnes à Nahr mercredi.", claims="/en/a", title="Des obus sur Nahr", at=2)
    for batches in ([[page("/en/a", claims="/en/a"), french]], [[french], [page("/en/a", claims="/en/a", at=3)]]):
        con.execute("DELETE FROM core.articles")
        con.execute("DELETE FROM core.article_versions")
        keep(con, *batches)
        assert con.execute("SELECT title, version FROM core.articles ORDER BY title").fetchall() == [
            ("Des obus sur Nahr", 1),
            ("Shelling in Nahr", 1),
        ]


def test_a_column_of_one_title_that_is_called_its_section_loses_no_day(con: DuckDBPyConnection) -> None:
    days = []
    for day in range(3):
        of, read, article = page(
            f"/brief/{day}", f"Day {day}: {OTHER_TEXT[day:]}", claims="/brief", title="The day in brief", at=day + 1
        )
        assert article is not None
        read = replace(read, published_at=NOW + timedelta(days=2 * day))
        days.append((of, read, replace(article, read=read)))
    keep(con, days)
    assert con.execute("SELECT count(*) FROM core.articles").fetchall() == [(3,)]


def test_a_new_text_under_the_same_address_is_a_version_and_the_same_text_elsewhere_an_article(con: DuckDBPyConnection) -> None:
    keep(con, [page("/a")], [page("/a", OTHER_TEXT, at=2)], [page("/b", at=3)])
    assert con.execute("SELECT canonical_url[23:], version FROM core.articles ORDER BY 1").fetchall() == [("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    "after", ["https://paper.example/a", "http://www.paper.example/a", "https://www.paper.example/a/", "http://m.paper.example/a"]
)
def test_an_article_stays_one_when_its_site_moves_to_another_scheme_or_host(con: DuckDBPyConnection, after: str) -> None:
    first = page("/a", claims="http://paper.example/a")
    keep(con, [first])
    of, read, article = page("/a", OTHER_TEXT, claims=after, title="Bread in Karvel", at=2)
    keep(con, [(of, read, article)])
    assert con.execute("SELECT version, title, canonical_url FROM core.articles").fetchall() == [(2, "Bread in Karvel", after)]
    assert first[2] is not None
    assert con.execute("SELECT DISTINCT article_id FROM core.readings").fetchall() == [(first[2].article_id,)]
