"""The assertions are only worth something if they catch a sender that deserves it."""

from __future__ import annotations

import pytest

from tests.crash.faults import Fault
from tests.crash.nursery import KILLED, Nursery, play
from tests.crash.world import World, never_twice_never_lost, tally

LISTS = {f"N-{n}": "direct" for n in range(3)}


def send(nursery: Nursery, world: World, fault: Fault | None) -> int:
    """Let the naive sender run, killed once or not, then again; gives how many lists arrived twice."""
    with world.simulator() as simulator:
        if fault is not None:
            first = nursery.start(world, LISTS, sender="naive", fault=fault)
            assert play(simulator, [first]), first.told()
            assert first.ended == KILLED, first.told()
        again = nursery.start(world, LISTS, sender="naive")
        assert play(simulator, [again]), again.told()
        assert again.ended == 0, again.told()
        simulator.run_until_idle()
        if fault is None:
            never_twice_never_lost(simulator.arrivals(), LISTS)
        else:
            with pytest.raises(AssertionError, match="sent twice"):
                never_twice_never_lost(simulator.arrivals(), LISTS)
        return len(tally(simulator.arrivals(), LISTS).twice)


@pytest.mark.parametrize(("point", "reach", "twice"), [("renamed", 1, 1), ("answered", 2, 2)])
def test_a_naive_sender_killed_after_sending_is_caught(point: str, reach: int, twice: int, nursery: Nursery, world: World) -> None:
    assert send(nursery, world, Fault(kind="kill", points=[point], reach=reach)) == twice


def test_a_naive_sender_to_which_nothing_happens_passes(nursery: Nursery, world: World) -> None:
    assert send(nursery, world, None) == 0


def test_a_list_that_never_arrives_is_caught_as_lost(world: World) -> None:
    with world.simulator() as simulator, pytest.raises(AssertionError, match="lost"):
        never_twice_never_lost(simulator.arrivals(), LISTS)
