"""Two workers on one journal, of which one stops in the middle: nobody doubles its work, everybody else's goes on."""

from __future__ import annotations

import sys
import time

import pytest
from sqlalchemy import select

from baoguan.store.database import open_engine, reading
from baoguan.store.tables import parcel
from baoguan_singlewindow.simulator import Simulator
from tests.crash.faults import EVERYWHERE, INSIDE_A_TRANSACTION, Fault
from tests.crash.nursery import Life, Nursery, play
from tests.crash.world import World, never_twice_never_lost

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP on Windows")

OURS = {"B-1": "declare", "B-2": "save"}
LEASE = 0.4


def states(world: World) -> list[tuple[str, str | None]]:
    """State and owner of every parcel of list A-1. Only reads: a frozen worker may be in the middle of writing."""
    engine = open_engine(world.base / "journal")
    with reading(engine) as connection:
        rows = connection.execute(select(parcel.c.state, parcel.c.owner).where(parcel.c.exchange_id.startswith("A-1-")))
        found = [(str(state), owner) for state, owner in rows]
    engine.dispose()
    return found


def freeze_one(nursery: Nursery, world: World, simulator: Simulator, point: str, lease: float | None = None) -> Life:
    """A life with list A-1 that has stopped at a point."""
    frozen = nursery.start(world, {"A-1": "declare"}, fault=Fault(kind="stop", points=[point]), lease=lease)
    assert play(simulator, [frozen]), frozen.told()
    assert frozen.stopped, frozen.told()
    return frozen


def thaw(simulator: Simulator, *lives: Life) -> None:
    """Let all go on; each must finish."""
    for life in lives:
        if life.stopped:
            life.go_on()
    assert play(simulator, lives), [life.told() for life in lives]
    assert [life.ended for life in lives] == [0] * len(lives), [life.told() for life in lives]
    simulator.run_until_idle()


@pytest.mark.parametrize("point", EVERYWHERE)
def test_a_frozen_worker_is_not_doubled_and_holds_nobody_up(point: str, nursery: Nursery, world: World) -> None:
    with world.simulator() as simulator:
        frozen = freeze_one(nursery, world, simulator, point)
        before = states(world)
        other = nursery.start(world, OURS)
        if point in INSIDE_A_TRANSACTION:
            # SQLite has one writer: the other waits, and says so by being neither done nor dead.
            assert not play(simulator, [other], seconds=0.8), other.told()
        else:
            assert play(simulator, [other]), other.told()
            assert other.ended == 0, other.told()
            if point == "intent":
                # Its owner lives, so nobody takes the parcel over, however long it stands still.
                assert states(world) == before
                assert [state for state, _ in before] == ["sending"]
        thaw(simulator, frozen, other)
        said = never_twice_never_lost(simulator.arrivals(), {"A-1": "declare", **OURS})
    print(f"{point}: stops 1, arrivals {said.arrivals}, twice {len(said.twice)}")


@pytest.mark.postgres
@pytest.mark.parametrize("point", EVERYWHERE)
def test_a_worker_frozen_beyond_its_lease_is_taken_over_on_postgres(point: str, nursery: Nursery, postgres_world: World) -> None:
    world = postgres_world
    with world.simulator() as simulator:
        frozen = freeze_one(nursery, world, simulator, point, LEASE)
        time.sleep(LEASE * 1.5)
        other = nursery.start(world, {"A-1": "declare", **OURS}, lease=LEASE)
        # A transaction that stands still is ended by the server, so even there the other does all the work.
        assert play(simulator, [other]), other.told()
        assert other.ended == 0, other.told()
        thaw(simulator, frozen, other)
        said = never_twice_never_lost(simulator.arrivals(), {"A-1": "declare", **OURS})
    print(f"{point}: stops 1, arrivals {said.arrivals}, twice {len(said.twice)}")
