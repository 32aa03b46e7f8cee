from __future__ import annotations

import json

import pytest

from tests.crash.faults import EVERYWHERE, Fault
from tests.crash.nursery import KILLED, Nursery, finish, play
from tests.crash.world import World, bring, never_twice_never_lost

BEFORE = {"save": None, "declare": "save", "change": "declare", "delete": "declare"}
"""Act -> the journey that a list has behind it when the act is asked for."""


@pytest.mark.parametrize("point", EVERYWHERE)
@pytest.mark.parametrize("act", BEFORE)
def test_killed_at_a_point_of_an_act_and_started_again_it_is_done_once(
    act: str, point: str, nursery: Nursery, world: World
) -> None:
    with world.simulator() as simulator:
        before = BEFORE[act]
        if before is not None:
            bring(world, simulator, {"A-1": before})
        life = nursery.start(world, {"A-1": act}, fault=Fault(kind="kill", points=[point]))
        assert play(simulator, [life]), life.told()
        assert life.ended == KILLED, life.told()
        finish(nursery, world, simulator, {"A-1": act})
        said = never_twice_never_lost(simulator.arrivals(), {"A-1": act})
    found = [json.loads(line) for line in world.histogram.read_text(encoding="utf-8").splitlines()]
    if point in ("intent", "renamed"):
        assert found[-1].get("sending") == 1
    print(f"{act}, {point}: kills 1, found {found[-1]}, arrivals {said.arrivals}, twice {len(said.twice)}")
