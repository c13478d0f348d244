"""A scriptable site.

    with Site() as site:
        site["/feed.xml"] = Answer(FEED, content_type="application/rss+xml", etag='"1"')
        site["/slow"] = Answer(b"...", drip_s=0.2)
        ... fetch site.url + "/feed.xml" ...
        assert [asked.path for asked in site.asked] == ["/feed.xml"]

A path may have a list of answers, given in turn, the last one again and again. A path that nobody scripted is a 404.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers. With `etag`, a request that knows it gets 304. `declared` overrides Content-Length."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    drip_s: float = 0.0
    declared: int | None = None
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    at: float


class Site:
    """The server, in a thread, for the length of a `with` block."""

    def __init__(self) -> None:
        self._answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []

    def __setitem__(self, path: str, answer: Answer | list[Answer]) -> None:
        self._answers[path] = answer if isinstance(answer, list) else [answer]

    def answer(self, path: str) -> Answer:
        """Return what `path` answers now."""
        answers = self._answers.get(path, [Answer(b"not here", status=404)])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    @property
    def paths(self) -> list[str]:
        """What was asked, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"served": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away; anything else is a bug."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits 40 ms for the head to be acknowledged
    served: Site

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.served.asked.append(Asked(self.path, headers, time.monotonic()))
        answer = self.served.answer(self.path)
        fresh = answer.etag is not None and headers.get("if-none-match") == answer.etag
        size = 0 if fresh else len(answer.body) * answer.repeat
        self.send_response(304 if fresh else answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(size if answer.declared is None else answer.declared))
        if answer.etag:
            self.send_header("ETag", answer.etag)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if not fresh:
            with contextlib.suppress(ConnectionError):
                self._write(answer)
        if answer.declared is not None:
            self.close_connection = True

    def _write(self, answer: Answer) -> None:
        for _ in range(answer.repeat):
            if not answer.drip_s:
                self.wfile.write(answer.body)
                continue
            for at in range(len(answer.body)):
                self.wfile.write(answer.body[at : at + 1])
                time.sleep(answer.drip_s)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
