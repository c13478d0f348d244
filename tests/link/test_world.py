"""How well events are told apart in a generated world whose truth is known; tests/bench/link_world.py measures larger ones."""

from __future__ import annotations

import random

from tests.bench.link_world import link_in_batches, make_world, pairwise


def test_a_noisy_worlds_events_are_found_again_in_any_order_of_arrival() -> None:
    world = make_world(events=200, seed=7)
    shuffled = list(world.refs)
    random.Random(7).shuffle(shuffled)
    at_once, in_batches = link_in_batches(world.refs, 1), link_in_batches(shuffled, 4)
    precision, recall, f1 = pairwise(at_once, world.truth)
    assert min(precision, recall) > 0.9, (precision, recall)
    assert f1 > 0.94
    assert pairwise(in_batches, world.truth) == (precision, recall, f1)


def test_faithful_reports_are_joined_and_told_apart_almost_always() -> None:
    world = make_world(events=200, seed=7, noise=0.0)
    precision, recall, _ = pairwise(link_in_batches(world.refs, 1), world.truth)
    assert precision > 0.97
    assert recall > 0.99
