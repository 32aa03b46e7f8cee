"""Our machine's clock is put forward or back while documents are under way. Nothing may depend on it but the times that are shown."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest

from baoguan import clock
from baoguan.transport import ExchangeFolder
from tests.crash.faults import Fault
from tests.crash.nursery import KILLED, Nursery, finish, play
from tests.crash.world import World, documents, is_final, never_twice_never_lost, on
from tests.support.lists import inventory

HOUR = 3600.0
LISTS = on("declare", "change", "delete")
DECLARATIONS = on("papers", "corrected", "kept")
FORWARD, BACK, BOTH, BEFORE = ((3, HOUR),), ((3, -HOUR),), ((2, HOUR), (6, -HOUR), (10, 0.0)), ((0, HOUR), (4, -HOUR))


@pytest.mark.parametrize(
    ("offsets", "killed", "expected"),
    [
        *((offsets, False, LISTS) for offsets in (FORWARD, BACK, BOTH)),
        (BEFORE, True, LISTS),
        *(pytest.param(offsets, False, DECLARATIONS, marks=pytest.mark.soak) for offsets in (FORWARD, BACK)),
        (BOTH, False, DECLARATIONS),
        (BEFORE, True, DECLARATIONS),
    ],
)
def test_a_clock_put_forward_or_back_during_a_run_harms_nothing(
    offsets: tuple[tuple[float, float], ...], killed: bool, expected: dict[str, str], nursery: Nursery, world: World
) -> None:
    with world.simulator() as simulator:
        if killed:
            # The life after the kill finds the clock right again, so what the dead one wrote is an hour off.
            life = nursery.start(world, expected, clock=offsets, fault=Fault(kind="kill", points=["renamed"], reach=5), force=False)
            assert play(simulator, [life]), life.told()
            assert life.ended == KILLED, life.told()
            finish(nursery, world, simulator, expected)
        else:
            life = nursery.start(world, expected, clock=offsets, force=False)
            assert play(simulator, [life]), life.told()
            assert life.ended == 0, life.told()
            simulator.run_until_idle()
        said = never_twice_never_lost(simulator.arrivals(), expected)
    with world.broker() as broker:
        times = [e.at for e in broker.events()]
    assert max(times) - min(times) >= timedelta(minutes=59)
    print(f"offsets {offsets}, kills {int(killed)}, arrivals {said.arrivals}, twice {len(said.twice)}")


def test_an_account_does_not_rest_for_an_hour_because_the_clock_was_put_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    offset = timedelta(hours=1)

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + offset

    def held(*_: object) -> None:
        raise PermissionError("held by another program")

    monkeypatch.setattr(clock, "datetime", Wrong)
    with world.simulator() as simulator, world.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        with monkeypatch.context() as patched:
            patched.setattr(ExchangeFolder, "stage", held)
            assert broker.run_once().failures
        offset = timedelta(0)
        for _ in range(20):
            broker.run_once()
            simulator.step()
        assert is_final(documents(broker)["A-1"], "declare")
        never_twice_never_lost(simulator.arrivals(), {"A-1": "declare"})
