"""Receipts in trouble: late, doubled and out of order while workers are killed; for a declaration whose answer lies unsettled; all of them once
more when all is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan_singlewindow.simulator import Faults, Simulator
from tests.crash.declarations import BUSINESS
from tests.crash.faults import Fault
from tests.crash.nursery import KILLED, Nursery, finish, play
from tests.crash.world import World, bring, documents, never_twice_never_lost, on

UNTIDY = Faults(late=0.4, repeat=0.4, reorder=0.4, gbk=0.3, truncated=0.2, late_steps=4)
DECLARATIONS = ("papers", "corrected", "redeclared", "completed", "kept")
KILLS = ("renamed", "inbox committed", "before acknowledge", "inside settle", "answered")
UNSETTLED = ("inbox committed", "inside settle", "before acknowledge")


def in_box(world: World) -> Path:
    return world.base / "imp" / BUSINESS / "InBox"


def at_peace(world: World, simulator: Simulator, expected: dict[str, str], *, parked: bool = False) -> None:
    """The witness saw every act once; no document is in doubt, and no receipt is without one. Files that were read while they were being
    written may be parked: what they say came again when they were whole."""
    never_twice_never_lost(simulator.arrivals(), expected)
    with world.broker() as broker:
        assert not broker.run_once(force=True).failures
        known = documents(broker)
        assert {n: (r.state, r.needs_person) for n, r in known.items()} == dict.fromkeys(expected, ("cleared", False))
        counts = broker.inbox_counts()
        assert not set(counts) - {"applied", "repeat", *(["parked"] if parked else [])}, counts
    assert list(in_box(world).iterdir()) == []


def untidy(nursery: Nursery, world: World, expected: dict[str, str], kills: int, seed: int) -> None:
    """Workers are killed one after the other while receipts come late, twice and out of order."""
    with world.simulator(faults=UNTIDY, seed=seed) as simulator:
        for number in range(kills):
            fault = Fault(kind="kill", points=[KILLS[number % len(KILLS)]], reach=1 + number % 3)
            life = nursery.start(world, expected, fault=fault)
            assert play(simulator, [life]), life.told()
            assert life.ended in (0, KILLED), life.told()
        finish(nursery, world, simulator, expected, seconds=60.0 + 2 * len(expected))
        at_peace(world, simulator, expected, parked=True)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_late_doubled_and_overtaken_receipts_after_kills_do_no_harm(seed: int, nursery: Nursery, world: World) -> None:
    untidy(nursery, world, on(*DECLARATIONS), 5, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [3, 4, 5, 6])
def test_late_doubled_and_overtaken_receipts_after_many_kills_do_no_harm(seed: int, nursery: Nursery, world: World) -> None:
    untidy(nursery, world, on(*DECLARATIONS * 20), 40, seed)


@pytest.mark.parametrize(
    ("journey", "point"),
    [
        pytest.param(journey, point, marks=[] if journey == "papers" or point == UNSETTLED[0] else [pytest.mark.soak])
        for journey in ("papers", "corrected", "completed")
        for point in UNSETTLED
    ],
)
def test_receipts_that_come_while_the_answer_lies_unsettled_find_their_declaration(
    journey: str, point: str, nursery: Nursery, world: World
) -> None:
    """The answer alone tells the number by which the receipts of Customs name the declaration. The worker that took it in dies; a person
    presses 申报 and Customs decides before the next one looks."""
    expected = on(journey)
    with world.simulator() as simulator:
        life = nursery.start(world, expected, fault=Fault(kind="kill", points=[point]))
        assert play(simulator, [life]), life.told()
        assert life.ended == KILLED, life.told()
        simulator.run_until_idle()
        assert len(list(in_box(world).glob("Receipt_*"))) >= 2
        finish(nursery, world, simulator, expected)
        at_peace(world, simulator, expected)


def test_receipts_that_are_read_before_their_answer_wait_for_it(nursery: Nursery, world: World) -> None:
    expected = on("papers", "corrected")
    with world.simulator() as simulator:
        life = nursery.start(world, expected, fault=Fault(kind="kill", points=["answered"], reach=2))
        assert play(simulator, [life]), life.told()
        assert life.ended == KILLED, life.told()
        simulator.run_until_idle()
        answers = {path: path.read_bytes() for path in in_box(world).glob("Successed_*")}
        assert len(answers) == 2
        for path in answers:
            path.unlink()
        with world.broker() as broker:
            for _ in range(3):
                assert not broker.run_once(force=True).failures
            assert {r.state for r in documents(broker).values()} == {"sent"}
            assert set(broker.inbox_counts()) == {"orphan"}
        for path, content in answers.items():
            path.write_bytes(content)
        finish(nursery, world, simulator, expected)
        at_peace(world, simulator, expected)


def test_all_receipts_once_more_under_other_names_change_nothing(nursery: Nursery, world: World) -> None:
    expected = on(*DECLARATIONS)
    with world.simulator() as simulator:
        bring(world, simulator, expected)
        with world.broker() as broker:
            before = {n: r.standing for n, r in documents(broker).items()}
        kept = [p for p in (world.base / "imp" / BUSINESS).rglob("*.xml") if p.name.startswith(("Receipt_", "Successed_"))]
        assert len(kept) >= 5 * len(expected)
        for place, path in enumerate(kept):
            start = path.stem.rpartition("_")[0]
            (in_box(world) / f"{start}_{20990101000000000 + place}.xml").write_bytes(path.read_bytes())
        finish(nursery, world, simulator, expected)
        with world.broker() as broker:
            assert not broker.run_once(force=True).failures
            assert {n: r.standing for n, r in documents(broker).items()} == before
            assert broker.inbox_counts()["repeat"] >= len(kept)
        at_peace(world, simulator, expected)
