"""Who says so, and how surely, on sentences of our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.models import Harm
from tests.code.coders import code

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("attribution.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:70])
def test_attribution(case: dict[str, Any]) -> None:
    events = code(case["text"]).events
    lead = events[0]
    if "by" in case:
        assert lead.attributed_to == case["by"]
    if "how" in case:
        assert lead.attribution_confidence.value == case["how"]
    if "all_by" in case:
        assert list(dict.fromkeys(event.attributed_to for event in events)) == case["all_by"]
    killed = {claim.best: claim.attributed_to for event in events for claim in event.casualties if claim.harm is Harm.KILLED}
    assert {number: killed.get(number) for number in case.get("tolls", {})} == case.get("tolls", {})


def test_pronoun_stands_for_the_source_before() -> None:
    text = "The Orontes Monitor reported fighting near Homs in Syria. It said that shelling killed six people on Monday."
    claims = [claim for event in code(text).events for claim in event.casualties]
    assert {claim.attributed_to for claim in claims} == {"Orontes Monitor"}


def test_no_speaker_is_carried_over_a_paragraph() -> None:
    text = '"Shelling killed six people in Homs on Monday," the mayor said.\nGunmen killed three people in Hama on Monday.'
    claims = {claim.best: claim.attributed_to for event in code(text).events for claim in event.casualties}
    assert claims == {6: "mayor", 3: None}
