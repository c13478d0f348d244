"""From a name to a connection, as far as that can be seen without networks of one's own; test_namespaces.py has those."""

from __future__ import annotations

import socket

from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.dialling import MOST_ADDRESSES, by_turns
from tasks.models import Outcome
from tests.collect.conftest import Desk

ADDRESSES = st.lists(st.ip_addresses().map(str), min_size=1, max_size=40, unique=True)


@given(ADDRESSES)
def test_of_many_addresses_the_first_of_both_families_are_tried_by_turns(addresses: list[str]) -> None:
    tried = by_turns(addresses)
    assert tried[0] == addresses[0]
    assert len(tried) == min(len(addresses), MOST_ADDRESSES)
    for is_six in (True, False):
        of_family = [address for address in addresses if (":" in address) == is_six]
        tried_of_it = [address for address in tried if (":" in address) == is_six]
        assert tried_of_it == of_family[: len(tried_of_it)]
        assert len(tried_of_it) >= min(len(of_family), MOST_ADDRESSES // 2)


def test_a_refused_connection_says_by_which_address_and_why(desk: Desk) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        capture = desk.fetch_one(desk.source(), f"http://localhost:{closed.getsockname()[1]}/a")
    assert capture.outcome is Outcome.CONNECT_FAILURE
    assert "no connection to 127.0.0.1 (Connection refused)" in (capture.reason or "")
