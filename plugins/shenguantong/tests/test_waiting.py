"""Missing receipts: the document waits, is shown with its age, and is asked for by its number; it is never sent blindly again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from baoguan import Broker
from baoguan.clock import SHANGHAI
from baoguan_shenguantong.simulator import Faults, Simulator
from plugins.shenguantong.tests.world import World, never_twice, only
from tests.support.lists import inventory

START = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "faults", [Faults(lost=1), Faults(lost_answer=1), Faults(lost=1, lost_answer=1)], ids=["customs", "answers", "all"]
)
def test_lost_receipts_are_asked_for_by_number_when_they_are_overdue(world: World, faults: Faults) -> None:
    # What follows a pre-deduction takes its own time and is not overdue, so the course here is the short one.
    far = world.far(faults=faults, plans={"A-1": ("Y", "1")})
    with time_machine.travel(START, tick=False) as clock, far as simulator, world.broker(deadline_hours=2) as broker:
        broker.submit(inventory("A-1"), declare=True)
        _rounds(broker, simulator, clock, 4)
        status = only(broker, "A-1")
        sent = len(simulator.arrivals())
        assert status.state in {"sent", "declared"}
        assert status.alerts == ()
        clock.shift(timedelta(hours=1))
        _rounds(broker, simulator, clock, 2)
        assert len(simulator.arrivals()) == sent, "waiting is no reason to send again"
        clock.shift(timedelta(hours=2))
        late = only(broker, "A-1")
        assert late.age > timedelta(hours=2)
        assert any("overdue" in alert for alert in late.alerts)
        for _ in range(4):
            clock.shift(timedelta(hours=3))
            _rounds(broker, simulator, clock, 4)
        assert only(broker, "A-1").state == "deducted"
        assert "inquired" in {e.kind for e in broker.trace("A-1").events}
        assert [a.declare for a in simulator.arrivals()] == [0, 1]
        never_twice(simulator)


def test_a_person_may_ask_before_it_is_overdue_once_a_day(world: World) -> None:
    with world.far(faults=Faults(lost=1), plans={"A-1": ("Y", "1")}) as simulator, world.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        world.run(broker, simulator, 4)
        sent = len(simulator.arrivals())
        asked, again = broker.request_receipts("A-1"), broker.request_receipts("A-1")
        assert (asked.repeated, again.repeated, again.received) == (False, True, 0)
        world.run(broker, simulator, 2)
        assert only(broker, "A-1").state == "deducted"
        assert len(simulator.arrivals()) == sent == 2
        never_twice(simulator)


def _rounds(broker: Broker, simulator: Simulator, clock: time_machine.Traveller, count: int) -> None:
    for _ in range(count):
        done = broker.run_once(force=True)
        assert not done.failures, done.failures
        simulator.step()
        clock.shift(1)


def test_lost_receipts_that_are_resent_later_change_nothing_more(world: World) -> None:
    with world.far(faults=Faults(lost=1)) as simulator, world.broker(deadline_hours=0) as broker:
        broker.submit(inventory("A-1"), declare=True)
        world.run(broker, simulator, 8)
        assert only(broker, "A-1").state in {"declared", "stored", "pre_deducted", "deducted"}
        assert simulator.resend_lost() == 3
        world.run(broker, simulator, 4)
        assert only(broker, "A-1").state == "deducted"
        assert not only(broker, "A-1").needs_person
        assert len(simulator.arrivals()) == 2


def test_a_number_that_the_far_side_does_not_know_is_shown_as_overdue_and_not_sent_again(folders: World) -> None:
    """Somebody emptied OutBox, and no program ever took the file."""
    with time_machine.travel(START, tick=False) as clock, folders.broker(deadline_hours=2) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        out_box = folders.base / "sgt" / "OutBox"
        (sent,) = out_box.glob("*.zip")
        sent.unlink()
        clock.shift(timedelta(hours=3))
        with folders.far() as simulator:
            _rounds(broker, simulator, clock, 3)
            assert simulator.arrivals() == ()
        assert only(broker, "A-1").state == "sent"
        assert any("overdue" in alert for alert in only(broker, "A-1").alerts)
        assert broker.inbox_counts() == {"applied": 1}, "the far side said that it knows nothing"


def test_one_question_waits_at_a_time(folders: World) -> None:
    with time_machine.travel(START, tick=False) as clock, folders.broker(deadline_hours=2) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        for _ in range(3):
            clock.shift(timedelta(hours=3))
            assert not broker.run_once(force=True).failures
        assert len(list((folders.base / "sgt" / "OutBox").glob("Query_*.json"))) == 1


def test_after_a_person_recorded_that_it_did_not_arrive_the_resend_keeps_its_number_and_is_answered_duplicate(world: World) -> None:
    with world.far(faults=Faults(lost_answer=1)) as simulator, world.broker() as broker:
        broker.submit(inventory("A-1"))
        world.run(broker, simulator, 3)
        assert only(broker, "A-1").state == "sent"
        broker.record("A-1", by="甲", evidence="电话查询", outcome="not-arrived")
        broker.redeclare("A-1", declare=True)
        world.run(broker, simulator, 2)
        first, second = simulator.arrivals()
        assert (first.number, second.number) == ("A-1", "A-1")
        assert first.exchange_id != second.exchange_id
        assert (first.accepted, second.accepted, second.twice) == (True, False, True)
        assert "已存在" in second.reason
        simulator.resend_lost()
        world.run(broker, simulator, 2)
        simulator.resend_lost()
        world.run(broker, simulator, 6)
        assert only(broker, "A-1").state in {"declared", "deducted", "stored", "pre_deducted"}
        assert [a.declare for a in simulator.arrivals() if a.accepted] == [0, 1]
