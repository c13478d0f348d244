"""Casualty claims: what sentences of many newsrooms count, what they do not, and what holds for any text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tasks.code.casualties import claims_in
from tasks.code.parse import english
from tasks.models import CasualtyClaim, Qualifier

CASES: list[tuple[str, list[list[object]]]] = yaml.safe_load(
    (Path(__file__).parent / "casualties.yaml").read_text(encoding="utf-8")
)
WORDS = """killed wounded died dead soldiers people a an the his and , . ( ) - including among of them no one toll to from 12 25-30
    1.2 million several hundred dozens at least more than between three or four was were has been woman children family mayor shot
    took hostage KILLED PEOPLE 34 $ Brigade both the couple missing from their homes since fighting as many thousand""".split()  # noqa: SIM905


def claims_of(text: str) -> list[CasualtyClaim]:
    """The claims of each sentence of `text`, those told again left out."""
    found: dict[tuple[object, ...], CasualtyClaim] = {}
    for sentence in english()(text).sents:
        for claim in claims_in(sentence):
            assert sentence.start_char <= claim.start < claim.end <= sentence.end_char
            assert claim.rule
            found.setdefault((claim.harm, claim.best, claim.victim_group), claim)
    return list(found.values())


def row(claim: CasualtyClaim) -> list[object]:
    return [claim.harm.value, claim.victim_group.value, claim.qualifier.value, claim.low, claim.best, claim.high]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:70] for text, _ in CASES])
def test_a_sentence_claims_what_it_counts(text: str, expected: list[list[object]]) -> None:
    assert sorted(map(row, claims_of(text)), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("text", "words", "rule"),
    [
        ("Gunmen shot dead nine farmers in Benue.", "shot dead nine", "active_object"),
        ("At least nine farmers were killed in Benue.", "At least nine farmers were killed", "passive_subject"),
        ("The death toll rose to 45.", "to 45", "toll"),
        ("No casualties were reported.", "No casualties", "no_casualties"),
        ("A nurse was killed in Benue.", "A nurse was killed", "single_victim"),
        ("A woman and her two sons were killed.", "A woman and her two sons were killed", "victims_one_by_one"),
        ("Nine people died.", "Nine people died", "suffering_subject"),
        ("Three of the dead were children.", "Three of the dead", "part_of_toll"),
    ],
)
def test_a_claim_cuts_out_its_words_and_names_its_reader(text: str, words: str, rule: str) -> None:
    [claim] = claims_of(text)
    assert (text[claim.start : claim.end], claim.rule) == (words, rule)


def test_a_whole_comes_before_its_parts() -> None:
    first, *parts = claims_of("Six children and two nurses were among 22 people killed.")
    assert (first.best, {part.rule for part in parts}) == (22, {"part_of_toll"})


@pytest.mark.parametrize(
    ("text", "cumulative"),
    [
        ("More than 600 people have been killed since January.", [True]),
        ("A bomb killed 12 people, bringing the total this year to 45 killed.", [False, True]),
        ("At least 112 people have been killed since the assault began on Sunday.", [False]),
        ("Some 865 people have been killed since the strikes began.", [True]),
    ],
)
def test_totals_since_a_date_are_told_from_one_toll(text: str, cumulative: list[bool]) -> None:
    assert [claim.is_cumulative for claim in claims_of(text)] == cumulative


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("killed three -")
@given(st.lists(st.sampled_from(WORDS), max_size=50).map(" ".join) | st.text(max_size=200))
def test_bounds_are_in_order_and_spans_lie_in_the_sentence(text: str) -> None:
    for claim in claims_of(text):
        best = claim.best or 0
        assert best >= 0
        if claim.low is not None:
            assert claim.low <= best + (claim.qualifier is Qualifier.MORE_THAN)
        if claim.high is not None and claim.qualifier is not Qualifier.UP_TO:
            assert best <= claim.high


def test_a_sentence_of_numbers_and_harms_is_read_in_bounded_time() -> None:
    doc = english()("killed 12 people and a woman and her two children, including three thousand thousand " * 27)
    begun = time.monotonic()
    claims_in(doc[:])
    assert time.monotonic() - begun < 5
