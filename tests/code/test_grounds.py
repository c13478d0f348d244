"""Words of violence in texts on something else are figures of speech; in reports they come with a place, a day, a force, a toll."""

from __future__ import annotations

import pytest

from tests.code.coders import code

FILLER = "The team met again after lunch and went through the list of open points, one by one, until everyone was content. " * 12


@pytest.mark.parametrize(
    "sentence",
    [
        "Interest in the new phone exploded and the shop was besieged by customers.",
        "The script executes each step and targets the files that the user attacked first.",
        "Studies have demonstrated how sleep heals the brain.",
        "Her novel was ambushed by critics, who went off on it for weeks.",
    ],
)
def test_a_figure_of_speech_in_a_long_text_is_no_event(sentence: str) -> None:
    coded = code(f"{FILLER}{sentence} {FILLER}")
    assert (coded.events, coded.relevant, coded.uncoded_reason) == ((), False, "not_relevant")


def test_a_report_inside_a_long_text_is_found() -> None:
    coded = code(f"{FILLER}A car bomb killed 12 people in Baghdad on Tuesday. {FILLER}")
    assert [event.sub_event_type for event in coded.events] == ["Remote explosive/landmine/IED"]


def test_a_report_without_a_toll_is_found_by_its_forces() -> None:
    coded = code(f"{FILLER}Israeli warplanes bombed positions of Hezbollah near the city of Tyre. {FILLER}")
    assert [event.sub_event_type for event in coded.events] == ["Air/drone strike"]


def test_beside_a_report_a_figure_of_speech_is_no_event() -> None:
    text = f"A car bomb killed 12 people in Baghdad on Tuesday.\n{FILLER}\nInterest in the new phone exploded.\n{FILLER}"
    assert [event.sub_event_type for event in code(text).events] == ["Remote explosive/landmine/IED"]
