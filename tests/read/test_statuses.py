"""What the status makes of a page that came with a refusal or an error."""

from __future__ import annotations

import pytest

from tasks.models import Outcome, Page, ReadRules
from tasks.read.extract import read_page

SHORT = (
    "<html><head><title>The Courier</title></head><body><p>Something is in the way of this page for the moment.</p></body></html>"
)
LONG = SHORT.replace("</p>", "</p>" + "<p>Shelling hit the outskirts of Karvel on Monday, the regional governor said.</p>" * 30)


@pytest.mark.parametrize(
    ("status", "short", "long"),
    [
        (404, Outcome.SOFT_404, Outcome.SOFT_404),
        (410, Outcome.SOFT_404, Outcome.SOFT_404),
        (402, Outcome.PAYWALL_TEASER, Outcome.PAYWALL_TEASER),
        (403, Outcome.CHALLENGE, Outcome.HTTP_4XX),
        (429, Outcome.HTTP_429, Outcome.HTTP_429),
        (503, Outcome.HTTP_5XX, Outcome.HTTP_5XX),
        (451, Outcome.HTTP_4XX, Outcome.HTTP_4XX),
        (500, Outcome.HTTP_5XX, Outcome.HTTP_5XX),
        (202, Outcome.CHALLENGE, Outcome.OK),
        (200, Outcome.NO_TEXT, Outcome.OK),
    ],
)
def test_a_status_tells_what_a_short_page_and_a_long_one_are(status: int, short: Outcome, long: Outcome) -> None:
    def outcome(html: str) -> Outcome:
        page = Page("p", "https://www.example-courier.test/world/story-of-the-day", html.encode(), http_status=status)
        return read_page(page, ReadRules("courier", "The Courier")).outcome

    assert (outcome(SHORT), outcome(LONG)) == (short, long)
