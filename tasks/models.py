"""The records that cross the borders between rooms. All are frozen; all times are UTC; all offsets are code points, half open.

What the names mean is the field's usage: `sub_event_type` is ACLED's (2023 codebook), `date_prec`, `where_prec` and
`event_clarity` are UCDP's (GED codebook), WARC is ISO 28500, robots outcomes follow RFC 9309.

Longer than other files on purpose: it is the whole language that the rooms speak with each other, and is read as one page.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self


def stable_id(*parts: object) -> str:
    """Return the identifier of the thing that `parts` identify: 16 hex digits, the same in every run and on every machine."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# ---------------------------------------------------------------- collect


URL_KEY_VERSION = 3
"""Version of the rules of `tasks.collect.urls`, noted with each sighting. Raise it when an address may get another key than before.

1: hosts as IDNA 2003 has them, escapes as given. 2: IDNA 2008, so that straße.de and strasse.de are two hosts; `%c3` is `%C3`.
3: http is https, `%7E` is `~`, a session's id is left out, and a fragment that chooses a page (`#!/a`, `#/a`) stays; more trackers.
"""


_ONCE, _SOME, _MANY = 1, 5, 7


class Outcome(StrEnum):
    """How one fetch, or the reading of one fetched page, ended. Exactly one for every attempt.

    `tries` is how often in a row an address that ends so is asked for: again 20 minutes after the first time, then each time three
    times as long after the last, so that five tries take half a day and seven five days. `is_failure` tells what went wrong on the
    way from what the site has to say.
    """

    meaning: str
    tries: int
    is_failure: bool

    def __new__(cls, value: str, meaning: str, tries: int, is_failure: bool = False) -> Self:
        """Make a member that carries its sentence and what follows from it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member.tries = tries
        member.is_failure = is_failure
        return member

    @property
    def is_final(self) -> bool:
        """Whether the address is done with: not asked for again by itself."""
        return self.tries == _ONCE

    OK = "ok", "The body came whole and is in the archive.", _ONCE
    NOT_MODIFIED = "not_modified", "The server said that nothing changed since the last fetch (304).", _ONCE
    UNCHANGED = "unchanged", "The page came again, and neither its text nor its headline has changed.", _ONCE
    DUPLICATE_URL = "duplicate_url", "The page names another address of the site as its own, and that one's article is here.", _ONCE
    ROBOTS_DISALLOWED = "robots_disallowed", "The site's robots.txt forbids this address to us.", _MANY
    REJECTED_BY_RULE = "rejected_by_rule", "A reject rule of the source, or no accept rule, kept this address out.", _ONCE
    BLOCKED_ADDRESS = "blocked_address", "The name resolves to a private or reserved network address.", _MANY
    OUTSIDE_WINDOW = (
        "outside_window",
        "Only a search of the past saw the address, and had asked for other days.",
        _ONCE,
    )
    REDIRECTED_OFFSITE = "redirected_offsite", "The page sent us to another site, which was not followed.", _MANY
    REDIRECT_LOOP = "redirect_loop", "The page sent us on more often than redirects are followed.", _MANY
    DNS_FAILURE = "dns_failure", "The host name does not resolve.", _MANY, True
    CONNECT_FAILURE = "connect_failure", "No connection could be made, or it broke.", _MANY, True
    TLS_FAILURE = "tls_failure", "The certificate or the encryption was refused.", _MANY, True
    BAD_ANSWER = "bad_answer", "The server's answer broke off, breaks the rules of HTTP, or fits no question of ours.", _MANY, True
    TIMEOUT = "timeout", "The page did not come whole before its deadline.", _MANY, True
    TOO_LARGE = "too_large", "The body is larger than the configured cap.", _ONCE
    BAD_ENCODING = "bad_encoding", "The body's compression is broken.", _MANY, True
    EMPTY_BODY = "empty_body", "The server answered with 0 bytes.", _SOME
    NOT_HTML = "not_html", "The body is not a web page.", _ONCE
    NOT_A_FEED = "not_a_feed", "The way in answered with something that is not a feed, sitemap or listing.", _MANY, True
    HTTP_4XX = "http_4xx", "The server refused the page (status 400 to 499).", _MANY
    HTTP_429 = "http_429", "The server asked us to slow down (status 429).", _MANY, True
    HTTP_5XX = "http_5xx", "The server failed (status 500 to 599).", _MANY, True
    CHALLENGE = "challenge", "A bot wall stood in place of the page.", _MANY, True
    CONSENT_PAGE = "consent_page", "A consent prompt stood in place of the page.", _SOME
    PAYWALL_TEASER = "paywall_teaser", "Only the teaser of a paid article came.", _SOME
    SOFT_404 = "soft_404", "A page that says 'not found' came with status 200.", _SOME
    LIST_PAGE = "list_page", "The page is a list of articles, not an article.", _ONCE
    GALLERY = "gallery", "The page shows pictures and hardly any text but their captions.", _ONCE
    VIDEO_PAGE = "video_page", "The page shows a video and hardly any text but what announces it.", _ONCE
    NO_TEXT = "no_text", "No article text was found on the page.", _SOME
    READ_TIMEOUT = "read_timeout", "Reading the page took longer than its time limit.", _SOME


class WayInKind(StrEnum):
    """How a source shows its articles."""

    FEED = "feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news_sitemap"
    LISTING = "listing"
    URLS = "urls"
    WARC = "warc"


@dataclass(frozen=True, slots=True)
class ArchiveRef:
    """Where a response lies in the WARC archive. `file` is relative to the archive folder, with forward slashes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class RunTail:
    """A run that did not do all it should, and up to which byte its archive file of a source is known to the warehouse."""

    run_id: str
    known_bytes: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional GET of `url` sends back (RFC 9110, 13.1)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """One fetch of a feed, sitemap or listing.

    `way_in_url` is the configured way in that led to it. `since_day` and `until_day` are the days that were asked for, None for
    what is shown now. `listed_keys` are the identities of the first addresses listed, to be compared with those that are known.
    `fresh_for_s` and `retry_after_s` are how long, in seconds, its answer holds and its server asked to stay away.
    """

    poll_id: str
    run_id: str
    source_id: str
    kind: WayInKind
    url: str
    polled_at: datetime
    outcome: Outcome
    reason: str | None
    http_status: int | None
    etag: str | None
    last_modified: str | None
    listed_urls: int
    new_urls: int
    body_bytes: int
    archive: ArchiveRef | None
    way_in_url: str | None = None
    sha256: str | None = None
    since_day: date | None = None
    until_day: date | None = None
    fresh_for_s: float | None = None
    retry_after_s: float | None = None
    listed_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastPoll:
    """How one look at a way in ended. `listed_urls` and `new_urls` include the sitemaps of an index and the pages of a listing.

    `fresh_for_s` is how long its answer holds by its own word, `retry_after_s` how long its server asked to stay away; in seconds.
    """

    polled_at: datetime
    outcome: Outcome
    listed_urls: int = 0
    new_urls: int = 0
    fresh_for_s: float | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """When a way in is asked next (UTC), and the rule that says so, as a sentence."""

    next_poll_at: datetime
    wait_reason: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A way in showed an address. Grain: source and `url_key`, first time seen.

    `url` is as the site gave it and is what is fetched; `url_key` is its identity. Dates are what the way in claimed.
    `by_backfill` says that only backfills were shown it.
    """

    source_id: str
    url: str
    url_key: str
    kind: WayInKind
    way_in_url: str
    seen_at: datetime
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    by_backfill: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch now. `attempts` is how often it was tried before; `listed_modified_at` is what its way in last claimed.

    `sha256` is that of the body that came last.
    """

    source_id: str
    url: str
    url_key: str
    attempts: int = 0
    validators: Validators | None = None
    listed_modified_at: datetime | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One attempt to fetch one page. `attempt` counts from 1 for each address, so that `capture_id` is the same in every replay.

    `retry_after_s` is how long, in seconds, its server asked to stay away.
    """

    capture_id: str
    run_id: str
    source_id: str
    url: str
    url_key: str
    attempt: int
    fetched_at: datetime
    outcome: Outcome
    reason: str | None = None
    final_url: str | None = None
    http_status: int | None = None
    content_type: str | None = None
    body_bytes: int = 0
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    listed_modified_at: datetime | None = None
    archive: ArchiveRef | None = None
    retry_after_s: float | None = None


# ---------------------------------------------------------------- read


@dataclass(frozen=True, slots=True)
class PendingRead:
    """A capture whose page has still to be read, with what its way in said of it."""

    capture: Capture
    listed: Sighting | None = None


@dataclass(frozen=True, slots=True)
class ReadRules:
    """What the configuration says of one source's pages, and the lines that its pages of late repeat (`learnt`)."""

    source_id: str
    source_name: str
    time_zone: str = "UTC"
    keep_css: tuple[str, ...] = ()
    drop_css: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    learnt: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A page to read, with what is known from outside its bytes. `body` is after content decoding, before charset decoding."""

    page_id: str
    url: str
    body: bytes
    content_type: str | None = None
    http_status: int | None = None
    fetched_at: datetime | None = None
    listed_title: str | None = None
    listed_published_at: datetime | None = None
    listed_modified_at: datetime | None = None
    listed_kind: WayInKind | None = None


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """A line that was on the page and was taken out of the text, with the rule that took it."""

    line: str
    rule: str


class BlockKind(StrEnum):
    """What one line of a text is on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of an article's text. Captions are no part of a text: theirs is `words`, and their span is empty, where they stood.

    `entry` is the place of the live blog's entry that holds the line, from 0; None in other articles and above the first entry.
    """

    kind: BlockKind
    start: int
    end: int
    entry: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One entry of a live blog: when it was posted, by the page, and its span of the text."""

    start: int
    end: int
    at: datetime | None
    prec: str | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place, day and agency at the head of a dispatch, as written, and the span of the text they fill, dash included.

    `day` is read against the article's publication, the last such day before it where no year is given.
    """

    start: int
    end: int
    place: str | None
    day: date | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class DateClaim:
    """One place's word on when an article was published (`published`) or changed (`modified`), in the order of trust."""

    field: str
    at: datetime
    prec: str
    basis: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What one page says. `outcome` is `ok` when it is an article; the other fields are filled as far as they were found.

    `published_prec` and `modified_prec` are `second`, `minute`, `day`, `month` or `year`; `…_basis` names where the time came from
    (`json-ld`, `meta`, `time-element`, `feed`, `sitemap`, `url`, `text`), with `+source-zone` added when the page gave no zone.
    Both moments keep the offset in which the page gave them (the source's zone, where the page gave UTC): their date is the day on
    the newsroom's calendar. A precision of `day` or less is that day's midnight in UTC. `date_claims` are what each place says, and
    `dates_disagree` that two claims of publication lie more than a day apart. `agencies` are wire services that the page credits.
    `text` has one block a line, and `blocks` says what each is. `language_score` is the model's probability, 0 to 1.
    """

    page_id: str
    outcome: Outcome
    reason: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    subtitle: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    language_score: float | None = None
    published_at: datetime | None = None
    published_prec: str | None = None
    published_basis: str | None = None
    modified_at: datetime | None = None
    modified_prec: str | None = None
    modified_basis: str | None = None
    date_claims: tuple[DateClaim, ...] = ()
    dates_disagree: bool = False
    agencies: tuple[str, ...] = ()
    dateline: Dateline | None = None
    is_live_blog: bool = False
    text: str = ""
    blocks: tuple[Block, ...] = ()
    entries: tuple[LiveEntry, ...] = ()
    removed: tuple[RemovedLine, ...] = ()
    extractor_version: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The article that a capture holds. Grain: source and canonical address, latest version."""

    article_id: str
    source_id: str
    capture_id: str
    url: str
    canonical_url: str
    fetched_at: datetime
    read: ReadResult
    text_sha256: str
    word_count: int


# ---------------------------------------------------------------- code


class Realis(StrEnum):
    """Whether the text says that the event took place."""

    ACTUAL = "actual"
    PLANNED = "planned"
    THREATENED = "threatened"
    DENIED = "denied"
    HISTORICAL = "historical"


class Harm(StrEnum):
    """What was done to the people that a claim counts."""

    KILLED = "killed"
    WOUNDED = "wounded"
    CAPTURED = "captured"
    ABDUCTED = "abducted"
    MISSING = "missing"
    DISPLACED = "displaced"


class Victims(StrEnum):
    """Whom a claim counts."""

    COMBATANT = "combatant"
    CIVILIAN = "civilian"
    UNKNOWN = "unknown"


class Qualifier(StrEnum):
    """How the text bounds a number."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UP_TO = "up_to"
    ABOUT = "about"
    RANGE = "range"
    VAGUE = "vague"


class PlaceRole(StrEnum):
    """What a place is to an event."""

    AT = "at"
    FROM = "from"
    TO = "to"
    NEAR = "near"


class ActorRole(StrEnum):
    """What an actor is to an event. Sides follow ACLED's actor 1 and 2 and imply no guilt; a reporter is not a party."""

    SIDE_A = "side_a"
    SIDE_B = "side_b"
    REPORTER = "reporter"


class Attribution(StrEnum):
    """How far the writer stands behind a report, in MUC-4's words."""

    FACT = "reported as fact"
    CLAIMED = "claimed"
    SUSPECTED = "suspected"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Place:
    """A toponym in a text and the place it was resolved to; coordinates are WGS 84 degrees, `country` is ISO 3166-1 alpha-2.

    An unresolved toponym has neither coordinates nor `where_prec`. `where_prec` is UCDP's 1 to 7.
    """

    name: str
    start: int
    end: int
    geonameid: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    where_prec: int | None = None
    adm_1: str | None = None
    country: str | None = None
    role: PlaceRole | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A party to an event, or who reports it. `actor_id` is None when the dictionary lacks the name.

    `actor_type` is ACLED's 1 to 8, None for a reporter.
    """

    name: str
    actor_id: str | None
    role: ActorRole
    start: int
    end: int
    actor_type: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class CasualtyClaim:
    """One number, in persons, that a text gives for one harm. None in `low`, `best` or `high`: the text sets no such bound."""

    harm: Harm
    victim_group: Victims
    qualifier: Qualifier
    low: int | None
    best: int | None
    high: int | None
    is_cumulative: bool
    start: int
    end: int
    attributed_to: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field of a mention is as it is: the rule or model, and the code points of the words behind it, where there are any."""

    field: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """The report of one event in one text. `start` and `end` span all its sentences; `date_prec` is UCDP's 1 to 5.

    `realis_raw` are the words that make the event anything but actual.
    """

    event_type: str
    sub_event_type: str
    trigger_start: int
    trigger_end: int
    start: int
    end: int
    realis: Realis = Realis.ACTUAL
    event_clarity: int = 1
    date_raw: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_prec: int | None = None
    date_basis: str | None = None
    places: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()
    casualties: tuple[CasualtyClaim, ...] = ()
    weapon: str | None = None
    attributed_to: str | None = None
    attribution_confidence: Attribution = Attribution.FACT
    confidence: float = 0.5
    realis_raw: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeInput:
    """A text to code. `published_at` anchors relative dates; without it they stay unresolved. `country` is a hint.

    `dateline` is the span at the head of the text that says where the dispatch was written, which is not where its events were.
    """

    text_id: str
    text: str
    title: str | None = None
    published_at: date | None = None
    url: str | None = None
    country: str | None = None
    dateline: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CodedText:
    """What one text reports. `uncoded_reason` says why a text has no events: `language`, `not_relevant`, `empty`, `too_long`."""

    text_id: str
    language: str | None
    relevant: bool
    places: tuple[Place, ...] = ()
    events: tuple[Mention, ...] = ()
    uncoded_reason: str | None = None
    coder_version: str = ""


@dataclass(frozen=True, slots=True)
class PendingCode:
    """A version of an article that has still to be coded."""

    article_id: str
    version: int
    text_sha256: str
    input: CodeInput


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """What the coder made of one version of an article."""

    article_id: str
    version: int
    text_sha256: str
    coded: CodedText


# ---------------------------------------------------------------- link


@dataclass(frozen=True, slots=True)
class MentionRef:
    """A mention as the linker sees it: what it says, which text said it, and who stands behind that text.

    Copies share a `story_id`; outlets of one owner share an `owner_group`: neither counts twice as a source.
    """

    mention_id: str
    article_id: str
    source_id: str
    owner_group: str
    story_id: str
    published_at: datetime | None
    mention: Mention


@dataclass(frozen=True, slots=True)
class StoryText:
    """A text to be grouped with its copies. `text_sha256` is of the normalised text, as `Article.text_sha256`."""

    article_id: str
    text: str
    published_at: datetime | None
    story_id: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A cluster of identical or nearly identical texts."""

    story_id: str
    first_article_id: str
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """Persons harmed by one event, joined over its claims."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class EventReport:
    """A mention reports an event. `method` names the rule that joined them; `score` is 0 to 1."""

    event_id: str
    mention_id: str
    score: float
    method: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event in the world, as its reports together tell it. `status` is `active` or `merged` (then `merged_into` is set)."""

    event_id: str
    event_type: str
    sub_event_type: str
    event_clarity: int
    date_start: date | None
    date_end: date | None
    date_prec: int | None
    country: str | None
    adm_1: str | None
    place: str | None
    latitude: float | None
    longitude: float | None
    where_prec: int | None
    side_a: str | None
    side_b: str | None
    killed: Toll = field(default_factory=Toll)
    wounded: Toll = field(default_factory=Toll)
    number_of_sources: int = 1
    number_of_articles: int = 1
    disputed: bool = False
    status: str = "active"
    merged_into: str | None = None
