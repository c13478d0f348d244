"""A page as a real site serves it, kept outside the repository."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasks.models import Outcome, Page, ReadRules
from tasks.read.extract import read_page
from tests.conftest import SHARED

SEED = SHARED / "seed"


@pytest.mark.skipif(not SEED.exists(), reason="the shared pages are not here")
def test_a_real_page_is_left_with_what_its_journalist_wrote() -> None:
    expected = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))["article"]
    url = "https://www.example.test/en/armed-conflicts/turkey-deployed-military-reinforcements-idlib"
    result = read_page(Page("seed", url, (SEED / "idlib-article.html").read_bytes()), ReadRules("seed", "Pentapostagma"))
    assert result.outcome is Outcome.OK
    assert (result.title, result.section, result.language) == (expected["title"], expected["section"], expected["language"])
    assert result.published_at is not None
    assert result.published_at.astimezone(UTC) == datetime.fromisoformat(expected["published_at"])
    paragraphs = result.text.split("\n")
    assert len(paragraphs) == expected["paragraphs"]
    assert paragraphs[0].startswith(expected["first_words"])
    assert paragraphs[-1].endswith(expected["last_words"])
    assert [words for words in expected["must_not_contain"] if words in result.text] == []
