"""From a read page to the article that the warehouse keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks.models import Capture, Outcome, ReadResult
from tasks.read.normalise import to_article

URL = "https://www.example-courier.test/world/karvel?ref=feed"
CAPTURE = Capture("c1", "r1", "courier", URL, URL, 1, datetime(2024, 5, 13, tzinfo=UTC), Outcome.OK, final_url=URL)
READ = ReadResult("c1", Outcome.OK, canonical_url="https://example-courier.test/world/karvel", text="One two three.\nFour five.")


def test_two_addresses_of_one_page_are_one_article() -> None:
    other = replace(CAPTURE, url=URL + "&x=1", final_url="https://m.example-courier.test/world/karvel")
    first, second = to_article("courier", CAPTURE, READ), to_article("courier", other, READ)
    assert first.canonical_url == "https://example-courier.test/world/karvel"
    assert first.article_id == second.article_id


def test_the_same_address_at_another_source_is_another_article() -> None:
    assert to_article("courier", CAPTURE, READ).article_id != to_article("herald", CAPTURE, READ).article_id


@pytest.mark.parametrize(
    "claim", [None, "https://www.example-courier.test/", "https://elsewhere.test/world/karvel", "https://[bad/x"]
)
def test_a_canonical_address_that_cannot_be_right_is_not_believed(claim: str | None) -> None:
    assert to_article("courier", CAPTURE, replace(READ, canonical_url=claim)).canonical_url == URL


def test_the_hash_of_a_text_does_not_change_with_its_spaces() -> None:
    spaced = replace(READ, text="One  two three. \nFour\u00a0five.")
    article = to_article("courier", CAPTURE, READ)
    assert article.text_sha256 == to_article("courier", CAPTURE, spaced).text_sha256
    assert article.text_sha256 != to_article("courier", CAPTURE, replace(READ, text="One two.")).text_sha256
    assert article.word_count == 5
