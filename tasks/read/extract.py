"""Read a page: from bytes to an article's text and fields, or to the reason why there is none."""

from __future__ import annotations

import signal
import threading
from itertools import count
from types import FrameType
from typing import NoReturn

from trafilatura.meta import reset_caches

from tasks.models import Outcome, Page, ReadResult, ReadRules
from tasks.read import jsonld
from tasks.read.authors import read_authors
from tasks.read.body import LiveHints, read_body
from tasks.read.credits import CREDIT_RULES, read_agencies
from tasks.read.dateline import read_dateline
from tasks.read.dates import Dates, read_dates, zone_of
from tasks.read.decode import decode
from tasks.read.fields import read_canonical, read_section, read_subtitle
from tasks.read.kinds import Verdict, barrier, kind_of, refused, shape_of, visible_chars
from tasks.read.languages import language_of
from tasks.read.lines import Known
from tasks.read.live import declared_live, hints_live
from tasks.read.metas import read_metas
from tasks.read.outlet import outlet_names
from tasks.read.page import Tree, fold, parse
from tasks.read.sniff import not_html
from tasks.read.titles import read_titles

EXTRACTOR_VERSION = "4"
# The largest of 491 news pages had 1.6 MB, 2,700 elements and 90,000 characters of text.
MAX_BODY_BYTES = 10_000_000
MAX_TAGS = 200_000
MAX_ELEMENTS = 15_000
MAX_TEXT_CHARS = 1_000_000
MIN_TITLE_CHARS = 8
REARM_S = 0.5
BATCHES_A_RELEASE = 20
_released = count(1)


class _OutOfTime(BaseException):
    """The time limit passed. Not an `Exception`: libraries that go on after any of those must not go on after this."""


def read_page(page: Page, rules: ReadRules) -> ReadResult:
    """Read one page. Never raises on what a page holds; how it ended is the result's `outcome`.

    Args:
        page: The page's bytes and what its way in said of it.
        rules: What the configuration says of its source.
    """
    if verdict := _unreadable(page):
        return _ended(page, *verdict)
    tree = parse(decode(page.body, page.content_type).text)
    if tree is None:
        return _ended(page, Outcome.NOT_HTML, "the body has no elements")
    if reason := _too_much(page, tree):
        return _ended(page, Outcome.TOO_LARGE, reason)
    return _read_tree(page, rules, tree)


def read_within(page: Page, rules: ReadRules, limit_s: float) -> ReadResult:
    """Read one page within `limit_s` seconds, else end as `read_timeout`.

    The limit needs a process's main thread and a system with interval timers; elsewhere the page is read without one.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return read_page(page, rules)
    before = signal.signal(signal.SIGALRM, _on_alarm)
    try:
        signal.setitimer(signal.ITIMER_REAL, limit_s, REARM_S)  # again, because an exception in a destructor is lost
        return read_page(page, rules)
    except _OutOfTime:
        return _ended(page, Outcome.READ_TIMEOUT, f"reading took longer than {limit_s:g} s")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def release_caches() -> None:
    """Give back, now and then, the memory that the extractor's caches hold; call it after each batch.

    Every twentieth call does it: it collects all garbage of the process, which takes as long as reading a page or two.
    """
    if next(_released) % BATCHES_A_RELEASE == 0:
        reset_caches()


def _on_alarm(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _OutOfTime


def _unreadable(page: Page) -> Verdict | None:
    if len(page.body) > MAX_BODY_BYTES:
        return Outcome.TOO_LARGE, f"the body has {len(page.body)} bytes; pages are read up to {MAX_BODY_BYTES}"
    if not page.body.strip(b"\0 \t\r\n\f"):
        return Outcome.EMPTY_BODY, "the body has no bytes but spaces"
    if page.body.count(b"<") > MAX_TAGS:
        return Outcome.TOO_LARGE, f"the page has more than {MAX_TAGS} tags"
    what = not_html(page.body)
    return (Outcome.NOT_HTML, f"the body is {what}") if what else None


def _too_much(page: Page, tree: Tree) -> str | None:
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return f"the page has more than {MAX_ELEMENTS} elements"
    if len(page.body) > MAX_TEXT_CHARS and visible_chars(tree) > MAX_TEXT_CHARS:
        return f"the page has more than {MAX_TEXT_CHARS} characters of text"
    return None


def _ended(page: Page, outcome: Outcome, reason: str) -> ReadResult:
    return ReadResult(page.page_id, outcome, reason, extractor_version=EXTRACTOR_VERSION)


def _read_tree(page: Page, rules: ReadRules, tree: Tree) -> ReadResult:
    metas, nodes, shape = read_metas(tree), jsonld.read_json_ld(tree), shape_of(tree)
    if verdict := barrier(tree, shape, metas, page.url) or refused(page.http_status, tree):
        return _ended(page, *verdict)
    paths = frozenset(jsonld.path_of(address) for address in (page.url, metas.canonical or "") if address)
    node = jsonld.article_node(nodes, paths)
    outlets = outlet_names(page.url, metas, nodes, rules.source_name)
    section = read_section(metas, node)
    added = outlets | {fold(section or "")}  # what sites add to titles
    headline = read_titles(tree, metas, node, added, page.listed_title)
    title = headline.title
    authors = read_authors(tree, metas, node, nodes, outlets)
    dates = read_dates(tree, metas, nodes, node, page, rules.time_zone)
    published, modified = dates.published, dates.modified
    subtitle = read_subtitle(tree, metas, node, title)
    titles = (*headline.places, *jsonld.strings(node.get("alternativeHeadline")))
    known = Known(
        titles=frozenset(fold(text) for text in titles if len(fold(text)) >= MIN_TITLE_CHARS),
        labels=outlets | {fold(label) for label in (section,) if label},
        authors=frozenset(map(fold, authors)),
    )
    live = declared_live(nodes, node, paths)
    body = read_body(tree, rules, known, _live_hints(live, page.url, (title or "", metas.title), rules, dates))
    text = body.text
    credited = tuple(line.line for line in body.removed if line.rule in CREDIT_RULES)
    language = language_of(text)
    dateline = read_dateline(text, published.at.date() if published else None)
    outcome, reason = kind_of(shape, metas, nodes, node, text, page.url) or (Outcome.OK, None)
    return ReadResult(
        page_id=page.page_id,
        outcome=outcome,
        reason=reason,
        canonical_url=read_canonical(metas, page.url),
        title=title,
        subtitle=None if subtitle and fold(subtitle) in fold(text) else subtitle,
        section=section,
        authors=authors,
        language=language[0] if language else None,
        language_score=language[1] if language else None,
        published_at=published.at if published else None,
        published_prec=published.prec if published else None,
        published_basis=published.basis if published else None,
        modified_at=modified.at if modified else None,
        modified_prec=modified.prec if modified else None,
        modified_basis=modified.basis if modified else None,
        date_claims=dates.claims,
        dates_disagree=dates.disagree,
        agencies=read_agencies(credited, node, text),
        dateline=dateline,
        is_live_blog=bool(body.entries),
        text=text,
        blocks=body.blocks,
        entries=body.entries,
        removed=body.removed,
        extractor_version=EXTRACTOR_VERSION,
    )


def _live_hints(live: jsonld.Node, url: str, titles: tuple[str, str], rules: ReadRules, dates: Dates) -> LiveHints:
    published, modified = dates.published, dates.modified
    one_day = published and (modified is None or modified.at.date() == published.at.date())
    day = published.at.date() if published and one_day else None
    return LiveHints(live if live or hints_live(url, titles) else None, zone_of(rules.time_zone), day)
