"""A worker dies between the packs of one message: every pack arrives, none twice, and the list is saved and declared once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.crash.faults import ARMED, Fault
from tests.crash.nursery import KILLED, Nursery, finish, play
from tests.crash.world import World

PACKS = 2


@pytest.mark.parametrize("reach", range(1, 2 * PACKS))
@pytest.mark.parametrize("point", ["staged", ARMED, "intent", "renamed", "answered"])
def test_killed_at_any_pack_the_others_follow_and_none_comes_twice(
    point: str, reach: int, nursery: Nursery, tmp_path: Path
) -> None:
    world = World(base=tmp_path, packs=True)
    lists = {"A-1": "declare"}
    with world.simulator() as simulator:
        life = nursery.start(world, lists, fault=Fault(kind="kill", points=[point], reach=reach))
        assert play(simulator, [life]), life.told()
        assert life.ended == KILLED, life.told()
        finish(nursery, world, simulator, lists)
        arrivals = simulator.arrivals()
        assert all(a.accepted and not a.twice for a in arrivals), [a.reason for a in arrivals]
        assert set(Counter(a.file_name for a in arrivals).values()) == {1}
        assert Counter(a.declare_flag for a in arrivals) == {"0": PACKS, "1": PACKS}
        assert (simulator.lists()["A-1"].state, simulator.lists()["A-1"].lines) == ("deducted", 3)
