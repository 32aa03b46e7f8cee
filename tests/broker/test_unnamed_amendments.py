"""Amendments whose first answer is lost: what settles them, what is only offered, and what a person is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from baoguan import AmendmentRequest, Broker, UnusableInput
from baoguan.broker.missing import missing_receipts
from baoguan.broker.today import Task
from tests.broker.counter import Counter, Taken, result
from tests.broker.desk import NUMBER, Desk, decision, released, save_response
from tests.broker.office import Office
from tests.broker.papers import minute
from tests.broker.test_amendments import change, withdrawal
from tests.broker.todo import Later, days, found

OTHER = "M20260000000000007"


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office=office)


def sent(desk: Desk, broker: Broker, *, withdraws: bool = False) -> None:
    """An amendment that the client took, and whose answer never comes."""
    released(desk, broker)
    broker.submit(withdrawal(broker) if withdraws else change(broker))
    desk._run(broker)
    assert len(desk.take()) == 1
    assert broker.status("A-1-M1")[0].state == "sent"


def answer(entry_no: str, code: str = "0", seq_no: str = NUMBER) -> bytes:
    """The client's answer with the number of the declaration."""
    return save_response(seq_no, code).replace(b"<ResultMessage>", f"<EntryId>{entry_no}</EntryId><ResultMessage>".encode())


def of(broker: Broker, what: str) -> Task | None:
    return found(broker).get(what)


def test_an_answer_without_a_name_is_that_of_the_one_amendment_of_its_declaration(desk: Desk) -> None:
    with desk.open() as broker:
        sent(desk, broker)
        entry = broker.status("A-1")[0].numbers["entry_no"]
        desk.hear_foreign(broker, answer(entry))
        status = broker.status("A-1-M1")[0]
        assert (status.state, status.numbers["seq_no"], dict(status.sending)) == ("saved", NUMBER, {})
        assert desk.decide(broker, "A-1-M1", decision("S", 15)).state == "approved"


def test_an_answer_of_another_declaration_or_to_another_message_is_not_ours(desk: Desk) -> None:
    with desk.open() as broker:
        sent(desk, broker)
        entry = broker.status("A-1")[0].numbers["entry_no"]
        desk.hear_foreign(broker, answer("530120261000000099"), save_response())
        desk.answer(Taken(exchange_id="of-another-program", xml=b"<x/>"), answer(entry))
        desk._run(broker)
        assert broker.status("A-1-M1")[0].state == "sent"


@pytest.mark.parametrize("early", [True, False])
def test_the_deletion_of_its_declaration_settles_a_withdrawal(early: bool, desk: Desk, later: Later) -> None:
    with desk.open() as broker:
        sent(desk, broker, withdraws=True)
        if not early:
            later(days(2))
            assert of(broker, "unnamed") is not None
        Counter(office=desk.office).hear_foreign(broker, result("D", 16))
        assert broker.status("A-1")[0].state == "deleted"
        status = broker.status("A-1-M1")[0]
        assert (status.state, dict(status.sending), status.alerts) == ("approved", {}, ())
        assert "删单回执" in status.standing.acts[0].texts[0]
        assert of(broker, "unnamed") is None


def test_a_change_is_not_settled_by_the_deletion_of_its_declaration(desk: Desk) -> None:
    with desk.open() as broker:
        sent(desk, broker)
        Counter(office=desk.office).hear_foreign(broker, result("D", 16))
        assert broker.status("A-1-M1")[0].state == "sent"


def test_a_withdrawal_that_has_not_left_is_not_settled(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(withdrawal(broker))
        assert broker.status("A-1-M1")[0].state == "queued"
        counter = Counter(office=desk.office)
        counter._drop(f"Receipt_DECCUS004_x_1_{counter._stamp + 900}.xml", result("D", 16))
        broker.run_once(force=True)
        assert broker.status("A-1")[0].state == "deleted"
        assert broker.status("A-1-M1")[0].state == "sent"


def test_after_the_channels_patience_a_person_is_told_with_the_exact_command_and_nothing_is_sent_again(
    desk: Desk, later: Later
) -> None:
    with desk.open() as broker:
        sent(desk, broker)
        owner = broker.status("A-1-M1")[0].owner
        assert of(broker, "unnamed") is None
        desk.hear_foreign(broker, decision("S", 15, OTHER))
        assert broker.status("A-1-M1")[0].state == "sent"
        later(days(1))
        task = of(broker, "unnamed")
        assert task is not None
        assert (task.urgency, task.number) == ("urgent", "A-1-M1")
        assert f"{OTHER}（S 虚构）" in task.why_zh
        assert f'baoguan record {owner}/A-1-M1 --by NAME --evidence "…" --seq-no NUMBER' in task.next_en
        assert "--outcome not-arrived" in task.next_zh
        assert of(broker, "overdue") is None
        assert any("--seq-no NUMBER" in alert for alert in broker.status("A-1-M1")[0].alerts)
        desk._run(broker)
        assert desk.take() == []
        broker.record(f"{owner}/A-1-M1", by="张三", evidence="页面", numbers={"seq_no": OTHER})
        status = broker.status("A-1-M1")[0]
        assert (status.state, status.alerts) == ("approved", ())
        assert of(broker, "unnamed") is None


def test_missing_receipts_tell_the_lost_answer_and_the_decision_that_may_be_its_own(desk: Desk, later: Later) -> None:
    with time_machine.travel(minute(0), tick=True), desk.open() as broker:
        sent(desk, broker)
        desk.hear_foreign(broker, decision("S", 15, OTHER))
        later(days(1))
        found = missing_receipts(broker)
        (lost,), (stray,) = found.documents, found.strays
        ref = f"{broker.status('A-1-M1')[0].owner}/A-1-M1"
        assert (lost.what, lost.ref, found.red) == ("answer", ref, True)
        assert f'baoguan record {ref} --by NAME --evidence "…" --seq-no NUMBER' in lost.commands
        assert (stray.kind, stray.may_be) == ("HzApprovalResult", (ref,))
        assert stray.commands == (f'baoguan record {ref} --by NAME --evidence "…" --seq-no {OTHER}',)
        broker.record("A-1-M1", by="张三", evidence="页面", numbers={"seq_no": OTHER})
        assert broker.status("A-1-M1")[0].state == "approved"
        found = missing_receipts(broker)
        assert (found.red, found.documents, found.strays) == (False, (), ())


def test_one_that_never_arrived_is_recorded_so_and_sent_again_by_a_person(desk: Desk, later: Later) -> None:
    with desk.open() as broker:
        sent(desk, broker)
        later(timedelta(days=1))
        broker.record("A-1-M1", by="张三", evidence="页面无此修撤单", outcome="not-arrived")
        assert broker.status("A-1-M1")[0].state == "not_arrived"
        assert of(broker, "unnamed") is None
        again = broker.amendment("A-1", AmendmentRequest(reason="货物未实际进口", withdrawal=True))
        assert broker.submit(again).steps == ("filing:save",)
        assert len(desk.round(broker)) == 1


@pytest.mark.parametrize("number", ["M2026", "M2026000000000000１", "M 2026000000000001"])
def test_what_is_no_number_of_an_amendment_is_not_recorded(number: str, desk: Desk) -> None:
    with desk.open() as broker:
        sent(desk, broker)
        with pytest.raises(UnusableInput, match="18"):
            broker.record("A-1-M1", by="张三", evidence="页面", numbers={"seq_no": number})
