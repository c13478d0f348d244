"""Each page of pages/ is read as the file beside it says. Only what that file names is compared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.models import Page, ReadResult, ReadRules, WayInKind
from tasks.read.extract import read_page

PAGES = Path(__file__).parent / "pages"
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
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _told(result: ReadResult, key: str) -> object:
    """Return a field as the expected results spell it."""
    value = getattr(result, key)
    if key == "text":
        return value.split("\n")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value
