"""Days in addresses: those that tell when an article was published, and no others."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.url_dates import days_of, days_of_sitemap, days_published, in_utc, overlap

MAY_17 = (date(2024, 5, 17), date(2024, 5, 17))
MAY = (date(2024, 5, 1), date(2024, 5, 31))


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/2024/05/17/a-slug", MAY_17),
        ("/news/2024/5/17", MAY_17),
        ("/world/2024/may/17/slug", MAY_17),
        ("/2024/May/17/slug.html", MAY_17),
        ("/2024-05-17/slug", MAY_17),
        ("/20240517/slug", MAY_17),
        ("/2024/0517/slug", MAY_17),
        ("/news/20240517-syria-attack", MAY_17),
        ("/news/2024-05-17-syria-attack.html", MAY_17),
        ("/news/syria-attack-20240517", MAY_17),
        ("/news/syria-attack-2024-05-17.html", MAY_17),
        ("/news/syria-attack_2024_05_17/", MAY_17),
        ("/2024/05/syria-attack", MAY),
        ("/2024-05/syria-attack", MAY),
        ("/202405/syria-attack", None),
        ("/2024/may/syria-attack", MAY),
        ("/2024/05/17/as-on-2015-11-13-again", MAY_17),
        ("/archive/2023/01/02/copied/2024/05/17/slug", None),
        ("/2024/02/30/slug", (date(2024, 2, 1), date(2024, 2, 29))),
        ("/2024/13/01/slug", None),
        ("/News/2026/", None),
        ("/2024/slug", None),
        ("/news/the-2015-11-13-attacks-remembered", None),
        ("/news/article-20991231123", None),
        ("/id/202405171", None),
        ("/story/19450508/", None),
        ("/news?date=20240517", None),
        ("/10/2024/05", None),
        ("", None),
    ],
)
def test_days_of_articles(path: str, days: tuple[date, date] | None) -> None:
    assert days_of(f"https://example.org{path}") == days


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/sitemap-2024-05-17.xml", MAY_17),
        ("/sitemaps/2024/05/17.xml.gz", MAY_17),
        ("/sitemap.xml?yyyy=2024&mm=05&dd=17", MAY_17),
        ("/sitemap_2024_05.xml", MAY),
        ("/sitemap-202405.xml", MAY),
        ("/sitemap.xml?year=2024&month=5", MAY),
        ("/sitemap.xml?yyyy=2024&mm=05", MAY),
        ("/sitemap-2024.xml", (date(2024, 1, 1), date(2024, 12, 31))),
        ("/post-sitemap12.xml", None),
        ("/sitemap-2023-to-2024.xml", None),
    ],
)
def test_days_of_sitemaps(path: str, days: tuple[date, date] | None) -> None:
    assert days_of_sitemap(f"https://example.org{path}") == days


@given(st.dates(date(1994, 1, 1), date(2099, 12, 31)), st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9}){0,3}", fullmatch=True))
def test_a_day_that_is_written_is_read(day: date, slug: str) -> None:
    for written in (f"/{day:%Y/%m/%d}/{slug}", f"/{slug}/{day:%Y%m%d}/", f"/{day:%Y-%m-%d}-{slug}", f"/{slug}-{day:%Y%m%d}.html"):
        assert days_of(f"https://example.org{written}") == (day, day)


@given(st.text(max_size=60))
def test_any_address_is_borne(text: str) -> None:
    for found in (days_of(text), days_of(f"http://e.org/{text}"), days_of_sitemap(text), days_of_sitemap(f"http://e.org/{text}")):
        assert found is None or date(1994, 1, 1) <= found[0] <= found[1] <= date(2099, 12, 31)


@given(
    st.dates(date(1995, 1, 1), date(2098, 1, 1)),
    st.times(),
    st.sampled_from(["UTC", "Asia/Damascus", "Pacific/Kiritimati", "America/New_York", "Pacific/Pago_Pago"]),
    st.integers(0, 3),
)
def test_no_article_of_the_window_is_left_out_for_its_newsroom_s_calendar(day: date, at: time, zone: str, longer: int) -> None:
    published = datetime.combine(day, at, UTC)
    written = published.astimezone(ZoneInfo(zone)).date()
    window = (published.date(), published.date() + timedelta(days=longer))
    assert overlap(in_utc((written, written), zone), window)


def test_a_day_far_from_the_window_is_left_out() -> None:
    assert not overlap(in_utc(MAY_17, "Asia/Damascus"), (date(2024, 5, 19), date(2024, 5, 30)))


def test_what_a_way_in_says_comes_before_the_address_and_that_before_the_last_change() -> None:
    url, other = "https://example.org/2024/05/17/slug", "https://example.org/slug"
    changed, published = datetime(2024, 6, 9, 12, tzinfo=UTC), datetime(2024, 5, 18, 1, tzinfo=UTC)
    assert days_published(url, published, changed, "UTC") == (published.date(), published.date())
    assert days_published(url, None, changed, "UTC") == MAY_17
    assert days_published(other, None, changed, "UTC") == (date(2024, 6, 2), date(2024, 6, 9))
    assert days_published(other, None, datetime(1, 1, 2, tzinfo=UTC), "UTC") == (date(1, 1, 1), date(1, 1, 2))
    assert days_published(other, None, None, "UTC") is None
