"""Dates as machines and people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read.moments import from_machine, from_words

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("written", "utc", "prec", "basis"),
    [
        ("2024-05-13T09:20:11+02:00", "2024-05-13T07:20:11", "second", "meta"),
        ("2024-05-13T09:20:11.123Z", "2024-05-13T09:20:11", "second", "meta"),
        ("2024-05-13T09:20+0530", "2024-05-13T03:50:00", "minute", "meta"),
        ("2024-05-13 09:20", "2024-05-13T06:20:00", "minute", "meta+source-zone"),
        ("2024-05-13", "2024-05-13T00:00:00", "day", "meta"),
        ("2024-05-13T00:00:00+03:00", "2024-05-13T00:00:00", "day", "meta"),
        ("20240513092011", "2024-05-13T06:20:11", "second", "meta+source-zone"),
        ("20240513", "2024-05-13T00:00:00", "day", "meta"),
        ("Mon, 13 May 2024 09:20:11 GMT", "2024-05-13T09:20:11", "second", "meta"),
        ("1715592011", "2024-05-13T09:20:11", "second", "meta"),
        ("1715592011000", "2024-05-13T09:20:11", "second", "meta"),
        ("May 13, 2024 at 9:20 pm", "2024-05-13T18:20:00", "minute", "meta+source-zone"),
    ],
)
def test_what_machines_write_is_read(written: str, utc: str, prec: str, basis: str) -> None:
    moment = from_machine(written, KYIV, "meta")
    assert moment is not None
    assert (moment.at.astimezone(UTC).replace(tzinfo=None), moment.prec, moment.basis) == (datetime.fromisoformat(utc), prec, basis)


@pytest.mark.parametrize("written", ["", "yesterday", "0000-00-00", "2024-13-45", "1970-01-01T00:00:00Z", "9" * 200, "-1", "2024"])
def test_what_is_no_date_of_the_web_is_none(written: str) -> None:
    assert from_machine(written, KYIV, "meta") is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Published 13 May 2024", "2024-05-13"),
        ("Sept. 3rd, 2024", "2024-09-03"),
        ("3. März 2024", "2024-03-03"),
        ("le 1er août 2024", "2024-08-01"),
        ("13 de mayo de 2024", "2024-05-13"),
        ("13 мая 2024 г.", "2024-05-13"),
        ("13 травня 2024", "2024-05-13"),
        ("13 أيار 2024", "2024-05-13"),
        ("2024年5月13日", "2024-05-13"),
        ("2024. 5. 13", "2024-05-13"),
        ("03.04.2024", "2024-04-03"),
        ("13/05/2024", "2024-05-13"),
        ("05/13/2024", "2024-05-13"),
    ],
)
def test_what_people_write_is_read_in_many_languages(written: str, day: str) -> None:
    moment = from_words(written, UTC, "text")
    assert moment is not None
    assert moment.at.date().isoformat() == day


def test_an_american_page_writes_the_month_first() -> None:
    moment = from_words("03/04/2024", UTC, "text", month_first=True)
    assert moment is not None
    assert moment.at.date().isoformat() == "2024-03-04"


@pytest.mark.parametrize("written", ["© 2019", "Copyright 3 May 2019", "may come in 2019", "1999", "page 12 of 2024"])
def test_what_only_holds_a_year_dates_nothing(written: str) -> None:
    assert from_words(written, UTC, "text") is None


@given(st.text(alphabet="0123456789-/.: TZ+apm年月日Mayseptde,", max_size=60))
def test_no_text_makes_the_reading_of_dates_fail(written: str) -> None:
    for moment in (from_machine(written, KYIV, "meta"), from_words(written, KYIV, "text")):
        assert moment is None or moment.at.tzinfo is not None
