"""What servers of the tests' own have in common, and what tests do that cannot have them."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NoReturn, Self

import pytest


def stay() -> None:
    """Stay in the network namespace of the process."""


def cannot(why: str) -> NoReturn:
    """Skip the test, saying what it lacks here; where everything must run, fail it, so that nothing is missing in silence."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


class Running:
    """A server in a thread with an event loop, for the length of a `with` block; `enter` moves it to another network namespace.

    It opens its sockets in `opened` and closes them in `closed`.
    """

    def __init__(self, enter: Callable[[], None] = stay) -> None:
        self._enter = enter

    def __enter__(self) -> Self:
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.result(5)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    async def opened(self) -> None:
        """Open what is to be open. Runs in the thread."""

    async def closed(self) -> None:
        """Close what `opened` opened."""

    def _run(self) -> None:
        try:
            self._enter()
            self.loop = asyncio.new_event_loop()
            self.loop.set_exception_handler(_told)
            self.loop.run_until_complete(self._serve())
            self.loop.close()
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        await self.opened()
        self._ready.set_result(None)
        await self._stop.wait()
        await self.closed()


def _told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), OSError):  # broken connections are the point
        loop.default_exception_handler(context)
