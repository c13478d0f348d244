"""Texts that no newspaper prints: bounded time, a stated outcome, and spans that cut out the words they claim."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.code.coder import BATCH
from tasks.code.when import FIRST_YEAR
from tasks.models import CodeInput, Realis
from tests.code.coders import PUBLISHED, check_spans, code, coder

WORDS = (
    *(
        "killed",
        "wounded",
        "at",
        "least",
        "more",
        "than",
        "20",
        "three",
        "dozens",
        "soldiers",
        "civilians",
        "rebels",
        "bomb",
        "attack",
    ),
    *("shelling", "clashes", "protest", "police", "the", "a", "in", "near", "of", "and", "by", "Aleppo", "Idlib", "Syria", "Kabul"),
    *(
        "Monday",
        "3",
        "June",
        "2018",
        "0025",
        "29",
        "February",
        "overnight",
        "said",
        "according",
        "to",
        "SAA",
        "(",
        ")",
        ",",
        ".",
        '"',
    ),
    *("-", "—", "%", "1,200", "army", "Hay'at", "Tahrir", "al-Sham", "12-15", "10", "no", "not", "if", "will", "was", "were"),
    *("Ꭰ", "😀", "é́", "\n", "\u200f", "\x00", "\x1b[31m", "\ufeff"),
)
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=300)
dates = st.none() | st.dates()


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x01\x02", "...", "\u200b\u200b"])
def test_a_text_without_words_is_empty(text: str) -> None:
    coded = code(text)
    assert (coded.uncoded_reason, coded.relevant, coded.events, coded.places) == ("empty", False, (), ())


def test_a_text_of_5_mb_is_too_long_at_once() -> None:
    begun = time.monotonic()
    coded = code("The army shelled the town on Monday, killing nine people. " * 90_000)
    assert coded.uncoded_reason == "too_long"
    assert time.monotonic() - begun < 1


def test_a_text_ten_times_the_longest_reports_takes_seconds() -> None:
    sentence = "A mortar attack on the village of Zarqa killed nine soldiers near Homs in Syria on Monday, the army said. "
    begun = time.monotonic()
    assert code(sentence * 400).events
    assert time.monotonic() - begun < 60  # a machine shared with others: 2 s on an idle one


def test_a_sentence_of_20_000_words_is_coded_in_bounded_time() -> None:
    begun = time.monotonic()
    coded = code("The army " + "shelled Homs and killed nine people and " * 2_500 + "left")
    assert coded.uncoded_reason in {None, "too_long"}
    assert time.monotonic() - begun < 60


def test_one_word_of_a_hundred_thousand_letters_is_harmless() -> None:
    begun = time.monotonic()
    code("bomb " + "a" * 100_000 + " killed " + "1" * 50_000 + " people " + "Kafr-" * 2_000)
    assert time.monotonic() - begun < 30


def test_capitals_are_coded_as_other_letters_are() -> None:
    [event] = code("A CAR BOMB KILLED AT LEAST 12 PEOPLE IN BAGHDAD ON TUESDAY, POLICE SAID.").events
    assert (event.sub_event_type, event.date_start) == ("Remote explosive/landmine/IED", date(2021, 6, 15))
    assert [(claim.best, claim.qualifier.value) for claim in event.casualties] == [(12, "at_least")]


def test_control_characters_change_nothing_but_places_in_the_text() -> None:
    [event] = code("A car\x00bomb killed\x1b12 people in\x07Baghdad on Tuesday.").events
    assert event.sub_event_type == "Remote explosive/landmine/IED"
    assert [claim.best for claim in event.casualties] == [12]


def test_without_a_publication_date_relative_dates_stay_open() -> None:
    [event] = code("A car bomb killed 12 people in Baghdad on Tuesday.", None).events
    assert (event.date_raw, event.date_start, event.date_end, event.date_prec) == ("Tuesday", None, None, None)


@pytest.mark.parametrize("published", [date(25, 1, 3), date.min, date.max])
def test_an_absurd_publication_date_dates_nothing_absurdly(published: date) -> None:
    [event] = code("A car bomb killed 12 people in Baghdad on Tuesday.", published).events
    assert event.date_start is None or event.date_start <= published


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Al menos doce personas murieron el martes en un atentado con coche bomba en Bagdad.", "es"),
        ("Mindestens zwölf Menschen sind am Dienstag bei einem Anschlag mit einer Autobombe in Bagdad getötet worden.", "de"),
        ("Унаслідок обстрілу міста у вівторок загинули троє людей, повідомила поліція.", "uk"),
    ],
)
def test_another_language_is_recognised_and_left_uncoded(text: str, language: str) -> None:
    coded = code(text)
    assert (coded.language, coded.uncoded_reason, coded.events) == (language, "language", ())


def test_a_line_that_ends_between_a_deed_and_its_victim_is_harmless() -> None:
    code("On Monday rebels shot and killed \n\nAna Ruiz near Kabul.")


def test_many_texts_come_back_in_their_order() -> None:
    given_texts = [CodeInput(str(at), "" if at % 3 else f"A bomb killed {at + 2} soldiers in Kabul.") for at in range(BATCH + 7)]
    coded = list(coder().code_many(iter(given_texts)))
    assert [one.text_id for one in coded] == [one.text_id for one in given_texts]
    assert [one.events[0].casualties[0].best for one in coded if one.events] == list(range(2, BATCH + 9, 3))


def test_coding_is_the_same_alone_and_in_company() -> None:
    text = "Rebels (FSA) clashed with troops in Aleppo on Monday, killing 12 soldiers, activists said."
    alone = coder().code(CodeInput("x", text, None, PUBLISHED))
    others = [CodeInput(str(at), "A bomb killed two people in Herat.") for at in range(3)]
    assert list(coder().code_many([*others, CodeInput("x", text, None, PUBLISHED)]))[-1] == alone


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, dates)
def test_spans_cut_out_what_they_claim_and_nothing_actual_lies_ahead(text: str, published: date | None) -> None:
    coded = code(text, published)
    check_spans(text, coded)
    assert coded.relevant == bool(coded.events)
    assert bool(coded.events) != bool(coded.uncoded_reason)
    for event in coded.events:
        assert (event.date_start is None or event.date_end is None) or event.date_start <= event.date_end
        if published and published.year >= FIRST_YEAR and event.realis is Realis.ACTUAL and event.date_end:
            assert event.date_end <= published
        for claim in event.casualties:
            bounds = [bound for bound in (claim.low, claim.high) if bound is not None]
            assert bounds == sorted(bounds)
            assert min((*bounds, claim.best or 0)) >= 0
