"""What a source's pages repeat goes from all of them, from the third page on."""

from __future__ import annotations

from flows.ingest import ingest
from tests.flows.conftest import Place, source
from tests.site import Answer, Site

REPEATED = "Dispatches of the Northern Desk"


def page(number: int, *, repeated: str = REPEATED) -> bytes:
    body = "".join(
        f"<p>{what} village number {number} on Monday, and the people of the place spoke of {number} houses that burned down.</p>"
        for what in ("Shells fell on", "Soldiers came to", "Aid workers drove into")
    )
    return f"""<html lang="en"><head><title>Village {number} was shelled on Monday</title>
<meta property="article:published_time" content="2019-05-0{number}T08:00:00Z"></head>
<body><article><h1>Village {number} was shelled on Monday</h1>{body}<p>{repeated}</p></article></body></html>""".encode()


def show(site: Site, count: int) -> None:
    items = "".join(f"<item><title>Village {n} was shelled</title><link>/{n}</link></item>" for n in range(1, count + 1))
    site["/feed"] = Answer(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode())
    for number in range(1, count + 1):
        site[f"/{number}"] = Answer(page(number))


def test_a_line_that_every_page_has_goes_from_all_of_them_with_the_third(place: Place) -> None:
    with Site() as site:
        place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed"}, every="1m"))
        show(site, 2)
        ingest()
        assert place.ask(f"SELECT count(*) FROM core.articles WHERE contains(text, '{REPEATED}')") == [(2,)]
        show(site, 3)
        ingest(source=["paper"])
    assert place.ask(f"SELECT count(*) FROM core.articles WHERE contains(text, '{REPEATED}')") == [(0,)]
    assert place.ask("SELECT rule, line, pages FROM mart.removed_lines WHERE rule = 'learnt'") == [("learnt", REPEATED, 3)]
    assert place.one("SELECT count(*) FROM core.pending_reads") == 0
