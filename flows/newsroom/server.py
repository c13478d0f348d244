"""Serves the newsroom on loopback, one port a site, as sites do: conditional requests, gzip, redirects, a hiccup now and then."""

from __future__ import annotations

import gzip
import sys
import threading
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

import yaml

from flows.newsroom.content import Dispatch, Edition, Site, Truth, load_dispatches, load_sites
from flows.newsroom.pages import Answer, render_not_found, render_site

LOOPBACK = "127.0.0.1"
RETRY_AFTER_S = 1


@dataclass(frozen=True, slots=True)
class Request:
    """One request that a site answered. `path` has the query in it; `body_bytes` is the size of the answer's body on the wire."""

    site: str
    method: str
    path: str
    status: int
    conditional: bool
    body_bytes: int


@dataclass(frozen=True, slots=True)
class TruthRecord:
    """An event that the page at `url` reports, as a careful reader would code it."""

    source_id: str
    url: str
    headline: str
    truth: Truth


class Newsroom:
    """The newsroom as a context manager.

    With `port_base` the sites have the ports from that one on, so that addresses, and the ids made from them, are the same in every
    run; without it they have free ones.

    Attributes:
        sites: base address of each site, without a slash at the end, by source id.
        requests: what was asked so far, in the order of the answers.
    """

    def __init__(self, port_base: int | None = None) -> None:
        self.sites: dict[str, str] = {}
        self.requests: list[Request] = []
        self._edition: Edition = 1
        self._port_base = port_base
        self._servers: list[_Server] = []

    def __enter__(self) -> Self:
        """Bind the ports and start to answer.

        Raises:
            OSError: a port of those from `port_base` on is taken.
        """
        try:
            for number, site in enumerate(load_sites()):
                server = _Server(site, self._port_base + number if self._port_base else 0, self.requests)
                self._servers.append(server)
                self.sites[site.id] = server.base_url
        except OSError:
            self._close()
            raise
        for server in self._servers:
            server.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering and free the ports."""
        for server in self._servers:
            server.shutdown()
        self._close()

    def _close(self) -> None:
        for server in self._servers:
            server.server_close()

    def publish_corrections(self) -> None:
        """Print the second edition: corrected pages, and feeds and sitemaps that say so."""
        self._edition = 2
        for server in self._servers:
            server.print_edition(2)

    def sources_yaml(self) -> str:
        """Return a sources' file for these sites."""
        sources = [_source(site, self.sites[site.id]) for site in load_sites()]
        text = yaml.safe_dump({"sources": sources}, sort_keys=False, allow_unicode=True, width=132)
        return f"# The newsroom of the demonstration: invented outlets, served on this machine while it runs.\n{text}"

    def dispatches(self) -> dict[str, Dispatch]:
        """Return every dispatch by its address, as the current edition prints it."""
        sites = {site.id: site for site in load_sites()}
        return {
            self.sites[found.site] + sites[found.site].path_of(found): found.in_edition(self._edition)
            for found in load_dispatches()
        }

    def truth(self) -> list[TruthRecord]:
        """Return what the current edition's pages report, the newest page first."""
        return [
            TruthRecord(dispatch.site, url, dispatch.headline, truth)
            for url, dispatch in self.dispatches().items()
            for truth in dispatch.truth
        ]


def _source(site: Site, base_url: str) -> dict[str, Any]:
    ways_in = [{**way_in, "url": base_url + way_in["url"]} for way_in in site.source["ways_in"]]
    return {
        "id": site.id,
        "name": site.name,
        **site.source,
        "homepage": base_url + site.source["homepage"],
        "ways_in": ways_in,
        "politeness": {"delay_s": 0},
        "allow_addresses": [LOOPBACK],
    }


class _Server(ThreadingHTTPServer):
    """One site on its port."""

    def __init__(self, site: Site, port: int, log: list[Request]) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.site, self.log = site, log
        self.base_url = f"http://{LOOPBACK}:{self.server_port}"
        self._to_fail = set(site.fails_once)
        self._lock = threading.Lock()
        self._not_found = render_not_found(site, self.base_url)
        self.print_edition(1)

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def print_edition(self, edition: Edition) -> None:
        self._answers = render_site(self.site, edition, self.base_url)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away; anything else is a bug."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def answer(self, target: str) -> Answer:
        """Return what `target` answers. A query that tells no pages apart, such as a feed's trackers, is ignored."""
        return self._answers.get(target) or self._answers.get(urlsplit(target).path) or self._not_found

    def fails_now(self, target: str) -> bool:
        """Whether this is the first request for an address that fails once."""
        with self._lock:
            failing = target in self._to_fail
            self._to_fail.discard(target)
            return failing


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "Newsroom", ""
    protocol_version = "HTTP/1.1"
    # An answer leaves in one piece: in two, the second would wait for the first one's acknowledgement.
    wbufsize = -1
    timeout = 30

    def do_GET(self) -> None:
        """Answer."""
        if self.server.fails_now(self.path):
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(RETRY_AFTER_S)})
            return
        answer = self.server.answer(self.path)
        headers = {"Content-Type": answer.content_type, "Vary": "Accept-Encoding"}
        if answer.location:
            headers["Location"] = answer.location
        if answer.status != HTTPStatus.OK:
            self._send(answer.status, headers, answer.body)
            return
        headers |= {"ETag": answer.etag, "Last-Modified": format_datetime(answer.last_modified.astimezone(UTC), usegmt=True)}
        if self._has(answer):
            self._send(HTTPStatus.NOT_MODIFIED, headers)
        else:
            self._send(answer.status, headers, answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def _has(self, answer: Answer) -> bool:
        """Whether the client said that it has this very page (RFC 9110, 13.2.2: an ETag outweighs a date)."""
        if given := self.headers.get("If-None-Match"):
            return answer.etag.removeprefix("W/") in {tag.strip().removeprefix("W/") for tag in given.split(",")}
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return answer.last_modified <= since.replace(tzinfo=since.tzinfo or UTC)

    def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        if body and "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, mtime=0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        self.server.log.append(Request(self.server.site.id, self.command, self.path, int(status), conditional, len(body)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing: `Newsroom.requests` has it."""
