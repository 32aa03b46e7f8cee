"""A worker dies at a named point of an act, and the one that comes after it does what is left to be done, once."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import pytest

from baoguan import Refused
from tests.crash.declarations import summary
from tests.crash.faults import EVERYWHERE, Fault
from tests.crash.nursery import KILLED, Nursery, finish, play
from tests.crash.world import JOURNEYS, World, bring, documents, is_final, never_twice_never_lost, on
from tests.support.declarations import declaration

LISTS = ("save", "declare", "change", "delete")
CRITICAL = ("intent", "renamed", "inside settle")
"""Of declarations an attached PDF is tried at every point, the other acts at these; the rest is a soak test."""
DECLARATIONS = {"filed": 1, "papers": 1, "corrected": 1, "redeclared": 1, "completed": 1, "amended": 1, "kept": 2}
"""Journey -> at which message the worker dies: what is kept from the start leaves second."""


def cases() -> Iterator[object]:
    yield from (pytest.param(journey, point, 1) for journey in LISTS for point in EVERYWHERE)
    for journey, reach in DECLARATIONS.items():
        for point in EVERYWHERE:
            usual = journey == "papers" or (point in CRITICAL and journey not in ("filed", "redeclared"))
            yield pytest.param(journey, point, reach, marks=[] if usual else [pytest.mark.soak])


@pytest.mark.parametrize(("journey", "point", "reach"), [*cases()])
def test_killed_at_a_point_of_an_act_and_started_again_it_is_done_once(
    journey: str, point: str, reach: int, nursery: Nursery, world: World
) -> None:
    expected = on(journey)
    with world.simulator() as simulator:
        before = JOURNEYS[journey].follows
        if before is not None:
            bring(world, simulator, {number.removesuffix(JOURNEYS[journey].suffix): before for number in expected})
        life = nursery.start(world, expected, fault=Fault(kind="kill", points=[point], reach=reach))
        assert play(simulator, [life]), life.told()
        assert life.ended == KILLED, life.told()
        finish(nursery, world, simulator, expected)
        said = never_twice_never_lost(simulator.arrivals(), expected)
    found = [json.loads(line) for line in world.histogram.read_text(encoding="utf-8").splitlines()]
    if point in ("intent", "renamed"):
        assert found[-1].get("sending") == 1
    print(f"{journey}, {point}: kills 1, found {found[-1]}, arrivals {said.arrivals}, twice {len(said.twice)}")


def test_who_does_not_know_what_was_heard_may_ask_again_at_any_time(world: World) -> None:
    expected = on("kept")
    ((number, journey),) = expected.items()
    with world.simulator() as simulator, world.broker() as broker:
        for _ in range(30):
            broker.submit(summary(number))
            # What Customs has is refused; until then it is the same act.
            with contextlib.suppress(Refused):
                broker.complete(number, declaration(number))
            if is_final(documents(broker)[number], journey):
                break
            assert not broker.run_once(force=True).failures
            simulator.step()
        assert is_final(documents(broker)[number], journey)
        assert broker.run_once(force=True).idle
        simulator.run_until_idle()
        never_twice_never_lost(simulator.arrivals(), expected)
