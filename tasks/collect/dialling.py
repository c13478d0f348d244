"""From a name to a connection: looking it up without waiting for the dead, and trying its addresses without waiting for one."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from itertools import chain, zip_longest

import anyio
import httpcore

# RFC 8305, 5: so long an address is waited for before the next one is tried beside it.
HEAD_START_S = 0.25
# A name server may answer with thousands of addresses; to call on them all would be an attack in its name.
MOST_ADDRESSES = 8

Stream = httpcore.AsyncNetworkStream


async def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, in the order in which the system would try them.

    Each look-up has a thread of its own. The event loop's are few: a handful of names that nobody answers for would keep all other
    hosts waiting. It is a daemon's, since a look-up cannot be broken off and the end of a run would wait for it.

    Raises:
        socket.gaierror, UnicodeError: it has none, or is no name.
    """
    found: Future[list[str]] = Future()

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            found.set_exception(error)
        else:
            found.set_result(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))

    found.set_running_or_notify_cancel()  # from here on, to stop waiting for it does not touch it
    threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
    return await asyncio.wrap_future(found)


def by_turns(addresses: Sequence[str]) -> list[str]:
    """Return the first of `addresses`, IPv6 and IPv4 by turns: one of the two may be a black hole (RFC 8305, 4)."""
    preferred = [address for address in addresses if (":" in address) == (":" in addresses[0])]
    other = [address for address in addresses if address not in preferred]
    return [address for address in chain(*zip_longest(preferred, other)) if address][:MOST_ADDRESSES]


async def first_to_answer(addresses: Sequence[str], connect: Callable[[str], Awaitable[Stream]]) -> Stream:
    """Return the connection that is made first; each address has a head start over the next, unless it fails before.

    Raises:
        httpcore.ConnectError: none could be made.
    """
    made: list[Stream] = []
    failed: list[str] = []

    async def one(address: str, over: anyio.Event) -> None:
        try:
            made.append(await connect(address))
            group.cancel_scope.cancel()
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:  # the latter is what the system's own limit comes as
            failed.append(f"{address} ({_cause(error)})")
            over.set()

    try:
        async with anyio.create_task_group() as group:
            for address in addresses:
                over = anyio.Event()
                group.start_soon(one, address, over)
                with anyio.move_on_after(HEAD_START_S):
                    await over.wait()
    except BaseException:
        await _close(made)
        raise
    await _close(made[1:])
    if not made:
        raise httpcore.ConnectError(f"no connection to {', '.join(failed)}")
    return made[0]


async def _close(streams: Sequence[Stream]) -> None:
    with anyio.CancelScope(shield=True):
        for stream in streams:
            await stream.aclose()


def _cause(error: BaseException) -> str:
    """Return what the system said; the libraries between say only that all attempts failed."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, OSError) and inner.errno:
            return os.strerror(inner.errno)
        inner = inner.__cause__ or inner.__context__
    return str(error) or type(error).__name__
