"""Each page of tests/pages/ is read as the file beside it says. Only what that file names is compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.models import BlockKind, Page, ReadResult, ReadRules, WayInKind
from tasks.read.extract import read_page

PAGES = Path(__file__).parents[1] / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def test_every_page_has_its_expected_result_beside_it() -> None:
    assert NAMES
    assert sorted(path.stem for path in PAGES.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_expected(name: str) -> None:
    case = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    result = read_page(_page(name, case), _rules(case))
    expected = case["expect"]
    assert {key: _told(result, key) for key in expected if key != "rules"} == {
        key: value for key, value in expected.items() if key != "rules"
    }, (result.reason, result.removed)
    assert set(expected.get("rules", ())) <= {removed.rule for removed in result.removed}


def _page(name: str, case: dict[str, Any]) -> Page:
    return Page(
        page_id=name,
        url=case["url"],
        body=(PAGES / f"{name}.html").read_bytes(),
        content_type=case.get("content_type"),
        fetched_at=_moment(case.get("fetched_at")),
        listed_published_at=_moment(case.get("listed_published_at")),
        listed_kind=WayInKind.FEED,
    )


def _rules(case: dict[str, Any]) -> ReadRules:
    return ReadRules(
        source_id="courier",
        source_name="The Courier",
        time_zone=case.get("time_zone", "UTC"),
        keep_css=tuple(case.get("keep_css", ())),
        drop_css=tuple(case.get("drop_css", ())),
        boilerplate=tuple(case.get("boilerplate", ())),
        learnt=frozenset(case.get("learnt", ())),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _told(result: ReadResult, key: str) -> object:
    """Return a field, or what a reader of the expected results calls by that name, as they spell it."""
    if key in TOLD:
        return TOLD[key](result)
    value = getattr(result, key)
    if isinstance(value, datetime):
        return _utc(value)
    return list(value) if isinstance(value, tuple) else value


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _dateline(result: ReadResult) -> object:
    found = result.dateline
    if found is None:
        return None
    words = result.text[found.start : found.end]
    return {"place": found.place, "day": found.day and found.day.isoformat(), "agency": found.agency, "words": words}


TOLD: dict[str, Callable[[ReadResult], object]] = {
    "text": lambda result: result.text.split("\n"),
    "kinds": lambda result: [block.kind.value for block in result.blocks],
    "captions": lambda result: [block.words for block in result.blocks if block.words],
    "entries": lambda result: [[_utc(entry.at), entry.title] for entry in result.entries],
    "claims": lambda result: [[claim.field, claim.basis] for claim in result.date_claims],
    "dateline": _dateline,
    "published_local": lambda result: result.published_at and result.published_at.isoformat(),
}


@pytest.mark.parametrize("name", NAMES)
def test_blocks_and_entries_cut_whole_lines_out_of_the_text(name: str) -> None:
    case = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    result = read_page(_page(name, case), _rules(case))
    lines = [result.text[block.start : block.end] for block in result.blocks if block.kind is not BlockKind.CAPTION]
    assert lines == (result.text.split("\n") if result.text else [])
    for place, entry in enumerate(result.entries):
        inside = [block for block in result.blocks if block.entry == place]
        assert (entry.start, entry.end) == (inside[0].start, inside[-1].end)
