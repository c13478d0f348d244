"""`dateline sources try`: shows what a source would yield, and keeps nothing."""

from __future__ import annotations

import pytest

from flows.cli import main
from tests.flows.conftest import place_in, source
from tests.site import Answer, Site

FEED = b'<rss version="2.0"><channel><title>F</title><item><title>Fair</title><link>/a</link></item></channel></rss>'
PAGE = (
    "<html><body><article>"
    + "<p>The village fair drew a large crowd this year.</p>" * 6
    + "<p>Follow The Paper on Google News</p></article>"
)


def test_a_trial_shows_the_ways_in_one_article_and_what_was_taken_out_and_writes_nothing(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    with place_in(tmp_path_factory.mktemp("trial")) as place, Site() as site:
        site["/feed"], site["/a"] = Answer(FEED), Answer(PAGE.encode())
        place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed"}))
        with pytest.raises(SystemExit) as left:
            main(["sources", "try", "paper", "--sources", str(place.sources)])
        assert left.value.code == 0
        assert [path.name for path in place.folder.iterdir()] == ["sources.yaml"]
    shown, _, text = capsys.readouterr().out.partition("taken out")
    assert f"{site.url}/feed" in shown
    assert f"{site.url}/a" in shown
    assert "Follow The Paper on Google News" in text.partition("The village fair")[0]
    assert "Google News" not in text.partition("The village fair")[2]
