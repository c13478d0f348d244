"""What `dateline status` says of sources: short enough for a terminal, and in words where a person should look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.commands.health import span, tell, to_look_at

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
STEADY: dict[str, Any] = {
    "source_id": "steady",
    "state": "ok",
    "problem": None,
    "last_good_poll_at": NOW - timedelta(minutes=20),
    "ways_in": 2,
    "ways_in_failing": 0,
    "gaps_open": 0,
    "urls_waiting": 12,
    "urls_given_up": 3,
    "outcomes_last_day": {"ok": 34, "paywall_teaser": 12, "challenge": 1},
    "outcomes_last_week": {"paywall_teaser": 90, "ok": 209, "duplicate_url": 31},
    "articles_last_day": 34,
    "usual_per_day_low": 21,
    "usual_per_day_high": 38,
    "expected_per_day": None,
    "volume": "usual",
    "silent_h": 0.5,
    "silence_limit_h": 24.0,
    "publication_to_sighting_median_s": 960.0,
    "publication_to_sighting_p95_s": 1696.0,
    "sighting_to_load_median_s": 190.0,
    "sighting_to_load_p95_s": 5000.0,
}
UNKNOWN = STEADY | {
    name: None for name in STEADY if name not in {"source_id", "ways_in", "ways_in_failing", "gaps_open", "articles_last_day"}
}
BROKEN = STEADY | {
    "state": "failing",
    "ways_in_failing": 1,
    "problem": "https://paper.example/feed: status 404",
    "gaps_open": 1,
    "expected_per_day": 10.0,
    "articles_last_day": 0,
    "volume": "fewer than expected",
    "silent_h": 130.0,
}


def test_the_table_of_sources_fits_a_terminal_and_a_line_has_what_one_asks_first(capsys: pytest.CaptureFixture[str]) -> None:
    named = BROKEN | {"source_id": "a-source-of-long-name", "state": "failing in part"}
    tell([STEADY, UNKNOWN | {"state": "never polled"}, named], NOW)
    first, second, *_ = capsys.readouterr().out.split("\n\n")
    assert max(len(line.rstrip()) for line in first.splitlines()) <= 100
    assert " ".join(first.splitlines()[2].split()) == "steady ok 20 min ago 34 21-38 30 min 24 h"
    assert "34 ok, 12 paywall_teaser, 1 challenge" in second


def test_what_is_wrong_is_said_in_words_and_nothing_of_what_is_well() -> None:
    assert list(to_look_at(STEADY)) == list(to_look_at(UNKNOWN)) == []
    problem, silence, volume, gap = to_look_at(BROKEN)
    assert problem == "1 of 2 ways in failed when last asked. https://paper.example/feed: status 404"
    assert silence == "nothing new for 5 d; 24 h would be long"
    assert volume == "fewer than expected: 0 new in a day"
    assert "probably missed" in gap


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0, "0 s"), (119, "119 s"), (120, "2 min"), (86_400, "24 h"), (200_000, "2 d"), (-300, "-5 min")],
)
def test_a_span_is_told_in_a_unit_that_fits(seconds: float | None, words: str) -> None:
    assert span(seconds) == words
