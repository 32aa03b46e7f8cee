"""A gate is asked before anything leaves. What it holds waits for a second person, and is then sent once."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan import Refused
from baoguan.plugin import Hold, Step, SubmissionView, hookimpl
from tests.broker.office import Office, only
from tests.broker.papers import inv201
from tests.plugin.scripted import Far, open_broker
from tests.support.lists import inventory


class Gate:
    """Holds declarations; may fail or talk nonsense instead."""

    def __init__(self, answer: object = None) -> None:
        self.asked: list[SubmissionView] = []
        self.answer = answer

    @hookimpl
    def baoguan_gate(self, submission: SubmissionView) -> Hold | None:
        self.asked.append(submission)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer  # type: ignore[return-value]
        return Hold(reason_zh="金额过大", reason_en="too much money") if submission.step is Step.DECLARE else None


def test_a_held_declaration_leaves_once_when_somebody_else_approves_it(office: Office) -> None:
    gate = Gate()
    with office.broker(own={"gate": gate}) as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        for _ in range(3):
            assert broker.run_once(force=True).sent == 0
        assert office.out_box() == []
        status = only(broker, "A-1")
        assert status.state == "saved"
        assert any("金额过大" in w and "too much money" in w for w in status.waiting)
        with pytest.raises(Refused, match="tester cannot approve") as caught:
            broker.approve("A-1", by="tester")
        assert "请另一人批准" in caught.value.remedy_zh
        assert broker.run_once(force=True).sent == 0
        assert any("金额过大" in r for r in broker.approve("A-1", by="主管"))
        asked = len(gate.asked)
        assert broker.run_once(force=True).sent == 1
        assert len(gate.asked) == asked, "the gate was asked about what a person had approved"
        assert [(s.number, s.flag) for s in office.take()] == [("A-1", "1")]
        assert broker.run_once(force=True).sent == 0
        kinds = [e.kind for e in broker.events()]
        assert kinds.count("held") == 1
        assert [(e.by, e.kind) for e in broker.events() if e.kind == "approved"] == [("主管", "approved")]


def test_a_gate_sees_what_is_about_to_leave(tmp_path: Path) -> None:
    gate = Gate()
    with open_broker(tmp_path, Far(), own={"gate": gate}) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (seen,) = gate.asked
        assert (seen.environment, seen.account, seen.kind, seen.number, seen.by) == ("test", "s", "inventory", "A-1", "tester")
        assert (seen.act, seen.step, seen.declaration_no) == ("filing", "save", 1)
        assert seen.document == inventory("A-1")


def test_nothing_held_is_nothing_to_approve(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        with pytest.raises(Refused, match="nothing of A-1 is held"):
            broker.approve("A-1", by="主管")


@pytest.mark.parametrize("answer", [KeyError("no list of limits"), "hold it", True, 0], ids=["raises", "text", "true", "zero"])
def test_a_gate_that_cannot_answer_holds(answer: object, tmp_path: Path) -> None:
    far = Far()
    with open_broker(tmp_path, far, own={"gate": Gate(answer)}) as broker:
        broker.submit(inventory("A-1"))
        done = broker.run_once()
        assert done.sent == 0
        assert far.sent == []
        assert any("gate" in w for w in only(broker, "A-1").waiting) or "gate" in str(done.failures)


def test_every_gate_is_heard_and_every_reason_is_shown(tmp_path: Path) -> None:
    far = Far()
    gates = {
        "lawyer": Gate(Hold(reason_zh="合同未签", reason_en="contract unsigned")),
        "bank": Gate(Hold(reason_zh="额度不足", reason_en="limit reached")),
    }
    with open_broker(tmp_path, far, own=gates) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (reason,) = broker.approve("A-1", by="主管")
        assert "合同未签" in reason
        assert "额度不足" in reason
        broker.run_once()
        assert len(far.sent) == 1


def test_a_held_declaration_is_dropped_when_a_person_declared_on_the_page(office: Office) -> None:
    with office.broker(own={"gate": Gate()}) as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        broker.run_once(force=True)
        office.hear(broker, inv201("202600000000000001", "Y", 1))
        assert only(broker, "A-1").state == "stored"
        with pytest.raises(Refused, match="held"):
            broker.approve("A-1", by="主管")
        broker.run_once(force=True)
        assert office.out_box() == []


def test_what_is_held_can_be_withdrawn(office: Office) -> None:
    with office.broker(own={"gate": Gate()}) as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        broker.run_once(force=True)
        assert broker.withdraw("A-1").steps == ("cancelled",)
        with pytest.raises(Refused, match="held"):
            broker.approve("A-1", by="主管")
        assert only(broker, "A-1").state == "saved"
