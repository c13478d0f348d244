"""The dates that a text names, from the table `dates.yaml`, and what holds for any text."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.code.when import When, as_planned, dates_in, dispatch_day, last_day
from tests.code.coders import PUBLISHED, code

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text(encoding="utf-8"))
KINDS = ("since", "ahead", "dateline", "aside")
WORDS = (
    *(
        "on",
        "in",
        "since",
        "until",
        "from",
        "to",
        "and",
        "between",
        "the",
        "early",
        "late",
        "mid",
        "last",
        "next",
        "this",
        "of",
        "a",
    ),
    *(
        "Sunday",
        "MONDAY",
        "fri",
        "May",
        "march",
        "Feb.",
        "December",
        "3",
        "12th",
        "29",
        "31",
        "2011",
        "1999",
        "89",
        "0",
        "24",
        "400",
    ),
    *(
        "two",
        "days",
        "day",
        "weeks",
        "month",
        "years",
        "ago",
        "earlier",
        "later",
        "before",
        "overnight",
        "weekend",
        "summer",
        "İ",
        "-",
    ),
    *(
        "2016-02-30",
        "3/4/2016",
        "30.12.2016",
        "9/11",
        "New Year's Eve",
        "(",
        ",",
        ".",
        "–",
        "\n",
        "past",
        "hours",
        "recent",
        "people",
    ),
)
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=200)
days = st.none() | st.dates()


def found(text: str, published: date | None = PUBLISHED, anchor: date | None = None) -> list[When]:
    return dates_in(text, published, 0, anchor)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['text'][:60]}|{case.get('published', '')}" for case in CASES])
def test_the_dates_of_a_sentence(case: dict[str, Any]) -> None:
    text = case["text"]
    when = found(text, case.get("published", PUBLISHED), case.get("anchor"))
    assert [_row(text, one) for one in when] == [[str(row[0]), *row[1:]] for row in case["dates"]]


def _row(text: str, one: When) -> list[object]:
    return [text[one.start : one.end], one.first, one.last, one.prec, *(kind for kind in KINDS if getattr(one, f"is_{kind}"))]


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("on 3 May 2019", "absolute"),
        ("on 3 May", "no_year"),
        ("on the 3rd.", "day_of_month"),
        ("on Sunday", "weekday"),
        ("two days ago", "relative"),
        ("two days later", "anchored"),
        ("in May", "month"),
        ("in early May", "month"),
        ("in the summer of 2019", "season"),
        ("in 2019", "year"),
        ("on May Day", "feast"),
    ],
)
def test_a_date_tells_how_it_was_found(text: str, basis: str) -> None:
    assert [one.basis for one in found(text, anchor=PUBLISHED)] == [basis]


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("CAIRO, May 3 (Agency) - Police fired.", date(2021, 5, 6), date(2021, 5, 3)),
        ("CAIRO, May 3, 2021 (Agency) - Police fired.", None, date(2021, 5, 3)),
        ("LIMA, 12 JAN 90 (AGENCY) -- [TEXT] POLICE FIRED ON TUESDAY.", None, date(1990, 1, 12)),
        ("Camp shelled Monitor XYZ Saturday 5 Jun 2021 Shells hit a camp.", None, date(2021, 6, 5)),
        ("Police fired on May 3, 2021.", None, None),
        ("CAIRO, April 3 (Agency) - Police fired.", date(2021, 5, 6), date(2021, 5, 6)),
        ("Police fired on May 3.", date(2021, 5, 6), date(2021, 5, 6)),
        ("Updated 8 May 2021 - Police fired.", date(2021, 5, 6), date(2021, 5, 6)),
        ("Police fired.", date(25, 1, 3), None),
        ("", None, None),
    ],
)
def test_a_text_was_written_on_the_day_of_its_dateline(text: str, published: date | None, day: date | None) -> None:
    assert dispatch_day(text, published) == day


def test_what_is_planned_for_a_sunday_is_planned_for_the_next() -> None:
    [one] = found("on Sunday")
    planned = as_planned(one, PUBLISHED)
    assert (planned.first, planned.is_ahead) == (date(2021, 6, 20), True)


@pytest.mark.parametrize("text", ["since Sunday", "Sunday's attack", "May 3", "May 3, 2021", "yesterday"])
def test_what_has_been_stays_past_in_plans(text: str) -> None:
    [one] = found(text)
    assert as_planned(one, PUBLISHED) == one


def test_the_last_day_named_is_what_a_text_counts_from() -> None:
    assert last_day(found("on May 3 and in June"), None) == date(2021, 5, 3)
    assert last_day(found("in June"), date(2021, 1, 1)) == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A bomb killed nine soldiers in Mosul on May 3.\nA day earlier, gunmen kidnapped a judge in Basra.", "2021-05-02"),
        ("LIMA, 12 JAN 90 (AGENCY) -- [TEXT] A BOMB KILLED NINE SOLDIERS IN AYACUCHO ON WEDNESDAY.", "1990-01-10"),
        ("Gunmen have killed 30 civilians in Kaduna since Friday.", "2021-06-11"),
        ("Shells killed nine people in Taiz on Monday. It was the worst attack in recent weeks.", "2021-06-14"),
        ("Wed 23 Jun 2021 Shells killed nine people in Taiz, where dozens died in recent weeks.", "2021-05-17"),
        ("The rebels will hold a protest in Homs on Sunday.", "2021-06-20"),
        ("A bomb killed nine soldiers in Mosul, the army said on Monday.", "2021-06-14"),
        ("Shells killed nine people in the town of Duma Saturday the monitor said.", "2021-06-12"),
        ("The monitor said an air strike on Idlib on Friday night killed nine people.", "2021-06-11"),
        ("A bomb killed nine soldiers in Mosul on Sunday, the army said on Monday.", "2021-06-13"),
    ],
)
def test_an_event_is_dated_by_its_own_words(text: str, expected: str) -> None:
    published = None if "90" in text else PUBLISHED
    assert str(code(text, published).events[-1].date_start) == expected


def test_no_date_is_made_up() -> None:
    for text in ("A bomb killed nine soldiers in Mosul.", "A bomb killed nine soldiers of the 12th Brigade at 3 p.m. in Mosul."):
        [event] = code(text).events
        assert (event.date_start, event.date_end, event.date_prec, event.date_basis) == (None, None, None, None)


@settings(max_examples=600, deadline=None)
@given(texts, days, days, st.integers(0, 300))
def test_dates_hold_for_any_text(text: str, published: date | None, anchor: date | None, offset: int) -> None:
    dates = dates_in(text, published, offset, anchor)
    for one in dates:
        assert offset <= one.start < one.end <= offset + len(text)
        words = text[one.start - offset : one.end - offset]
        assert words == words.strip()
        assert one.first is None or one.last is None or one.first <= one.last
        assert 1 <= one.prec <= 5
        assert one.first is not None or one.last is None
        if published and published.year >= 1900 and one.last and one.last > published:
            assert one.is_ahead or one.is_dateline
        planned = as_planned(one, published)
        assert planned.first is None or planned.last is None or planned.first <= planned.last
    assert all(one.end <= other.start for one, other in pairwise(dates))
    dispatch_day(text, published)


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3, " * 12_000,
        "May 3 " * 14_000,
        "3, 4, 5, 6 and 7 " * 5_000,
        "Monday, Tuesday, " * 5_000,
        "last past this the day before " * 2_700,
        "9" * 80_000,
        "two days " * 9_000,
        "in 2011 and " * 7_000,
        "the first half of " * 4_500,
        "since the beginning of the end of " * 2_400,
        " " * 80_000,
        "12 mar 89" * 9_000,
        "İ" * 80_000,
    ],
)
def test_long_texts_take_bounded_time(text: str) -> None:
    begun = time.process_time()
    dates_in(text[:80_000], PUBLISHED)
    assert time.process_time() - begun < 5
