"""Wire services and reporters that a page credits."""

from __future__ import annotations

import pytest

from tasks.models import Dateline, RemovedLine
from tasks.read.credits import read_agencies, reporters
from tasks.read.metas import Metas

NO_METAS = Metas({}, "", None, "en")


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("By Ann Lee, Associated Press", ("AP",)),
        ("Reuters", ("Reuters",)),
        ("SDA/sep", ("Keystone-SDA",)),
        ("dpa, AFP", ("dpa", "AFP")),
        ("Ann Lee with inputs from PTI", ("PTI",)),
        ("ТАСС", ("TASS",)),
        ("By Ann Lee", ()),
    ],
)
def test_a_byline_credits_agencies(line: str, agencies: tuple[str, ...]) -> None:
    assert read_agencies({}, NO_METAS, None, "", [RemovedLine(line, "byline")]) == agencies


def test_a_dateline_and_the_last_words_credit_agencies() -> None:
    dateline = Dateline(0, 17, "KARVEL", None, "Reuters")
    assert read_agencies({}, NO_METAS, dateline, "Three were killed.\nThe search goes on. (AFP)", []) == ("Reuters", "AFP")


@pytest.mark.parametrize(
    "text", ["A spokesman told Reuters that it was over.", "He spoke to AP on Monday", "It was a map of the region"]
)
def test_what_is_only_mentioned_is_not_credited(text: str) -> None:
    assert read_agencies({}, NO_METAS, None, text, []) == ()


def test_the_credit_of_a_picture_is_none_of_the_text() -> None:
    assert read_agencies({}, NO_METAS, None, "", [RemovedLine("Photo: AFP", "credit"), RemovedLine("AFP", "block:credit")]) == ()


def test_a_publisher_that_is_an_agency_is_no_credit_but_an_author_is() -> None:
    assert read_agencies({"author": {"name": "AFP"}, "publisher": {"name": "Reuters"}}, NO_METAS, None, "", []) == ("AFP",)


def test_the_reporters_in_the_credit_at_the_end_are_found_and_editors_are_not() -> None:
    line = "(Reporting by Ann Lee in Karvel and Bo Li; Editing by Jo Park)"
    assert reporters([RemovedLine(line, "byline")]) == ("Ann Lee", "Bo Li")
