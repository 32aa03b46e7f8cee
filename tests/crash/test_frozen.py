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
from tests.crash.world import World, never_twice_never_lost, on

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP on Windows")

OURS = {"B-1": "declare", "B-2": "save"}
LEASE = 0.4
DECLARATION = on("papers")
CASES = [
    *((point, {"A-1": "declare"}) for point in EVERYWHERE),
    *(pytest.param(point, DECLARATION, marks=[] if point == "renamed" else [pytest.mark.soak]) for point in EVERYWHERE),
]
each_point = pytest.mark.parametrize(("point", "given"), CASES)


def states(world: World) -> list[tuple[str, str | None]]:
    """State and owner of every parcel but ours. Only reads: a frozen worker may be in the middle of writing."""
    engine = open_engine(world.base / "journal")
    with reading(engine) as connection:
        rows = connection.execute(select(parcel.c.state, parcel.c.owner).where(~parcel.c.exchange_id.startswith("B-")))
        found = [(str(state), owner) for state, owner in rows]
    engine.dispose()
    return found


def freeze_one(
    nursery: Nursery, world: World, simulator: Simulator, point: str, given: dict[str, str], lease: float | None = None
) -> Life:
    """A life with one document that has stopped at a point."""
    frozen = nursery.start(world, given, fault=Fault(kind="stop", points=[point]), lease=lease)
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


@each_point
def test_a_frozen_worker_is_not_doubled_and_holds_nobody_up(
    point: str, given: dict[str, str], nursery: Nursery, world: World
) -> None:
    with world.simulator() as simulator:
        frozen = freeze_one(nursery, world, simulator, point, given)
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
        said = never_twice_never_lost(simulator.arrivals(), {**given, **OURS})
    print(f"{point}: stops 1, arrivals {said.arrivals}, twice {len(said.twice)}")


@pytest.mark.postgres
@each_point
def test_a_worker_frozen_beyond_its_lease_is_taken_over_on_postgres(
    point: str, given: dict[str, str], nursery: Nursery, postgres_world: World
) -> None:
    world = postgres_world
    with world.simulator() as simulator:
        frozen = freeze_one(nursery, world, simulator, point, given, LEASE)
        time.sleep(LEASE * 1.5)
        other = nursery.start(world, {**given, **OURS}, lease=LEASE)
        # A transaction that stands still is ended by the server, so even there the other does all the work.
        assert play(simulator, [other]), other.told()
        assert other.ended == 0, other.told()
        thaw(simulator, frozen, other)
        said = never_twice_never_lost(simulator.arrivals(), {**given, **OURS})
    print(f"{point}: stops 1, arrivals {said.arrivals}, twice {len(said.twice)}")
