"""What goes wrong on the way, and that nothing is declared twice or lost."""

from __future__ import annotations

import time

import attrs
import pytest

from baoguan import Broker
from baoguan.engine import points
from baoguan.plugin import Act
from plugins.h2010.tests.conftest import Office, only
from plugins.h2010.tests.papers import filed, inventory, item, ledger
from plugins.h2010.tests.sending import account, body, parcel
from plugins.h2010.tests.test_life import change
from plugins.h2010.tests.test_life import filed as file_ledger


class DiedError(BaseException):
    """Passes by every handler, as a kill does."""


def until(office: Office, broker: Broker, state: str, number: str = "EMS-A-1", rounds: int = 20) -> None:
    """Rounds until a document is in a state."""
    for _ in range(rounds):
        if only(broker, number).state == state:
            return
        broker.run_once(force=True)
    assert only(broker, number).state == state


def run(broker: Broker, rounds: int) -> None:
    """Some rounds."""
    for _ in range(rounds):
        broker.run_once(force=True)


def once(office: Office) -> None:
    """Whatever was declared was taken once."""
    assert len(office.declared()) == len(set(office.declared()))
    assert "duplicate" not in {v for _, v in office.verdicts()}


@pytest.mark.parametrize(
    "office", [["late:EMS-A-1:3"], ["twice:*"], ["mark7:*"], ["unanswered:*:2"], ["late:*:2", "twice:*"]], indirect=True
)
def test_late_repeated_and_unanswered_come_to_the_same_end(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(ledger(), declare=True)
        until(office, broker, "approved")
        assert not only(broker, "EMS-A-1").needs_person
    assert office.declared() == ["EMS-A-1:1/1"]
    once(office)


@pytest.mark.parametrize("office", [["lost:EMS-A-1:1"]], indirect=True)
@pytest.mark.parametrize("how", ["asked", "resent"])
def test_lost_receipts_are_asked_for_or_resent_and_never_the_message(how: str, office: Office) -> None:
    with office.broker(overdue_minutes=0 if how == "asked" else 60) as broker:
        broker.submit(ledger(), declare=True)
        if how == "resent":
            office.rounds(broker, 4)
            assert only(broker, "EMS-A-1").state == "sent"
            assert office.far_side.resend_lost() == 1
        until(office, broker, "approved")
        asked = [e for e in broker.trace("EMS-A-1").events if e.kind == "inquired"]
        assert bool(asked) == (how == "asked")
    assert office.verdicts() == [("0", "taken"), ("1", "taken")]


@pytest.mark.parametrize("office", [["duplicate:EMS-A-1:1"]], indirect=True)
def test_a_duplicate_of_our_own_message_changes_nothing(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(ledger(), declare=True)
        until(office, broker, "approved")
        office.rounds(broker, 2)
        status = only(broker, "EMS-A-1")
        assert (status.state, status.needs_person) == ("approved", False)
        incoming = broker.trace("EMS-A-1").incoming
    assert any(i.receipt.code == "4" and i.receipt.outcome == "arrived" for i in incoming)
    assert office.declared() == ["EMS-A-1:1/1"]


def test_a_duplicate_of_what_others_declared_is_no_rejection_of_it(office: Office) -> None:
    """Somebody declared the same number by other means: our message is refused, and what they declared goes its way."""
    with office.broker() as broker:
        broker.submit(ledger())
        until(office, broker, "saved")
        foreign = account().baoguan_encode(parcel(filed(), exchange="typed-in-qp"))
        office.far_side.take("typed-in-qp", body(foreign))
        office.far_side._by_hand = True
        broker.declare("EMS-A-1")
        office.rounds(broker, 2)
        assert only(broker, "EMS-A-1").state == "refused"
        office.far_side._by_hand = False
        until(office, broker, "stored")
        until(office, broker, "approved")
        assert not only(broker, "EMS-A-1").needs_person
    assert [v for v in office.verdicts() if v[0] == "1"] == [("1", "taken"), ("1", "duplicate")]


def test_what_others_declared_meanwhile_is_not_declared_again(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(ledger())
        until(office, broker, "saved")
        foreign = account().baoguan_encode(parcel(filed(), exchange="typed-in-qp"))
        office.far_side.take("typed-in-qp", body(foreign))
        broker.declare("EMS-A-1")
        until(office, broker, "approved")
    assert [v for v in office.verdicts() if v[0] == "1"] == [("1", "taken")]


@pytest.mark.parametrize("office", [["older:EMS-A-1"]], indirect=True)
def test_receipts_of_the_filing_during_a_change_change_nothing(office: Office) -> None:
    with office.broker() as broker:
        number = file_ledger(office, broker)
        same = tuple(attrs.evolve(r, modification="0") for r in ledger().materials)
        new = change(ledger(), number, materials=(*same, item(4, goods_name="螺钉", modification="3")), consumptions=())
        broker.modify("EMS-A-1", new, declare=True)
        act = None
        for _ in range(10):
            office.rounds(broker, 1)
            act = only(broker, "EMS-A-1").standing.act(Act.CHANGE, 1)
            if act is not None and act.state == "stored":
                break
        status = only(broker, "EMS-A-1")
        assert (status.state, status.change_count, status.needs_person) == ("approved", 0, False)
        assert act is not None
        assert (act.state, act.open) == ("stored", True)
        office.rounds(broker, 2)
        status = only(broker, "EMS-A-1")
        assert (status.state, status.change_count, status.standing.pending, status.needs_person) == ("approved", 1, None, False)


@pytest.mark.parametrize("point", ["intent", "renamed", "answered"])
@pytest.mark.parametrize("step", ["0", "1"])
def test_a_worker_killed_around_the_send_sends_once(point: str, step: str, office: Office) -> None:
    reached = {"0": 1, "1": 2}[step]
    seen = 0

    def die(name: str) -> None:
        nonlocal seen
        seen += name == point
        if name == point and seen == reached:
            raise DiedError

    broker = office.broker()
    broker.submit(ledger(), declare=True)
    points.listener = die
    try:
        with pytest.raises(DiedError):
            run(broker, 6)
    finally:
        points.listener = None
        broker.close()
    with office.broker() as after:
        until(office, after, "approved")
    assert [v for _, v in office.verdicts() if v != "repeated"] == ["taken", "taken"]
    assert office.declared() == ["EMS-A-1:1/1"]


@pytest.mark.parametrize("point", ["inbox committed", "inside settle", "before acknowledge"])
def test_a_worker_killed_while_receiving_loses_nothing(point: str, office: Office) -> None:
    def die(name: str) -> None:
        if name == point:
            raise DiedError

    broker = office.broker()
    broker.submit(ledger(), declare=True)
    broker.run_once(force=True)
    points.listener = die
    try:
        with pytest.raises(DiedError):
            broker.run_once(force=True)
    finally:
        points.listener = None
        broker.close()
    with office.broker() as after:
        until(office, after, "approved")
    once(office)


def test_receipts_of_other_peoples_documents_stay_in_the_mailbox(office: Office) -> None:
    with office.broker() as broker:
        foreign = account().baoguan_encode(parcel(filed("OTHER-1"), exchange="other"))
        office.far_side.take("other", body(foreign))
        broker.submit(ledger(), declare=True)
        until(office, broker, "approved")
        office.rounds(broker, 2)
        left = [m.body for m in office.far_side.receipts(100)]
        assert len(left) == 8
        assert all(b"OTHER-1" in text for text in left)
        assert [s.number for s in broker.status()] == ["EMS-A-1"]


def test_a_mailbox_of_our_own_is_emptied(office: Office) -> None:
    with office.broker(own_mailbox=True) as broker:
        foreign = account().baoguan_encode(parcel(filed("OTHER-1"), exchange="other"))
        office.far_side.take("other", body(foreign))
        office.rounds(broker, 4)
        assert office.far_side.receipts(100) == []


def test_maintenance_makes_the_account_wait_and_nothing_is_lost(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(ledger(), declare=True)
        office.far_side.maintain(1)
        done = broker.run_once(force=True)
        assert "503" in done.failures["old"]
        assert office.verdicts() == []
        for _ in range(40):
            broker.run_once(force=True)
            if office.verdicts():
                break
            time.sleep(0.1)
        until(office, broker, "approved")
    assert office.declared() == ["EMS-A-1:1/1"]


def test_two_documents_do_not_disturb_each_other(office: Office) -> None:
    with office.broker() as broker:
        number = file_ledger(office, broker)
        for k in range(1, 4):
            broker.submit(inventory(f"LIST-{k}", ledger_no=number), declare=True)
        for k in range(1, 4):
            until(office, broker, "approved", f"LIST-{k}")
        assert len({only(broker, f"LIST-{k}").numbers["list_no"] for k in range(1, 4)}) == 3
    once(office)
