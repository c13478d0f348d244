"""A dateline tells where a dispatch was written; its events are elsewhere, unless it names no other place."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.code.coder import coder
from tasks.models import CodeInput
from tasks.settings import settings

SAID = "Residents said that the shelling went on for an hour."


def lead_places(text: str, dateline: str) -> list[str]:
    given = CodeInput("a", text, published_at=date(2024, 5, 14), dateline=(0, len(dateline)))
    coded = coder(settings().cache).code(given)
    return [place.name for place in coded.events[0].places]


@pytest.mark.parametrize(
    ("dateline", "sentence", "places"),
    [
        ("BEIRUT, May 13 (Reuters) - ", "Shelling killed three people in Maarat al-Numan on Monday.", ["Maarat al-Numan"]),
        ("CAIRO - ", "An air strike killed nine people in the Sudanese city of Nyala on Monday.", ["Nyala"]),
        ("BAGHDAD, May 13 - ", "A car bomb killed nine people at a market on Monday.", ["BAGHDAD"]),
        ("GENEVA - ", "An air strike killed nine people at a market in Sudan on Monday.", ["Sudan"]),
    ],
)
def test_the_place_of_an_event_is_not_that_of_its_dispatch(dateline: str, sentence: str, places: list[str]) -> None:
    assert lead_places(f"{dateline}{sentence}\n{SAID}", dateline) == places


def test_a_dateline_in_another_country_than_the_text_is_no_place_of_its_events() -> None:
    text = "ANKARA - Shells killed three people on Monday.\nThe shells fell on a town in Syria. Syria has been at war since 2011."
    assert "ANKARA" not in lead_places(text, "ANKARA - ")
