"""The assertions are only worth something if they catch a sender that deserves it."""

from __future__ import annotations

import pytest

from tests.crash.faults import Fault
from tests.crash.naive import NAIVE
from tests.crash.nursery import KILLED, Nursery, play
from tests.crash.world import World, never_twice_never_lost, on, tally

DECLARATIONS = on(*sorted(NAIVE.keys() - {"direct"}), "direct declaration")
LISTS = on(*["direct"] * 3)
each_kind = pytest.mark.parametrize("expected", [LISTS, DECLARATIONS], ids=["lists", "declarations"])


def send(nursery: Nursery, world: World, expected: dict[str, str], fault: Fault | None) -> int:
    """Let the naive sender run, killed once or not, then again; gives how many documents arrived twice."""
    with world.simulator() as simulator:
        if fault is not None:
            first = nursery.start(world, expected, sender="naive", fault=fault)
            assert play(simulator, [first]), first.told()
            assert first.ended == KILLED, first.told()
        again = nursery.start(world, expected, sender="naive")
        assert play(simulator, [again]), again.told()
        assert again.ended == 0, again.told()
        simulator.run_until_idle()
        if fault is None:
            never_twice_never_lost(simulator.arrivals(), expected)
        else:
            with pytest.raises(AssertionError, match="sent twice"):
                never_twice_never_lost(simulator.arrivals(), expected)
        return len(tally(simulator.arrivals(), expected).twice)


@each_kind
@pytest.mark.parametrize(("point", "reach", "twice"), [("renamed", 1, 1), ("answered", 2, 2)])
def test_a_naive_sender_killed_after_sending_is_caught(
    point: str, reach: int, twice: int, expected: dict[str, str], nursery: Nursery, world: World
) -> None:
    assert send(nursery, world, expected, Fault(kind="kill", points=[point], reach=reach)) == twice


@each_kind
def test_a_naive_sender_to_which_nothing_happens_passes(expected: dict[str, str], nursery: Nursery, world: World) -> None:
    assert send(nursery, world, expected, None) == 0


@pytest.mark.parametrize("expected", [LISTS, on("corrected", "kept")], ids=["lists", "declarations"])
def test_a_document_that_never_arrives_is_caught_as_lost(expected: dict[str, str], world: World) -> None:
    with world.simulator() as simulator, pytest.raises(AssertionError, match="lost"):
        never_twice_never_lost(simulator.arrivals(), expected)
