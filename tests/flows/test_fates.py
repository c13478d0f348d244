"""Why is this article missing? One run over a site that does everything a site can do, then one question for each address."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from flows.ingest import ingest
from flows.run import RunSummary
from tasks.collect.archive import Archive
from tasks.models import ArchiveRef, Outcome
from tasks.settings import settings
from tests.flows.conftest import Place, place_in, source
from tests.site import Answer, Site

WORDS = "The library in the old town lent out more books this spring than in any year before, its director said on Monday."
TEXT = f"<p>{WORDS}</p>" * 5
TEASER = f"<p>{WORDS}</p>"
WALL = (
    b"<html><head><title>Just a moment...</title></head><body><div id='cf-challenge'></div>"
    b"<script src='/cdn-cgi/challenge-platform/h/b'></script></body></html>"
)
CONSENT = (
    b"<html><head><title>We value your privacy</title></head><body><form class='consent-form' action='https://consent.yahoo.com/'>"
    b"<p>Accept all cookies?</p></form></body></html>"
)
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Paid", "isAccessibleForFree": "False"}</script>'
LINKS = "".join(f'<li><a href="/s/{n}">Headline number {n} of what happened today</a></li>' for n in range(30))


def page(title: str, body: str = TEXT, *, head: str = "", status: int = 200, after: str = "") -> Answer:
    html = f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article>{after}</body></html>"
    return Answer(html.encode(), status=status)


def moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


BY_PATH: dict[str, tuple[Answer, Outcome]] = {
    "/ok": (page("The library of the old town"), Outcome.OK),
    "/moved": (moved("/ok"), Outcome.DUPLICATE_URL),
    "/moved-paid": (moved("/paid"), Outcome.PAYWALL_TEASER),
    "/wall-200": (Answer(WALL), Outcome.CHALLENGE),
    "/wall-202": (Answer(WALL, status=202), Outcome.CHALLENGE),
    "/wall-403": (Answer(gzip.compress(WALL), status=403, headers={"Content-Encoding": "gzip"}), Outcome.CHALLENGE),
    "/refused": (Answer(b'{"error": "no"}', status=403, content_type="application/json"), Outcome.HTTP_4XX),
    "/refused-at-length": (page("Not for you", TEXT * 30, status=403), Outcome.HTTP_4XX),
    "/refused-badly": (Answer(b"\x1f\x8b nothing", status=403, headers={"Content-Encoding": "gzip"}), Outcome.HTTP_4XX),
    "/refused-endlessly": (Answer(WALL * 20, status=403, repeat=100), Outcome.HTTP_4XX),
    "/consent": (Answer(CONSENT), Outcome.CONSENT_PAGE),
    "/paid": (page("Paid", TEASER, head=PAID), Outcome.PAYWALL_TEASER),
    "/paid-402": (page("Paid, by its status", TEASER, status=402), Outcome.PAYWALL_TEASER),
    "/paid-by-structure": (
        page("Paid, by its looks", TEASER.replace(".</p>", "…</p>"), after='<div class="paywall">Pay</div>'),
        Outcome.PAYWALL_TEASER,
    ),
    "/soft-404": (page("Page not found", "<p>Sorry, what you asked for is not here any more.</p>"), Outcome.SOFT_404),
    "/list": (
        Answer(f"<html><head><title>World</title></head><body><h1>World</h1><ul>{LINKS}</ul></body></html>".encode()),
        Outcome.LIST_PAGE,
    ),
    "/shell": (
        Answer(b"<html><head><title>The Courier</title></head><body><script>render()</script></body></html>"),
        Outcome.NO_TEXT,
    ),
    "/pdf": (Answer(b"%PDF-1.7 1 0 obj", content_type="application/pdf"), Outcome.NOT_HTML),
    "/pdf-as-page": (Answer(b"%PDF-1.7 1 0 obj"), Outcome.NOT_HTML),
    "/torn": (Answer(gzip.compress(b"<html>" * 99)[:-9], headers={"Content-Encoding": "gzip"}), Outcome.BAD_ENCODING),
    "/huge": (Answer(b"x" * 10_000, repeat=101), Outcome.TOO_LARGE),
    "/nothing": (Answer(b""), Outcome.EMPTY_BODY),
    "/gone": (Answer(b"gone", status=410), Outcome.HTTP_4XX),
    "/down": (Answer(b"down", status=500), Outcome.HTTP_5XX),
    "/away": (moved("https://elsewhere.example/"), Outcome.REDIRECTED_OFFSITE),
    "/round": (moved("/round"), Outcome.REDIRECT_LOOP),
    "/private/a": (page("For nobody's eyes"), Outcome.ROBOTS_DISALLOWED),
    "/video/a": (page("A moving picture"), Outcome.REJECTED_BY_RULE),
    "/slow": (Answer(b"x" * 5_000, drip_s=0.1), Outcome.TIMEOUT),
    "/amp/own": (page("Told at two addresses", head='<link rel="canonical" href="/own">'), Outcome.DUPLICATE_URL),
    "/own": (page("Told at two addresses", head='<link rel="canonical" href="/own">'), Outcome.OK),
}
# Each on a host of its own: one that says so is asked less often.
BUSY = {
    "/busy": (Answer(b"busy", status=429), Outcome.HTTP_429),
    "/outage": (page("Back soon", "<p>We are at work on our servers.</p>", status=503), Outcome.HTTP_5XX),
    "/wall-503": (Answer(WALL, status=503), Outcome.CHALLENGE),
}
ELSEWHERE = {
    "http://no-such-host.invalid/a": Outcome.DNS_FAILURE,
    "http://127.0.0.1:9/a": Outcome.CONNECT_FAILURE,
    "http://10.0.0.1/a": Outcome.BLOCKED_ADDRESS,
}
NOT_ARTICLES = (
    Outcome.CHALLENGE,
    Outcome.CONSENT_PAGE,
    Outcome.PAYWALL_TEASER,
    Outcome.SOFT_404,
    Outcome.LIST_PAGE,
    Outcome.NO_TEXT,
)


@dataclass(frozen=True, slots=True)
class Ran:
    place: Place
    url: str
    expected: dict[str, Outcome]
    summary: RunSummary


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> Iterator[Ran]:
    with (
        place_in(tmp_path_factory.mktemp("fates")) as place,
        Site() as site,
        ExitStack() as hosts,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DATELINE_FETCH_DEADLINE_S", "3")
        patch.setenv("DATELINE_BODY_CAP_BYTES", "1000000")
        settings.cache_clear()
        site["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private", content_type="text/plain")
        expected = {site.url + path: outcome for path, (_, outcome) in BY_PATH.items()} | ELSEWHERE
        for path, (answer, outcome) in BUSY.items():
            busy = hosts.enter_context(Site())
            busy[path] = answer
            expected[busy.url + path] = outcome
        expected[f"https://127.0.0.1:{site.url.rpartition(':')[2]}/tls"] = Outcome.TLS_FAILURE
        items = "".join(f"<item><title>{url}</title><link>{url}</link></item>" for url in [*expected, "/ok?utm_source=feed"])
        site["/feed"] = Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
        site["/other-feed"] = Answer(b'<rss version="2.0"><channel><item><link>/ok</link></item></channel></rss>')
        for path, (answer, _) in BY_PATH.items():
            site[path] = answer
        place.configure(
            source("paper", site.url, {"kind": "feed", "url": "/feed"}, reject=["/video/"]),
            source("other", site.url, {"kind": "feed", "url": "/other-feed"}),
        )
        yield Ran(place, site.url, expected, ingest())


def test_each_address_ends_in_its_outcome_with_the_reason_and_one_row(ran: Ran) -> None:
    told = ran.place.ask("SELECT url, outcome FROM mart.fates WHERE source_id = 'paper'")
    assert {url: outcome for url, outcome in told if outcome != ran.expected[url]} == {}
    assert len(told) == len(ran.expected)
    assert ran.place.ask("SELECT url FROM mart.fates WHERE outcome <> 'ok' AND reason IS NULL") == []


def test_one_address_of_two_sources_has_a_fate_in_each(ran: Ran) -> None:
    assert ran.place.ask(f"SELECT source_id, outcome FROM mart.fates WHERE url = '{ran.url}/ok' ORDER BY 1") == [
        ("other", "ok"),
        ("paper", "ok"),
    ]


def test_a_page_that_is_no_article_is_kept_and_never_coded(ran: Ran) -> None:
    kept = ran.place.ask(
        f"""SELECT fates.outcome, archive_file, archive_offset, archive_length
        FROM mart.fates INNER JOIN raw.captures USING (source_id, url_key)
        WHERE fates.outcome IN {tuple(map(str, NOT_ARTICLES))}"""
    )
    assert {outcome for outcome, *_ in kept} == set(NOT_ARTICLES)
    archive = Archive(settings().archive_dir)
    assert [outcome for outcome, *where in kept if not archive.read(ArchiveRef(*where)).body] == []
    titles = {title for (title,) in ran.place.ask("SELECT title FROM core.articles")}
    assert titles == {"The library of the old town", "Told at two addresses"}
    assert ran.place.one("SELECT count(*) FROM core.codings") == ran.place.one("SELECT count(*) FROM core.articles") == 3


def test_what_may_yet_come_waits_and_the_rest_is_done(ran: Ran) -> None:
    by_state = dict(ran.place.ask("SELECT state, list_sort(list(DISTINCT outcome)) FROM mart.fates GROUP BY ALL"))
    assert by_state["done"] == sorted(["duplicate_url", "http_4xx", "list_page", "not_html", "ok", "rejected_by_rule", "too_large"])
    assert by_state.keys() == {"done", "waiting"}
    assert ran.place.ask("SELECT url FROM mart.fates WHERE state = 'waiting' AND next_fetch_at <= last_fetched_at") == []


def test_a_run_does_not_fail_because_a_site_says_no(ran: Ran) -> None:
    failed = {failure.where.removeprefix(ran.url) for failure in ran.summary.failures}
    assert {"/down", "/slow"} <= failed
    assert not {"/gone", "/paid", "/private/a", "/refused"} & failed


def test_a_wall_in_front_of_a_way_in_is_named_and_nothing_else_is_taken_for_one(place: Place) -> None:
    gone = b"<html><head><title>Page not found</title></head><body><h1>Not found</h1></body></html>"
    listing = b"<html><body>" + b"<p>Council news of the town, which nobody links to.</p>" * 90 + b"</body></html>"
    answers = {
        "/walled": (Answer(WALL, status=403), "challenge"),
        "/walled-200": (Answer(WALL), "challenge"),
        "/walled-503": (Answer(WALL, status=503), "challenge"),
        "/gone": (Answer(gone, status=404), "http_4xx"),
        "/page": (Answer(listing), "not_a_feed"),
        "/listing": (Answer(listing), "not_a_feed"),
        "/walled-listing": (Answer(WALL), "challenge"),
    }
    with Site() as site:
        for path, (answer, _) in answers.items():
            site[path] = answer
        kinds = {"/listing": {"kind": "listing", "links": "a"}, "/walled-listing": {"kind": "listing", "links": "a"}}
        place.configure(source("paper", site.url, *({"kind": "feed", "url": path} | kinds.get(path, {}) for path in answers)))
        summary = ingest()
        told = dict(place.ask(f"SELECT replace(url, '{site.url}', ''), outcome FROM raw.polls"))
        assert told == {path: outcome for path, (_, outcome) in answers.items()}
        assert summary.counts["poll_challenge"] == 4
        reason = place.one(f"SELECT reason FROM raw.polls WHERE url = '{site.url}/walled-200'")
        assert reason.startswith("a bot wall answered: the page is short and")
